"""What a later step of the run makes or waits for: it doesn't count against the step that comes before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from c9lib.nouns import Check
from c9lib.parameters import Parameters
from c9lib.path import Reason
from c9lib.steps.forecast import endpoints_first

PATH, NO_EGRESS = "path.", "instance.no-egress"


def without_what_is_to_come(asked: Parameters, checks: Iterable[Check]) -> tuple[Check, ...]:
    """The checks; what isn't so yet is skipped, with the reason, where the parameters say that it is still to come.

    Whether it came is asked again: a way before the launch by its plan, everything at the end by the verdict.
    """
    return tuple(_judged(asked, check) for check in checks)


def _judged(asked: Parameters, check: Check) -> Check:
    later = _later(asked, check) if check.status in ("fail", "warn") else ""
    if not later:
        return check
    return replace(check, status="skip", evidence=f"{check.evidence}; {later}", cause="", reason="", remedy=())


def _later(asked: Parameters, check: Check) -> str:
    """Which step makes it so, in words; "" when none does."""
    if check.id == NO_EGRESS and asked.restrict_egress:
        return "step endpoints takes the other outbound rules away"
    if not check.id.startswith(PATH):
        return ""
    if asked.network == "nat" and check.reason == Reason.BAD_STATE and "is pending" in check.cause:
        return "step environment waits until the NAT gateway is available"
    if check.reason and endpoints_first(asked) and check.id.removeprefix(PATH) in asked.endpoint_services:
        return "step endpoints, which comes before the launch, makes an endpoint for it"
    return ""
