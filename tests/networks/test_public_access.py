"""VPC Block Public Access: both modes, and exclusions that help or don't."""

from __future__ import annotations

import pytest

from c9lib.path import Reason
from tests.networks.account import Account
from tests.networks.breaks.account import blocked, excluded
from tests.networks.case import Case, Cause, judge
from tests.networks.topologies import bypassed, default_vpc, isolated, nat, public

BLOCKED = Cause("path.ssm", Reason.PUBLIC_ACCESS_BLOCKED)
ALL, INGRESS = blocked("block-bidirectional"), blocked("block-ingress")

CASES = [
    Case("The account blocks public access in both directions", public, ALL, BLOCKED),
    Case("The account blocked public access before the launch", public, ALL, BLOCKED, "born"),
    Case("The account blocks public access from outside, and a direct way with it", public, INGRESS, BLOCKED),
    Case("The default VPC's way is blocked from outside", default_vpc, INGRESS, BLOCKED, "born"),
    Case("The account blocks a NAT gateway's way in both directions", nat, ALL, BLOCKED),
    Case("An exclusion for the way out doesn't open a direct way",
         public, (INGRESS, excluded("allow-egress")), BLOCKED),
    Case("An exclusion of the private subnet doesn't help its NAT gateway",
         nat, (ALL, excluded("allow-bidirectional")), BLOCKED),
    Case("Blocking from outside leaves a NAT gateway alone", nat, INGRESS),
    Case("Blocking in both directions leaves endpoints alone", isolated, ALL),
    Case("Blocking in both directions leaves endpoints beside a gateway alone", bypassed, ALL),
    Case("An exclusion of the subnet in both directions opens a direct way",
         public, (ALL, excluded("allow-bidirectional"))),
    Case("An exclusion of the VPC for the way out opens a NAT gateway's way",
         nat, (ALL, excluded("allow-egress", vpc=True))),
    Case("An exclusion of the NAT gateway's subnet opens its way",
         nat, (ALL, excluded("allow-egress", beside=True)), (), "born"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_public_access(case: Case, account: Account) -> None:
    judge(case, account)
