"""Which identity do commands in the environment's terminal have? (facts 1.4, 3.3)"""

from __future__ import annotations

from c9lib.checks.documented import ROLE
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check


@asks("credentials.managed", "Can the terminal use AWS managed temporary credentials?")
def managed(question: Question, seen: Snapshot) -> Check:
    """Facts 1.4: not in a private subnet; then the terminal has the identity of the instance's role."""
    told = seen.the_environment.get("managedCredentialsStatus", "unknown")
    around = seen.surroundings
    if around.is_public:
        return question.ok(f"{told}, in the public subnet {around.subnet_id}")
    return question.warn(
        f"{told}, but {around.subnet_id} is private",
        cause=f"AWS managed temporary credentials don't work in a private subnet: the terminal has {ROLE}'s rights.",
        remedy=(
            "# Attach a profile whose role has the rights that people need and the five for sessions, or store keys.",
        ),
    )
