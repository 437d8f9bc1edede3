"""A stack whose parameters name what isn't in the account: it is begun, and given up before any resource.

CloudFormation takes the request, and the stack says why: `Parameter validation failed: parameter value X for parameter
name Y does not exist. Rollback requested by user.` (recorded from AWS by others).
"""

from __future__ import annotations

from c9lib.simulator.durations import STACK_OVERHEAD
from c9lib.simulator.services.stacks import OnFailure, Stack
from c9lib.simulator.world import World

BEGUN = "User Initiated"


def give_up_creation(world: World, stack: Stack, reason: str, on_failure: OnFailure) -> None:
    """The stack begins, is rolled back, deleted or left as it is, as its maker wants."""
    begin, end = {
        "ROLLBACK": ("ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE"),
        "DELETE": ("DELETE_IN_PROGRESS", "DELETE_COMPLETE"),
        "DO_NOTHING": ("CREATE_FAILED", ""),
    }[on_failure]
    _go(world, stack, "CREATE_IN_PROGRESS", begin, end, reason)


def give_up_update(world: World, stack: Stack, reason: str) -> None:
    """The update begins and is rolled back; the stack stays as it was."""
    _go(world, stack, "UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE", reason)


def _go(world: World, stack: Stack, first: str, second: str, last: str, reason: str) -> None:
    stack.turns(world, first, BEGUN)

    def gives_up() -> None:
        if stack.status == first:  # unless somebody deletes it in the meantime
            stack.turns(world, second, reason)
            if last:
                world.later(STACK_OVERHEAD, ends)

    def ends() -> None:
        if stack.status == second:
            stack.turns(world, last)

    world.later(STACK_OVERHEAD, gives_up)
