"""What happens by itself happens once, in order, at its own moment."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c9lib.simulator.clock import SEEDED_START, Clock
from c9lib.simulator.events import LIMIT, Events


@pytest.fixture
def events() -> Events:
    return Events(Clock())


def test_nothing_happens_before_its_time(events: Events) -> None:
    happened: list[str] = []
    events.later(10, lambda: happened.append("it"))
    events.clock.advance(9.5)
    events.settle()
    assert happened == []
    assert len(events) == 1
    events.clock.advance(0.5)
    events.settle()
    events.settle()
    assert happened == ["it"]
    assert len(events) == 0


def test_it_is_known_when_something_happens_next(events: Events) -> None:
    assert events.next_in == 0, "nothing is under way"
    for seconds in (10, 4):
        events.later(seconds, lambda: None)
    assert events.next_in == 4
    events.clock.advance(5)
    assert events.next_in == 0, "it is due"
    events.settle()
    assert events.next_in == 5


@given(st.lists(st.integers(0, 20), max_size=30))
def test_events_happen_by_time_and_then_in_the_order_asked_for(seconds: list[int]) -> None:
    events, happened = Events(Clock()), []
    for number, each in enumerate(seconds):
        events.later(each, lambda number=number, each=each: happened.append((each, number, events.clock.now)))
    events.clock.advance(20)
    events.settle()
    assert happened == [(each, number, SEEDED_START + each) for each, number in sorted(zip(seconds, range(30)))]  # noqa: B905
    assert events.clock.now == SEEDED_START + 20


def test_what_an_event_asks_for_counts_from_the_event(events: Events) -> None:
    moments: list[float] = []
    events.later(5, lambda: events.later(3, lambda: moments.append(events.clock.now)))
    events.clock.advance(7)
    events.settle()
    assert moments == []
    events.clock.advance(60)
    events.settle()
    assert moments == [SEEDED_START + 8]
    assert events.clock.now == SEEDED_START + 67


def test_settling_everything_moves_the_clock_to_the_last_event(events: Events) -> None:
    moments: list[float] = []
    events.later(100, lambda: events.later(50, lambda: moments.append(events.clock.now)))
    events.settle(everything=True)
    assert moments == [SEEDED_START + 150]
    assert events.clock.now == SEEDED_START + 150


def test_settling_everything_with_nothing_under_way_leaves_the_clock(events: Events) -> None:
    events.settle(everything=True)
    assert events.clock.now == SEEDED_START


@pytest.mark.expects_fault
def test_an_event_that_fails_is_logged_and_stops_neither_time_nor_the_others(
    events: Events, caplog: pytest.LogCaptureFixture
) -> None:
    happened: list[str] = []
    events.later(1, lambda: {}["gone"])
    events.later(2, lambda: happened.append("next"))
    events.clock.advance(10)
    with caplog.at_level(logging.ERROR, "c9lib.simulator"):
        events.settle()
    assert happened == ["next"]
    assert events.clock.now == SEEDED_START + 10
    assert "2030-01-07T09:00:01" in caplog.text
    assert "KeyError: 'gone'" in caplog.text


def test_an_event_that_makes_itself_again_for_ever_is_found(events: Events) -> None:
    def again() -> None:
        events.later(0, again)

    again()
    with pytest.raises(RuntimeError, match=f"more than {LIMIT} simulated events"):
        events.settle()
    assert events.clock.now == SEEDED_START


@pytest.mark.parametrize("seconds", [-1, -0.001, float("nan")])
def test_nothing_is_planned_for_the_past(events: Events, seconds: float) -> None:
    with pytest.raises(ValueError, match="nothing can happen"):
        events.later(seconds, lambda: None)
