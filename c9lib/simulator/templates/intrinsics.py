"""The functions of a template, carried out: a value and a scope give what a resource or an output gets.

AWS: "Intrinsic function reference". What isn't known yet (`UNKNOWN`) makes everything unknown that is built of it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from c9lib.simulator.templates import dynamic
from c9lib.simulator.templates.functions import NO_VALUE, PSEUDO, call, is_scalar, text
from c9lib.simulator.templates.nouns import UNKNOWN, Scope, Template, TemplateError, Value
from c9lib.simulator.templates.ranges import ranges
from c9lib.simulator.templates.references import VARIABLE, variables
from c9lib.simulator.templates.shapes import EQUALS, FIND, JOIN, SELECT, SELECT_INDEX, SPLIT

_ABSENT = object()
"""What AWS::NoValue gives inside: whatever holds it leaves it out."""


def resolve(value: Value, template: Template, scope: Scope) -> Value:
    """The value with every function carried out, and then every dynamic reference looked up. AWS::NoValue takes its key
    or item with it; alone it gives None. Raises `TemplateError`.
    """
    made = _Resolver(template, scope).value(value)
    return None if made is _ABSENT else dynamic.looked_up(made, scope.dynamic)


def condition(name: str, template: Template, scope: Scope) -> bool:
    """Whether a condition of the template holds."""
    return _Resolver(template, scope).holds(name)


def holding(template: Template, scope: Scope) -> frozenset[str]:
    """The names of all conditions that hold."""
    return frozenset(name for name in template.conditions if condition(name, template, scope))


class _Resolver:
    def __init__(self, template: Template, scope: Scope) -> None:
        self.template = template
        self.scope = scope

    def value(self, value: Value) -> Value:
        called = call(value)
        if called:
            return FUNCTIONS[called[0]](self, called[1])
        if isinstance(value, dict):
            made = {name: self.value(part) for name, part in value.items()}
            return {name: part for name, part in made.items() if part is not _ABSENT}
        if isinstance(value, list):
            return [part for part in map(self.value, value) if part is not _ABSENT]
        return value

    def holds(self, name: str) -> bool:
        return self.truth(self.template.conditions[name])

    def truth(self, value: Value) -> bool:
        name, argument = next(iter(value.items()))
        if name == "Condition":
            return self.holds(argument)
        if name == "Fn::Not":
            return not self.truth(argument[0])
        if name == "Fn::And":
            return all(self.truth(part) for part in argument)
        if name == "Fn::Or":
            return any(self.truth(part) for part in argument)
        left, right = (self.scalar(part, EQUALS) for part in argument)
        return left == right

    def scalar(self, value: Value, words: str) -> str:
        """The value as a text. Raises `TemplateError` with these words for a list or an object."""
        made = self.value(value)
        if not is_scalar(made):
            raise TemplateError(f"Template error: {words}")
        return text(made)

    def reference(self, name: str) -> Value:
        if name == NO_VALUE:
            return _ABSENT
        if name in PSEUDO:
            return self.scope.pseudo(name)
        if name in self.template.parameters:
            return self.scope.parameter(name)
        return self.scope.reference(name)

    def attribute(self, argument: Value) -> Value:
        return self.scope.attribute(
            argument[0], self.scalar(argument[1], "the attribute in Fn::GetAtt must be a string")
        )

    def choice(self, argument: Value) -> Value:
        name, holds, fails = argument
        return self.value(holds if self.holds(name) else fails)

    def join(self, argument: Value) -> Value:
        delimiter, items = argument
        made = self.value(items)
        if made == UNKNOWN or (isinstance(made, list) and UNKNOWN in made):
            return UNKNOWN
        if not isinstance(made, list) or not all(map(is_scalar, made)):
            raise TemplateError(f"Template error: {JOIN}")
        return delimiter.join(map(text, made))

    def split(self, argument: Value) -> Value:
        delimiter, source = argument
        made = self.scalar(source, SPLIT)
        return made if made == UNKNOWN else made.split(delimiter)

    def select(self, argument: Value) -> Value:
        index = self.scalar(argument[0], SELECT_INDEX)
        items = self.value(argument[1])
        if items == UNKNOWN:
            return UNKNOWN
        if not index.isdecimal():
            raise TemplateError(f"Template error: {SELECT_INDEX}")
        if not isinstance(items, list):
            raise TemplateError(f"Template error: {SELECT}")
        if int(index) >= len(items):
            raise TemplateError(f"Template error: Fn::Select cannot select nonexistent value at index {index}")
        return items[int(index)]

    def find_in_map(self, argument: Value) -> Value:
        name, top, second = (self.scalar(part, FIND) for part in argument)
        if name not in self.template.mappings:
            raise TemplateError(
                f"Template error: Mapping named '{name}' is not present in the 'Mappings' section of template."
            )
        values = self.template.mappings[name].get(top, {})
        if second not in values:
            raise TemplateError(f"Template error: Unable to get mapping for {name}::{top}::{second}")
        return values[second]

    def sub(self, argument: Value) -> Value:
        source, given = (argument, {}) if isinstance(argument, str) else argument
        found = {name: self.variable(name, given) for name in variables(source)}
        if UNKNOWN in found.values():
            return UNKNOWN
        return VARIABLE.sub(lambda at: f"${{{at['name']}}}" if at["literal"] else found[at["name"]], source)

    def variable(self, name: str, given: dict[str, Value]) -> str:
        front, dot, rest = name.partition(".")
        pointer = {"Fn::GetAtt": [front, rest]} if dot else {"Ref": name}
        return self.scalar(given.get(name, pointer), f"the variable {name} in Fn::Sub must be a string")

    def encoded(self, argument: Value) -> Value:
        made = self.scalar(argument, "every Fn::Base64 object must have a String-typed value.")
        return made if made == UNKNOWN else base64.b64encode(made.encode()).decode()

    def zones(self, argument: Value) -> Value:
        region = self.scalar(argument, "every Fn::GetAZs object must have a String-typed value.")
        return region if region == UNKNOWN else self.scope.zones(region or text(self.scope.pseudo("AWS::Region")))

    def imported(self, argument: Value) -> Value:
        return self.scope.imported(
            self.scalar(argument, "every Fn::ImportValue object must have a String-typed value.")
        )

    def cidr(self, argument: Value) -> Value:
        block, count, bits = (self.scalar(part, "every argument of Fn::Cidr must be a string") for part in argument)
        return UNKNOWN if UNKNOWN in (block, count, bits) else ranges(block, count, bits)


FUNCTIONS: dict[str, Callable[[_Resolver, Any], Value]] = {
    "Ref": _Resolver.reference,
    "Fn::Base64": _Resolver.encoded,
    "Fn::Cidr": _Resolver.cidr,
    "Fn::FindInMap": _Resolver.find_in_map,
    "Fn::GetAtt": _Resolver.attribute,
    "Fn::GetAZs": _Resolver.zones,
    "Fn::If": _Resolver.choice,
    "Fn::ImportValue": _Resolver.imported,
    "Fn::Join": _Resolver.join,
    "Fn::Select": _Resolver.select,
    "Fn::Split": _Resolver.split,
    "Fn::Sub": _Resolver.sub,
}
