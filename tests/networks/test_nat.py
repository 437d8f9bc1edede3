"""Private subnets with a NAT gateway: the way to it, its state, and its own subnet's way out."""

from __future__ import annotations

import pytest

from c9lib.path import Reason
from tests.networks.account import Account
from tests.networks.breaks.acls import acl_beside, acl_here, allow, deny
from tests.networks.breaks.routes import (
    back_to_the_main_table,
    nat_deleted,
    nat_deleted_without_trace,
    nat_failed,
    nat_in_private_subnet,
    nat_is_private,
    no_default_route,
    no_default_route_beside,
    route_beside_leads_to_nat,
)
from tests.networks.case import Case, Cause, judge
from tests.networks.topologies import nat

NO_ROUTE = Cause("path.ssm", Reason.NO_ROUTE)
DEAD_ROUTE = Cause("path.ssm", Reason.BAD_STATE_ROUTE)
NO_ADDRESS = Cause("path.ssm", Reason.NO_PUBLIC_ADDRESS)
ACL = Cause("path.ssm", Reason.ACL)

IN, OUT = allow(out=False), allow(out=True)
OURS = "10.0.0.0/16"

CASES = [
    Case("A private subnet loses its route to the NAT gateway", nat, no_default_route, NO_ROUTE),
    Case("A private subnet never had a route to the NAT gateway", nat, no_default_route, NO_ROUTE, "born"),
    Case("A private subnet falls back to the main route table", nat, back_to_the_main_table, NO_ROUTE),
    Case("The NAT gateway is deleted", nat, nat_deleted, DEAD_ROUTE),
    Case("The NAT gateway was deleted before the launch", nat, nat_deleted, DEAD_ROUTE, "born"),
    Case("The NAT gateway is deleted and forgotten", nat, nat_deleted_without_trace, DEAD_ROUTE),
    Case("The NAT gateway is one for private networks", nat, nat_is_private, NO_ADDRESS),
    Case("The NAT gateway failed for want of an address", nat, nat_failed, DEAD_ROUTE),
    Case("The NAT gateway's own subnet loses its way", nat, no_default_route_beside, NO_ROUTE),
    Case("The NAT gateway's own subnet never had a way", nat, no_default_route_beside, NO_ROUTE, "born"),
    Case("The NAT gateway's own subnet leads back to it", nat, route_beside_leads_to_nat, NO_ROUTE),
    Case("Neither the private nor the public route table leads on: endpoints mend it",
         nat, (no_default_route, no_default_route_beside), NO_ROUTE),
    Case("The NAT gateway is in the private subnet itself", nat, nat_in_private_subnet, NO_ROUTE),
    Case("The private subnet's ACL denies 443 on the way out", nat, acl_here(deny((443, 443), out=True), OUT, IN), ACL),
    Case("The private subnet's ACL denies the answers", nat, acl_here(OUT, allow((443, 443), out=False)), ACL),
    Case("The private subnet's ACL lets in half of the answers",
         nat, acl_here(OUT, allow((32768, 50000), out=False)), ACL),
    Case("The NAT subnet's ACL lets nothing in from the private one",
         nat, acl_beside(OUT, deny((443, 443), OURS, out=False), IN), ACL),
    Case("The NAT subnet's ACL lets no 443 out to the internet",
         nat, acl_beside(IN, allow((1024, 65535), OURS, out=True)), ACL),
    Case("The NAT subnet's ACL knows Linux's ports, not NAT's",
         nat, acl_beside(OUT, allow((443, 443), OURS, out=False), allow((32768, 61000), out=False)), ACL),
    Case("The NAT subnet's ACL lets no answers back to the private one",
         nat, acl_beside(IN, allow((443, 443), out=True)), ACL),
    Case("The NAT subnet has a new ACL, which denies everything", nat, acl_beside(), ACL, "born"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_nat_gateway(case: Case, account: Account) -> None:
    judge(case, account)
