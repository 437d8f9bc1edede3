"""A stack of things, which are described to the engine as the registry would."""

from __future__ import annotations

import pytest

from c9lib.simulator.identity import administrator
from c9lib.simulator.resources import schema
from c9lib.simulator.services.cloudformation.engine import comparing, drift, scope
from c9lib.simulator.services.stacks import Worker
from c9lib.simulator.world import World
from tests.simulator.services.cloudformation.engine.things import THING, Bench, described


@pytest.fixture
def bench(world: World, monkeypatch: pytest.MonkeyPatch) -> Bench:
    for module in (comparing, drift, scope):
        monkeypatch.setattr(module, "type_of", lambda kind: described() if kind == THING else schema.type_of(kind))
    return Bench(world, Worker(administrator(world)))
