"""Networks that are broken twice: the first cause is named, after its remedy the second, after that all is well."""

from __future__ import annotations

import pytest

from c9lib.path import Reason
from tests.networks.account import DEAF, LOST, ONLINE, UNHEARD, Account
from tests.networks.breaks.account import blocked, no_hostnames, no_resolver
from tests.networks.breaks.acls import acl_beside, acl_here, allow, deny
from tests.networks.breaks.endpoints import out_of_subnet, policy, s3_on_no_table, unnamed, without
from tests.networks.breaks.groups import default_group_on, egress, endpoints_let_in, no_egress, to
from tests.networks.breaks.rights import no_policy, no_profile, no_role_in_profile, no_trust, stopped
from tests.networks.breaks.routes import (
    nat_deleted,
    no_default_route,
    no_default_route_beside,
)
from tests.networks.case import Case, Cause, judge
from tests.networks.topologies import across, default_vpc, isolated, main_table, nat, public, zones

DENIED = "implicitDeny ssm:UpdateInstanceInformation"
NO_ROUTE = Cause("path.ssm", Reason.NO_ROUTE)
DEAD_ROUTE = Cause("path.ssm", Reason.BAD_STATE_ROUTE)
NO_ADDRESS = Cause("instance.public-address", Reason.NO_PUBLIC_ADDRESS)
EMPTY = Cause("path.ssm", Reason.GROUP_EMPTY)
MISMATCH = Cause("path.ssm", Reason.GROUP_MISMATCH)
ACL = Cause("path.ssm", Reason.ACL)
BLOCKED = Cause("path.ssm", Reason.PUBLIC_ACCESS_BLOCKED)
NO_NAMES = Cause("dns.support", Reason.UNKNOWN_DESTINATION)
NO_HOSTNAMES = Cause("dns.hostnames", Reason.NO_ROUTE)
UNNAMED = Cause("dns.private", Reason.NO_ROUTE)
NO_SSM = Cause("path.ssm", Reason.NO_ROUTE, UNHEARD)
NO_CHANNEL = Cause("path.ssmmessages", Reason.NO_ROUTE, DEAF, DEAF)
NO_S3 = Cause("path.s3", Reason.NO_ROUTE, ONLINE, ONLINE)
NOWHERE = Cause("path.ssm", Reason.NOWHERE)
CHANNEL_NOWHERE = Cause("path.ssmmessages", Reason.NOWHERE, DEAF, DEAF)
SSM_DENIED = Cause("endpoint.policy", DENIED, UNHEARD)
SSM_DEFAULT = Cause("path.ssm", Reason.GROUP_MISMATCH, UNHEARD)
NO_PROFILE = Cause("instance.profile", DENIED)
NO_POLICY = Cause("role.policy", DENIED)
NO_TRUST = Cause("role.trust", "implicitDeny sts:AssumeRole")
NO_ROLE = Cause("profile.role", DENIED)
STOPPED = Cause("instance.state", "BAD_STATE")
CHANNEL_DEFAULT = Cause("path.ssmmessages", Reason.GROUP_MISMATCH, DEAF, DEAF)
NO_SSM_NO_CHANNEL = Cause("path.ssm", Reason.NO_ROUTE, LOST)

IN, OUT = allow(out=False), allow(out=True)
HTTPS, OURS = (443, 443), "10.0.0.0/16"
NO_ANSWERS = acl_here(OUT, allow(HTTPS, out=False))
READS = policy("ssm", {"Effect": "Allow", "Action": "ssm:GetParameter"})
PORT_80 = egress(to("0.0.0.0/0", 80))

CASES = [
    Case("Nothing may leave, by the group and by the ACL", public, (no_egress, acl_here()), (EMPTY, ACL)),
    Case("The ACL holds back the answers, and the role has no policy",
         public, (NO_ANSWERS, no_policy), (NO_POLICY, ACL)),
    Case("The route is gone, and the profile holds no role",
         public, (no_default_route, no_role_in_profile), (NO_ROLE, NO_ROUTE)),
    Case("The instance is stopped, and its group lets nothing out", public, (stopped, no_egress), (STOPPED, EMPTY)),
    Case("Public access is blocked, and the ACL holds back the answers",
         public, (blocked("block-ingress"), NO_ANSWERS), (BLOCKED, ACL)),
    Case("The default VPC leads nowhere, and the instance has no profile",
         default_vpc, (no_default_route, no_profile), (NO_PROFILE, NO_ROUTE), "born"),
    Case("EC2 isn't trusted, and the main table's subnet denies 443",
         main_table, (no_trust, acl_here(deny(HTTPS, out=True), OUT, IN)), (NO_TRUST, ACL)),
    Case("A private VPC resolves no names, and its NAT gateway's subnet leads nowhere",
         nat, (no_resolver, no_default_route_beside), (NO_NAMES, NO_ROUTE), "born"),
    Case("The NAT gateway is deleted, and its subnet's ACL is empty",
         nat, (nat_deleted, acl_beside()), (DEAD_ROUTE, ACL)),
    Case("A private VPC resolves no names and leads nowhere",
         nat, (no_resolver, no_default_route), (NO_NAMES, NO_ROUTE)),
    Case("A NAT gateway's way is blocked, and the group lets out port 80",
         nat, (blocked("block-bidirectional"), PORT_80), (MISMATCH, BLOCKED)),
    Case("The endpoint for ssm is missing, and that for ssmmessages has the default group",
         isolated, (without("ssm"), default_group_on("ssmmessages")), (NO_SSM_NO_CHANNEL, CHANNEL_DEFAULT)),
    Case("Both DNS attributes are off", isolated, (no_hostnames, no_resolver), (NO_NAMES, NO_HOSTNAMES)),
    Case("No host names, and endpoints that let nothing in",
         isolated, (no_hostnames, endpoints_let_in()), (NO_HOSTNAMES, EMPTY)),
    Case("The instance sends to port 80, and the endpoints let nothing in",
         isolated, (PORT_80, endpoints_let_in()), (MISMATCH, EMPTY)),
    Case("The endpoint for ssm denies registration, and S3's is missing",
         isolated, (READS, without("s3")), (SSM_DENIED, NO_S3)),
    Case("The endpoint for ssm has the default group, and S3's no route table",
         isolated, (default_group_on("ssm"), s3_on_no_table), (SSM_DEFAULT, NO_S3)),
    Case("The endpoints for ssm and ssmmessages never were in a subnet",
         isolated, (out_of_subnet("ssm"), out_of_subnet("ssmmessages")), (NOWHERE, CHANNEL_NOWHERE), "born"),
    Case("The endpoint for ssm is missing, and the profile came late",
         isolated, (without("ssm"), no_profile), (NO_PROFILE, NO_SSM), "born"),
    Case("An ACL and the endpoints' group come between instance and endpoints",
         across, (acl_here(IN, deny(HTTPS, OURS, out=True), OUT), endpoints_let_in()), (ACL, EMPTY)),
    Case("Endpoints in another subnet have no names, and deny registration",
         across, (unnamed("ssm", "ssmmessages"), READS), (UNNAMED, SSM_DENIED)),
    Case("Endpoints in several zones have no host names, and one is missing",
         zones, (without("ssm"), no_hostnames), (NO_HOSTNAMES, NO_SSM)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_two_faults(case: Case, account: Account) -> None:
    judge(case, account)
