"""Can this account use Cloud9 at all, here? Cloud9 is closed to new customers (facts 3.6, 3.7)."""

from __future__ import annotations

from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check
from c9lib.parameters.choices import REGIONS


@asks("service.region", "Is there Cloud9 in this Region?")
def region(question: Question, seen: Snapshot) -> Check:
    """Facts 3.6: 22 Regions, none outside the partition `aws`."""
    seen.for_cloud9()
    if seen.region in REGIONS:
        return question.ok(f"{seen.region}, one of {len(REGIONS)} Regions with Cloud9")
    return question.fail(
        f"{seen.region} isn't among the {len(REGIONS)} Regions with Cloud9",
        cause="AWS offers Cloud9 in some Regions only, and a closed service gets no new ones.",
        remedy=(f"# Choose another Region; there is Cloud9 in {', '.join(REGIONS)}.",),
    )


@asks("service.open", "Is Cloud9 open to this account?")
def is_open(question: Question, seen: Snapshot) -> Check:
    """Facts 3.7: an account that never used it is refused even ListEnvironments; a missing permission is named."""
    refused = seen.closed()
    if refused is None:
        return question.ok(f"account {seen.session.account_id} may list its environments")
    return question.fail(
        f"{refused.code}: {refused.message or '(no message)'}",
        cause=f"Cloud9 is closed to new customers since 25 July 2024; account {seen.session.account_id} never used it.",
        reason=refused.code,
        remedy=("# No permission changes this: use an account that has used Cloud9 before, or AWS CloudShell.",),
    )
