"""What a network of each kind consists of: its subnets by tier, and what leads out of them (facts 2.1, 2.3, 2.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from c9lib.aws import Session
from c9lib.checks.tiers import HOME, PRIVATE, PUBLIC, TIER_TAG, Tier
from c9lib.parameters import Parameters
from c9lib.steps.reading import specified


@dataclass(frozen=True)
class Layout:
    """`home` is the tier that instances go to; `subnets` counts them by tier, in the order in which they are made."""

    home: Tier
    subnets: Mapping[Tier, int]

    @property
    def has_nat(self) -> bool:
        """Whether the private subnets lead out, through a NAT gateway in a public one."""
        return PUBLIC in self.subnets and PRIVATE in self.subnets

    def leads_out(self, tier: Tier) -> bool:
        """Whether instances of a tier get out without an endpoint."""
        return tier == PUBLIC or self.has_nat

    def gives_addresses(self, tier: Tier) -> bool:
        """Whether instances get public addresses there. In a public subnet for a NAT gateway nothing is launched."""
        return self.home == tier == PUBLIC


def layout_of(asked: Parameters) -> Layout:
    """The layout of a network that is made: `public`, `nat` or `isolated`."""
    zones = asked.availability_zones
    counts: dict[str, dict[Tier, int]] = {
        "public": {PUBLIC: zones},
        "nat": {PUBLIC: 1, PRIVATE: zones},
        "isolated": {PRIVATE: zones},
    }
    return Layout(HOME[asked.network], counts[asked.network])


def tags_of(session: Session, kind: str, tier: Tier | None = None, zone: str = "") -> list[dict[str, Any]]:
    """EC2's `TagSpecifications` for a part: the name tells its tier and zone, and so does a tag of its own."""
    name = "-".join(filter(None, (session.parameters.deployment, tier, zone)))
    (told,) = specified(session, kind, name)
    return [{**told, "Tags": [*told["Tags"], *([{"Key": TIER_TAG, "Value": tier}] if tier else [])]}]
