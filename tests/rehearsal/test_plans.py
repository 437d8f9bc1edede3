"""The plan's column `permission` and the least policy say the same: nothing that a change names is missing."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.parameters import Parameters
from c9lib.rehearsal import Purpose, least
from c9lib.steps import STEPS, TearDownStep, in_order
from c9lib.steps.forecast import endpoints_first
from tests.least.conftest import As

ACCOUNT = "123456789012"
GIVEN: dict[str, dict[str, Any]] = {
    "public": {"access_for": ("user/c9-learner",)},
    "isolated": {"network": "isolated", "restrict_egress": True},
}
OWNED = ("cloud9:DescribeEnvironmentStatus",)
"""What Cloud9 lets the owner of an environment do (facts 3.4)."""
PERHAPS = ("iam:DeleteRolePolicy", "iam:DeletePolicyVersion")
"""For what others may have put into the role, or into a policy, since."""


@pytest.mark.parametrize("topology", GIVEN)
def test_what_the_changes_need_is_in_the_policy(topology: str, admin: As) -> None:
    session = admin(**GIVEN[topology])
    needed: set[str] = set()
    for kind in [*in_order(session.parameters), *([STEPS["endpoints"]] if endpoints_first(session.parameters) else [])]:
        needed |= {action for change in kind(session).apply().changes for action in change.permission}
    assert needed - known(GIVEN[topology], "run") - set(OWNED) == set()
    undone = {action for change in TearDownStep(session).undo().changes for action in change.permission}
    assert undone - known(GIVEN[topology], "tear-down") - set(PERHAPS) == set()


def known(given: dict[str, Any], purpose: Purpose) -> set[str]:
    """The actions of the policy, and those of which it says that AWS's reference lists them besides."""
    found = least(Parameters(**given), ACCOUNT, [purpose])
    return {action for one in found.statements for action in one.actions} | set(found.besides)
