"""A place for instances, and a node that is online."""

from __future__ import annotations

import pytest

from c9lib.simulator.durations import AGENT_REGISTRATION, INSTANCE_START
from tests.simulator.place import Place


@pytest.fixture
def node(place: Place) -> str:
    """The id of an instance that is online."""
    instance = place.launch()
    place.wait(INSTANCE_START + AGENT_REGISTRATION)
    return instance
