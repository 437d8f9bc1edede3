"""What isn't evaluated: a way with a warning that says so by name, never an ok; its silent agent is the root cause."""

from __future__ import annotations

from dataclasses import replace

import pytest

from c9lib.path import Reason
from tests.networks.account import LOST, NEVER, Account
from tests.networks.breaks.unsupported import (
    through_a_peering_connection,
    through_a_transit_gateway,
    through_a_vpn,
    through_an_instance,
    through_an_interface,
)
from tests.networks.case import Case, Cause, judge
from tests.networks.topologies import default_vpc, main_table, nat, public


def unsupported(kind: str, why: str) -> Cause:
    warned = ("path.ssm", Reason.UNSUPPORTED)
    return Cause("agent.online", LOST.ping, LOST, NEVER, words=f"look at {kind} ", why=why, warned=warned)


def never(cause: Cause) -> Cause:
    """The same for an agent that never registered: Systems Manager has no PingStatus for it."""
    return replace(cause, reason="")


APPLIANCE = "what answers there (a NAT instance, a firewall, a proxy) is not evaluated here"
INTERFACE, INSTANCE = unsupported("network-interface", APPLIANCE), unsupported("instance", APPLIANCE)
VPN = unsupported("vpn-gateway", "the network behind the virtual private gateway is not evaluated here")
TRANSIT = unsupported("transit-gateway", "what is behind the transit gateway is not evaluated here")
PEERING = unsupported(
    "vpc-peering-connection", "the VPC on the other side of the peering connection is not evaluated here"
)

CASES = [
    Case("A public subnet leads through a firewall's interface", public, through_an_interface, INTERFACE),
    Case("A private subnet leads through a firewall's interface", nat, through_an_interface, never(INTERFACE), "born"),
    Case("A private subnet leads through a NAT instance", nat, through_an_instance, INSTANCE),
    Case("The main route table leads through a proxy", main_table, through_an_instance, never(INSTANCE), "born"),
    Case("The default VPC leads to a VPN", default_vpc, through_a_vpn, VPN),
    Case("A public subnet leads to a VPN", public, through_a_vpn, never(VPN), "born"),
    Case("A private subnet leads to a transit gateway", nat, through_a_transit_gateway, TRANSIT),
    Case("A public subnet leads to a transit gateway", public, through_a_transit_gateway, never(TRANSIT), "born"),
    Case("A private subnet leads to another VPC", nat, through_a_peering_connection, never(PEERING), "born"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_not_evaluated(case: Case, account: Account) -> None:
    judge(case, account)
