"""The door of every operation of CloudFormation: all values keep to the model's limits.

The front has checked required members, types and least lengths. Here come greatest lengths and numbers, patterns and
enums. botocore's model lacks the rule for a stack's name (API reference, CreateStack; the words are those that AWS
answers with).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from c9lib.simulator import limits, models
from c9lib.simulator.api import Answer, ApiCall, ApiError, Handler, NotSimulated, operation

NAME_PATTERN = r"[a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*"
NAME_LENGTH = 128


def cloudformation(*names: str) -> Callable[[Handler], Handler]:
    """Register a function as the answer to operations of CloudFormation, behind the checks that all of them have."""

    def register(handler: Handler) -> Handler:
        def checked(call: ApiCall) -> Answer:
            check_form(call)
            return handler(call)

        operation("cloudformation", *names)(checked)
        return handler

    return register


def check_form(call: ApiCall) -> None:
    """Raise ValidationError with everything that breaks a limit."""
    model = models.operation_model(call.service, call.operation)
    assert model is not None, "the front answers only operations of the model"
    given = {name: value for name, value in call.params.items() if name not in ("StackName", "TemplateBody")}
    found = limits.violations(model.input_shape, given) if model.input_shape is not None else []
    if (name := call.params.get("StackName")) is not None:
        found += _of_name(name)
    if found:
        raise limits.refuse(found)


def _of_name(name: str) -> list[limits.Violation]:
    """What is wrong with the name or the ARN of a stack."""
    if not re.fullmatch(NAME_PATTERN, name):
        told = f"Member must satisfy regular expression pattern: {NAME_PATTERN}"
        return [limits.Violation("stackName", name, told, NAME_PATTERN)]
    if len(name) > NAME_LENGTH and not name.startswith("arn:"):
        return [limits.Violation("stackName", name, f"Member must have length less than or equal to {NAME_LENGTH}")]
    return []


def invalid(message: str) -> ApiError:
    """The refusal that CloudFormation has for nearly everything."""
    return ApiError("ValidationError", message)


def refuse_unsimulated(call: ApiCall, *members: str) -> None:
    """Raise `NotSimulated` for the first of these members that asks for something."""
    for member in members:
        if call.params.get(member):
            raise NotSimulated(f"{member} of cloudformation:{call.operation}")
