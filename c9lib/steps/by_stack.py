"""The environment made by a stack of CloudFormation: `launch_with: cloudformation` (facts 3.8).

The plan reads only: it compares what the stack has with what is wanted. The change set, CloudFormation's own plan, is
made when the changes are carried out (docs/decisions/015-launch-by-a-stack.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from c9lib.aws import Session
from c9lib.checks.commands import command
from c9lib.checks.environments import lifecycle
from c9lib.checks.stacks import REVIEWED, ROLLED_BACK, SETTLED
from c9lib.nouns import Change, Observation, Plan
from c9lib.steps import by_api, members, stack_changes
from c9lib.steps.by_api import IN_THE_WAY, STEP
from c9lib.steps.endpoint_guard import letting_go
from c9lib.steps.environments import Environment
from c9lib.steps.ground import Ground
from c9lib.steps.launching import waiting
from c9lib.steps.removing import remove_environments
from c9lib.steps.stack_names import (
    Stack,
    belongs,
    change_sets_begin_with,
    environment_id_of,
    environments_in,
    resources_of,
    stack_name,
)
from c9lib.steps.stack_removing import delete_stack, protected
from c9lib.steps.stack_update import differing, update

ON_ITS_WAY_OUT = (ROLLED_BACK, "ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS")
"""A stack from which nothing can come any more: when it is gone, another one takes its name."""
STOPPED = "it stopped half-way, and somebody has to see why before anything else is done with it."
MENDED_BY = {
    "UPDATE_ROLLBACK_FAILED": "continue-update-rollback",
    "UPDATE_FAILED": "rollback-stack",
}
"""What CloudFormation goes on with; every other failed stack can only be deleted."""


def plan(session: Session, seen: Observation) -> Plan:
    """What lacks, by the status of the deployment's stack."""
    stack, living = seen.data["stack"], seen.data["living"]
    if stack is None:
        return _of_others(session, seen) if living else _launch(session, seen.data["there"])
    if not belongs(session, stack):
        return Plan(STEP, refusals=(_somebodys(session, stack),))
    status = stack["StackStatus"]
    if status in ON_ITS_WAY_OUT or (status == "DELETE_FAILED" and living is None):
        return _anew(session, seen, "it can't be changed any more, only deleted")
    if status in SETTLED:
        return _standing(session, seen)
    if status == REVIEWED:
        return _of_others(session, seen) if living else _launch(session, seen.data["there"])
    if status.endswith("_IN_PROGRESS"):
        return _under_way(session, seen)
    return Plan(STEP, refusals=(_failed(session, stack),))


def _standing(session: Session, seen: Observation) -> Plan:
    """The stack is there: its environment stays as it is, is changed, or is replaced."""
    stack, living = seen.data["stack"], seen.data["living"]
    if living is None:
        return _anew(session, seen, "its environment was deleted past it, and it doesn't make it again")
    if living["id"] != environment_id_of(session, stack):
        return _of_others(session, seen)
    found = differing(session, stack)
    told = update(session, stack, living, found) if found.differences else by_api.of_living(session, living, seen.data)
    return _with_notes(told, tuple(_left_over(session, seen)))


def _left_over(session: Session, seen: Observation) -> Iterator[str]:
    """Environments of this deployment besides the stack's: one that was replaced and couldn't be deleted, say."""
    for one in (one for one in seen.data["there"] if one["id"] != seen.data["living"]["id"]):
        delete = command(session.region, "cloud9", "delete-environment", "--environment-id", one["id"])
        yield (
            f"This deployment has another environment, {one['name']} ({one['id']}), which is {lifecycle(one)}. The"
            f" tear-down removes it. If you don't need it any more: {delete}"
        )


def _of_others(session: Session, seen: Observation) -> Plan:
    """An environment of this deployment that this stack didn't make stays as it is."""
    living = seen.data["living"]
    told = by_api.of_living(session, living, seen.data)
    note = (
        f"The environment {living['name']} ({living['id']}) wasn't made by the stack {stack_name(session)}, and stays"
        " as it is: launch_with counts at a launch. Tear it down first to have a stack make it."
    )
    return _with_notes(told, (note,))


def _with_notes(told: Plan, notes: tuple[str, ...]) -> Plan:
    return replace(told, notes=(*notes, *told.notes))


def _launch(session: Session, there: list[Environment], before: tuple[Change, ...] = ()) -> Plan:
    """Remove what failed before, then let a stack make it."""
    ground = Ground.of(session)
    made: dict[str, str] = {}
    removed = remove_environments(session, there, IN_THE_WAY)
    create = stack_changes.create(session, ground, made)
    sharing = members.at_launch(session, lambda: made["id"])
    return Plan(
        STEP,
        (*before, *removed, *ground.ahead.changes, create, waiting(session, "", made), *sharing.changes),
        (*ground.ahead.notes, *sharing.notes),
        (*ground.refusals, *sharing.refusals),
        waits_for=ground.waits_for,
    )


def _anew(session: Session, seen: Observation, why: str) -> Plan:
    """The stack goes first, and what it still holds with it; then another one is made."""
    stack = seen.data["stack"]
    hindrance = protected(session, stack)
    if hindrance:
        return Plan(STEP, refusals=hindrance)
    held = environments_in(resources_of(session, stack))
    others = [one for one in seen.data["there"] if one["id"] not in held]
    if any(one is seen.data["living"] for one in others):
        return _of_others(session, seen)
    reason = stack.get("StackStatusReason")
    state = f"{stack['StackStatus']}: {reason}; " if reason else f"{stack['StackStatus']}; "
    freed = letting_go(session, held)  # of one whose deletion failed the group is still there, and named
    return _launch(session, others, (*freed, delete_stack(session, stack, (), f"{state}{why}")))


def _under_way(session: Session, seen: Observation) -> Plan:
    """What a run of this deployment began, and broke off, is followed; what somebody else began is left to them."""
    stack, living = seen.data["stack"], seen.data["living"]
    name, status = stack["StackName"], stack["StackStatus"]
    later = f"Run again when it is over; this shows it: {_shown(session, stack)}"
    begun = str(stack.get("ChangeSetId") or "").partition(":changeSet/")[2]
    if not begun.startswith(change_sets_begin_with(session)):
        return Plan(STEP, refusals=(f"Somebody else is changing the stack {name}: it is {status}. {later}",))
    found = differing(session, stack, template=False)
    if found.differences:
        told = ", ".join(map(str, found.differences))
        return Plan(
            STEP, refusals=(f"The stack {name} is {status}, to something else than asked now: {told}. {later}",)
        )
    made: dict[str, str] = {}
    sharing = members.of_living(session, living) if living else members.at_launch(session, lambda: made["id"])
    changes = (stack_changes.follow(session, stack, made), waiting(session, "", made), *sharing.changes)
    return Plan(STEP, changes, sharing.notes, sharing.refusals)


def _somebodys(session: Session, stack: Stack) -> str:
    return (
        f"There is a stack {stack['StackName']} that this deployment didn't make: it lacks the tag"
        f" c9lib:deployment={session.parameters.deployment}. Choose another deployment, or remove that stack if nobody"
        " needs it."
    )


def _failed(session: Session, stack: Stack) -> str:
    name, status = str(stack["StackName"]), str(stack["StackStatus"])
    reason = stack.get("StackStatusReason") or "no reason given"
    words = ("cloudformation", MENDED_BY.get(status, "delete-stack"), "--stack-name", name)
    return (
        f"The stack {name} is {status} ({reason}): {STOPPED} Its events: {_shown(session, stack)}. Then:"
        f" {command(session.region, *words)}"
    )


def _shown(session: Session, stack: Stack) -> str:
    words = ("describe-stack-events", "--stack-name", str(stack["StackName"]))
    return command(session.region, "cloudformation", *words)
