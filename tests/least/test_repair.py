"""With `repair` the least policy also mends a role and a profile that others have changed; without it, it doesn't."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from c9lib.checks.documented import PROFILE, ROLE, TRUST
from c9lib.rehearsal import least
from c9lib.rehearsal.presupposed import OTHER_ROLE, drift
from c9lib.steps import STEPS
from tests.least.conftest import As
from tests.least.holder import Holder

ACCOUNT = "123456789012"


def drifted(admin: As) -> None:
    """Made by another deployment, and changed since."""
    other = admin(deployment="other")
    for name in ("role", "profile"):
        STEPS[name](other).apply()
    drift(other)


def test_what_drifted_is_mended(admin: As, holder: Callable[..., Holder]) -> None:
    drifted(admin)
    person = holder("ann", repair=True)
    person.hold(least(person.session.parameters, ACCOUNT, ["run"]).documents)
    done = {name: [one.action for one in STEPS[name](person.session).apply().changes] for name in ("role", "profile")}
    assert done == {"role": ["extend", "attach"], "profile": ["remove", "add"]}
    assert STEPS["role"](person.session).verify().well
    assert STEPS["profile"](person.session).verify().well


def test_without_repair_nobody_may_change_it(admin: As, holder: Callable[..., Holder]) -> None:
    drifted(admin)
    person = holder("ann")
    person.hold(least(person.session.parameters, ACCOUNT, ["run"]).documents)
    iam = person.session.client("iam")
    for change in (
        lambda: iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=json.dumps(TRUST)),
        lambda: iam.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=OTHER_ROLE),
    ):
        with pytest.raises(ClientError, match="is not authorized to perform: iam:"):
            change()
