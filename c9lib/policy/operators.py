"""The condition operators: how each compares what a policy wants with what a request has.

IAM user guide, "IAM JSON policy elements: Condition operators". A negated operator is the positive one, turned round
(`conditions.py`), so that only the positive ones stand here. Text that an operator can't read (a number, a date, an
address) compares as unequal.
"""

from __future__ import annotations

import base64
import binascii
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from c9lib.policy import patterns

Test = Callable[[str], bool]
"""Whether a value of the request is what the policy wants."""
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_EPOCH = re.compile(r"\d{5,}(\.\d+)?")
_SHORT_DATES = {4: "-01-01", 7: "-01"}
"""W3C's note on dates allows a year, and a year with a month."""


@dataclass(frozen=True)
class Operator:
    """`test` makes a test of what the policy wants; `variables` says whether variables stand in it."""

    test: Callable[[str], Test]
    negated: bool = False
    variables: bool = False


def _equals(wanted: str) -> Test:
    return patterns.plain(wanted).__eq__


def _equals_in_any_case(wanted: str) -> Test:
    lowered = patterns.plain(wanted).lower()
    return lambda seen: seen.lower() == lowered


def _like(wanted: str) -> Test:
    pattern = patterns.text(wanted)
    return lambda seen: pattern.fullmatch(seen) is not None


def _arn(wanted: str) -> Test:
    pattern = patterns.arn(wanted)
    return lambda seen: pattern.fullmatch(seen) is not None


def _binary(wanted: str) -> Test:
    """Both are told in base 64."""
    return lambda seen: _bytes(seen) == _bytes(wanted)


def _ordered(read: Callable[[str], Any], compare: Callable[[Any, Any], bool]) -> Callable[[str], Test]:
    def test(wanted: str) -> Test:
        limit = read(wanted)
        if limit is None:
            return lambda seen: False
        return lambda seen: (value := read(seen)) is not None and compare(value, limit)

    return test


def _address(wanted: str) -> Test:
    network = _network(wanted)
    if network is None:
        return lambda seen: False
    return lambda seen: (found := _host(seen)) is not None and found.version == network.version and found in network


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return text.encode()


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text.strip()) else None


@lru_cache(maxsize=1024)
def _moment(text: str) -> datetime | None:
    """A date of ISO 8601 as W3C's note has it, or seconds since 1970; without a zone it is UTC."""
    try:
        if _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(float(text), UTC)
        found = datetime.fromisoformat(text + _SHORT_DATES.get(len(text), ""))
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@lru_cache(maxsize=1024)
def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _host(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text.strip())
    except ValueError:
        return None


_POSITIVE: dict[str, Operator] = {
    "StringEquals": Operator(_equals, variables=True),
    "StringEqualsIgnoreCase": Operator(_equals_in_any_case, variables=True),
    "StringLike": Operator(_like, variables=True),
    "ArnEquals": Operator(_arn, variables=True),
    "ArnLike": Operator(_arn, variables=True),
    "Bool": Operator(_equals_in_any_case, variables=True),
    "BinaryEquals": Operator(_binary),
    "IpAddress": Operator(_address),
    **{
        f"{kind}{name}": Operator(_ordered(read, compare))
        for kind, read in (("Numeric", _number), ("Date", _moment))
        for name, compare in (
            ("Equals", operator.eq),
            ("LessThan", operator.lt),
            ("LessThanEquals", operator.le),
            ("GreaterThan", operator.gt),
            ("GreaterThanEquals", operator.ge),
        )
    },
}
_NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
}
OPERATORS: dict[str, Operator] = {
    **{name.lower(): one for name, one in _POSITIVE.items()},
    **{
        name.lower(): Operator(_POSITIVE[base].test, negated=True, variables=_POSITIVE[base].variables)
        for name, base in _NEGATED.items()
    },
}
"""By their names in lower case. `Null` compares nothing, and stands in `conditions.py`."""
