"""The constraints of a parameter: whether a value is within what the template allows, in AWS's words."""

from __future__ import annotations

import re

from c9lib.simulator.templates.nouns import Declared, NotInTemplates, TemplateError
from c9lib.simulator.templates.types import Kind

_JAVA_ALONE = re.compile(r"\\[pPhHRXQGkz]|&&|\(\?<[a-zA-Z]")
"""What Java's expressions have, in which CloudFormation's patterns are written, and Python's haven't, or otherwise."""


_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


def check(declared: Declared, kind: Kind, text: str, items: list[str]) -> None:
    """Raise `TemplateError` when the value isn't allowed. `items` are its items, or itself where it is no list."""
    complaint = _complaint(declared, text, items) or _number_complaint(declared, kind, items)
    if complaint and declared.constraint:
        raise TemplateError(f"Parameter {declared.name} failed to satisfy constraint: {declared.constraint}")
    if complaint:
        raise TemplateError(f"Parameter '{declared.name}' {complaint}")


def _complaint(declared: Declared, text: str, items: list[str]) -> str:
    if declared.allowed and any(item not in declared.allowed for item in items):
        return "must be one of AllowedValues"
    if declared.pattern and not all(_matches(declared, item) for item in items):
        return f"must match pattern {declared.pattern}"
    if declared.min_length is not None and len(text) < declared.min_length:
        return f"must contain at least {declared.min_length} characters"
    if declared.max_length is not None and len(text) > declared.max_length:
        return f"must contain at most {declared.max_length} characters"
    return ""


def _matches(declared: Declared, text: str) -> bool:
    if _JAVA_ALONE.search(declared.pattern):
        raise NotInTemplates(f"the regular expression {declared.pattern} of parameter {declared.name}")
    try:
        return re.fullmatch(declared.pattern, text, re.ASCII) is not None
    except re.error as error:
        raise TemplateError(
            f"Parameter '{declared.name}' AllowedPattern must be a valid regular expression."
        ) from error


def _number_complaint(declared: Declared, kind: Kind, items: list[str]) -> str:
    if kind.item != "Number" or kind.looked_up:
        return ""
    for item in items:
        if not _NUMBER.fullmatch(item):
            return "must be a number."
        number = float(item)
        if declared.min_value is not None and number < declared.min_value:
            return f"must be a number not less than {_spelled(declared.min_value)}"
        if declared.max_value is not None and number > declared.max_value:
            return f"must be a number not greater than {_spelled(declared.max_value)}"
    return ""


def _spelled(number: float) -> str:
    return str(int(number)) if number.is_integer() else str(number)
