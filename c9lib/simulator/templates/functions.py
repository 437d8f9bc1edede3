"""Which functions a template knows, and how a call of one looks: a dictionary with one key, in the long form."""

from __future__ import annotations

from collections.abc import Mapping

from c9lib.simulator.templates.nouns import NotInTemplates, Value

NO_VALUE = "AWS::NoValue"

PSEUDO = frozenset(
    f"AWS::{name}"
    for name in (
        "AccountId",
        "NoValue",
        "NotificationARNs",
        "Partition",
        "Region",
        "StackId",
        "StackName",
        "URLSuffix",
    )
)
"""The pseudo parameters (AWS: "Get AWS values using pseudo parameters")."""

LOGICAL = frozenset({"Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"})
"""What only conditions are made of; `{"Condition": NAME}` is one more, in conditions alone."""

VALUES = frozenset(
    {
        "Ref",
        "Fn::Base64",
        "Fn::Cidr",
        "Fn::FindInMap",
        "Fn::GetAtt",
        "Fn::GetAZs",
        "Fn::If",
        "Fn::ImportValue",
        "Fn::Join",
        "Fn::Select",
        "Fn::Split",
        "Fn::Sub",
    }
)
"""What a property or an output may be made of."""

BEYOND = frozenset({"Fn::ForEach", "Fn::GetStackOutput", "Fn::Length", "Fn::ToJsonString", "Fn::Transform"})
"""What AWS knows and this simulator doesn't: macros, and what comes with the transform AWS::LanguageExtensions."""

IN_RULES = frozenset(
    {"Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll"}
)
"""What AWS takes in the section Rules alone (`rules.py`)."""

KNOWN = LOGICAL | VALUES | BEYOND | IN_RULES


def call(value: Value) -> tuple[str, Value] | None:
    """The function's name and argument when `value` is a call of one, else None."""
    if isinstance(value, Mapping) and len(value) == 1:
        name, argument = next(iter(value.items()))
        if name in VALUES or name in LOGICAL:
            return str(name), argument
    return None


def refuse_beyond(name: str) -> None:
    """Raise `NotInTemplates` for the name of a function that isn't simulated, wherever it stands. A loop has a name of
    its own behind it (`Fn::ForEach::Zones`).
    """
    front = "::".join(name.split("::")[:2])
    if front in BEYOND or front in IN_RULES:
        raise NotInTemplates(front)


def text(value: Value) -> str:
    """A scalar as CloudFormation writes it where a text is wanted: `true`, `30`, `0.5`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def is_scalar(value: Value) -> bool:
    """Whether it is a text, a number or a boolean."""
    return isinstance(value, str | int | float)
