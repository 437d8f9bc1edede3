"""From text and from YAML's types to the type of a parameter."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.parameters.convert import convert


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("account_id", "012345678901", "012345678901"),
        ("account_id", 123456789012, "123456789012"),
        ("environment_name", "42", "42"),
        ("description", "true", "true"),
        ("automatic_stop_minutes", "30", 30),
        ("automatic_stop_minutes", " -1 ", -1),
        ("automatic_stop_minutes", 30, 30),
        ("repair", "true", True),
        ("repair", "True", True),
        ("repair", "no", False),
        ("repair", False, False),
        ("access_for", "a", ("a",)),
        ("access_for", "a, group/b ,", ("a", "group/b")),
        ("access_for", "", ()),
        ("access_for", "[a, 'b,c']", ("a", "b,c")),
        ("access_for", "[]", ()),
        ("access_for", ["a"], ("a",)),
        ("access_for", "['a', 'b']", ("a", "b")),
    ],
)
def test_what_can_be_is_converted(name: str, value: Any, right: Any) -> None:
    made = convert(name, value)
    assert (made, type(made)) == (right, type(right))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("account_id", 12345678901, "12345678901 is a number, and a number loses its leading zeros"),
        ("account_id", 1402433619, "in quotes"),  # what YAML makes of 012345670123, an octal number
        ("account_id", True, "isn't text"),
        ("account_id", None, "has no value"),
        ("account_id", 1234567890123, "in quotes"),
        ("environment_name", 42, "42 isn't text; write it in quotes"),
        ("description", ["a"], "isn't text"),
        ("automatic_stop_minutes", "thirty", "'thirty' isn't a whole number"),
        ("automatic_stop_minutes", "", "'' isn't a whole number"),
        ("automatic_stop_minutes", "1e3", "isn't a whole number"),
        ("automatic_stop_minutes", "٣", "isn't a whole number"),
        ("automatic_stop_minutes", 30.0, "30.0 isn't a whole number"),
        ("automatic_stop_minutes", True, "true isn't a whole number"),
        ("automatic_stop_minutes", "9" * 5000, "isn't a whole number"),
        ("repair", "maybe", "'maybe' is neither true nor false"),
        ("repair", 1, "1 is neither true nor false"),
        ("repair", None, "leave the name out for its default, false"),
        ("access_for", 7, "7 isn't a list; write [a, b], or a,b"),
        ("access_for", {"a": 1}, "isn't a list"),
        ("access_for", {"a"}, "isn't a list"),
        ("access_for", ["a", 7], "7 in the list isn't text"),
        ("access_for", "[a, 7]", "7 in the list isn't text"),
        ("access_for", "[a", "isn't a list"),
        ("access_for", "[" * 3000, "isn't a list"),
    ],
)
def test_what_can_not_be_is_refused_in_words(name: str, value: Any, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as refusal:
        convert(name, value)
    assert words in str(refusal.value)
