"""What the security groups of an interface let through: one rule that allows is enough, and answers always pass.

Source: Amazon VPC user guide, "Security group rules".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from c9lib.path.network import Network, Thing
from c9lib.path.path import Reason
from c9lib.path.ranges import (
    ALL_PORTS,
    EVERY_PROTOCOL,
    EVERYWHERE,
    TCP,
    Ports,
    are_everywhere,
    covers,
    is_public,
    is_some_of_internet,
    told,
)

Direction = Literal["egress", "ingress"]
RULES = {"egress": "IpPermissionsEgress", "ingress": "IpPermissions"}


@dataclass(frozen=True)
class Peer:
    """The other end of a connection: its IPv4 range, and the security groups by which a rule may name it."""

    cidr: str
    groups: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class GroupRuling:
    """What the groups decide: the rule that lets the packet through, or why none does.

    `group_id` is the group of the rule, or the one to mend. `partly` holds the ranges of those rules that let some of
    the internet through, where that decides: whether the service's addresses are among them isn't known.
    """

    passes: bool
    group_id: str
    rule: str = ""
    reason: Reason = Reason.NONE
    partly: tuple[str, ...] = ()


def ruling(network: Network, group_ids: Sequence[str], direction: Direction, port: int, peer: Peer) -> GroupRuling:
    """How the groups together decide on TCP to `port` (egress: of the peer; ingress: of this interface)."""
    rules = list(_rules(network, group_ids, direction))
    fitting = [(group_id, told, source) for group_id, rule in rules for told, source in _fitting(rule, port)]
    narrow: list[tuple[str, str, str]] = []
    for group_id, words, source in fitting:
        cidr = _matched(network, source, peer)
        if cidr is None:
            continue
        if is_public(peer.cidr) and is_some_of_internet(cidr):
            narrow.append((group_id, words, cidr))
            continue
        rule = _words(group_id, direction, words, _name(source))
        return GroupRuling(passes=True, group_id=group_id, rule=rule)
    first = group_ids[0] if group_ids else ""
    if narrow:
        group_id, words, cidr = narrow[0]
        whole = are_everywhere(str(source["CidrIp"]) for _, _, source in fitting if "CidrIp" in source)
        rule = _words(group_id, direction, words, cidr)
        return GroupRuling(passes=True, group_id=group_id, rule=rule, partly=() if whole else (cidr,))
    reason = Reason.GROUP_MISMATCH if rules else Reason.GROUP_EMPTY
    return GroupRuling(passes=False, group_id=first, reason=reason, partly=_elsewhere(fitting, peer))


def is_narrow(network: Network, group_ids: Sequence[str]) -> bool:
    """Whether there are outbound rules, and none of them is for a range of addresses."""
    rules = [rule for _, rule in _rules(network, group_ids, "egress")]
    return bool(rules) and not any(rule.get("IpRanges") for rule in rules)


def _rules(network: Network, group_ids: Iterable[str], direction: Direction) -> Iterator[tuple[str, Thing]]:
    for group_id in group_ids:
        group = network.security_group(group_id)
        for rule in group.get(RULES[direction], ()) if group else ():
            yield group_id, rule


def _fitting(rule: Thing, port: int) -> Iterator[tuple[str, Thing]]:
    """The sources of a rule that speaks of TCP to this port, each with the rule's protocol and ports in words."""
    ports = _ports(rule)
    if ports is None or not ports[0] <= port <= ports[1]:
        return
    words = "all traffic" if rule["IpProtocol"] == EVERY_PROTOCOL else f"tcp {told(ports)}"
    for member in ("IpRanges", "UserIdGroupPairs", "PrefixListIds"):
        for source in rule.get(member, ()):
            yield words, source


def _ports(rule: Thing) -> Ports | None:
    """The TCP ports of a rule; None when it isn't about TCP."""
    if rule["IpProtocol"] == EVERY_PROTOCOL:
        return ALL_PORTS
    if rule["IpProtocol"] not in TCP:
        return None
    low = rule.get("FromPort", -1)
    return ALL_PORTS if low == -1 else (low, rule.get("ToPort", low))


def _matched(network: Network, source: Thing, peer: Peer) -> str | None:
    """The range by which a rule's source holds the peer; None when it doesn't. A list or a group that holds it is
    exact: it counts as everywhere.
    """
    if "CidrIp" in source:
        return str(source["CidrIp"]) if covers(source["CidrIp"], peer.cidr) else None
    if "PrefixListId" in source:
        held = network.prefix_list(source["PrefixListId"])
        return EVERYWHERE if held and any(covers(cidr, peer.cidr) for cidr in held.get("Cidrs", ())) else None
    return EVERYWHERE if source.get("GroupId") in peer.groups else None


def _elsewhere(fitting: Iterable[tuple[str, str, Thing]], peer: Peer) -> tuple[str, ...]:
    """Where no rule fits: the parts of the internet that rules do let through. One may hold the true address."""
    if not is_public(peer.cidr):
        return ()
    cidrs = (str(source["CidrIp"]) for _, _, source in fitting if "CidrIp" in source)
    return tuple(cidr for cidr in cidrs if is_some_of_internet(cidr))


def _name(source: Thing) -> str:
    return str(source.get("CidrIp") or source.get("PrefixListId") or source.get("GroupId"))


def _words(group_id: str, direction: Direction, what: str, other: str) -> str:
    return f"{group_id} {direction}: {what} {'to' if direction == 'egress' else 'from'} {other}"
