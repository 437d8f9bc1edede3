"""An account that enforces IAM, its administrator, and a user who holds what a test gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest

from c9lib.aws import Session
from c9lib.parameters import Parameters
from c9lib.simulator.front import Front
from tests.least.account import Keyed, inside
from tests.least.holder import Holder
from tests.steps.conftest import boto_session, few_regions, front, one_boto_session

__all__ = ["boto_session", "few_regions", "front", "one_boto_session"]

As = Callable[..., Session]


@pytest.fixture
def admin(front: Front, boto_session: boto3.Session) -> As:
    """`admin(network="nat")`: the administrator's session with these parameters."""
    account = inside(front, boto_session)
    return lambda **given: Session(Parameters(**given), account, lambda _: None)


@pytest.fixture
def holder(front: Front, admin: As, boto_session: boto3.Session) -> Callable[..., Holder]:
    """`holder("ann", network="nat")`: a user without any permission yet, with these parameters."""
    iam = admin().client("iam")

    def make(name: str, **given: Any) -> Holder:
        iam.create_user(UserName=name)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        account = inside(front, Keyed(boto_session, key["AccessKeyId"], key["SecretAccessKey"]))
        return Holder(iam, name, Session(Parameters(**given), account, lambda _: None))

    return make
