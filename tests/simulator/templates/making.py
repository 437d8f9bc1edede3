"""Templates and a scope for the tests of the template language."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field

from c9lib.simulator.templates.nouns import Template, TemplateError, Value
from c9lib.simulator.templates.reading import read

RESOURCES = "Resources: {Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}}\n"
"""The least that a template has to have."""


def template(text: str) -> Template:
    """A template from indented YAML, with a resource when it has none."""
    body = textwrap.dedent(text)
    return read(body if "Resources:" in body else RESOURCES + body)


def with_property(value: str, rest: str = "") -> Template:
    """A template whose resource Vpc has a property P with this value, as YAML on one line, beside a resource Net."""
    vpc = f"Vpc: {{Type: 'AWS::EC2::VPC', Properties: {{P: {value}}}}}"
    return read(f"Resources: {{{vpc}, Net: {{Type: 'AWS::EC2::Subnet'}}}}\n" + textwrap.dedent(rest))


def refusal(text: str) -> str:
    """What CloudFormation says of a template that it doesn't take."""
    try:
        template(text)
    except TemplateError as error:
        return str(error)
    raise AssertionError("the template was taken")


@dataclass
class Known:
    """A scope that knows what the test says."""

    parameters: dict[str, str | list[str]] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    attributes: dict[tuple[str, str], Value] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)
    exported: dict[str, str] = field(default_factory=dict)

    def parameter(self, name: str) -> str | list[str]:
        return self.parameters[name]

    def pseudo(self, name: str) -> str | list[str]:
        return {"AWS::Region": "us-east-1", "AWS::StackName": "mine", "AWS::NotificationARNs": ["arn:a", "arn:b"]}[name]

    def reference(self, logical_id: str) -> str:
        return self.references[logical_id]

    def attribute(self, logical_id: str, name: str) -> Value:
        return self.attributes[logical_id, name]

    def zones(self, region: str) -> list[str]:
        return [f"{region}a", f"{region}b"]

    def imported(self, name: str) -> str:
        if name not in self.exported:
            raise TemplateError(f"No export named {name} found.")
        return self.exported[name]

    def dynamic(self, service: str, key: str) -> str:
        return self.stored[f"{service}:{key}"]
