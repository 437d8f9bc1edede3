"""What the naive walker counts out by hand: addresses as strings of bits, ports one by one."""

from __future__ import annotations

from functools import cache

from c9lib.path.network import Thing


def allows(entries: list[Thing], address: str, port: int) -> bool:
    """What the first entry that fits says; no entry fits: no."""
    for entry in entries:
        ports = entry.get("PortRange", {"From": 0, "To": 65535})
        tcp = entry["Protocol"] == "-1" or (entry["Protocol"] == "6" and ports["From"] <= port <= ports["To"])
        if tcp and "CidrBlock" in entry and inside(address, entry["CidrBlock"]):
            return bool(entry["RuleAction"] == "allow")
    return False


def corners(entries: list[Thing], ports: tuple[int, int]) -> list[int]:
    """The ports at which the answer of an ACL can change: it is the same for all ports between two of them."""
    edges = [edge for entry in entries if "PortRange" in entry for edge in entry["PortRange"].values()]
    near = {edge + step for edge in edges for step in (-1, 0, 1)} | set(ports)
    return [port for port in near if ports[0] <= port <= ports[1]]


def inside(address: str, cidr: str) -> bool:
    network, _, length = cidr.partition("/")
    return bits(address).startswith(bits(network)[: int(length)])


@cache
def bits(address: str) -> str:
    return "".join(format(int(part), "08b") for part in address.split("."))


def plus_two(cidr: str) -> str:
    return dotted(first(cidr) + 2)


def edges(cidr: str) -> tuple[str, str]:
    """The first address of a range, and the first behind it."""
    size = 1 << (32 - int(cidr.split("/")[1]))
    return dotted(first(cidr)), dotted((first(cidr) + size) % (1 << 32))


def first(cidr: str) -> int:
    network, _, length = cidr.partition("/")
    return int(bits(network)[: int(length)].ljust(32, "0"), 2)


def dotted(number: int) -> str:
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def partial(cidr: str) -> bool:
    """Whether a range holds some public addresses, but not all addresses."""
    private = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")
    network, _, length = cidr.partition("/")
    return length != "0" and not any(inside(network, one) for one in private)
