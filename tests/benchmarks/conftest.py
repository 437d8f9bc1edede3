"""A fresh simulated account for each test, as the simulator's own tests have it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from c9lib.simulator.world import World
from tests.checks.conftest import pair, place, session
from tests.simulator.conftest import aws, front, wait, world

__all__ = ["aws", "front", "pair", "place", "session", "wait", "world"]


@pytest.fixture
def clock_of(world: World) -> Callable[[], float]:
    """The simulated time now, in seconds."""
    return lambda: world.clock.now
