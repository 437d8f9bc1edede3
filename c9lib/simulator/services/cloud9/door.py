"""The door of every Cloud9 operation: the Region has Cloud9, Cloud9 is open to the account (facts 3.7), and all values
keep to the model's limits (facts 3.2).

The front has checked required members, types and least lengths. Here come greatest lengths and numbers, patterns and
enums, all mistakes in one ValidationException: Cloud9 doesn't model that exception, and uses it (hashicorp/terraform-
provider-aws#17080 for `instanceType`, aws-samples/no-tears-cluster#28 for `userArn`).
"""

from __future__ import annotations

from collections.abc import Callable

from c9lib.simulator import account, limits, models
from c9lib.simulator.api import Answer, ApiCall, ApiError, Handler, operation
from c9lib.simulator.services.cloud9 import regions
from c9lib.simulator.services.cloud9.refusals import no_access

SENSITIVE = ("description", "tags", "tagKeys")
"""Members that the model marks as sensitive: AWS doesn't repeat their values in messages."""


def cloud9(name: str) -> Callable[[Handler], Handler]:
    """Register a function as the answer to a Cloud9 operation, behind the checks that all of them have."""

    def register(handler: Handler) -> Handler:
        def checked(call: ApiCall) -> Answer:
            regions.check(call.region)
            if account.is_closed(call.world) and not call.principal.service:
                raise no_access()
            check_form(call)
            return handler(call)

        operation("cloud9", name)(checked)
        return handler

    return register


def check_form(call: ApiCall) -> None:
    """Raise ValidationException with everything that breaks a limit of the model."""
    model = models.operation_model(call.service, call.operation)
    assert model is not None, "the front answers only operations of the model"
    if model.input_shape is None:
        return
    found = limits.violations(model.input_shape, call.params)
    if found:
        many = "s" if len(found) > 1 else ""
        told = "; ".join(_told(violation) for violation in found)
        raise ApiError("ValidationException", f"{len(found)} validation error{many} detected: {told}")


def _told(violation: limits.Violation) -> str:
    if violation.where.partition(".")[0] in SENSITIVE:
        return f"Value at '{violation.where}' failed to satisfy constraint: {violation.constraint}"
    return str(violation)
