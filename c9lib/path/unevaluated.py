"""What isn't evaluated here, by name: a way that comes to it is neither good nor bad."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from c9lib.path.network import Thing
from c9lib.path.path import Reason
from c9lib.path.route import in_words, target_of
from c9lib.path.walk import Stopped, Walk

APPLIANCE = "what answers there (a NAT instance, a firewall, a proxy)"
BEHIND: Mapping[str, str] = {
    "transit-gateway": "what is behind the transit gateway",
    "vpc-peering-connection": "the VPC on the other side of the peering connection",
    "vpn-gateway": "the network behind the virtual private gateway",
    "network-interface": APPLIANCE,
    "instance": APPLIANCE,
    "vpc-endpoint": "what is behind that endpoint (a firewall, an appliance), or a NAT gateway's way through it",
    "core-network": "the network behind the core network",
    "local-gateway": "the network behind the local gateway",
    "carrier-gateway": "the carrier's network",
    "egress-only-internet-gateway": "an egress-only internet gateway, which is for IPv6,",
}


def not_evaluated(walk: Walk, table: Thing, route: Thing) -> NoReturn:
    """End the way at a route target that isn't evaluated."""
    kind, target = target_of(route)
    told = f"{in_words(table, route)}: {BEHIND.get(kind, 'what is behind it')} is not evaluated here."
    raise walk.stops(kind, target or "unknown", Stopped(Reason.UNSUPPORTED, told))
