"""Limits that a pattern or a bound can't say, as validators; each raises ValueError with the limit in words."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, ip_address
from urllib.parse import urlsplit

DOCKER = IPv4Network("172.17.0.0/16")
# Ranges that nobody owns: RFC 1918, and RFC 6598 for the last.
PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
MOST_MEMBERS = 8
"""Of one environment, by the AWS General Reference (facts 3.5). Cloud9's own page: up to 25, by memory."""


@dataclass(frozen=True)
class Limits:
    """The limits of one parameter in words, as a person reads them in a table, a comment and a message."""

    words: str


def one_line(text: str) -> str:
    """Text that a console, a tag and a log line can show."""
    if not text.isprintable():
        raise ValueError("must be one line without control characters")
    if text != text.strip():
        raise ValueError("must not begin or end with a space")
    return text


def once_each(items: tuple[str, ...]) -> tuple[str, ...]:
    """The items in their order, without repetitions."""
    return tuple(dict.fromkeys(items))


def few_members(items: tuple[str, ...]) -> tuple[str, ...]:
    """As many members as an environment can have."""
    if len(items) > MOST_MEMBERS:
        raise ValueError(f"are {len(items)} members; an environment has up to {MOST_MEMBERS} besides its owner")
    return items


def principal(name: str) -> str:
    """`user/NAME`, `group/NAME` or `role/NAME`; a bare name is a user's."""
    return name if "/" in name else f"user/{name}"


def vpc_range(text: str) -> str:
    """An IPv4 range that a VPC can have: /16 to /28 (Amazon VPC user guide, VPC CIDR blocks), private, not Docker's."""
    try:
        loose = IPv4Network(text, strict=False)
    except ValueError:
        raise ValueError("isn't an IPv4 range such as 10.0.0.0/16") from None
    if "/" not in text:
        raise ValueError(f"has no size; a VPC has a range from /16 to /28, such as {text}/16")
    if not 16 <= loose.prefixlen <= 28:
        raise ValueError(f"is a /{loose.prefixlen}; a VPC has a range from /16 to /28")
    if str(loose) != text:
        raise ValueError(f"isn't the beginning of its range; nearest: {loose}")
    if loose.overlaps(DOCKER):  # facts 2.5
        raise ValueError(
            f"overlaps {DOCKER}, the network of Docker on the instance: opening the environment may stall, and the"
            " range of a VPC can't be changed later; AWS recommends 10.0.0.0/16"
        )
    if not any(loose.subnet_of(range_) for range_ in PRIVATE):
        owned = ", ".join(map(str, PRIVATE))
        raise ValueError(
            f"isn't within a private range ({owned}): the true owners of its addresses would be out of reach"
        )
    return text


def web_address(text: str) -> str:
    """Empty, or `http(s)://host[:port]` without a user or a password, which would end up in logs."""
    if not text:
        return text
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"isn't an address: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError("isn't an address that begins with http:// or https:// and names a host")
    if "@" in parts.netloc or "\\" in text or not text.isprintable() or " " in text:
        raise ValueError("must not hold a user, a password, a backslash or a space")
    return text


def is_loopback(address: str) -> bool:
    """Whether a valid address leads to this very machine."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:  # a name, not an address
        return host == "localhost"
