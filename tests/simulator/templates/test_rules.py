"""The section Rules: which values of parameters go together."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.simulator.templates import rules
from c9lib.simulator.templates.nouns import Given, TemplateError
from c9lib.simulator.templates.reading import read

HEAD = """
Parameters:
  Size: {Type: String, Default: small}
  Stage: {Type: String, Default: test}
  Zones: {Type: CommaDelimitedList, Default: "a,b"}
  One: {Type: AWS::EC2::VPC::Id}
  Two: {Type: AWS::EC2::VPC::Id}
Resources: {H: {Type: AWS::CloudFormation::WaitConditionHandle}}
"""
VALUES: dict[str, Any] = {"Size": "small", "Stage": "test", "Zones": ["a", "b"], "One": "vpc-1", "Two": "vpc-1"}


def broken(asserted: str, condition: str = "", **changed: Any) -> str:
    """What a template with one rule is refused with; "" when the rule holds."""
    counts = f"RuleCondition: {condition}, " if condition else ""
    template = read(
        f"{HEAD}\nRules: {{R: {{{counts}Assertions: [{{Assert: {asserted}, AssertDescription: off limits}}]}}}}"
    )
    given = {name: Given(name, str(value), value) for name, value in {**VALUES, **changed}.items()}
    try:
        rules.check(template, given, {"AWS::Region": "us-east-1"})
    except TemplateError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("asserted", "changed"),
    [
        ("!Equals [!Ref Size, small]", {"Size": "large"}),
        ("!Not [!Equals [!Ref Size, large]]", {"Size": "large"}),
        ("!Contains [[small, medium], !Ref Size]", {"Size": "large"}),
        ("!EachMemberIn [!Ref Zones, [a, b, c]]", {"Zones": ["a", "d"]}),
        ("!EachMemberEquals [!RefAll 'AWS::EC2::VPC::Id', !Ref One]", {"Two": "vpc-2"}),
        ("!And [!Equals [!Ref Size, small], !Equals [!Ref Stage, test]]", {"Stage": "prod"}),
        ("!Or [!Equals [!Ref Size, small], !Equals [!Ref Stage, prod]]", {"Size": "large"}),
        ("!Equals [!Ref 'AWS::Region', !Ref Size]", None),
    ],
)
def test_holds_and_doesnt(asserted: str, changed: dict[str, Any] | None) -> None:
    if changed is None:
        assert broken(asserted)
        assert not broken(asserted, Size="us-east-1")
        return
    assert not broken(asserted)
    assert broken(asserted, **changed) == "Template error: assertion failed: off limits"


def test_a_rule_counts_under_its_condition_alone() -> None:
    only = "!Equals [!Ref Stage, prod]"
    assert not broken("!Equals [!Ref Size, large]", only)
    assert broken("!Equals [!Ref Size, large]", only, Stage="prod")


@pytest.mark.parametrize(
    ("section", "told"),
    [
        ("{R: {}}", "Rule R must have a list of Assertions"),
        ("{R: {Assertions: []}}", "Rule R must have a list of Assertions"),
        ("{R: {Assertions: [{AssertDescription: x}]}}", "must contain an Assert member"),
        ("{R: {Assertions: [{Assert: !Sub x}]}}", "rule R can't be made of Fn::Sub"),
        ("{R: {Assertions: [{Assert: !Equals [a]}]}}", "Fn::Equals in rule R hasn't the arguments"),
        ("{R: {Assertions: [{Assert: !Equals [!Ref H, a]}]}}", r"Unresolved dependencies \[H\]"),
        ("{R: {Assertions: [{Assert: !Equals [a, a]}], More: 1}}", "Invalid template rule property 'More'"),
        ("{R-1: {Assertions: [{Assert: !Equals [a, a]}]}}", "non alphanumeric"),
    ],
)
def test_refused_before_anything_is_known(section: str, told: str) -> None:
    with pytest.raises(TemplateError, match=told):
        read(f"{HEAD}\nRules: {section}")
