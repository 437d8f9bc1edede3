"""IPv4 ranges and ports, as rules and routes name them.

A subject (an interface's address; in a forecast the range of a subnet) is a range, too: a rule that lets something
through must cover all of it, one that keeps it back needs only touch it.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network

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


def address_in(cidr: str, place: int) -> str:
    """The address at a place of a range, counted from 0."""
    return str(block(cidr)[place])


def told(ports: Ports) -> str:
    """`443`, `32768-60999`, `all ports`."""
    if ports == ALL_PORTS:
        return "all ports"
    return str(ports[0]) if ports[0] == ports[1] else f"{ports[0]}-{ports[1]}"
