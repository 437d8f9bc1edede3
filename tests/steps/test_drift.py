"""The difference between what the page demands and what is there."""

from c9lib.nouns import Fact
from c9lib.steps.drift import Drift, titled

SAME = Drift("path", ("/a/",), ("/a/",))
LESS = Drift("actions", ("a", "b", "c", "d"), ("d",), {"a": "for one reason", "b": "for one reason"})
MORE = Drift("policies", ("a",), ("a", "b"))
OTHER = Drift("role", ("a",), ("b",))


def test_no_difference_shows_the_value() -> None:
    assert SAME.fact() == Fact("path", "as documented", "/a/")
    assert titled("role", [SAME, SAME]) == ""


def test_what_is_missing_is_told_with_its_reason_once() -> None:
    assert LESS.missing == ("a", "b", "c")
    assert LESS.fact() == Fact("actions", "differs", "- a\n- b\n(for one reason)\n- c")


def test_what_is_there_besides_is_told() -> None:
    assert MORE.fact() == Fact("policies", "differs", "+ b")
    assert OTHER.fact() == Fact("role", "differs", "- a\n+ b")


def test_the_marks_are_explained_where_there_are_any() -> None:
    told = "What is there now: step role (- documented and missing, + there and not documented)"
    assert titled("role", [SAME, MORE]) == told
