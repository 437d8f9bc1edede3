"""Calls with everything that AWS documents they need: action, resource, context, and the name in a refusal."""

from __future__ import annotations

import pytest

from c9lib.policy.actions import requirements
from tests.policy.actions import (
    expected_cloud9,
    expected_cloudformation,
    expected_ec2,
    expected_iam,
    expected_instances,
    expected_others,
    expected_ssm,
)
from tests.policy.actions.account import Account, Case

TABLES = (
    expected_cloud9,
    expected_cloudformation,
    expected_ec2,
    expected_iam,
    expected_instances,
    expected_others,
    expected_ssm,
)
ALL = [case for table in TABLES for case in table.CASES]


@pytest.mark.parametrize("case", ALL, ids=str)
def test_a_call_needs_exactly_this(case: Case) -> None:
    needed = requirements(case.service, case.operation, case.params, Account())
    assert list(needed) == [need.requirement for need in case.needs]
