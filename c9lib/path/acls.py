"""What the network ACL of a subnet lets through: stateless, so once for the packet and once for its answer.

Entries are judged in the order of their numbers; the first that fits decides; at the end everything is denied.
Source: Amazon VPC user guide, "Network ACL rules" and "Ephemeral ports".
"""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.path.network import Network, Thing
from c9lib.path.ranges import (
    ALL_PORTS,
    EVERY_PROTOCOL,
    TCP,
    Ports,
    covers,
    is_public,
    is_some_of_internet,
    told,
    touches,
)

LAST = 32767
"""The number of the entry that denies everything that is left."""
OF_LINUX: Ports = (32768, 60999)
"""The ports from which a Linux instance calls (`net.ipv4.ip_local_port_range`); AWS's page asks for 32768-61000 (facts
2.1, row 9)."""
OF_NAT: Ports = (1024, 65535)
"""The ports from which a NAT gateway calls (facts 7.7)."""


@dataclass(frozen=True)
class Crossing:
    """A packet that enters or leaves a subnet: who the other end is, and to which ports it goes."""

    subnet: Thing
    egress: bool
    peer: str
    """IPv4 range of the other end."""
    ports: Ports
    back: bool = False
    """Whether it is the answer."""

    @property
    def in_words(self) -> str:
        """`out of subnet-… to 10.0.2.0/24, TCP 443`."""
        way = f"out of {self.subnet['SubnetId']} to" if self.egress else f"into {self.subnet['SubnetId']} from"
        return f"{way} {self.peer}, TCP {told(self.ports)}"


@dataclass(frozen=True, kw_only=True)
class AclRuling:
    """What a network ACL decides on a crossing: the entry in words, and its number (32767: the end).

    `doubt` is an entry that lets a part of the internet through where nothing lets all of it: its range and its words.
    `partly` are those that deny a part of it before: range and words of each.
    """

    passes: bool
    acl_id: str
    rule: str
    number: int
    partly: tuple[tuple[str, str], ...] = ()
    doubt: tuple[str, str] | None = None


def ruling(network: Network, crossing: Crossing) -> AclRuling | None:
    """How the subnet's ACL decides; None when no ACL of it is known.

    All ports of the crossing have to pass: a caller's port is any of its range, so a part of it fails now and then.
    """
    acl = network.network_acl_of(crossing.subnet)
    if acl is None:
        return None
    name, left, allowing, doubt = str(acl["NetworkAclId"]), [crossing.ports], "", None
    partly: tuple[tuple[str, str], ...] = ()
    entries = (one for one in acl.get("Entries", ()) if one.get("Egress", False) == crossing.egress)
    for entry in sorted(entries, key=lambda one: int(one["RuleNumber"])):
        ports = _ports(entry)
        if ports is None or not any(_meet(ports, one) for one in left):
            continue
        number, cidr, allows = int(entry["RuleNumber"]), str(entry.get("CidrBlock", "")), entry["RuleAction"] == "allow"
        if not cidr or not (covers if allows else touches)(cidr, crossing.peer):
            partly += _partly(crossing, entry, number)
            continue
        words = _words(name, entry, ports)
        if not allows:
            return AclRuling(passes=False, acl_id=name, rule=words, number=number)
        doubt = doubt or ((cidr, words) if is_public(crossing.peer) and is_some_of_internet(cidr) else None)
        allowing, left = allowing or words, [rest for one in left for rest in _without(one, ports)]
        if not left:
            return AclRuling(passes=True, acl_id=name, rule=allowing, number=number, partly=partly, doubt=doubt)
    doubt = _elsewhere(acl, crossing)
    return AclRuling(passes=False, acl_id=name, rule=_end(name, crossing), number=LAST, doubt=doubt)


def _partly(crossing: Crossing, entry: Thing, number: int) -> tuple[tuple[str, str], ...]:
    """An entry that doesn't fit the address that stands for a service, and may fit the true one."""
    cidr = str(entry.get("CidrBlock", ""))
    if not cidr or number == LAST or entry["RuleAction"] == "allow" or not is_public(crossing.peer):
        return ()
    return ((cidr, f"entry {number} denies {cidr}"),) if is_some_of_internet(cidr) else ()


def _elsewhere(acl: Thing, crossing: Crossing) -> tuple[str, str] | None:
    """Where nothing lets a public peer through: an entry that lets a part of the internet through."""
    for entry in acl.get("Entries", ()):
        cidr, allows = str(entry.get("CidrBlock", "")), entry["RuleAction"] == "allow"
        fits = entry.get("Egress", False) == crossing.egress and cidr and is_some_of_internet(cidr)
        if allows and fits and is_public(crossing.peer) and (ports := _ports(entry)):
            return cidr, _words(str(acl["NetworkAclId"]), entry, ports)
    return None


def _ports(entry: Thing) -> Ports | None:
    """The TCP ports of an entry; None when it isn't about TCP."""
    if entry["Protocol"] == EVERY_PROTOCOL:
        return ALL_PORTS
    if entry["Protocol"] not in TCP:
        return None
    held = entry.get("PortRange") or {}
    return (held["From"], held["To"]) if held else ALL_PORTS


def _meet(one: Ports, other: Ports) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _without(ports: Ports, taken: Ports) -> list[Ports]:
    """What is left of a range of ports."""
    if not _meet(ports, taken):
        return [ports]
    parts = [(ports[0], taken[0] - 1), (taken[1] + 1, ports[1])]
    return [part for part in parts if part[0] <= part[1]]


def _words(acl_id: str, entry: Thing, ports: Ports) -> str:
    way = "outbound" if entry.get("Egress") else "inbound"
    number = "*" if int(entry["RuleNumber"]) == LAST else entry["RuleNumber"]
    what = "all traffic" if entry["Protocol"] == EVERY_PROTOCOL else f"tcp {told(ports)}"
    return f"{acl_id} {way} {number}: {entry['RuleAction']} {what} {entry['CidrBlock']}"


def _end(acl_id: str, crossing: Crossing) -> str:
    return f"{acl_id} {'outbound' if crossing.egress else 'inbound'} *: deny all traffic"
