"""Network ACLs of the instance's subnet and of the endpoints', both ways."""

from __future__ import annotations

import pytest

from c9lib.path import Reason
from tests.networks.account import ONLINE, Account
from tests.networks.breaks.acls import acl_beside, acl_here, allow, deny
from tests.networks.case import Case, Cause, judge
from tests.networks.topologies import across, bypassed, default_vpc, isolated, main_table, public, zones

ACL = Cause("path.ssm", Reason.ACL)
S3_ACL = Cause("path.s3", Reason.ACL, ONLINE, ONLINE)
HALF_CLOSED = Cause("path.ssm", "", ONLINE, ONLINE, "warn")
IN, OUT = allow(out=False), allow(out=True)
OURS = "10.0.0.0/16"
HTTPS, ANSWERS = (443, 443), (32768, 60999)

CASES = [
    Case("A public subnet's new ACL denies everything", public, acl_here(), ACL),
    Case("A public subnet's ACL denied everything from the start", public, acl_here(), ACL, "born"),
    Case("A public subnet's ACL denies 443 on the way out", public, acl_here(deny(HTTPS, out=True), OUT, IN), ACL),
    Case("A public subnet's ACL lets in 443 but no answers", public, acl_here(OUT, allow(HTTPS, out=False)), ACL),
    Case("A public subnet's ACL lets in Windows' ports only",
         public, acl_here(OUT, allow((49152, 65535), out=False)), ACL),
    Case("A public subnet's ACL denies answers before it allows them",
         public, acl_here(OUT, deny((40000, 40001), out=False), IN), ACL),
    Case("The main table's subnet lets no answers in", main_table, acl_here(OUT, allow(HTTPS, out=False)), ACL, "born"),
    Case("The default VPC's subnet lets out to its own VPC only",
         default_vpc, acl_here(IN, allow(cidr="172.31.0.0/16", out=True)), ACL),
    Case("The instance's subnet lets no 443 out to the endpoints' subnet",
         across, acl_here(IN, deny(HTTPS, OURS, out=True), OUT), ACL),
    Case("The endpoints' subnet lets no 443 in", across, acl_beside(OUT, deny(HTTPS, OURS, out=False), IN), ACL),
    Case("The endpoints' subnet lets no answers out", across, acl_beside(IN, allow(HTTPS, out=True)), ACL),
    Case("The instance's subnet lets no answers of the endpoints in",
         across, acl_here(OUT, allow(HTTPS, out=False)), ACL, "born"),
    Case("The endpoints' subnet has a new ACL, which denies everything", across, acl_beside(), ACL, "born"),
    Case("The ACLs of both subnets deny",
         across, (acl_here(IN, deny(HTTPS, OURS, out=True), OUT), acl_beside()), ACL),
    Case("An ACL comes between an isolated instance and S3, not its endpoints", isolated, acl_here(), S3_ACL),
    Case("An ACL comes between a public instance with endpoints and S3",
         bypassed, acl_here(IN, allow(HTTPS, OURS, out=True)), S3_ACL),
    Case("One of two zones of the endpoints is closed", zones, acl_beside(), HALF_CLOSED),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_network_acl(case: Case, account: Account) -> None:
    judge(case, account)
