"""The filters of DescribeSessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from c9lib.simulator.api import ApiError

Session = dict[str, Any]


def passes(session: Session, filters: list[dict[str, str]]) -> bool:
    """Whether a session, as DescribeSessions shows it, passes every filter. A wrong date is a ValidationException."""
    return all(FILTERS[one["key"]](session, one["value"]) for one in filters)


def _after(session: Session, value: str) -> bool:
    return bool(session["StartDate"] > _date("InvokedAfter", value))


def _before(session: Session, value: str) -> bool:
    return bool(session["StartDate"] < _date("InvokedBefore", value))


def _date(key: str, value: str) -> datetime:
    try:
        told = datetime.fromisoformat(value)
    except ValueError:
        raise ApiError(
            "ValidationException", f"The filter {key} needs a date like 2018-08-29T00:00:00Z, not {value}."
        ) from None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _equal(member: str) -> Callable[[Session, str], bool]:
    return lambda session, value: session.get(member) == value


FILTERS: Mapping[str, Callable[[Session, str], bool]] = {
    "InvokedAfter": _after,
    "InvokedBefore": _before,
    "Target": _equal("Target"),
    "Owner": _equal("Owner"),
    "Status": _equal("Status"),
    "SessionId": _equal("SessionId"),
    "AccessType": _equal("AccessType"),
}
