"""The environment from a stack: the session, and what the stack makes, are asked for by way of CloudFormation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.least.conftest import As
from tests.least.holder import Holder
from tests.least.trial import LEARNER, a_run_with_the_least_policy


@pytest.mark.timeout(400)
def test_the_least_policy_suffices_and_each_statement_counts(admin: As, holder: Callable[..., Holder]) -> None:
    a_run_with_the_least_policy(admin, holder, {"launch_with": "cloudformation", **LEARNER})
