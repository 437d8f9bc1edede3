"""Simulated time moves by calls and waits alone, and never back."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from c9lib.simulator.clock import CALL_SECONDS, SEEDED_START, Clock


def test_a_seeded_world_begins_on_a_monday_to_come() -> None:
    clock = Clock()
    assert clock.utc == datetime(2030, 1, 7, 9, 0, tzinfo=UTC)
    assert clock.utc.weekday() == 0


def test_our_calls_cost_the_same_however_long_they_take() -> None:
    clock = Clock()
    clock.called(ours=True)
    time.sleep(0.02)
    clock.called(ours=True)
    assert clock.now == SEEDED_START + 2 * CALL_SECONDS


def test_calls_of_clients_that_work_side_by_side_overlap() -> None:
    alone, beside = Clock(), Clock()
    for _ in range(10):
        alone.called(ours=True)
    for _ in range(20):  # ten of each of two
        beside.called(ours=True, at_work=2)
    assert beside.now == alone.now == SEEDED_START + 10 * CALL_SECONDS


def test_many_calls_leave_no_fractions_behind() -> None:
    clock = Clock()
    for _ in range(1000):
        clock.called(ours=True)
    assert clock.utc == datetime.fromtimestamp(SEEDED_START + 1000 * CALL_SECONDS, UTC)


def test_a_foreign_client_sees_the_clock_run_at_its_speed() -> None:
    clock = Clock(speed=1000.0)
    clock.called(ours=True)
    before, now = time.monotonic(), clock.now
    time.sleep(0.02)
    clock.called(ours=False)
    assert 20 <= clock.now - now <= (time.monotonic() - before) * 1000 + 1


def test_what_a_foreign_client_waits_counts_from_the_last_call_of_anybody() -> None:
    clock = Clock(speed=1000.0)
    time.sleep(0.05)
    clock.called(ours=True)
    now = clock.now
    clock.called(ours=False)
    assert clock.now - now < 50, "the time before our call isn't counted again"


def test_time_that_a_client_lets_pass_isnt_counted_twice() -> None:
    clock = Clock(speed=1000.0)
    time.sleep(0.05)
    clock.advance(7)
    clock.called(ours=False)
    assert 7 <= clock.now - SEEDED_START < 50


def test_it_refuses_to_go_back() -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="can't go back by 1 s"):
        clock.advance(-1)
    clock.at_least(SEEDED_START - 5)
    assert clock.now == SEEDED_START
    clock.at_least(SEEDED_START + 5)
    assert clock.now == SEEDED_START + 5
