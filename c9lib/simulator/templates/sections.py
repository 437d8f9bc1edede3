"""The sections Mappings, Conditions, Resources and Outputs become nouns: shapes and limits, in AWS's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.templates import dynamic, shapes
from c9lib.simulator.templates.fields import ALPHANUMERIC, check_keys, check_name, scalar
from c9lib.simulator.templates.functions import call, is_scalar
from c9lib.simulator.templates.nouns import NotInTemplates, Part, TemplateError, Told, Value

LIMITS = {"Parameters": 200, "Mappings": 200, "Resources": 500, "Outputs": 200}
"""Members (AWS: "CloudFormation quotas")."""

PART_KEYS = frozenset(
    {"Type", "Properties", "DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "Metadata"}
)
TOLD_KEYS = frozenset({"Value", "Description", "Condition", "Export"})
BEYOND = ("CreationPolicy", "UpdatePolicy")
POLICIES = {
    "DeletionPolicy": ("Delete", "Retain", "RetainExceptOnCreate"),
    "UpdateReplacePolicy": ("Delete", "Retain"),
}
LONGEST_DESCRIPTION = 1024


def section(document: Mapping[str, Any], name: str) -> dict[str, Value]:
    """A section of the template as a dictionary, {} where there is none."""
    found = document.get(name, {})
    if not isinstance(found, dict):
        raise TemplateError(f"Template format error: [/{name}] must be an object")
    limit = LIMITS.get(name)
    if limit and len(found) > limit:
        raise TemplateError(
            f"Template format error: Number of {name.lower()}, {len(found)}, is greater than maximum allowed, {limit}"
        )
    return found


def mapping(name: str, given: Value) -> Mapping[str, Mapping[str, Value]]:
    """A member of the section Mappings."""
    check_name("Mappings", name)
    if not isinstance(given, dict):
        raise TemplateError(f"Template format error: Every Mappings member {name} must be a map")
    for top, values in given.items():
        if not isinstance(values, dict):
            raise TemplateError(f"Template format error: Every Mappings member {top} must be a map")
        for second, value in values.items():
            if not ALPHANUMERIC.fullmatch(second):
                raise TemplateError(
                    f"Template format error: Mappings attribute name '{second}' must contain only alphanumeric "
                    "characters."
                )
            if not is_scalar(value) and not (isinstance(value, list) and all(map(is_scalar, value))):
                raise TemplateError("Template format error: Every Mappings attribute must be a String or a List.")
    return given


def condition(name: str, given: Value) -> Value:
    """A member of the section Conditions."""
    check_name("Conditions", name)
    shapes.check_condition(given)
    return given


def part(name: str, given: Value) -> Part:
    """A member of the section Resources."""
    check_name("Resources", name)
    if not isinstance(given, dict):
        raise TemplateError(f"Template format error: [/Resources/{name}] resource definition is malformed")
    if "Type" not in given:
        raise TemplateError(
            f"Template format error: [/Resources/{name}] Every Resources object must contain a Type member."
        )
    for refused in BEYOND:
        if refused in given:
            raise NotInTemplates(refused)
    check_keys(given, PART_KEYS, "resource")
    for key in ("Type", "Condition"):
        if key in given and not isinstance(given[key], str):
            raise TemplateError(f"Template format error: [/Resources/{name}] Every {key} member must be a string.")
    return Part(
        name,
        given["Type"],
        _object(name, given, "Properties"),
        depends_on=_depends_on(given.get("DependsOn", [])),
        condition=given.get("Condition", ""),
        deletion_policy=_policy(name, given, "DeletionPolicy"),
        update_replace_policy=_policy(name, given, "UpdateReplacePolicy"),
        metadata=_object(name, given, "Metadata"),
    )


def told(name: str, given: Value) -> Told:
    """A member of the section Outputs."""
    check_name("Outputs", name)
    if not isinstance(given, dict) or "Value" not in given:
        raise TemplateError("Template format error: Every Outputs member must contain a Value object")
    check_keys(given, TOLD_KEYS, "output")
    _check_value(given["Value"])
    export = given.get("Export")
    if export is not None and (not isinstance(export, dict) or list(export) != ["Name"]):
        raise TemplateError(malformed_export(name))
    shapes.check([given["Value"], export or {}])
    dynamic.check(given["Value"])
    return Told(
        name,
        given["Value"],
        description=scalar(given, "Description", LONGEST_DESCRIPTION) or "",
        condition=scalar(given, "Condition") or "",
        export=export["Name"] if export else None,
    )


def malformed_export(name: str) -> str:
    """What CloudFormation says of an output whose export has no name, or not a proper one."""
    return (
        f"Template format error: Output {name} is malformed. The Name field of every Export member must be specified "
        "and consist only of alphanumeric characters, colons, or hyphens."
    )


def wrong_value(value: Value) -> str:
    """What CloudFormation says of an output's value that isn't a text."""
    what = " and not a Map." if isinstance(value, dict) else " and not a List." if isinstance(value, list) else "."
    return f"Template format error: The Value field of every Outputs member must evaluate to a String{what}"


def _check_value(value: Value) -> None:
    called = call(value)
    if called and called[0] in ("Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or"):
        raise TemplateError(wrong_value(None))
    if not called and not is_scalar(value) and not _other_call(value):
        raise TemplateError(wrong_value(value))


def _other_call(value: Value) -> bool:
    """A function that isn't simulated: `shapes` names it."""
    return isinstance(value, dict) and any(name.startswith("Fn::") for name in value)


def _object(name: str, given: Mapping[str, Value], key: str) -> dict[str, Value]:
    value = given.get(key, {})
    if not isinstance(value, dict):
        raise TemplateError(f"Template format error: [/Resources/{name}] Every {key} member must be an object.")
    shapes.check(value)
    dynamic.check(value)
    return value


def _depends_on(given: Value) -> tuple[str, ...]:
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise TemplateError("Template format error: DependsOn must be a string or list of strings.")
    return tuple(names)


def _policy(name: str, given: Mapping[str, Value], key: str) -> str:
    policy = given.get(key, "Delete")
    if policy == "Snapshot":
        raise NotInTemplates(f"{key} Snapshot")
    if isinstance(policy, dict):
        # With the transform AWS::LanguageExtensions a function may stand here.
        raise TemplateError(f"Template format error: Every {key} member must be a string.")
    if policy not in POLICIES[key]:
        raise TemplateError(f"Template format error: Unrecognized {key} {policy} for resource {name}")
    return str(policy)
