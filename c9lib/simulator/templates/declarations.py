"""The section Parameters: each parameter with its type and its constraints, in AWS's words."""

from __future__ import annotations

from collections.abc import Mapping

from c9lib.simulator.templates import dynamic
from c9lib.simulator.templates.fields import check_keys, check_name, number, scalar
from c9lib.simulator.templates.functions import is_scalar, text
from c9lib.simulator.templates.nouns import Declared, TemplateError, Value
from c9lib.simulator.templates.types import Kind, kind_of

KEYS = frozenset(
    {
        "AllowedPattern",
        "AllowedValues",
        "ConstraintDescription",
        "Default",
        "Description",
        "MaxLength",
        "MaxValue",
        "MinLength",
        "MinValue",
        "NoEcho",
        "Type",
    }
)
LONGEST_VALUE = 4096
LONGEST_DESCRIPTION = 4000
"""Characters (AWS: "CloudFormation quotas")."""


def declared(name: str, given: Value) -> Declared:
    """A member of the section Parameters (AWS: "CloudFormation template Parameters syntax")."""
    check_name("Parameters", name)
    if not isinstance(given, dict):
        raise TemplateError("Template format error: Any Parameters member must be an object.")
    check_keys(given, KEYS, "parameter")
    if "Type" not in given:
        raise TemplateError("Template format error: Every Parameters object must contain a Type member.")
    told = scalar(given, "Type") or ""
    kind = kind_of(told)
    if kind is None:
        raise TemplateError(f"Template format error: Unrecognized parameter type: {told}")
    _check_constraints(name, kind, given)
    return Declared(
        name,
        told,
        default=_default(name, given),
        allowed=_allowed(given),
        pattern=scalar(given, "AllowedPattern") or "",
        min_length=_whole(given, "MinLength"),
        max_length=_whole(given, "MaxLength"),
        min_value=number(given, "MinValue"),
        max_value=number(given, "MaxValue"),
        no_echo=(scalar(given, "NoEcho") or "").lower() == "true",
        description=scalar(given, "Description", LONGEST_DESCRIPTION) or "",
        constraint=scalar(given, "ConstraintDescription", LONGEST_DESCRIPTION) or "",
    )


def _check_constraints(name: str, kind: Kind, given: Mapping[str, Value]) -> None:
    """Lengths and patterns are for texts, values for numbers. What is looked up in SSM is a text: its constraints are
    those of the name that is handed in.
    """
    numeric = kind.item == "Number" and not kind.looked_up
    of_texts = ("AllowedPattern", "MinLength", "MaxLength") if numeric else ()
    if kind.listed and not kind.looked_up:
        of_texts = ("MinLength", "MaxLength", *of_texts)
    for key in of_texts:
        if key in given:
            raise TemplateError(f"Template error: Parameter '{name}' {key} must be on a parameter of type String")
    for key in () if numeric else ("MinValue", "MaxValue"):
        if key in given:
            raise TemplateError(f"Template error: Parameter '{name}' {key} must be on a parameter of type Number")
    for least, most in (("MinLength", "MaxLength"), ("MinValue", "MaxValue")):
        low, high = number(given, least), number(given, most)
        if low is not None and high is not None and low > high:
            raise TemplateError(f"Template error: Parameter '{name}' {least} must be less than {most}.")


def _default(name: str, given: Mapping[str, Value]) -> str | None:
    default = scalar(given, "Default")
    if default is None:
        return None
    if len(default) > LONGEST_VALUE:
        raise TemplateError(
            f"Template format error: Parameter '{name}' default value '{default}' length is greater than "
            f"{LONGEST_VALUE}."
        )
    dynamic.check_default(name, default)
    return default


def _allowed(given: Mapping[str, Value]) -> tuple[str, ...]:
    values = given.get("AllowedValues", [])
    if not isinstance(values, list):
        raise TemplateError("Template format error: Every AllowedValues member must be a list.")
    if not all(map(is_scalar, values)):
        raise TemplateError("Template format error: Every AllowedValues value must be a string.")
    return tuple(map(text, values))


def _whole(given: Mapping[str, Value], key: str) -> int | None:
    value = number(given, key)
    return None if value is None else int(value)
