"""Which identity do commands in the environment's terminal have? (facts 1.4, 3.3)"""

from __future__ import annotations

from c9lib.checks.documented import ROLE
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check


@asks("credentials.managed", "Can the terminal use AWS managed temporary credentials?")
def managed(question: Question, seen: Snapshot) -> Check:
    """Facts 1.4: not in a private subnet; then the terminal has the identity of the instance's role."""
    environment, around = seen.the_environment, seen.surroundings
    told = str(environment.get("managedCredentialsStatus", "unknown"))
    if not told.startswith("ENABLED"):
        return question.ok(f"{told}: the terminal has {ROLE}'s rights, and nobody expects others")
    if around.is_public:
        return question.ok(f"{told}, in the public subnet {around.subnet_id}")
    off = ("--environment-id", environment["id"], "--managed-credentials-action", "DISABLE")
    return question.warn(
        f"{told}, but {around.subnet_id} is private",
        cause=f"AWS managed temporary credentials don't work in a private subnet: the terminal has {ROLE}'s rights."
        " For more, attach a profile whose role has them and the five for sessions, too.",
        remedy=(seen.command("cloud9", "update-environment", *off),),
    )
