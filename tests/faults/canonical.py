"""What an account holds, whatever its ids and times are: two accounts are alike when their canonical forms are equal.

An id is replaced by a name that follows from what carries it: its tags and attributes, then those of what it is tied
to, and so on. So two subnets are told apart by what they are, and not by what EC2 happened to call them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from c9lib.aws import Session

ID = re.compile(
    r"\b[a-z]+(?:-[a-z]+)*-(?:[0-9a-f]{17}|[0-9a-f]{8})\b"  # EC2's
    r"|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"  # CloudFormation's
    r"|\b[0-9a-f]{32}\b"  # Cloud9's
    r"|\bA[A-Z]{3}[A-Z0-9]{12,17}\b"  # IAM's
)
EC2 = (
    ("describe_vpcs", "Vpcs"),
    ("describe_subnets", "Subnets"),
    ("describe_route_tables", "RouteTables"),
    ("describe_internet_gateways", "InternetGateways"),
    ("describe_nat_gateways", "NatGateways"),
    ("describe_addresses", "Addresses"),
    ("describe_security_groups", "SecurityGroups"),
    ("describe_security_group_rules", "SecurityGroupRules"),
    ("describe_network_acls", "NetworkAcls"),
    ("describe_network_interfaces", "NetworkInterfaces"),
    ("describe_vpc_endpoints", "VpcEndpoints"),
    ("describe_volumes", "Volumes"),
    ("describe_instances", "Reservations"),
)
BY_CHANCE = re.compile(
    r"time|date|timestamp|ClientToken|RequestId|ip_?address|PublicIp|PrivateIp|DnsName|DnsEntries|MacAddress"
    r"|CreatedAt|LastUsed|Policy(Version)?List|ChangeSetId",
    re.IGNORECASE,
)
"""Members whose values are a matter of when and in which order something was made."""
ENDED = ("deleted", "terminated", "shutting-down", "failed")
ROUNDS = 4


def canonical(session: Session) -> list[str]:
    """Every resource of the account's Region, of IAM, Cloud9 and CloudFormation, as a line of JSON; sorted."""
    items = [json.dumps(_kept(one), sort_keys=True, default=str) for one in _items(session)]
    carrying: dict[str, set[int]] = defaultdict(set)
    for number, text in enumerate(items):
        for name in ID.findall(text):
            carrying[name].add(number)
    labels = dict.fromkeys(carrying, "id")
    for _ in range(ROUNDS):
        labels = {name: _label(name, [items[number] for number in carrying[name]], labels) for name in labels}
    return sorted(ID.sub(lambda found: labels[found[0]], text) for text in items)


def _label(name: str, texts: list[str], labels: dict[str, str]) -> str:
    """A name for an id that follows from what it stands in, with itself as @ and others by their names so far."""
    told = sorted(ID.sub(lambda found: "@" if found[0] == name else labels[found[0]], text) for text in texts)
    kind = name.rpartition("-")[0] if "-" in name else "id"
    return f"{kind}#{hashlib.sha256(json.dumps(told).encode()).hexdigest()[:12]}"


def _items(session: Session) -> Iterator[dict[str, Any]]:
    for method, items in EC2:
        for one in session.pages("ec2", method, items):
            for each in one.get("Instances", [one]):
                if _state(each) not in ENDED:
                    yield {"of": items, **each}
    iam = session.client("iam").get_account_authorization_details(
        Filter=["User", "Role", "Group", "LocalManagedPolicy"]
    )
    for name in ("UserDetailList", "RoleDetailList", "GroupDetailList", "Policies"):
        yield from ({"of": name, **one} for one in iam[name] if "/aws-service-role/" not in one["Arn"])
    for profile in session.pages("iam", "list_instance_profiles", "InstanceProfiles"):
        yield {"of": "InstanceProfile", "name": profile["InstanceProfileName"], "roles": profile["Roles"]}
    yield from _environments(session)
    for stack in session.pages("cloudformation", "describe_stacks", "Stacks"):
        yield {"of": "Stack", **stack}


def _environments(session: Session) -> Iterator[dict[str, Any]]:
    cloud9 = session.client("cloud9")
    for name in session.pages("cloud9", "list_environments", "environmentIds"):
        (told,) = cloud9.describe_environments(environmentIds=[name])["environments"]
        members = cloud9.describe_environment_memberships(environmentId=name)["memberships"]
        tags = cloud9.list_tags_for_resource(ResourceARN=told["arn"])["Tags"]
        yield {"of": "Environment", **told, "members": members, "tags": sorted(tags, key=str)}


def _state(thing: dict[str, Any]) -> str:
    state = thing.get("State", "")
    return str(state.get("Name", "") if isinstance(state, dict) else state).lower()


def _kept(value: Any) -> Any:
    """Without what is a matter of chance; lists of things in one order."""
    if isinstance(value, dict):
        return {name: _kept(item) for name, item in value.items() if not BY_CHANCE.search(name)}
    if isinstance(value, list):
        return sorted(
            (_kept(one) for one in value), key=lambda one: ID.sub("", json.dumps(one, sort_keys=True, default=str))
        )
    return value
