"""Names: both DNS attributes of the VPC, and the DNS servers that DHCP hands out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from c9lib.path import Reason
from tests.networks.account import LOST, ONLINE, Account
from tests.networks.breaks.account import no_hostnames, no_resolver, servers
from tests.networks.case import Case, Cause, judge
from tests.networks.topologies import across, both, default_vpc, isolated, nat, public, zones

NO_NAMES = Cause("dns.support", Reason.UNKNOWN_DESTINATION)
NO_HOSTNAMES = Cause("dns.hostnames", Reason.NO_ROUTE)
FOREIGN = Cause("dns.support", "", ONLINE, ONLINE, "warn", words="forward amazonaws.com to the VPC's resolver")
SILENT = Cause(
    "agent.online", LOST.ping, words="the DNS servers of vpc-", why="No way to ssm", warned=("dns.support", "")
)
NEVER_HEARD = replace(SILENT, reason="")
HOSTNAMES_BESIDE_NAT = Cause("dns.hostnames", "", ONLINE, ONLINE, "warn")

CASES = [
    Case("A public VPC resolves no names", public, no_resolver, NO_NAMES),
    Case("A public VPC never resolved names", public, no_resolver, NO_NAMES, "born"),
    Case("The default VPC resolves no names", default_vpc, no_resolver, NO_NAMES),
    Case("A private VPC resolves no names", nat, no_resolver, NO_NAMES),
    Case("An isolated VPC resolves no names", isolated, no_resolver, NO_NAMES, "born"),
    Case("A VPC with endpoints in several zones resolves no names", zones, no_resolver, NO_NAMES),
    Case("An isolated VPC gives no host names", isolated, no_hostnames, NO_HOSTNAMES),
    Case("An isolated VPC never gave host names", isolated, no_hostnames, NO_HOSTNAMES, "born"),
    Case("A VPC with endpoints in another subnet gives no host names", across, no_hostnames, NO_HOSTNAMES),
    Case("Without host names endpoints are only unused beside a NAT gateway", both, no_hostnames, HOSTNAMES_BESIDE_NAT),
    Case("A public VPC asks DNS servers that nobody here knows", public, servers("8.8.8.8"), FOREIGN),
    Case("An isolated VPC asks DNS servers that nobody here knows", isolated, servers("10.0.0.53"), SILENT),
    Case("A VPC with endpoints in another subnet asked unknown DNS servers from the start",
         across, servers("10.0.0.53"), NEVER_HEARD, "born"),
    Case("A private VPC asks its company's DNS servers", nat, servers("10.0.0.53", "10.0.1.53"), FOREIGN, "born"),
    Case("Amazon's resolver is one of two servers", both, servers("AmazonProvidedDNS", "10.0.0.53"), FOREIGN),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_name(case: Case, account: Account) -> None:
    judge(case, account)
