"""The least policy of each kind of network suffices, and each statement of it counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.least.conftest import As
from tests.least.holder import Holder
from tests.least.trial import ACCOUNT, LEARNER, a_run_with_the_least_policy

GIVEN: dict[str, dict[str, Any]] = {
    # With people to grant something to and a guest.
    "public": {"access_for": ("user/c9-learner", "group/class"), "members": (f"arn:aws:iam::{ACCOUNT}:user/guest",)},
    # A private network behind a NAT gateway, in another Region and two zones.
    "nat": {**LEARNER, "network": "nat", "region": "eu-west-1", "availability_zones": 2},
    # Without a way out but VPC endpoints, and no outbound rule but to them.
    "isolated": {**LEARNER, "network": "isolated", "restrict_egress": True},
    # A subnet that is already there, in a VPC that carries no tag of the deployment's.
    "existing": {**LEARNER, "network": "existing"},
    # The environment from a stack: the session, and what the stack makes, are asked for by way of CloudFormation.
    "cloudformation": {**LEARNER, "launch_with": "cloudformation"},
}


@pytest.mark.timeout(400)
@pytest.mark.parametrize("kind", GIVEN)
def test_the_least_policy_suffices_and_each_statement_counts(
    kind: str, admin: As, holder: Callable[..., Holder]
) -> None:
    a_run_with_the_least_policy(admin, holder, GIVEN[kind])
