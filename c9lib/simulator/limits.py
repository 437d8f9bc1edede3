"""What botocore's models say of values and its validator doesn't check: greatest lengths and numbers, patterns, enums.

For a service whose model carries these figures (IAM, STS, Service Quotas): `violations` finds what a request breaks,
`refuse` says so in AWS's words. Required members, types and least lengths are checked by the front for every operation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.model import Shape

from c9lib.simulator.api import ApiError

JAVA_CLASSES = {r"\p{L}": r"\w", r"\p{N}": r"\d", r"\p{Z}": r"\s", r"\p{M}": r"\u0300-\u036f", r"\p{P}": "!-/:-@"}
"""Letters, digits, separators, marks and punctuation of any script, as Python writes them; a little wider."""
CLASS_BEFORE_HYPHEN = re.compile(r"(\\[wds]|\\u036f)-")


@dataclass(frozen=True)
class Violation:
    """A value that breaks a rule. `where` is the member as AWS's messages name it (`roleName`, `tags.1.member.key`)."""

    where: str
    value: Any
    constraint: str
    pattern: str = ""

    def __str__(self) -> str:
        return f"Value '{self.value}' at '{self.where}' failed to satisfy constraint: {self.constraint}"


def violations(shape: Shape, value: Any, where: str = "") -> list[Violation]:
    """All rules that a value (in boto3's form) breaks, in the order of the model's members."""
    return list(_of(shape, value, where))


def refuse(found: list[Violation]) -> ApiError:
    """The error for one or more violations, in the words that IAM, STS and most of AWS use."""
    many = "s" if len(found) > 1 else ""
    return ApiError("ValidationError", f"{len(found)} validation error{many} detected: {'; '.join(map(str, found))}")


def _of(shape: Any, value: Any, where: str) -> Iterator[Violation]:
    if shape.type_name == "structure":
        for name, item in value.items():
            if name in shape.members and item is not None:
                yield from _of(shape.members[name], item, _join(where, name))
    elif shape.type_name == "list":
        yield from _too_much(shape, value, len(value), "length", where)
        for number, item in enumerate(value, start=1):
            yield from _of(shape.member, item, f"{where}.{number}.member")
    elif shape.type_name == "string":
        yield from _string(shape, value, where)
    elif shape.type_name in ("integer", "long"):
        yield from _too_much(shape, value, value, "value", where)


def _string(shape: Any, value: str, where: str) -> Iterator[Violation]:
    yield from _too_much(shape, value, len(value), "length", where)
    pattern = shape.metadata.get("pattern", "")
    if pattern and not _compiled(pattern).fullmatch(value):
        yield Violation(where, value, f"Member must satisfy regular expression pattern: {pattern}", pattern)
    if shape.enum and value not in shape.enum:
        yield Violation(where, value, f"Member must satisfy enum value set: [{', '.join(shape.enum)}]")


def _too_much(shape: Any, value: Any, size: int, what: str, where: str) -> Iterator[Violation]:
    limit = shape.metadata.get("max")
    if limit is not None and size > limit:
        yield Violation(where, value, f"Member must have {what} less than or equal to {limit}")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    told, flags = pattern, re.ASCII  # Java's \w and \d are ASCII
    for java, ours in JAVA_CLASSES.items():
        if java in told:
            told, flags = told.replace(java, ours), re.UNICODE
    return re.compile(CLASS_BEFORE_HYPHEN.sub(r"\1\-", told), flags)  # a hyphen after a class is itself, in Java


def _join(where: str, name: str) -> str:
    lower = name[0].lower() + name[1:]
    return f"{where}.{lower}" if where else lower
