"""Lengths of time in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c9lib.nouns import Waited, duration


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (45, "45 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (60, "1 min"),
        (125, "2 min 5 s"),
        (3599, "59 min 59 s"),
        (3599.6, "1 h"),
        (3600, "1 h"),
        (3629, "1 h"),
        (3631, "1 h 1 min"),
        (4200, "1 h 10 min"),
        (7199, "2 h"),
        (30 * 24 * 3600, "720 h"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@given(st.integers(0, 10**7))
def test_no_part_is_ever_sixty(seconds: int) -> None:
    parts = duration(seconds).split(" ")
    assert all(int(number) < 60 or unit == "h" for number, unit in zip(parts[::2], parts[1::2], strict=True))


def test_a_wait_that_ended_says_how_long_it_took() -> None:
    assert Waited("it is there", 125, "there").duration == "2 min 5 s"
