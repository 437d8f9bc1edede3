"""Does everybody whom `members` names share the environment, to read and write? (facts 3.4)"""

from __future__ import annotations

from c9lib.checks.environments import lifecycle
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check

PERMISSIONS = "read-write"


@asks("environment.members", "Do all members share it?")
def members(question: Question, seen: Snapshot) -> Check:
    """Memberships are Cloud9's own: whoever isn't among them doesn't see the environment in the console."""
    wanted = seen.session.parameters.members
    if seen.environment_id or not wanted:
        return question.skip("members speaks of a deployment's own environment" if wanted else "members names nobody")
    found = seen.the_environment
    if lifecycle(found) != "CREATED":
        return question.skip(f"it is {lifecycle(found)} (environment.lifecycle)")
    held = seen.memberships
    told = [f"{arn}: {held.get(arn, 'not a member')}" for arn in wanted]
    others = [f"{arn}: {has}, not in members" for arn, has in held.items() if has != "owner" and arn not in wanted]
    evidence = "; ".join(told + others)
    missing = [arn for arn in wanted if arn not in held]
    if missing:
        return question.fail(
            evidence,
            cause="Only the owner and the members see an environment and open it.",
            reason="NotFoundException",
            remedy=tuple(_command(seen, "create", found["id"], arn) for arn in missing),
        )
    lacking = [arn for arn in wanted if held[arn] not in (PERMISSIONS, "owner")]
    if lacking:
        return question.warn(
            evidence,
            cause="They see it, and can't change anything in it.",
            remedy=tuple(_command(seen, "update", found["id"], arn) for arn in lacking),
        )
    return question.ok(evidence)


def _command(seen: Snapshot, verb: str, environment_id: str, arn: str) -> str:
    words = ("--environment-id", environment_id, "--user-arn", arn, "--permissions", PERMISSIONS)
    return seen.command("cloud9", f"{verb}-environment-membership", *words)
