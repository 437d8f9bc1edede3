"""What a value of a template points at: parameters, resources, their attributes, mappings, conditions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from c9lib.simulator.templates.functions import call
from c9lib.simulator.templates.nouns import Part, Value

VARIABLE = re.compile(r"\$\{(?P<literal>!?)(?P<name>[^}]*)\}")
"""`${Name}` in a text of Fn::Sub; `${!Name}` stands for the text `${Name}`."""

Branches = Collection[str] | Literal["both", "neither"]
"""Which branches of Fn::If count: both, neither, or the ones that the names of the conditions that hold leave."""


@dataclass(frozen=True)
class Reference:
    """One pointer. `attribute` is that of Fn::GetAtt, "" where it is made by a function itself; `in_sub` says that a
    text of Fn::Sub names it; `spelled` is a call of Fn::FindInMap whose arguments are all texts.
    """

    kind: Literal["Ref", "GetAtt", "Condition", "FindInMap"]
    name: str
    attribute: str = ""
    in_sub: bool = False
    spelled: tuple[str, ...] = ()


def references(value: Value, branches: Branches = "both") -> Iterator[Reference]:
    """Every pointer in a value, in its order."""
    called = call(value)
    if called:
        yield from _of_call(*called, branches)
    elif isinstance(value, dict):
        for part in value.values():
            yield from references(part, branches)
    elif isinstance(value, list):
        for part in value:
            yield from references(part, branches)


def of_part(part: Part, branches: Branches = "both") -> Iterator[Reference]:
    """Every pointer of a resource but DependsOn. What its metadata points at counts, too: people order things by it,
    since DependsOn can't depend on a condition.
    """
    yield from references(part.properties, branches)
    yield from references(part.metadata, branches)


def variables(text: str) -> list[str]:
    """The names in `${...}` of a text for Fn::Sub, without the literal ones."""
    return [found["name"] for found in VARIABLE.finditer(text) if not found["literal"]]


def _of_call(name: str, argument: Value, branches: Branches) -> Iterator[Reference]:
    if name == "Ref":
        yield Reference("Ref", argument)
    elif name == "Fn::GetAtt":
        yield Reference("GetAtt", argument[0], argument[1] if isinstance(argument[1], str) else "")
        yield from references(argument[1], branches)
    elif name == "Fn::Sub":
        yield from _of_sub(argument, branches)
    elif name == "Fn::If":
        yield from _of_if(argument, branches)
    else:
        if name == "Fn::FindInMap" and isinstance(argument[0], str):
            spelled = tuple(argument) if all(isinstance(part, str) for part in argument) else ()
            yield Reference("FindInMap", argument[0], spelled=spelled)
        yield from references(argument, branches)


def _of_sub(argument: Value, branches: Branches) -> Iterator[Reference]:
    text, given = (argument, {}) if isinstance(argument, str) else argument
    for name in variables(text):
        if name not in given:
            front, dot, attribute = name.partition(".")
            yield Reference("GetAtt" if dot else "Ref", front, attribute, in_sub=True)
    yield from references(list(given.values()), branches)


def _of_if(argument: Value, branches: Branches) -> Iterator[Reference]:
    name, holds, fails = argument
    yield Reference("Condition", name)
    if branches == "both":
        yield from references([holds, fails], branches)
    elif branches != "neither":
        yield from references(holds if name in branches else fails, branches)
