"""Values in messages are short, on one line, and written as YAML writes them."""

from __future__ import annotations

import pytest

from c9lib.parameters.shown import shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "'a'"),
        (30, "30"),
        (True, "true"),
        (None, "nothing"),
        (("a", True), "['a', true]"),
        ({"a": False}, "{'a': false}"),
        ("a\nb\ud800", r"'a\nb\ud800'"),
    ],
)
def test_a_value_as_a_message_shows_it(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize("value", ["x" * 10_000, ["x" * 100] * 100, {str(n): "y" * 50 for n in range(50)}, b"z" * 5000])
def test_a_long_value_is_cut(value: object) -> None:
    assert len(shown(value)) <= 163


def test_a_number_that_python_does_not_write_is_measured() -> None:
    assert shown([10**5000]) == "[a number of 16610 bits]"


def test_a_list_that_holds_itself_ends() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert shown(endless).startswith("[[")
