"""Security groups: what the instance's lets out, what the endpoints' lets in."""

from __future__ import annotations

import pytest

from c9lib.path import Reason
from tests.networks.account import DEAF, ONLINE, UNHEARD, Account
from tests.networks.breaks.groups import (
    default_group_on,
    egress,
    egress_to_endpoints_alone,
    endpoints_let_in,
    endpoints_let_in_themselves,
    no_egress,
    to,
)
from tests.networks.case import Case, Cause, judge
from tests.networks.topologies import across, both, bypassed, default_vpc, isolated, nat, public, zones

EMPTY = Cause("path.ssm", Reason.GROUP_EMPTY)
MISMATCH = Cause("path.ssm", Reason.GROUP_MISMATCH)
S3_MISMATCH = Cause("path.s3", Reason.GROUP_MISMATCH, ONLINE, ONLINE)
SSM_ALONE = Cause("path.ssm", Reason.GROUP_MISMATCH, UNHEARD)
CHANNEL_ALONE = Cause("path.ssmmessages", Reason.GROUP_MISMATCH, DEAF, DEAF)
EVERYWHERE, SUBNET_BESIDE = "0.0.0.0/0", "10.0.9.0/24"

CASES = [
    Case("A public instance's group lets nothing out", public, no_egress, EMPTY),
    Case("A public instance's group never let anything out", public, no_egress, EMPTY, "born"),
    Case("The default VPC's instance may send nothing", default_vpc, no_egress, EMPTY),
    Case("A public instance may send to port 80 only", public, egress(to(EVERYWHERE, 80)), MISMATCH),
    Case("A public instance may send UDP only", public, egress(to(EVERYWHERE, protocol="udp")), MISMATCH),
    Case("A public instance may send to its own VPC only", public, egress(to("10.0.0.0/16")), MISMATCH, "born"),
    Case("A private instance's group lets nothing out", nat, no_egress, EMPTY),
    Case("A private instance may send to port 22 only", nat, egress(to(EVERYWHERE, 22)), MISMATCH, "born"),
    Case("An isolated instance's group lets nothing out", isolated, no_egress, EMPTY),
    Case("An isolated instance may send to another subnet only", isolated, egress(to(SUBNET_BESIDE)), MISMATCH),
    Case("An isolated instance may send to the endpoints, not to S3", isolated, egress_to_endpoints_alone, S3_MISMATCH),
    Case("The endpoints' group lets nothing in", isolated, endpoints_let_in(), EMPTY),
    Case("The endpoints' group never let anything in", isolated, endpoints_let_in(), EMPTY, "born"),
    Case("The endpoints' group lets in another subnet", isolated, endpoints_let_in(to(SUBNET_BESIDE)), MISMATCH),
    Case("The endpoints' group lets in port 80", isolated, endpoints_let_in(to("10.0.0.0/16", 80)), MISMATCH, "born"),
    Case("The endpoints' group lets in its own members", isolated, endpoints_let_in_themselves, MISMATCH),
    Case("Endpoints have the VPC's default group",
         isolated, default_group_on("ssm", "ssmmessages", "ec2messages"), MISMATCH, "born"),
    Case("The endpoint for ssm alone has the default group", isolated, default_group_on("ssm"), SSM_ALONE),
    Case("The endpoint for ssmmessages alone has the default group",
         isolated, default_group_on("ssmmessages"), CHANNEL_ALONE),
    Case("Endpoints in another zone let nothing in", across, endpoints_let_in(), EMPTY),
    Case("Endpoints in several zones let nothing in", zones, endpoints_let_in(), EMPTY),
    Case("Endpoints that let nothing in hide the NAT gateway", both, endpoints_let_in(), EMPTY),
    Case("Endpoints that let nothing in hide the internet gateway", bypassed, endpoints_let_in(), EMPTY, "born"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_security_group(case: Case, account: Account) -> None:
    judge(case, account)
