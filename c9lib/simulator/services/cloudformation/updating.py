"""UpdateStack and what belongs to updates: CancelUpdateStack, ContinueUpdateRollback, UpdateTerminationProtection."""

from __future__ import annotations

from dataclasses import replace

from c9lib.simulator.api import Answer, ApiCall
from c9lib.simulator.services.cloudformation import engine
from c9lib.simulator.services.cloudformation.change_set_store import obsolete
from c9lib.simulator.services.cloudformation.door import cloudformation, invalid
from c9lib.simulator.services.cloudformation.drifting import forget
from c9lib.simulator.services.cloudformation.finding import living_stack
from c9lib.simulator.services.cloudformation.objections import give_up_update
from c9lib.simulator.services.cloudformation.states import check_own, check_status, check_updatable
from c9lib.simulator.services.cloudformation.submission import Submitted, submitted
from c9lib.simulator.services.cloudformation.tokens import is_repeated, under_token
from c9lib.simulator.services.cloudformation.workers import role_of, worker_of
from c9lib.simulator.services.stacks import Stack


@cloudformation("UpdateStack")
def update_stack(call: ApiCall) -> Answer:
    """Begin to change a stack to what is handed in."""
    stack = living_stack(call)
    if is_repeated(call, stack):
        return {"StackId": stack.id}
    check_updatable(stack)
    asked = submitted(call, stack)
    with under_token(call, stack):
        begin_update(call, stack, asked)
    obsolete(call.world, call.region, stack)
    return {"StackId": stack.id}


def begin_update(call: ApiCall, stack: Stack, asked: Submitted) -> None:
    """Let the work on a change begin; `DisableRollback` of the request says what becomes of it when it fails."""
    if asked.objection:
        give_up_update(call.world, stack, asked.objection)
        return
    assert stack.submission is not None, "check_updatable has looked"
    wanted = replace(asked.wanted, on_failure=stack.submission.on_failure)
    keep = bool(call.params.get("DisableRollback"))
    engine.update(call.world, call.region, stack, wanted, asked.worker, disable_rollback=keep)
    forget(call.world, call.region, stack)


@cloudformation("CancelUpdateStack")
def cancel_update_stack(call: ApiCall) -> Answer:
    """Let an update go back to what was before."""
    stack = living_stack(call)
    if is_repeated(call, stack):
        return {}
    check_status(call.operation, stack, "UPDATE_IN_PROGRESS")
    with under_token(call, stack):
        engine.cancel_update(call.world, call.region, stack)
    return {}


@cloudformation("ContinueUpdateRollback")
def continue_update_rollback(call: ApiCall) -> Answer:
    """Try once more to roll an update back, without the resources that are skipped."""
    stack = living_stack(call)
    if is_repeated(call, stack):
        return {}
    check_status(call.operation, stack, "UPDATE_ROLLBACK_FAILED")
    skip = tuple(call.params.get("ResourcesToSkip", ()))
    worker = worker_of(call, role_of(call, stack))
    with under_token(call, stack):
        engine.continue_rollback(call.world, call.region, stack, worker, skip)
    return {}


@cloudformation("UpdateTerminationProtection")
def update_termination_protection(call: ApiCall) -> Answer:
    """Protect a stack from DeleteStack, or don't any more."""
    stack = living_stack(call)
    check_own(stack)
    if stack.status == "DELETE_IN_PROGRESS":
        raise invalid(f"Stack [{stack.name}] is in DELETE_IN_PROGRESS state and its protection can not be updated.")
    stack.termination_protection = call.params["EnableTerminationProtection"]
    return {"StackId": stack.id}
