"""Deleting a stack, with all that it holds, and waiting until it is gone."""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.checks.commands import command
from c9lib.nouns import Change
from c9lib.steps.reading import in_words
from c9lib.steps.stack_failure import stuck
from c9lib.steps.stack_following import GONE, Following
from c9lib.steps.stack_names import Stack

NEVER_WAITED_FOR = ("CREATE_IN_PROGRESS", "REVIEW_IN_PROGRESS", "DELETE_IN_PROGRESS")
"""Under way, and can be deleted all the same. What changes otherwise CloudFormation doesn't delete (API reference)."""


def delete_stack(session: Session, stack: Stack, holds: tuple[str, ...], why: str) -> Change:
    """Delete a stack with what it holds, told in words."""
    name, stack_id = str(stack["StackName"]), str(stack["StackId"])
    about = f" with {in_words(holds)}" if holds else ""
    return Change(
        "delete",
        f"stack {name}{about}",
        why,
        (
            "cloudformation:DescribeStacks",
            "cloudformation:DescribeStackEvents",
            "cloudformation:DeleteStack",
            "cloud9:DeleteEnvironment",
            "cloud9:DescribeEnvironments",
            "ec2:DescribeInstances",
            "ec2:TerminateInstances",
            "ec2:DeleteSecurityGroup",
        ),
        "run step environment; what was on the instance is lost" if holds else "nothing to undo: it holds nothing",
        run=lambda: remove(session, stack_id, name),
    )


def protected(session: Session, stack: Stack) -> tuple[str, ...]:
    """Why a stack can't be deleted: somebody protects it. Nothing when nobody does."""
    if not stack.get("EnableTerminationProtection"):
        return ()
    name = str(stack["StackName"])
    words = ("update-termination-protection", "--no-enable-termination-protection", "--stack-name", name)
    lifting = command(session.region, "cloudformation", *words)
    return (f"The stack {name} is protected against deletion. If it may go, lift that: {lifting}",)


def remove(session: Session, stack_id: str, name: str) -> None:
    """Delete a stack, and wait until it is gone; one that is being deleted is waited for. Raises `StepError`."""
    following = Following(session, stack_id, name)
    status = following.now()["StackStatus"]
    if status.endswith("_IN_PROGRESS") and status not in NEVER_WAITED_FOR:
        status = following.to_the_end()["StackStatus"]
    if status == GONE:
        return
    if status != "DELETE_IN_PROGRESS":
        following.before = following.newest()
        session.client("cloudformation").delete_stack(StackName=stack_id)
    ended = following.until_deleted()
    if ended["StackStatus"] != GONE:
        raise stuck(session, following, ended)
