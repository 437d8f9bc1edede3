"""DeleteStack."""

from __future__ import annotations

from c9lib.simulator.api import Answer, ApiCall
from c9lib.simulator.durations import STACK_OVERHEAD
from c9lib.simulator.services.cloudformation import engine
from c9lib.simulator.services.cloudformation.door import cloudformation, invalid, refuse_unsimulated
from c9lib.simulator.services.cloudformation.objections import BEGUN
from c9lib.simulator.services.cloudformation.states import REVIEWED, check_deletable, check_retained
from c9lib.simulator.services.cloudformation.tokens import is_repeated, under_token
from c9lib.simulator.services.cloudformation.workers import role_of, worker_of
from c9lib.simulator.services.stacks import Stack, find
from c9lib.simulator.world import World

GONE = ("DELETE_COMPLETE", "DELETE_IN_PROGRESS")
FORCED = "FORCE_DELETE_STACK"


@cloudformation("DeleteStack")
def delete_stack(call: ApiCall) -> Answer:
    """Begin to delete a stack. One that doesn't exist, or is deleted or being deleted, is no error."""
    refuse_unsimulated(call, "DeploymentConfig")
    stack = find(call.world, call.region, call.params["StackName"])
    if stack is None or stack.status in GONE or is_repeated(call, stack):
        return {}
    check_deletable(stack)
    if stack.remove is not None:
        refuse_unsimulated(call, "RetainResources", "RoleARN", "DeletionMode")
        stack.remove(call.principal, call.via)
        return {}
    retained = tuple(call.params.get("RetainResources", ()))
    check_retained(stack, retained)
    forced = _is_forced(call, stack)
    worker = worker_of(call, role_of(call, stack))
    with under_token(call, stack):
        if stack.status == REVIEWED:
            _forget(call.world, stack)
        else:
            engine.delete(call.world, call.region, stack, worker, retain=retained, force=forced)
    return {}


def _is_forced(call: ApiCall, stack: Stack) -> bool:
    """Whether what can't be removed is to be left where it is."""
    forced: bool = call.params.get("DeletionMode") == FORCED
    if forced and stack.status != "DELETE_FAILED":
        told = f"You can activate DeletionMode {FORCED} in a delete stack operation only when the stack is in the"
        raise invalid(f"Invalid operation on stack [{stack.id}]. {told} DELETE_FAILED state.")
    return forced


def _forget(world: World, stack: Stack) -> None:
    """A stack that was only reviewed holds nothing."""
    stack.turns(world, "DELETE_IN_PROGRESS", BEGUN)
    world.later(STACK_OVERHEAD, lambda: stack.turns(world, "DELETE_COMPLETE"))
