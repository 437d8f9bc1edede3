"""A token bucket: full at first, filled as time passes, never more than full."""

from __future__ import annotations

from c9lib.call_limits import Level, filled

NOON = 1_900_000_000.0


def test_it_fills_at_its_rate_and_never_beyond_its_capacity() -> None:
    empty = Level(0.0, NOON)
    assert filled(empty, 100, 20, NOON + 1) == Level(20, NOON + 1)
    assert filled(empty, 100, 20, NOON + 5) == Level(100, NOON + 5)
    assert filled(empty, 100, 20, NOON + 500) == Level(100, NOON + 500)


def test_what_is_promised_is_paid_first() -> None:
    assert filled(Level(-3.0, NOON), 10, 1, NOON + 2) == Level(-1, NOON + 2)


def test_time_does_not_run_backwards() -> None:
    assert filled(Level(2.0, NOON), 10, 1, NOON - 60) == Level(2, NOON)


def test_rounding_costs_nobody_a_call() -> None:
    """0.3 tokens a second: after ten seconds in tenths there are three."""
    level = Level(0.0, NOON)
    for tenth in range(1, 101):
        level = filled(level, 4, 0.3, NOON + tenth / 10)
    assert level.holds(3)
    assert not level.holds(3.001)
    assert not level.less(3).holds(1)
