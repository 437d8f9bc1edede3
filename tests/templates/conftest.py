"""A simulated account in which whoever calls finds nothing under way, for boto3 in the process and for the AWS CLI."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.world import World
from tests.simulator import place as places
from tests.simulator.conftest import aws, cli, no_fault_is_hidden, server, wait, world
from tests.simulator.place import Place
from tests.templates.account import Account

__all__ = ["aws", "cli", "no_fault_is_hidden", "server", "wait", "world"]


@pytest.fixture
def front() -> Front:
    """The AWS CLI's waiters sleep half a minute between two looks, so that the first one has to be enough."""
    return Front(World(seed=1, clock=Clock(speed=0.0), settled=True))


@pytest.fixture
def account(aws: Callable[..., Any]) -> Account:
    return Account(aws)


@pytest.fixture
def place(aws: Callable[..., Any], wait: Callable[[float], None]) -> Place:
    """A network that leads out, and the account's role and profile, none of it made by a stack."""
    return places.furnish(Place(aws("ec2"), aws("iam"), aws("ssm"), wait))
