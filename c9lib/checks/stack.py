"""Does the stack stand that the environment comes from, and is the environment as it says? (facts 3.8, 10.4)

Skipped where no stack made it: nobody has to use CloudFormation.
"""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.checks import creation, stacks
from c9lib.checks.reader import Answer, Inapplicable, Unread
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check

TAKEN_BACK = ("UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE")
DETECTED = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "UPDATE_ROLLBACK_FAILED")
"""Statuses of a stack in which CloudFormation compares it with what is there (user guide, "Detecting drift")."""
MENDED = {"/Name": "--name", "/Description": "--description"}
"""What UpdateEnvironment sets, and how."""


@asks("stack.status", "Is the stack that it comes from well?")
def status(question: Question, seen: Snapshot) -> Check:
    """Statuses of stacks: API reference of DescribeStacks. After a failed creation only deleting is left."""
    stack = seen.stack
    state, why = stack["StackStatus"], stack.get("StackStatusReason") or ""
    evidence = ": ".join(filter(None, [f"{stack['StackName']} is {state}", why]))
    if state in TAKEN_BACK:
        told = "Its last change failed and was taken back; the environment is as it was before."
        words = ("# Run step environment again: it says what differs. The stack's events say what failed.",)
        return question.warn(evidence, cause=told, reason=state, remedy=words)
    if state in stacks.SETTLED:
        return question.ok(evidence)
    if state == stacks.REVIEWED:
        told = "Somebody made a change set for it, and nobody has executed it."
        return question.warn(evidence, cause=told, reason=state, remedy=("# Run step environment: it goes on.",))
    if state.endswith("_IN_PROGRESS"):
        return question.warn(evidence, cause="It is under way.", reason=state, remedy=("# Wait, then verify again.",))
    return question.fail(evidence, cause=_cause(state, why), reason=state, remedy=(_mending(seen, stack),))


def _cause(state: str, why: str) -> str:
    if state == stacks.ROLLED_BACK:
        return f"Its creation failed and was taken back. {creation.cause_of(why)}"
    if state == "DELETE_FAILED":
        return "Something else uses what it would delete; its events say which resource stays, and why."
    return f"It stopped half-way. {creation.cause_of(why)}"


def _mending(seen: Snapshot, stack: Answer) -> str:
    verb = "continue-update-rollback" if stack["StackStatus"] == "UPDATE_ROLLBACK_FAILED" else "delete-stack"
    if stack["StackStatus"] == "UPDATE_FAILED":
        verb = "rollback-stack"
    return seen.command("cloudformation", verb, "--stack-name", stack["StackName"])


@asks("stack.drift", "Is the environment as its stack says?")
def drift(question: Question, seen: Snapshot) -> Check:
    """DetectStackResourceDrift compares one resource, at once, and changes nothing of it.

    It doesn't see what Cloud9 doesn't show: instance type, image, subnet and the time without use (facts 3.8).
    """
    stack = seen.stack
    if _is_gone(seen, stack):
        return _gone(question, seen, stack)
    if stack["StackStatus"] not in DETECTED:
        return question.skip(f"{stack['StackName']} is {stack['StackStatus']} (stack.status)")
    found = _compared(seen, stack)
    state = found["StackResourceDriftStatus"]
    if state == "IN_SYNC":
        return question.ok(
            f"{found['LogicalResourceId']} of {stack['StackName']} is in sync, as far as Cloud9 shows it"
        )
    if state == "DELETED":
        return _gone(question, seen, stack)
    if state != "MODIFIED":
        return question.skip(f"CloudFormation doesn't say: {state}: {found.get('DriftStatusReason') or 'no reason'}")
    differences = [(one["PropertyPath"], one["ExpectedValue"], one["ActualValue"]) for one in _differences(found)]
    told = "; ".join(f"{path} is {actual}, the stack says {expected}" for path, expected, actual in differences)
    return question.warn(
        f"{stack['StackName']}: {told}",
        cause="Somebody changed it past its stack. An update of the stack doesn't put it back by itself.",
        reason="MODIFIED",
        remedy=tuple(_put_back(seen, found["PhysicalResourceId"], differences)),
    )


def _compared(seen: Snapshot, stack: Answer) -> Answer:
    """The environment as CloudFormation compares it. Raises `Inapplicable` where it doesn't, `Unread`."""
    held = stacks.holding(seen.reader, seen.the_environment["id"])
    logical_id = next((one["LogicalResourceId"] for one in held if _is(one, seen)), "")
    if not logical_id:
        raise Inapplicable(f"the environment isn't in the stack {stack['StackName']}")
    asked = {"StackName": stack["StackId"], "LogicalResourceId": logical_id}
    try:
        answer = seen.reader.one("cloudformation", "detect_stack_resource_drift", **asked) or {}
    except Unread as refused:
        if refused.code in stacks.NO_SUCH_STACK:  # a type that it can't compare, or a change under way
            raise Inapplicable(f"CloudFormation doesn't compare it: {refused.message}") from None
        raise
    found: Answer = answer["StackResourceDrift"]
    return found


def _is(resource: Answer, seen: Snapshot) -> bool:
    return bool(resource.get("PhysicalResourceId") == seen.the_environment["id"])


def _differences(found: Answer) -> list[Answer]:
    return sorted(found.get("PropertyDifferences") or (), key=lambda one: str(one["PropertyPath"]))


def _is_gone(seen: Snapshot, stack: Answer) -> bool:
    """Whether the stack stands, and Cloud9 doesn't show its environment."""
    return stack["StackStatus"] in stacks.SETTLED and seen.environment is None


def _gone(question: Question, seen: Snapshot, stack: Answer) -> Check:
    name, environment_id = stack["StackName"], stacks.output(stack, "EnvironmentId")
    told = f" {environment_id}" if environment_id else ""
    return question.fail(
        f"{name} stands, and its environment{told} isn't there",
        cause="Somebody deleted the environment past its stack. The stack doesn't make it again by itself.",
        reason="DELETED",
        remedy=(seen.command("cloudformation", "delete-stack", "--stack-name", name),),
    )


def _put_back(seen: Snapshot, environment_id: str, differences: list[tuple[str, str, str]]) -> Iterator[str]:
    words: list[str] = []
    for path, expected, _ in differences:
        if path in MENDED:
            words += [MENDED[path], expected]
    if words:
        yield seen.command("cloud9", "update-environment", "--environment-id", environment_id, *words)
    others = [path for path, _, _ in differences if path not in MENDED]
    if others:
        yield f"# Put back {', '.join(others)} by hand, or have the stack say what is there now."
