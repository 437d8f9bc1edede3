"""A public network, with people to grant something to and a guest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.least.conftest import As
from tests.least.holder import Holder
from tests.least.trial import ACCOUNT, a_run_with_the_least_policy


@pytest.mark.timeout(400)
def test_the_least_policy_suffices_and_each_statement_counts(admin: As, holder: Callable[..., Holder]) -> None:
    a_run_with_the_least_policy(
        admin,
        holder,
        {"access_for": ("user/c9-learner", "group/class"), "members": (f"arn:aws:iam::{ACCOUNT}:user/guest",)},
    )
