"""May the people named in `access_for` start sessions through Cloud9? (facts 5.4, 5.5, 5.7)"""

from __future__ import annotations

from c9lib.checks.documented import AWS_POLICIES, START_SESSION_POLICIES
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check
from c9lib.policy import carries

START_SESSION = "ssm:StartSession"


@asks("access.start-session", "May those whom access_for names start sessions?")
def start_session(question: Question, seen: Snapshot) -> Check:
    """Facts 5.7: who has a managed policy that carries it.

    Conditions, denials, boundaries and inline policies are not evaluated.
    """
    seen.for_cloud9()
    named = seen.session.parameters.access_for
    if not named:
        return question.skip("access_for names nobody")
    found = {principal: _carrying(seen, principal) for principal in named}
    strangers = [principal for principal, arns in found.items() if arns is None]
    if strangers:
        return _nobody(question, strangers)
    without = [principal for principal, arns in found.items() if not arns]
    if not without:
        return question.ok("; ".join(f"{principal} by {arns[0]}" for principal, arns in found.items() if arns))
    inline = [principal for principal in without if _has_inline(seen, principal)]
    if inline:
        return question.skip(
            f"{', '.join(inline)}: no managed policy carries {START_SESSION}, and inline ones are not evaluated"
        )
    return question.fail(
        f"{', '.join(without)}: no managed policy carries {START_SESSION}",
        cause="Cloud9 opens the environment with the person's own right to start a session.",
        reason=f"implicitDeny {START_SESSION}",
        remedy=tuple(_attach(seen, principal) for principal in without),
    )


def _nobody(question: Question, strangers: list[str]) -> Check:
    return question.fail(
        f"{', '.join(strangers)}: no such one in this account",
        cause="access_for names somebody whom IAM doesn't know; names are case-sensitive here.",
        reason="NoSuchEntity",
        remedy=("# Correct access_for; `aws iam list-users` (list-groups, list-roles) shows who there is.",),
    )


def _carrying(seen: Snapshot, principal: str) -> list[str] | None:
    """ARNs of the managed policies that carry StartSession for a principal; None when there is no such one."""
    kind, name = principal.split("/", 1)
    arns = seen.iam.attached(kind, name)
    if arns is None:
        return None
    groups = seen.iam.groups_of(name) if kind == "user" else []
    arns = arns + [arn for group in groups for arn in seen.iam.attached("group", group) or []]
    return [arn for arn in arns if arn in START_SESSION_POLICIES or carries(seen.iam.document(arn), START_SESSION)]


def _has_inline(seen: Snapshot, principal: str) -> bool:
    kind, name = principal.split("/", 1)
    groups = seen.iam.groups_of(name) if kind == "user" else []
    return bool(seen.iam.inline(kind, name) or any(seen.iam.inline("group", group) for group in groups))


def _attach(seen: Snapshot, principal: str) -> str:
    """The managed policy that the parameters choose; AWSCloud9User where they choose statements of their own."""
    kind, name = principal.split("/", 1)
    chosen = seen.session.parameters.access_policy
    policy = "AWSCloud9User" if chosen == "statements" else chosen
    return seen.command(
        "iam", f"attach-{kind}-policy", f"--{kind}-name", name, "--policy-arn", f"{AWS_POLICIES}{policy}"
    )
