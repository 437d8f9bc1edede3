"""What the members of a template's sections have in common: names, known keys, texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from c9lib.simulator.templates.functions import is_scalar, refuse_beyond, text
from c9lib.simulator.templates.nouns import TemplateError, Value

ALPHANUMERIC = re.compile(r"[A-Za-z0-9]+")
LONGEST_NAME = 255


def check_name(section: str, name: str) -> None:
    """Raise `TemplateError` for a logical id that isn't letters and digits, `NotInTemplates` for a loop or a macro."""
    refuse_beyond(name)
    if not ALPHANUMERIC.fullmatch(name):
        # AWS spells the name in quotation marks for some sections, and not for others.
        spelled = {"Parameters": f"Parameter name {name}", "Resources": f"Resource name {name}"}
        told = spelled.get(section, f"{section} name '{name}'")
        raise TemplateError(f"Template format error: {told} is non alphanumeric.")
    if len(name) > LONGEST_NAME:
        raise TemplateError(f"Template format error: {section} name '{name}' length is greater than {LONGEST_NAME}.")


def check_keys(given: Mapping[str, Value], known: Collection[str], kind: str) -> None:
    """Raise `TemplateError` for a key that members of this kind don't have."""
    for key in given:
        refuse_beyond(key)
        if key not in known:
            raise TemplateError(f"Invalid template {kind} property '{key}'")


def scalar(given: Mapping[str, Value], key: str, longest: int | None = None) -> str | None:
    """A field as a text, None where there is none."""
    value = given.get(key)
    if value is None:
        return None
    if not is_scalar(value):
        raise TemplateError(f"Template format error: Every {key} member must be a string.")
    told = text(value)
    if longest is not None and len(told) > longest:
        raise TemplateError(f"Template format error: '{key}' length is greater than {longest}.")
    return told


def number(given: Mapping[str, Value], key: str) -> float | None:
    """A field as a number, which may be written as a text; None where there is none."""
    told = scalar(given, key)
    try:
        return None if told is None else float(told)
    except ValueError as error:
        raise TemplateError(f"Template format error: Every {key} member must be a number.") from error
