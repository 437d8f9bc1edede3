"""One account in this process, used by many: by our deployments, and by somebody who knows nothing of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest

from c9lib.aws import Session
from c9lib.parameters import Parameters
from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.world import World
from tests.least.account import inside
from tests.steps.conftest import boto_session, few_regions, one_boto_session

__all__ = ["boto_session", "few_regions", "one_boto_session"]

Connected = Callable[..., Session]


@pytest.fixture(scope="module")
def front() -> Front:
    """The account of a file's tests: each leaves it as it found it, which is what they are about."""
    return Front(World(seed=1, clock=Clock(speed=0.0)))


@pytest.fixture(scope="module")
def connected(front: Front, boto_session: boto3.Session) -> Connected:
    """`connected(deployment="b")`: a session of the administrator with these parameters."""
    account = inside(front, boto_session)
    return lambda **given: Session(Parameters(**given), account, lambda _: None)


@pytest.fixture(scope="module")
def client(front: Front, boto_session: boto3.Session) -> Callable[[str, str], Any]:
    """`client("ec2", "us-east-1")`: a client of boto3's, of somebody else."""
    account, made = inside(front, boto_session), dict[tuple[str, str], Any]()

    def one(service: str, region: str = "us-east-1") -> Any:
        if (service, region) not in made:
            made[service, region] = account.client(service, region)
        return made[service, region]

    return one
