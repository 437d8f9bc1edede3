"""Dynamic references in the texts of a template."""

from __future__ import annotations

import pytest

from c9lib.simulator.templates.dynamic import looked_up
from c9lib.simulator.templates.nouns import UNKNOWN
from tests.simulator.templates.making import refusal, with_property


@pytest.mark.parametrize(
    "reference", ["{{resolve:ssm:/a/b_c.d-e}}", "{{resolve:ssm:name:12}}", "x{{resolve:ssm:/a}}y{{resolve:ssm:/b:1}}"]
)
def test_a_name_and_a_version_are_taken(reference: str) -> None:
    assert with_property(f"'{reference}'").parts["Vpc"].properties["P"] == reference


@pytest.mark.parametrize("reference", ["{{resolve:ssm:/a:prod}}", "{{resolve:ssm:/a:1:2}}", "{{resolve:ssm:/a b}}"])
def test_labels_and_more_are_refused_in_awss_words(reference: str) -> None:
    text = f"Resources: {{A: {{Type: T, Properties: {{P: ['x-{reference}']}}}}}}"

    assert refusal(text) == f"Incorrect format is used in the following SSM reference: [{reference}]"


@pytest.mark.parametrize(
    "text", ["{{resolve:ssm:/a", "{resolve:ssm:/a}", "resolve:ssm:/a", "{{resolve:SSM:/a}}", "{{other:ssm:/a}}", "{{}}"]
)
def test_what_only_looks_like_one_stays(text: str) -> None:
    assert looked_up({"a": [text]}, lambda service, key: "found") == {"a": [text]}


def test_every_one_is_looked_up() -> None:
    asked: list[tuple[str, str]] = []

    def lookup(service: str, key: str) -> str:
        asked.append((service, key))
        return f"<{key}>"

    value = {"a": "{{resolve:ssm:/a}}-{{resolve:ssm:/b:3}}", "n": 1, "t": True, "l": ["{{resolve:ssm:/a}}"]}

    assert looked_up(value, lookup) == {"a": "</a>-</b:3>", "n": 1, "t": True, "l": ["</a>"]}
    assert asked == [("ssm", "/a"), ("ssm", "/b:3"), ("ssm", "/a")]


def test_what_was_found_is_not_looked_at_again() -> None:
    assert looked_up("{{resolve:ssm:/a}}", lambda service, key: "{{resolve:ssm:/b}}") == "{{resolve:ssm:/b}}"


def test_a_text_with_an_unknown_one_is_unknown() -> None:
    assert looked_up(["x-{{resolve:ssm:/a}}", "y"], lambda service, key: UNKNOWN) == [UNKNOWN, "y"]
