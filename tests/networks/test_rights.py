"""The instance itself and what its profile allows: in networks that lead out, and in such that needn't."""

from __future__ import annotations

import pytest

from c9lib.checks.documented import ROLE
from tests.networks.account import DEAF, Account
from tests.networks.breaks.rights import (
    bound,
    no_policy,
    no_profile,
    no_role_in_profile,
    no_trust,
    other_profile,
    role_denies,
    scp,
    stopped,
    trusts_only,
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
DENIAL = f"statement 1 of inline denies of role {ROLE}"
FORBIDDEN = Cause("role.policy", f"explicitDeny ssm:UpdateInstanceInformation; {DENIAL}", words=REMOVE)
CHANNEL_FORBIDDEN = Cause(
    "role.policy", f"explicitDeny ssmmessages:CreateControlChannel; {DENIAL}", DEAF, DEAF, words=REMOVE
)
RAIL = "(boundary); arn:aws:iam::123456789012:policy/rail"
BOUND = Cause("role.policy", f"implicitDeny ssm:UpdateInstanceInformation {RAIL}")
CHANNEL_BOUND = Cause("role.policy", f"implicitDeny ssmmessages:CreateControlChannel {RAIL}", DEAF, DEAF)
ORGANIZATION = Cause(
    "role.policy",
    "explicitDeny ssmmessages:CreateDataChannel (scp)",
    DEAF,
    DEAF,
    words="Ask the organization's administrator",
    why="with an explicit deny in a service control policy",
)
GUARDED = Cause("role.trust", "conditional sts:AssumeRole")
KEPT_OUT = Cause("role.trust", "explicitDeny sts:AssumeRole; statement 2", words="Remove what denies")

GUARD = {"Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}
DENY = {"Effect": "Deny"}

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
    Case("A permissions boundary allows the role nothing of Systems Manager", public, bound("s3:*"), BOUND, "born"),
    Case("A permissions boundary takes the channels away", isolated, bound("ssm:*"), CHANNEL_BOUND),
    Case("A service control policy takes a channel away", nat, scp("ssmmessages:CreateDataChannel"), ORGANIZATION),
    Case("The role trusts EC2 under a condition that EC2 doesn't meet", public, trusts_only(GUARD), GUARDED, "born"),
    Case("The trust policy of the role denies EC2", default_vpc, trusts_only({}, DENY), KEPT_OUT),
    Case("The instance is stopped", public, stopped, STOPPED),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_instance_or_its_rights(case: Case, account: Account) -> None:
    judge(case, account)
