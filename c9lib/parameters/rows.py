"""The parameters as rows: what every table, cell and message about them is made from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin

from c9lib.parameters.limits import Limits
from c9lib.parameters.model import Parameters

NAMES: tuple[str, ...] = tuple(Parameters.model_fields)


@dataclass(frozen=True)
class Option:
    """One parameter in words.

    `type` is Python's, as a notebook writes it; `choices` are all values, empty where any text goes; `limits` says in
    words what is taken.
    """

    name: str
    type: Literal["str", "int", "bool", "list[str]"]
    default: Any
    choices: tuple[str, ...]
    limits: str
    help: str


@cache
def options() -> tuple[Option, ...]:
    """All parameters, in the order of the model."""
    return tuple(map(_option, NAMES))


def option(name: str) -> Option:
    """The parameter of that name."""
    return options()[NAMES.index(name)]


def _option(name: str) -> Option:
    field = Parameters.model_fields[name]
    is_list = get_origin(field.annotation) is tuple
    inner = get_args(field.annotation)[0] if is_list else field.annotation
    choices = get_args(inner) if get_origin(inner) is Literal else ()
    kind: Any = "list[str]" if is_list else "str" if choices else getattr(inner, "__name__", "str")
    if kind == "bool":
        choices = ("false", "true")
    words = [limit.words for limit in field.metadata if isinstance(limit, Limits)]
    limits = words[0] if words else ", ".join(choices)
    return Option(name, kind, field.default, choices, limits, field.description or "")


def as_yaml(value: Any) -> str:
    """A value as YAML writes it, with text in quotes only where it is empty."""
    return value if value and isinstance(value, str) else json.dumps(value)
