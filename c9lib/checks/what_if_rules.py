"""What lets through may go, or become narrower: rules of security groups, entries of network ACLs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c9lib.checks.reader import Answer
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.what_if_possible import Possible, act, known, tagged
from c9lib.nouns.what_if import Act, Option
from c9lib.path import edits
from c9lib.path.acls import LAST
from c9lib.path.edits import permission
from c9lib.path.network import Thing
from c9lib.path.ranges import EVERYWHERE

HTTPS = 443
NEW_ID = "What is made again has another id."
ENTRY = ("Protocol", "RuleAction", "CidrBlock", "Ipv6CidrBlock", "PortRange", "IcmpTypeCode")
"""Members of an entry that the request takes as they are told."""


def group_rules(seen: Snapshot) -> Iterator[Possible]:
    """Each rule of the instance's groups and of the endpoints'."""
    for rule in _rules(seen, _groups(seen)):
        name, group = rule["SecurityGroupRuleId"], rule["GroupId"]
        option = Option(
            name,
            f"{group} loses its rule {_in_words(rule)}",
            (_revoked(group, [name], egress=rule["IsEgress"]),),
            (_allowed(rule),),
            note=NEW_ID,
        )
        yield Possible(option, edits.rules_gone([rule]))


def https_only(seen: Snapshot) -> Iterator[Possible]:
    """What would make it safer: the instance's group lets out HTTPS alone."""
    for group in seen.surroundings.group_ids:
        out = [one for one in _rules(seen, [group]) if one["IsEgress"]]
        wide = [one for one in out if not _is_https(one)]
        if not wide:
            continue
        https = {"GroupId": group, "IsEgress": True, "IpProtocol": "tcp", "FromPort": HTTPS, "ToPort": HTTPS}
        more = (
            [{**https, "CidrIpv4": EVERYWHERE}]
            if not any(one.get("CidrIpv4") == EVERYWHERE and _is_https(one) for one in out)
            else []
        )
        option = Option(
            f"{group}:only-443",
            f"{group} lets out HTTPS (tcp 443) and nothing else",
            (*map(_allowed, more), _revoked(group, [one["SecurityGroupRuleId"] for one in wide], egress=True)),
            (*map(_allowed, wide), *(_taken_back(one) for one in more)),
            family="safer",
            note=f"{NEW_ID} With `restrict_egress: true` a run narrows it further, to the endpoints and Amazon S3.",
        )
        yield Possible(option, edits.rules_gone(wide, more))


def entries(seen: Snapshot) -> Iterator[Possible]:
    """Each entry of the network ACLs that decide in this VPC; the last one, which denies the rest, is fixed."""
    for acl in _acls(seen):
        for entry in acl["Entries"]:
            if entry["RuleNumber"] >= LAST or "CidrBlock" not in entry:
                continue
            out, number = bool(entry["Egress"]), int(entry["RuleNumber"])
            where = {"NetworkAclId": acl["NetworkAclId"], "RuleNumber": number, "Egress": out}
            told = {name: entry[name] for name in ENTRY if name in entry}
            option = Option(
                f"{acl['NetworkAclId']}:{number}:{'out' if out else 'in'}",
                f"{acl['NetworkAclId']} loses entry {number} {'out' if out else 'in'}: {_entry_in_words(entry)}",
                (act("DeleteNetworkAclEntry", **where),),
                (act("CreateNetworkAclEntry", **where, **told),),
            )
            yield Possible(option, edits.entry_gone(acl["NetworkAclId"], number, egress=out))


def denials(seen: Snapshot) -> Iterator[Possible]:
    """The network ACL of the instance's subnet denies what goes out by HTTPS, or the answers that come back."""
    acl = seen.surroundings.network.network_acl_of(seen.surroundings.subnet)
    if acl is None:
        return
    for word, egress, ports in (("deny-443:out", True, (HTTPS, HTTPS)), ("deny-answers:in", False, (1024, 65535))):
        number = min((one["RuleNumber"] for one in acl["Entries"] if bool(one["Egress"]) == egress), default=LAST) - 1
        if number < 1:
            continue
        where = {"NetworkAclId": acl["NetworkAclId"], "RuleNumber": number, "Egress": egress}
        told = {
            "Protocol": "6",
            "RuleAction": "deny",
            "CidrBlock": EVERYWHERE,
            "PortRange": {"From": ports[0], "To": ports[1]},
        }
        option = Option(
            f"{acl['NetworkAclId']}:{word}",
            f"{acl['NetworkAclId']} gets entry {number} {'out' if egress else 'in'}: {_entry_in_words(told)}",
            (act("CreateNetworkAclEntry", **where, **told),),
            (act("DeleteNetworkAclEntry", **where),),
        )
        yield Possible(option, edits.entry_added(acl["NetworkAclId"], {**where, **told}))


def _groups(seen: Snapshot) -> list[str]:
    of_endpoints = (one["GroupId"] for each in seen.surroundings.endpoints for one in each.get("Groups", ()))
    return list(dict.fromkeys((*seen.surroundings.group_ids, *of_endpoints)))


def _rules(seen: Snapshot, groups: list[str]) -> Iterator[Answer]:
    """Rules for IPv4, groups and prefix lists; what is for IPv6 decides nothing here."""
    if not groups:
        return
    wanted = [{"Name": "group-id", "Values": groups}]
    found = seen.reader.all("ec2", "describe_security_group_rules", "SecurityGroupRules", Filters=wanted)
    yield from (one for one in found if "CidrIpv6" not in one)


def _acls(seen: Snapshot) -> Iterator[Thing]:
    for acl in seen.surroundings.network.network_acls:
        if acl["VpcId"] == seen.surroundings.vpc_id and acl.get("Associations"):
            yield acl


def _revoked(group: str, ids: list[str], *, egress: bool) -> Act:
    operation = f"RevokeSecurityGroup{'Egress' if egress else 'Ingress'}"
    return act(operation, GroupId=group, SecurityGroupRuleIds=ids)


def _taken_back(rule: Thing) -> Act:
    operation = f"RevokeSecurityGroup{'Egress' if rule['IsEgress'] else 'Ingress'}"
    return act(operation, GroupId=rule["GroupId"], IpPermissions=[permission(rule)])


def _allowed(rule: Thing) -> Act:
    operation = f"AuthorizeSecurityGroup{'Egress' if rule['IsEgress'] else 'Ingress'}"
    tags = tagged("security-group-rule", rule)
    return act(operation, **known({"GroupId": rule["GroupId"], "IpPermissions": [permission(rule)], **tags}))


def _is_https(rule: Thing) -> bool:
    return (rule["IpProtocol"], rule.get("FromPort"), rule.get("ToPort")) == ("tcp", HTTPS, HTTPS)


def _in_words(rule: Thing) -> str:
    """`egress tcp 443 to 0.0.0.0/0`."""
    ports = "-".join(dict.fromkeys(str(rule[one]) for one in ("FromPort", "ToPort") if rule.get(one, -1) != -1))
    what = "everything" if rule["IpProtocol"] == "-1" else f"{rule['IpProtocol']} {ports}".strip()
    group: Any = rule.get("ReferencedGroupInfo", {})
    peer = rule.get("CidrIpv4") or rule.get("PrefixListId") or group.get("GroupId") or "?"
    return f"egress {what} to {peer}" if rule["IsEgress"] else f"ingress {what} from {peer}"


def _entry_in_words(entry: Thing) -> str:
    ports = entry.get("PortRange")
    told = "" if not ports else f" {ports['From']}" + (f"-{ports['To']}" if ports["To"] != ports["From"] else "")
    protocol = {"6": "tcp", "17": "udp", "1": "icmp", "-1": "everything"}.get(str(entry["Protocol"]), entry["Protocol"])
    return f"{entry['RuleAction']} {protocol}{told} {entry['CidrBlock']}"
