"""Policy variables: `${aws:username}`, `${aws:username, 'anonymous'}`, and the characters `${*}`, `${?}`, `${$}`.

IAM user guide, "IAM policy elements: Variables and tags". They are variables with `Version` 2012-10-17 alone, else
plain text. What a variable stands for is text: a `*` in it is no wildcard.
"""

from __future__ import annotations

import re
from enum import Enum

from c9lib.policy.context import Context
from c9lib.policy.patterns import quoted

VERSION = "2012-10-17"
_VARIABLE = re.compile(r"\$\{\s*(?P<name>[^},]*?)\s*(?:,\s*'(?P<default>[^']*)'\s*)?\}")
_CHARACTERS = ("*", "?", "$")


class Void(Enum):
    """Why a text with variables stands for nothing."""

    ABSENT = "a variable has no value, or several"
    UNKNOWN = "nobody knows the value of a variable"


def has_variables(pattern: str, version: str) -> bool:
    """Whether there is anything to fill in."""
    return version == VERSION and "${" in pattern and _VARIABLE.search(pattern) is not None


def filled(pattern: str, context: Context) -> str | Void:
    """The pattern with its variables replaced, once and from left to right."""
    pieces: list[str] = []
    end = 0
    unknown = False
    for found in _VARIABLE.finditer(pattern):
        value = _value(found["name"], found["default"], context)
        if value is Void.ABSENT:
            return value
        unknown = unknown or value is Void.UNKNOWN
        pieces += [pattern[end : found.start()], quoted(str(value))]
        end = found.end()
    return Void.UNKNOWN if unknown else "".join([*pieces, pattern[end:]])


def keys_of(pattern: str) -> list[str]:
    """The keys that the variables of a pattern ask for, as they are written."""
    return [one["name"] for one in _VARIABLE.finditer(pattern) if one["name"] not in _CHARACTERS and one["name"]]


def _value(name: str, default: str | None, context: Context) -> str | Void:
    """A key with several values can't be a variable ("Using variables in policies": single-valued keys)."""
    if name in _CHARACTERS:
        return name
    seen = context.look(name.lower()) if name else ()
    if seen is None:
        return Void.UNKNOWN
    if len(seen) == 1:
        return seen[0]
    return Void.ABSENT if default is None else default
