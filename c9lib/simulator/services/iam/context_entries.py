"""The context that a simulation of policies is told: `ContextEntries`, each with a key, its type and its values.

IAM API reference, ContextEntry. Nothing is added by itself: a key that isn't told is absent, and reported as missing.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from datetime import datetime
from typing import Any

from c9lib.policy import Context
from c9lib.simulator.api import ApiCall
from c9lib.simulator.services.iam.refusals import refused

LIST = "List"


def context(call: ApiCall) -> Context:
    """The entries of a request as a context. Raises InvalidInput for values that aren't of their type."""
    entries = call.params.get("ContextEntries", [])
    return Context(dict(_entry(number, told) for number, told in enumerate(entries, start=1)))


def _entry(number: int, told: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    where = f"ContextEntries.{number}"
    for member in ("ContextKeyName", "ContextKeyType"):
        if not told.get(member):
            raise refused("InvalidInput", f"{where} has no {member}.")
    key, kind = told["ContextKeyName"], told["ContextKeyType"]
    values = tuple(str(one) for one in told.get("ContextKeyValues", []))
    if not kind.endswith(LIST) and len(values) != 1:
        raise refused("InvalidInput", f"{where}: {key} is of type {kind}, and has {len(values)} values instead of one.")
    reads = TYPES.get(kind.removesuffix(LIST))
    for value in values:
        if reads and not _readable(reads, value):
            raise refused("InvalidInput", f"{where}: the value {value} of {key} isn't of type {kind}.")
    return key, values


def _readable(reads: Callable[[str], object], value: str) -> bool:
    try:
        reads(value)
    except ValueError:
        return False
    return True


def _boolean(value: str) -> None:
    if value.lower() not in ("true", "false"):
        raise ValueError(value)


def _date(value: str) -> None:
    """ISO 8601, or seconds since 1970."""
    if not value.isdecimal():
        datetime.fromisoformat(value.replace("Z", "+00:00"))


TYPES: dict[str, Callable[[str], object]] = {
    "boolean": _boolean,
    "date": _date,
    "ip": lambda value: ipaddress.ip_network(value, strict=False),
    "numeric": float,
}
"""What can be told wrong; strings and binaries can't."""
