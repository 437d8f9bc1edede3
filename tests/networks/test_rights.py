"""The instance itself and what its profile allows: in networks that lead out, and in such that needn't."""

from __future__ import annotations

import pytest

from tests.networks.account import DEAF, Account
from tests.networks.breaks.rights import (
    no_policy,
    no_profile,
    no_role_in_profile,
    no_trust,
    other_profile,
    role_denies,
    stopped,
)
from tests.networks.case import Case, Cause, judge
from tests.networks.topologies import default_vpc, isolated, nat, public

DENIED = "implicitDeny ssm:UpdateInstanceInformation"
NO_PROFILE = Cause("instance.profile", DENIED)
NO_POLICY = Cause("role.policy", DENIED)
NO_TRUST = Cause("role.trust", "implicitDeny sts:AssumeRole")
NO_ROLE = Cause("profile.role", DENIED)
STOPPED = Cause("instance.state", "BAD_STATE")
REMOVE = "Remove the statement with Effect Deny"
FORBIDDEN = Cause("role.policy", "explicitDeny ssm:UpdateInstanceInformation", words=REMOVE)
CHANNEL_FORBIDDEN = Cause("role.policy", "explicitDeny ssmmessages:CreateControlChannel", DEAF, DEAF, words=REMOVE)

CASES = [
    Case("The instance was launched without a profile", public, no_profile, NO_PROFILE, "born"),
    Case("An isolated instance was launched without a profile", isolated, no_profile, NO_PROFILE, "born"),
    Case("The instance loses its profile", nat, no_profile, NO_PROFILE),
    Case("The instance gets another profile, which allows nothing", default_vpc, other_profile, NO_PROFILE),
    Case("The instance was launched with a profile that allows nothing", public, other_profile, NO_PROFILE, "born"),
    Case("The role loses its policy", isolated, no_policy, NO_POLICY),
    Case("The role never had its policy", public, no_policy, NO_POLICY, "born"),
    Case("The role no longer trusts EC2", nat, no_trust, NO_TRUST),
    Case("The profile loses its role", public, no_role_in_profile, NO_ROLE),
    Case("The role's own policy denies registration", public, role_denies("ssm:*"), FORBIDDEN, "born"),
    Case("The role's own policy denies the channels", isolated, role_denies("ssmmessages:*"), CHANNEL_FORBIDDEN),
    Case("The instance is stopped", public, stopped, STOPPED),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_instance_or_its_rights(case: Case, account: Account) -> None:
    judge(case, account)
