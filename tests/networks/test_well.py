"""Networks that are well, also where one thinks otherwise: the verdict is ok, and the agent is online."""

from __future__ import annotations

import pytest

from tests.networks.account import Account
from tests.networks.breaks.account import no_hostnames, servers
from tests.networks.breaks.acls import acl_beside, acl_here, allow, deny
from tests.networks.breaks.endpoints import out_of_subnet, without
from tests.networks.breaks.groups import egress, egress_to_endpoints_and_s3, endpoints_let_in_the_group, to
from tests.networks.breaks.routes import gives_no_addresses
from tests.networks.case import Case, judge
from tests.networks.topologies import (
    across,
    both,
    bypassed,
    default_vpc,
    elastic,
    isolated,
    main_table,
    nat,
    public,
    zones,
)

ALL = ("ssm", "ssmmessages", "ec2messages")
IN, OUT = allow(out=False), allow(out=True)
HTTPS, LINUX, NAT, OURS = (443, 443), (32768, 61000), (1024, 65535), "10.0.0.0/16"
TO_NAT = (allow(HTTPS, OURS, out=False), allow(NAT, out=False), allow(HTTPS, out=True), allow(LINUX, OURS, out=True))
TO_ENDPOINTS = (allow(HTTPS, OURS, out=False), allow(LINUX, OURS, out=True))

CASES = [
    Case("A public subnet with an address leads out", public),
    Case("An Elastic IP address does as well", elastic),
    Case("A subnet without a route table of its own leads out by the main one", main_table),
    Case("The default VPC leads out", default_vpc),
    Case("A private subnet leads out by a NAT gateway", nat),
    Case("An isolated subnet lives on endpoints", isolated),
    Case("Endpoints in another subnet and zone serve the whole VPC", across),
    Case("Endpoints in several zones serve the whole VPC", zones),
    Case("Endpoints stand beside a NAT gateway", both),
    Case("Endpoints stand beside an internet gateway", bypassed),
    Case("A way out needs no host names", public, no_hostnames),
    Case("A missing endpoint beside a NAT gateway is no loss", both, without("ssm", "s3")),
    Case("A missing endpoint beside an internet gateway is no loss", bypassed, without("ssmmessages")),
    Case("Endpoints need no public address", bypassed, gives_no_addresses, (), "born"),
    Case("Endpoints that leave the instance's zone still serve it", zones, out_of_subnet(*ALL)),
    Case("Endpoints let in exactly the instance's group", isolated, endpoints_let_in_the_group),
    Case("Nothing may leave but to the endpoints and S3", isolated, egress_to_endpoints_and_s3),
    Case("443 alone may leave", nat, egress(to("0.0.0.0/0"))),
    Case("An ACL as AWS's page asks for it", public, acl_here(OUT, allow(LINUX, out=False))),
    Case("An ACL that denies after it has allowed", public, acl_here(OUT, IN, deny(out=True), deny(out=False))),
    Case("A NAT gateway's subnet with no more than it needs", nat, acl_beside(*TO_NAT)),
    Case("Endpoints in a subnet with no more than they need", across, acl_beside(*TO_ENDPOINTS)),
    Case("DHCP names Amazon's own DNS servers", isolated, servers("AmazonProvidedDNS")),
    Case("DHCP names Amazon's resolver by its addresses", isolated, servers("10.0.0.2", "169.254.169.253")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_network_that_is_well(case: Case, account: Account) -> None:
    judge(case, account)
