"""IPv4 ranges and ports, as rules and routes name them.

A subject (an interface's address; in a forecast the range of a subnet) is a range, too: a rule that lets something
through must cover all of it, one that keeps it back needs only touch it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, collapse_addresses

ALL_PORTS = (0, 65535)
Ports = tuple[int, int]
"""The first and the last port of a range."""

TCP = ("tcp", "6")
EVERY_PROTOCOL = "-1"
EVERYWHERE = "0.0.0.0/0"


@lru_cache(maxsize=4096)
def block(cidr: str) -> IPv4Network:
    """A range by its CIDR notation. EC2 itself has cleared the bits of the host."""
    return IPv4Network(cidr, strict=False)


@lru_cache(maxsize=4096)
def first_and_last(cidr: str) -> tuple[int, int]:
    """The first and the last address of a range as numbers: what is compared thousands of times."""
    network = block(cidr)
    return int(network.network_address), int(network.broadcast_address)


def covers(cidr: str, subject: str) -> bool:
    """Whether a range holds all of the subject."""
    low, high = first_and_last(cidr)
    first, last = first_and_last(subject)
    return low <= first and last <= high


def touches(cidr: str, subject: str) -> bool:
    """Whether a range holds some of the subject."""
    low, high = first_and_last(cidr)
    first, last = first_and_last(subject)
    return low <= last and first <= high


def size(cidr: str) -> int:
    """The length of its prefix, 0 to 32."""
    return block(cidr).prefixlen


@lru_cache(maxsize=4096)
def is_public(subject: str) -> bool:
    """Whether all of it is on the internet, where nobody knows which address a service will answer with."""
    return block(subject).is_global


def is_some_of_internet(cidr: str) -> bool:
    """Whether a range is a part of the public addresses, and neither all of them nor none."""
    return size(cidr) > 0 and not block(cidr).is_private


AMAZONS = (
    *("3.0.0.0/8", "13.0.0.0/8", "15.0.0.0/8", "16.0.0.0/8", "18.0.0.0/8", "34.0.0.0/8", "35.0.0.0/8", "43.0.0.0/8"),
    *("44.192.0.0/10", "50.16.0.0/14", "51.0.0.0/8", "52.0.0.0/8", "54.0.0.0/8", "56.0.0.0/8", "63.32.0.0/14"),
    *("98.80.0.0/12", "99.77.0.0/16", "99.78.0.0/15", "99.80.0.0/12", "100.20.0.0/14", "107.20.0.0/14"),
)
"""Where most of Amazon's public addresses are (ip-ranges.amazonaws.com, rounded up): rough, to tell a route to a
partner's network from one that may take a service's traffic."""


def is_amazons(cidr: str) -> bool:
    """Whether a range may hold a service's public address."""
    return any(touches(cidr, one) for one in AMAZONS)


def are_everywhere(cidrs: Iterable[str]) -> bool:
    """Whether ranges hold every address together, as two halves do."""
    return any(one.prefixlen == 0 for one in collapse_addresses(map(block, cidrs)))


def address_in(cidr: str, place: int) -> str:
    """The address at a place of a range, counted from 0."""
    return str(block(cidr)[place])


def told(ports: Ports) -> str:
    """`443`, `32768-60999`, `all ports`."""
    if ports == ALL_PORTS:
        return "all ports"
    return str(ports[0]) if ports[0] == ports[1] else f"{ports[0]}-{ports[1]}"
