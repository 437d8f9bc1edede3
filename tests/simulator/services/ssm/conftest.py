"""A place for instances, and a node that is online."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.durations import AGENT_REGISTRATION, INSTANCE_START
from tests.simulator import place as places
from tests.simulator.place import Place


@pytest.fixture
def place(aws: Callable[..., Any], wait: Callable[[float], None]) -> Place:
    return places.furnish(Place(aws("ec2"), aws("iam"), aws("ssm"), wait))


@pytest.fixture
def node(place: Place) -> str:
    """The id of an instance that is online."""
    instance = place.launch()
    place.wait(INSTANCE_START + AGENT_REGISTRATION)
    return instance
