"""Which stack a request means, and CloudFormation's words when there is none, which differ by operation.

Words: recorded from AWS by others, one operation at a time.
"""

from __future__ import annotations

from c9lib.simulator.api import ApiCall, ApiError
from c9lib.simulator.services.cloudformation.door import invalid
from c9lib.simulator.services.stacks import Stack, find

WITH_ID, IN_BRACKETS, IN_QUOTES = (
    "Stack with id {} does not exist",
    "Stack [{}] does not exist",
    "Stack '{}' does not exist",
)


def stack_of(call: ApiCall, words: str = WITH_ID) -> Stack:
    """The stack that `StackName` names, by its name or its id. Raises ValidationError where there is none."""
    return named(call, call.params["StackName"], words)


def named(call: ApiCall, name: str, words: str = WITH_ID) -> Stack:
    """The stack of a name or id. Raises ValidationError where there is none."""
    found = find(call.world, call.region, name)
    if found is None:
        raise invalid(words.format(name))
    return found


def living_stack(call: ApiCall) -> Stack:
    """The stack that a request wants to change: one that is deleted isn't there any more, not even by its id."""
    found = stack_of(call, IN_BRACKETS)
    if found.status == "DELETE_COMPLETE":
        raise invalid(IN_BRACKETS.format(call.params["StackName"]))
    return found


def no_resource(stack: Stack, logical_id: str) -> ApiError:
    """The refusal of a logical id that the stack hasn't."""
    return invalid(f"Resource {logical_id} does not exist for stack {stack.name}")
