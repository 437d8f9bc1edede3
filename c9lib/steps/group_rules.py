"""Rules of security groups as values that can be compared, and the two changes: allow some, revoke all others."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from botocore.exceptions import ClientError

from c9lib.aws import Session, error_code

Thing = Mapping[str, Any]
Direction = Literal["ingress", "egress"]
HTTPS = 443
MEMBERS = {"ingress": "IpPermissions", "egress": "IpPermissionsEgress"}
"""Where DescribeSecurityGroups tells the rules of a direction."""
PEERS = (
    ("IpRanges", "CidrIp"),
    ("Ipv6Ranges", "CidrIpv6"),
    ("UserIdGroupPairs", "GroupId"),
    ("PrefixListIds", "PrefixListId"),
)
"""The lists of an `IpPermission`, and the member that names the other end."""


@dataclass(frozen=True, order=True)
class Rule:
    """One rule: the other end (a range, a security group's id or a prefix list's id), the protocol, its ports."""

    peer: str
    protocol: str = "tcp"
    low: int = HTTPS
    high: int = HTTPS

    def __str__(self) -> str:
        ports = "-".join(str(port) for port in dict.fromkeys((self.low, self.high)))
        return f"{'all traffic' if self.protocol == '-1' else f'{self.protocol.upper()} {ports}'} of {self.peer}"


ANYWHERE = Rule("0.0.0.0/0", "-1", -1, -1)
"""The rule by which a new security group lets everything out."""


def held(group: Thing, direction: Direction) -> frozenset[Rule]:
    """The rules of a group, in the shape of DescribeSecurityGroups."""
    return frozenset(
        Rule(str(one[name]), str(rule["IpProtocol"]), int(rule.get("FromPort", -1)), int(rule.get("ToPort", -1)))
        for rule in group.get(MEMBERS[direction], ())
        for kind, name in PEERS
        for one in rule.get(kind, ())
    )


def permissions(rules: Collection[Rule], description: str = "") -> list[dict[str, Any]]:
    """Rules as EC2 takes them, and tells them. A range is described; a group says by itself who is meant."""
    told = {"Description": description} if description else {}
    return [_permission(rule, told if "/" in rule.peer else {}) for rule in sorted(rules)]


def allow(session: Session, group_id: str, direction: Direction, rules: Collection[Rule], description: str) -> None:
    """Add rules, tagged as this deployment's; those that a change before has added already stay as they are."""
    if not rules:
        return
    ec2 = session.client("ec2")
    tags = [{"ResourceType": "security-group-rule", "Tags": session.tags()}]

    def authorize(some: Collection[Rule]) -> None:
        ask = getattr(ec2, f"authorize_security_group_{direction}")
        ask(GroupId=group_id, IpPermissions=permissions(some, description), TagSpecifications=tags)

    try:
        authorize(rules)
    except ClientError as error:
        if error_code(error) != "InvalidPermission.Duplicate":
            raise
        # EC2 then adds none of them. Only now is the group read: one that was made just now may not be shown yet.
        there = held(ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0], direction)
        missing = [rule for rule in rules if rule not in there]
        if missing:
            authorize(missing)


def revoke_others(session: Session, group_id: str, direction: Direction, kept: Collection[Rule]) -> None:
    """Take away every rule of a direction that isn't to be kept. By id: only so it is surely that rule."""
    filters = [{"Name": "group-id", "Values": [group_id]}]
    found = session.pages("ec2", "describe_security_group_rules", "SecurityGroupRules", Filters=filters)
    there = [one for one in found if one["IsEgress"] == (direction == "egress")]
    going = sorted(one["SecurityGroupRuleId"] for one in there if _by_itself(one) not in kept)
    if going:
        revoke = getattr(session.client("ec2"), f"revoke_security_group_{direction}")
        revoke(GroupId=group_id, SecurityGroupRuleIds=going)


def _permission(rule: Rule, told: dict[str, str]) -> dict[str, Any]:
    ports = {} if rule.protocol == "-1" else {"FromPort": rule.low, "ToPort": rule.high}
    kind, name = _kind(rule.peer)
    return {"IpProtocol": rule.protocol, **ports, kind: [{name: rule.peer, **told}]}


def _kind(peer: str) -> tuple[str, str]:
    if peer.startswith("sg-"):
        return PEERS[2]
    if peer.startswith("pl-"):
        return PEERS[3]
    return PEERS[1] if ":" in peer else PEERS[0]


def _by_itself(told: Thing) -> Rule:
    """A rule in the shape of DescribeSecurityGroupRules."""
    peer = next(_named(told))
    return Rule(peer, str(told["IpProtocol"]), int(told.get("FromPort", -1)), int(told.get("ToPort", -1)))


def _named(told: Thing) -> Iterator[str]:
    group = told.get("ReferencedGroupInfo", {}).get("GroupId")
    yield from (
        str(one) for one in (told.get("CidrIpv4"), told.get("CidrIpv6"), told.get("PrefixListId"), group) if one
    )
