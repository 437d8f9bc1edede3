"""What an evaluation answers: the hops of a way, whether it leads through, and if not why and what mends it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a way ends: those codes of VPC Reachability Analyzer (facts 8.6) that are evaluated; `NONE`: it doesn't."""

    NONE = ""
    NO_ROUTE = "NO_ROUTE_TO_DESTINATION"
    BAD_STATE_ROUTE = "BAD_STATE_ROUTE"
    NO_PUBLIC_ADDRESS = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"
    UNASSOCIATED = "UNASSOCIATED_COMPONENT"
    UNKNOWN_RESOURCE = "UNKNOWN_RESOURCE"
    UNSUPPORTED = "UNSUPPORTED_COMPONENT"


@dataclass(frozen=True)
class Hop:
    """One station of a way: its kind in AWS's words (`subnet`, `route-table` …), its id, what it does here."""

    kind: str
    id: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.id}" + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True)
class Path:
    """A way from its first hop as far as it leads.

    `reason` is "" when `reachable`; `explanation` is one or two sentences; `remedy` are AWS CLI commands, in order,
    with `<…>` where the value comes from the answer of the one before.
    """

    reachable: bool
    hops: tuple[Hop, ...]
    reason: str = Reason.NONE
    explanation: str = ""
    remedy: tuple[str, ...] = ()
