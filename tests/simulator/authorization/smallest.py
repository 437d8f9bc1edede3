"""Requests of any operation by its model: the smallest that it takes, and one with the same text in every place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from c9lib.simulator import models

SCALARS: dict[str, Any] = {
    "integer": 1,
    "long": 1,
    "float": 1.0,
    "double": 1.0,
    "boolean": False,
    "blob": b"x",
    "timestamp": datetime(2030, 1, 7, tzinfo=UTC),
}


def params(service: str, operation: str) -> dict[str, Any]:
    """Parameters in boto3's form."""
    model = models.operation_model(service, operation)
    assert model is not None
    shape = model.input_shape
    return {name: _value(shape.members[name]) for name in shape.required_members} if shape is not None else {}


def filled(service: str, operation: str, text: str) -> dict[str, Any]:
    """Parameters with every member of the first level, and `text` wherever a text may stand."""
    model = models.operation_model(service, operation)
    assert model is not None
    shape = model.input_shape
    return {name: _with(text, _value(shape.members[name])) for name in shape.members} if shape is not None else {}


def _with(text: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with(text, item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with(text, item) for item in value]
    return text if isinstance(value, str) else value


def _value(shape: Any) -> Any:
    least = shape.metadata.get("min", 1)
    if shape.type_name == "structure":
        # One member at least: an empty structure leaves no trace in a form.
        names = shape.required_members or list(shape.members)[:1]
        return {name: _value(shape.members[name]) for name in names}
    if shape.type_name == "list":
        return [_value(shape.member) for _ in range(max(1, least))]
    if shape.type_name == "map":
        return {"x": _value(shape.value)}
    if shape.type_name == "string":
        return str(shape.enum[0]) if shape.enum else "x" * max(1, least)
    return max(SCALARS[shape.type_name], least) if shape.type_name in ("integer", "long") else SCALARS[shape.type_name]
