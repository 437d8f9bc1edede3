"""A template of CloudFormation as data: its sections, read and checked, not yet resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Value = Any
"""What YAML and JSON have: texts, numbers, booleans, lists, dictionaries; functions always in their long form, as
`{"Ref": ...}`, `{"Fn::Sub": ...}`, `{"Condition": ...}`."""

UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}"
"""What a change set shows for what isn't known before (CloudFormation's own words)."""


class TemplateError(Exception):
    """CloudFormation refuses the template or its parameters: ValidationError with this message, in AWS's words."""


class NotInTemplates(Exception):
    """Something that AWS takes in a template and this simulator doesn't; `what` names it (`Fn::Transform`)."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True)
class Declared:
    """A parameter as the template declares it. `default` is None where there is none; limits as in the template."""

    name: str
    kind: str
    default: str | None = None
    allowed: tuple[str, ...] = ()
    pattern: str = ""
    min_length: int | None = None
    max_length: int | None = None
    min_value: float | None = None
    max_value: float | None = None
    no_echo: bool = False
    description: str = ""
    constraint: str = ""
    """ConstraintDescription."""


@dataclass(frozen=True)
class Part:
    """A resource as the template declares it."""

    logical_id: str
    kind: str
    properties: Mapping[str, Value] = field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    condition: str = ""
    deletion_policy: str = "Delete"
    update_replace_policy: str = "Delete"
    metadata: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Told:
    """An output as the template declares it. `export` is the value of Export.Name, None where there is none."""

    name: str
    value: Value
    description: str = ""
    condition: str = ""
    export: Value = None


@dataclass(frozen=True)
class Rule:
    """A rule as the template declares it: (assertion, its description), and the condition under which it counts."""

    name: str
    assertions: tuple[tuple[Value, str], ...]
    condition: Value = None


@dataclass(frozen=True)
class Template:
    """A whole template; `body` is the text as it was handed in."""

    body: str
    version: str = ""
    """AWSTemplateFormatVersion, "" where there is none."""
    description: str = ""
    metadata: Mapping[str, Value] = field(default_factory=dict)
    parameters: Mapping[str, Declared] = field(default_factory=dict)
    mappings: Mapping[str, Mapping[str, Mapping[str, Value]]] = field(default_factory=dict)
    conditions: Mapping[str, Value] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    """The resources by logical id, in the template's order."""
    outputs: Mapping[str, Told] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """The value of a parameter. `text` is what was handed in or the default; `value` is what `Ref` gives (a list for
    list types); `resolved` is set for AWS::SSM::Parameter::Value types.
    """

    name: str
    text: str
    value: str | list[str]
    no_echo: bool = False
    resolved: str = ""


class Scope(Protocol):
    """What the functions of a template are resolved against."""

    def parameter(self, name: str) -> str | list[str]: ...

    def pseudo(self, name: str) -> str | list[str]:
        """`AWS::Region` and the like; AWS::NoValue isn't asked for."""

    def reference(self, logical_id: str) -> str:
        """What `Ref` of a resource gives; UNKNOWN before it exists."""

    def attribute(self, logical_id: str, name: str) -> Value:
        """What `Fn::GetAtt` gives. Raises `TemplateError` for an attribute that the type doesn't have."""

    def zones(self, region: str) -> list[str]:
        """`Fn::GetAZs`."""

    def imported(self, name: str) -> str:
        """`Fn::ImportValue`. Raises `TemplateError`: No export named X found."""

    def dynamic(self, service: str, key: str) -> str:
        """`{{resolve:ssm:NAME}}` and `{{resolve:ssm:NAME:VERSION}}`. Raises `TemplateError`."""
