"""What is compared for drift, and what isn't."""

from __future__ import annotations

import pytest

from c9lib.simulator.services.cloudformation.engine import Drifted, create, detect
from c9lib.simulator.services.cloudformation.engine.drift import Difference
from tests.simulator.services.cloudformation.engine.things import REGION, Bench, part, things


@pytest.fixture
def made(bench: Bench) -> Bench:
    said = part("A", Colour="red", Secret="s", Needs=[{"Name": "x", "Value": "1"}, {"Name": "y", "Value": "2"}])
    create(bench.world, REGION, bench.stack, bench.wanted(said), bench.worker)
    bench.passes()
    return bench


def look(bench: Bench, **changed: object) -> Drifted:
    things(bench.world)["thing-A-1"] |= changed
    [found] = detect(bench.world, REGION, bench.stack, ["A"], bench.worker)
    return found


def test_as_it_was_made(made: Bench) -> None:
    found = look(made)
    assert (found.status, found.differences) == ("IN_SYNC", ())
    assert found.expected == found.actual


def test_what_isnt_told_again_isnt_compared(made: Bench) -> None:
    assert look(made, Secret="other").status == "IN_SYNC"


def test_what_the_template_doesnt_say_isnt_compared(made: Bench) -> None:
    assert look(made, Kind="new").status == "IN_SYNC"


def test_another_value(made: Bench) -> None:
    found = look(made, Colour="blue")
    assert found.status == "MODIFIED"
    assert found.differences == (Difference("/Colour", "red", "blue", "NOT_EQUAL"),)


def test_inside_a_list(made: Bench) -> None:
    found = look(made, Needs=[{"Name": "x", "Value": "1"}, {"Name": "y", "Value": "3"}, {"Name": "z", "Value": "4"}])
    assert found.differences == (
        Difference("/Needs/1/Value", "2", "3", "NOT_EQUAL"),
        Difference("/Needs/2", None, {"Name": "z", "Value": "4"}, "ADD"),
    )


def test_taken_away(made: Bench) -> None:
    del things(made.world)["thing-A-1"]["Colour"]
    assert look(made).differences == (Difference("/Colour", "red", None, "REMOVE"),)


def test_gone(made: Bench) -> None:
    things(made.world).clear()
    [found] = detect(made.world, REGION, made.stack, ["A"], made.worker)
    assert (found.status, found.actual) == ("DELETED", None)


def test_numbers_as_text_are_the_same(made: Bench) -> None:
    made.stack.resources["A"].properties["Colour"] = 443
    assert look(made, Colour="443").status == "IN_SYNC"
