"""Who else uses the security group of this deployment's endpoints, and what somebody added to its rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from c9lib.aws import Session
from c9lib.checks.commands import as_json, command
from c9lib.steps.leaving import Leaving
from c9lib.steps.place import Thing
from c9lib.steps.reading import is_ours
from c9lib.steps.strange import is_going

RULES = {
    "ingress": ("ip-permission.group-id", "IpPermissions"),
    "egress": ("egress.ip-permission.group-id", "IpPermissionsEgress"),
}


def used_by(session: Session, group_id: str, leaving: Leaving) -> tuple[str, ...]:
    """Why a group stays: whose interfaces and whose rules name it, each with the command that ends it."""
    return (*_interfaces(session, group_id, leaving), *_rules(session, group_id, leaving))


def added(session: Session, group: Thing) -> Iterator[str]:
    """The inbound rules that step endpoints didn't make, in words: those without this deployment's tag."""
    filters = [{"Name": "group-id", "Values": [str(group["GroupId"])]}]
    for rule in session.pages("ec2", "describe_security_group_rules", "SecurityGroupRules", Filters=filters):
        if not rule["IsEgress"] and not is_ours(session, rule):
            yield f"{_ports(rule)} from {_source(rule)}"


def _interfaces(session: Session, group_id: str, leaving: Leaving) -> Iterator[str]:
    filters = [{"Name": "group-id", "Values": [group_id]}]
    for one in session.pages("ec2", "describe_network_interfaces", "NetworkInterfaces", Filters=filters):
        name, instance = str(one["NetworkInterfaceId"]), one.get("Attachment", {}).get("InstanceId")
        going = name in leaving.interfaces | leaving.of_stacks or instance in leaving.instances | leaving.of_stacks
        if not going and one.get("InterfaceType", "interface") != "vpc_endpoint":
            rest = [str(group["GroupId"]) for group in one["Groups"] if group["GroupId"] != group_id]
            words = ("modify-network-interface-attribute", "--network-interface-id", name, "--groups", *rest)
            # An interface has one group at least: which one else, only its owner knows.
            how = f" To take it off: {command(session.region, 'ec2', *words)}" if rest else ""
            yield f"{instance or 'the network interface'} ({name}) has it.{how}"


def _rules(session: Session, group_id: str, leaving: Leaving) -> Iterator[str]:
    for direction, (name, member) in RULES.items():
        filters = [{"Name": name, "Values": [group_id]}]
        for group in session.pages("ec2", "describe_security_groups", "SecurityGroups", Filters=filters):
            naming = [rule for one in group[member] for rule in _only(one, group_id)]
            if group["GroupId"] == group_id or is_going(session, group, leaving) or not naming:
                continue
            words = (f"revoke-security-group-{direction}", "--group-id", str(group["GroupId"]))
            removal = command(session.region, "ec2", *words, "--ip-permissions", as_json(naming))
            yield f"the {direction} rules of {group['GroupId']} ({group['GroupName']}) name it. To end that: {removal}"


def _only(rule: Thing, group_id: str) -> Iterator[Mapping[str, object]]:
    """A rule with nothing in it but what names the group, as the CLI takes it."""
    pairs = [{"GroupId": group_id} for one in rule.get("UserIdGroupPairs", ()) if one.get("GroupId") == group_id]
    if pairs:
        ports = {key: rule[key] for key in ("FromPort", "ToPort") if key in rule}
        yield {"IpProtocol": rule["IpProtocol"], **ports, "UserIdGroupPairs": pairs}


def _ports(rule: Thing) -> str:
    return "everything" if rule["IpProtocol"] == "-1" else f"{rule['IpProtocol']} {rule.get('FromPort', '')}".strip()


def _source(rule: Thing) -> str:
    group = rule.get("ReferencedGroupInfo", {}).get("GroupId")
    return str(group or next(rule[key] for key in ("CidrIpv4", "CidrIpv6", "PrefixListId") if rule.get(key)))
