"""Values of a template in the types that the schema wants: CloudFormation takes "30" for 30 and 30 for "30"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from c9lib.simulator.resources.nouns import Properties
from c9lib.simulator.resources.schema import ResourceType, type_of

WHOLE = re.compile(r"[+-]?\d+")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
TRUTH = {"true": True, "false": False}


def coerced(kind: str, properties: Mapping[str, Any]) -> Properties:
    """The properties with every single value in the type that the schema has for it.

    What can't be is left as it is, and is a mistake then. What the schema only calls an object or a text (policies) is
    left alone in all its parts.
    """
    known = type_of(kind)
    if known is None:
        return dict(properties)
    made: Properties = _value(known, known.schema, dict(properties))
    return made


def _value(known: ResourceType, part: Mapping[str, Any], value: Any) -> Any:
    part = known.resolved(part)
    if isinstance(value, Mapping):
        inner = part.get("properties", {})
        return {name: _value(known, inner.get(name, {}), item) for name, item in value.items()}
    if isinstance(value, list):
        return [_value(known, part.get("items", {}), item) for item in value]
    return _single(part.get("type"), value)


def _single(wanted: Any, value: Any) -> Any:
    if wanted == "string" and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if wanted == "boolean" and isinstance(value, str):
        return TRUTH.get(value.lower(), value)
    if wanted in ("integer", "number"):
        return _number(wanted, value)
    return value


def _number(wanted: str, value: Any) -> Any:
    if isinstance(value, str) and WHOLE.fullmatch(value):
        return int(value)
    if isinstance(value, str) and wanted == "number" and NUMBER.fullmatch(value):
        return float(value)
    if isinstance(value, float) and wanted == "integer" and value.is_integer():
        return int(value)
    return value
