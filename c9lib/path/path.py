"""What an evaluation answers: the hops of a way, whether it leads through, and if not why and what mends it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Passing = Literal["pass", "stop", "unknown"]


class Reason(StrEnum):
    """Why a way ends: those codes of VPC Reachability Analyzer (facts 8.6) that are evaluated; `NONE`: it doesn't."""

    NONE = ""
    NO_ROUTE = "NO_ROUTE_TO_DESTINATION"
    BAD_STATE_ROUTE = "BAD_STATE_ROUTE"
    BAD_STATE = "BAD_STATE"
    GROUP_MISMATCH = "ENI_SG_RULES_MISMATCH"
    GROUP_EMPTY = "SG_HAS_NO_RULES"
    ACL = "SUBNET_ACL_RESTRICTION"
    NO_PUBLIC_ADDRESS = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"
    PUBLIC_ACCESS_BLOCKED = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED"
    NOWHERE = "NO_POSSIBLE_DESTINATION"
    UNKNOWN_DESTINATION = "UNKNOWN_DESTINATION"
    """A name that nothing resolves; Reachability Analyzer itself takes no names."""
    UNASSOCIATED = "UNASSOCIATED_COMPONENT"
    UNKNOWN_RESOURCE = "UNKNOWN_RESOURCE"
    UNSUPPORTED = "UNSUPPORTED_COMPONENT"


@dataclass(frozen=True)
class Hop:
    """One station of a way: its kind in AWS's words (`subnet`, `route-table` …), its id, what it does here.

    `rule` is the rule that decided, as EC2 has it (`sg-… egress tcp 443 to 0.0.0.0/0`), "" where no rule decides.
    `status` tells whether the packet goes on from here. `back` marks the stations of the answer on its way home.
    """

    kind: str
    id: str
    note: str = ""
    rule: str = ""
    status: Passing = "pass"
    back: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.id}" + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True)
class Path:
    """A way from its first hop as far as it leads.

    `reason` is "" when `reachable`; `explanation` is one or two sentences; `remedy` are AWS CLI commands that run word
    for word in a POSIX shell, in order; those of a `reachable` way take a caveat away. `caveats` name what isn't
    evaluated here and may decide otherwise, so that no way with one is certain; `notes` are worth knowing and decide
    nothing (IPv6).
    """

    reachable: bool
    hops: tuple[Hop, ...]
    reason: str = Reason.NONE
    explanation: str = ""
    remedy: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    destination: str = ""
    """Host and port, `ssm.us-east-1.amazonaws.com:443`."""

    @property
    def certain(self) -> bool:
        """Whether nothing that isn't evaluated here can turn the judgement."""
        # What isn't known here may still be there: a shared subnet's owner keeps much to itself.
        return not self.caveats and self.reason not in (Reason.UNSUPPORTED, Reason.UNKNOWN_RESOURCE)

    @property
    def endpoint_id(self) -> str:
        """The VPC endpoint by which the service is reached; "" when it is another way."""
        return next((hop.id for hop in self.hops if hop.kind == "vpc-endpoint"), "")
