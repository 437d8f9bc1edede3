"""Lines for a picture: nothing is lost, nothing is wider than its box."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from c9lib.show.folding import folded, width


def test_words_stay_whole_while_they_fit() -> None:
    assert folded("out of subnet-0123456789abcdef0 to 10.0.0.0/24", 24) == [
        "out of",
        "subnet-0123456789abcdef0",
        "to 10.0.0.0/24",
    ]


def test_a_host_name_is_folded_at_its_dots() -> None:
    assert folded("ssmmessages.us-east-1.amazonaws.com", 29) == ["ssmmessages.us-east-1.", "amazonaws.com"]


def test_a_new_line_begins_a_new_line() -> None:
    assert folded("one\ntwo", 29) == ["one", "two"]
    assert folded("", 29) == []


def test_wide_characters_take_two_columns() -> None:
    assert width("日本") == 4
    assert all(width(line) <= 5 for line in folded("日本" * 9, 5))


@given(st.text(alphabet="ab-.: 日", max_size=200), st.integers(2, 40))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, columns: int) -> None:
    lines = folded(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(line) <= columns for line in lines)
