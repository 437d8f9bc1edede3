"""What a person waits for where several answers need nothing of one another: they are asked for at once, and in one
look nothing twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from c9lib.notebook import begin
from c9lib.simulator.clock import CALL_SECONDS
from c9lib.steps import in_order
from tests.serving import Served
from tests.steps.conftest import boto_session, few_regions, one_boto_session

__all__ = ["boto_session", "few_regions", "one_boto_session"]
pytestmark = pytest.mark.usefixtures("open_notebook")
LOOKS = {
    "start": ("map", "progress", "plan"),
    "network": ("picture", "ways", "what_if"),
    "verify": ("verdict", "chain"),
    "tear-down": ("plan",),
}
PART = 0.8
"""Of the time that the calls would take one after another; what is left over depends on one another, or isn't known
before it is asked for."""


def test_a_look_takes_less_time_than_its_calls_one_after_another(names: dict[str, Any], account: Served) -> None:
    session, clock = begin("start", names).session, account.front.world.clock
    for kind in in_order(session.parameters):
        kind(session).apply()
    took = {}
    for step, verbs in LOOKS.items():
        guide = begin(step, names)
        for verb in verbs:
            calls, began = len(guide.session.calls), clock.now
            getattr(guide, verb)()
            made = guide.session.calls[calls:]
            took[f"{step} {verb}"] = (clock.now - began) / (len(made) * CALL_SECONDS)
            twice = Counter((one.region, one.name, repr(one.arguments)) for one in made)
            assert max(twice.values()) == 1, f"{step} {verb} asks twice: {twice.most_common(1)}"
    assert {look: share for look, share in took.items() if share > PART} == {}, took
