"""Rules of security groups as templates say them and as EC2 has them: read, compared, written.

A rule is what it lets through; its description isn't part of it (EC2 API reference, Revoke...Ingress). Names of
protocols: EC2 API reference, IpPermission; the registry brings them to the same form (`propertyTransform`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from botocore.exceptions import ClientError

from c9lib.simulator.api import NotSimulated
from c9lib.simulator.resources.ec2_common import code_of
from c9lib.simulator.resources.nouns import Work

Direction = Literal["Ingress", "Egress"]
PROTOCOLS = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "all": "-1"}
WITH_PORTS = ("tcp", "udp", "icmp", "icmpv6")
ENDS = {"Ingress": "Source", "Egress": "Destination"}
"""How the properties call the other end."""
PEERS = {
    "CidrIp": ("IpRanges", "CidrIp"),
    "CidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "PrefixListId": ("PrefixListIds", "PrefixListId"),
    "SecurityGroupId": ("UserIdGroupPairs", "GroupId"),
}
"""The other end of a rule: the list of an IpPermission, and the member in it."""


@dataclass(frozen=True)
class Rule:
    """One rule. `peer` is a key of `PEERS`; ports (of ICMP: type and code) are None where the protocol has none."""

    protocol: str
    first: int | None
    last: int | None
    peer: str
    other_end: str
    description: str = ""

    @property
    def lets(self) -> tuple[object, ...]:
        """What makes it the same rule as another one."""
        return self.protocol, self.first, self.last, self.peer, self.other_end

    def permission(self) -> dict[str, Any]:
        """As an IpPermission of EC2."""
        listed, member = PEERS[self.peer]
        told = {"Description": self.description} if self.description else {}
        ports = {"FromPort": self.first, "ToPort": self.last}
        given = {name: port for name, port in ports.items() if port is not None}
        return {"IpProtocol": self.protocol, **given, listed: [{member: self.other_end, **told}]}

    def said(self, direction: Direction) -> dict[str, Any]:
        """As properties."""
        ports = {} if self.first is None else {"FromPort": self.first, "ToPort": self.last}
        told = {"Description": self.description} if self.description else {}
        return {"IpProtocol": self.protocol, **ports, _member(self.peer, direction): self.other_end, **told}


OPEN = Rule("-1", None, None, "CidrIp", "0.0.0.0/0")
"""What EC2 lets out of every new group."""


def members(direction: Direction) -> tuple[str, ...]:
    """The properties of one rule."""
    owner = ("SourceSecurityGroupOwnerId",) if direction == "Ingress" else ()
    peers = (_member(peer, direction) for peer in PEERS)
    return ("IpProtocol", "FromPort", "ToPort", "Description", *peers, *owner)


def _member(peer: str, direction: Direction) -> str:
    return peer if peer.startswith("Cidr") else ENDS[direction] + peer


def rule_of(work: Work, properties: Mapping[str, Any], direction: Direction) -> Rule:
    """The rule that properties say. Groups of other accounts aren't simulated."""
    owner = properties.get("SourceSecurityGroupOwnerId", work.world.account)
    if owner != work.world.account:
        raise NotSimulated(f"Property SourceSecurityGroupOwnerId ({owner}) of {work.kind}")
    told = str(properties["IpProtocol"]).lower()
    protocol = PROTOCOLS.get(told, told)
    ports = [properties.get(name) if protocol in WITH_PORTS else None for name in ("FromPort", "ToPort")]
    peer = next((one for one in PEERS if _member(one, direction) in properties), "CidrIp")
    other_end = str(properties.get(_member(peer, direction), ""))
    return Rule(protocol, ports[0], ports[1], peer, other_end, str(properties.get("Description", "")))


def shown_rules(permissions: Iterable[Mapping[str, Any]]) -> Iterator[Rule]:
    """The rules in IpPermissions of EC2, one for each other end."""
    for permission in permissions:
        protocol = permission["IpProtocol"]
        first, last = permission.get("FromPort"), permission.get("ToPort")
        if protocol not in WITH_PORTS:
            first = last = None
        for peer, (listed, member) in PEERS.items():
            for one in permission.get(listed, []):
                yield Rule(protocol, first, last, peer, one[member], one.get("Description", ""))


def as_said(
    work: Work, said: Sequence[Mapping[str, Any]], rules: Iterable[Rule], direction: Direction
) -> list[dict[str, Any]]:
    """Rules as properties: those that are `said` in that order and with those words, then the others."""
    left = list(rules)
    told = []
    for one in said:
        rule = rule_of(work, one, direction)
        if rule in left:
            left.remove(rule)
            told.append(dict(one))
    return [*told, *(rule.said(direction) for rule in left)]


def change(work: Work, group_id: str, direction: Direction, before: Sequence[Rule], wanted: Sequence[Rule]) -> None:
    """Bring a group's rules from the ones before to the wanted ones. The new ones come first, so that nothing is shut
    out in between. Rules of others stay."""
    held, kept = {rule.lets: rule for rule in before}, {rule.lets for rule in wanted}
    new = [rule for rule in wanted if rule.lets not in held]
    told = [rule for rule in wanted if rule.lets in held and held[rule.lets].description != rule.description]
    old = [rule for rule in before if rule.lets not in kept]
    if new:
        _ask(work, f"authorize_security_group_{direction.lower()}", group_id, new)
    if told:
        _ask(work, f"update_security_group_rule_descriptions_{direction.lower()}", group_id, told)
    if old:
        revoke(work, group_id, direction, old)


def revoke(work: Work, group_id: str, direction: Direction, rules: Sequence[Rule]) -> None:
    """Take rules away; one that is gone already is."""
    try:
        _ask(work, f"revoke_security_group_{direction.lower()}", group_id, rules)
    except ClientError as error:
        if code_of(error) != "InvalidPermission.NotFound":
            raise
        for rule in rules if len(rules) > 1 else ():
            revoke(work, group_id, direction, [rule])


def _ask(work: Work, verb: str, group_id: str, rules: Sequence[Rule]) -> None:
    permissions = [rule.permission() for rule in rules]
    getattr(work.client("ec2"), verb)(GroupId=group_id, IpPermissions=permissions)
