"""Environments that Cloud9 made, broken afterwards: the same verdicts and remedies as for any instance."""

from __future__ import annotations

import pytest

from c9lib.path import Reason
from tests.networks.account import UNHEARD, Account
from tests.networks.breaks.acls import acl_here, allow
from tests.networks.breaks.endpoints import without
from tests.networks.breaks.groups import no_egress
from tests.networks.breaks.rights import no_policy
from tests.networks.breaks.routes import nat_deleted, no_default_route
from tests.networks.case import Case, Cause, judge
from tests.networks.topologies import isolated, nat, of_cloud9, public

DENIED = "implicitDeny ssm:UpdateInstanceInformation"
NO_ANSWERS = acl_here(allow(out=True), allow((443, 443), out=False))

CASES = [
    Case("A public environment is well", of_cloud9(public)),
    Case("An isolated environment is well", of_cloud9(isolated)),
    Case("A public environment loses its route",
         of_cloud9(public), no_default_route, Cause("path.ssm", Reason.NO_ROUTE)),
    Case("A public environment may send nothing", of_cloud9(public), no_egress, Cause("path.ssm", Reason.GROUP_EMPTY)),
    Case("A public environment gets no answers", of_cloud9(public), NO_ANSWERS, Cause("path.ssm", Reason.ACL)),
    Case("A private environment loses its NAT gateway",
         of_cloud9(nat), nat_deleted, Cause("path.ssm", Reason.BAD_STATE_ROUTE)),
    Case("A private environment's role loses its policy", of_cloud9(nat), no_policy, Cause("role.policy", DENIED)),
    Case("An isolated environment loses the endpoint for ssm",
         of_cloud9(isolated), without("ssm"), Cause("path.ssm", Reason.NO_ROUTE, UNHEARD)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_environment(case: Case, account: Account) -> None:
    judge(case, account)
