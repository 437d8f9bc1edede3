"""Nouns as plain data, for JSON: what isn't drawn (callables, raw answers) is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any


def plain(value: Any) -> Any:
    """Frozen dataclasses become dictionaries of their drawn fields, tuples become lists, sets sorted ones; other
    values as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value) if field.repr}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)  # a set's own order differs from run to run
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)
