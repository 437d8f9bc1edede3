"""What the instance's security groups let in and, where that is to be limited, let out (facts 1.7, 4.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from c9lib.checks.commands import as_json
from c9lib.checks.reader import Answer
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.surroundings import Surroundings
from c9lib.nouns import Check
from c9lib.path import service

SOURCES = {
    "IpRanges": "CidrIp",
    "Ipv6Ranges": "CidrIpv6",
    "PrefixListIds": "PrefixListId",
    "UserIdGroupPairs": "GroupId",
}
"""The lists of a security group's rule, and the member of each that names the other end."""
HTTPS = 443
NO_ENDPOINT = ("# Make the endpoints first (step endpoints): without them nothing would be reached.",)


@dataclass(frozen=True)
class Rule:
    """One rule of a security group, for one other end: an address range, a prefix list or a security group."""

    group_id: str
    kind: str
    peer: str
    protocol: str
    ports: tuple[int, int]

    def __str__(self) -> str:
        """`tcp 22`; `-1` is EC2's word for every protocol and every port."""
        if self.protocol == "-1":
            return "everything"
        told = "-".join(str(port) for port in dict.fromkeys(self.ports) if port != -1)
        return f"{self.protocol} {told}".strip()

    @property
    def is_https(self) -> bool:
        """Whether it is about TCP 443 and nothing else."""
        return self.protocol in ("tcp", "6") and self.ports == (HTTPS, HTTPS)

    def permission(self) -> Answer:
        """As EC2 takes it back."""
        ports = {} if self.protocol == "-1" else {"FromPort": self.ports[0], "ToPort": self.ports[1]}
        return {"IpProtocol": self.protocol, **ports, self.kind: [{SOURCES[self.kind]: self.peer}]}


@asks("instance.no-ingress", "Is no inbound port open?")
def no_ingress(question: Question, seen: Snapshot) -> Check:
    """Facts 1.7, 4.1: Cloud9's security group has no inbound rule. For an instance alone that is advice."""
    alive, around = seen.alive, seen.surroundings
    rules = list(_rules(around, "IpPermissions"))
    if not rules:
        return question.ok(f"{', '.join(around.group_ids)} of {alive['InstanceId']} has no inbound rule")
    if seen.instance_id and all(rule.kind == "UserIdGroupPairs" for rule in rules):
        letting = dict.fromkeys(rule.group_id for rule in rules)
        return question.ok(f"{', '.join(letting)} lets in members of security groups, no address")
    judged = question.warn if seen.instance_id else question.fail
    return judged(
        _told(rules, "lets in", "from"),
        cause="Sessions need no inbound rule: the agent opens every connection from inside.",
        remedy=tuple(_changed(seen, "revoke-security-group-ingress", rules)),
    )


@asks("instance.no-egress", "Does it reach the endpoints and nothing else?")
def no_egress(question: Question, seen: Snapshot) -> Check:
    """Facts 1.7: asked with `restrict_egress` only; Cloud9's own group lets everything out, for package downloads."""
    alive, around = seen.alive, seen.surroundings
    rules = list(_rules(around, "IpPermissionsEgress"))
    needed = set(_needed(around))
    wide = [rule for rule in rules if not (rule.is_https and rule.peer in needed)]
    if not seen.session.parameters.restrict_egress:
        told = "lets out more" if wide else "lets out nothing else"
        return question.skip(f"restrict_egress is false; {', '.join(around.group_ids)} {told}")
    if not wide:
        return question.ok(f"{', '.join(around.group_ids)} of {alive['InstanceId']} lets out {_told_peers(rules)} only")
    missing = needed - {rule.peer for rule in rules if rule.is_https}
    return question.fail(
        _told(wide, "lets out", "to"),
        cause="restrict_egress is true: nothing but HTTPS to the endpoints and to S3's prefix list is to be let out.",
        remedy=_restricted(seen, missing, wide) if needed else NO_ENDPOINT,
    )


def _restricted(seen: Snapshot, missing: set[str], wide: list[Rule]) -> tuple[str, ...]:
    """First what is needed, so that the agent isn't cut off in between; then nothing else."""
    own = seen.surroundings.group_ids[0]
    needed = [_https(own, peer) for peer in sorted(missing)]
    allow = _changed(seen, "authorize-security-group-egress", needed)
    return (*allow, *_changed(seen, "revoke-security-group-egress", wide))


def _needed(around: Surroundings) -> Iterator[str]:
    """The security groups of the endpoints for Systems Manager; S3's prefix list where there is a gateway for it."""
    for endpoint in around.interface_endpoints:
        yield from (str(group["GroupId"]) for group in endpoint.get("Groups", ()))
    if around.endpoints_for("s3", "Gateway"):
        held = around.network.prefix_list_of(service("s3", around.session.region).service_name)
        yield from [str(held["PrefixListId"])] if held else []


def _https(group_id: str, peer: str) -> Rule:
    kind = "PrefixListIds" if peer.startswith("pl-") else "UserIdGroupPairs"
    return Rule(group_id, kind, peer, "tcp", (HTTPS, HTTPS))


def _rules(around: Surroundings, direction: str) -> Iterator[Rule]:
    """Every rule of the instance's groups in one direction, one for each other end."""
    for group in around.security_groups:
        yield from rules_of(group, direction)


def rules_of(group: Mapping[str, Any], direction: str) -> Iterator[Rule]:
    """The rules of a security group, one for each other end; `direction` is `IpPermissions` (what it lets in) or
    `IpPermissionsEgress`."""
    for told in group.get(direction, ()):
        ports = (int(told.get("FromPort", -1)), int(told.get("ToPort", -1)))
        for kind, member in SOURCES.items():
            for source in told.get(kind, ()):
                yield Rule(str(group["GroupId"]), kind, str(source[member]), str(told["IpProtocol"]), ports)


def _told(rules: list[Rule], verb: str, toward: str) -> str:
    """`sg-1 lets in tcp 22 from 0.0.0.0/0, everything from sg-2`; one part for each group."""
    by_group: dict[str, list[str]] = {}
    for rule in rules:
        by_group.setdefault(rule.group_id, []).append(f"{rule} {toward} {rule.peer}")
    return "; ".join(f"{group_id} {verb} {', '.join(words)}" for group_id, words in by_group.items())


def _told_peers(rules: list[Rule]) -> str:
    return f"HTTPS to {', '.join(dict.fromkeys(rule.peer for rule in rules))}" if rules else "nothing"


def _changed(seen: Snapshot, operation: str, rules: list[Rule]) -> Iterator[str]:
    """One command for each group, with all its rules."""
    for group_id in dict.fromkeys(rule.group_id for rule in rules):
        permissions = [rule.permission() for rule in rules if rule.group_id == group_id]
        words = ("--group-id", group_id, "--ip-permissions", as_json(permissions))
        yield seen.command("ec2", operation, *words)
