"""All that is in an account, thing by thing, as AWS describes it: to tell what became another, and what is gone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

Client = Callable[[str, str], Any]
"""`client("ec2", "us-east-1")`."""
Things = dict[str, str]
"""What a thing is called (Region, noun, id) → all that AWS says of it, as JSON with sorted keys."""

EC2 = {
    "describe_vpcs": ("Vpcs", "VpcId"),
    "describe_subnets": ("Subnets", "SubnetId"),
    "describe_internet_gateways": ("InternetGateways", "InternetGatewayId"),
    "describe_route_tables": ("RouteTables", "RouteTableId"),
    "describe_network_acls": ("NetworkAcls", "NetworkAclId"),
    "describe_addresses": ("Addresses", "AllocationId"),
    "describe_nat_gateways": ("NatGateways", "NatGatewayId"),
    "describe_security_groups": ("SecurityGroups", "GroupId"),
    "describe_security_group_rules": ("SecurityGroupRules", "SecurityGroupRuleId"),
    "describe_vpc_endpoints": ("VpcEndpoints", "VpcEndpointId"),
    "describe_network_interfaces": ("NetworkInterfaces", "NetworkInterfaceId"),
    "describe_volumes": ("Volumes", "VolumeId"),
    "describe_dhcp_options": ("DhcpOptions", "DhcpOptionsId"),
    "describe_iam_instance_profile_associations": ("IamInstanceProfileAssociations", "AssociationId"),
}
"""How EC2 lists what it has: the operation, the list in its answer, the id."""
ENDED = ("deleted", "deleting", "failed", "terminated", "shutting-down", "disassociated", "disassociating")
OF_TIME = ("LastPingDateTime",)
"""What time alone changes, whoever does what."""
OF_ROOM = ("AvailableIpAddressCount",)
"""What AWS itself counts anew when somebody else comes to a subnet, or goes."""


def in_region(client: Client, region: str, *, deep: bool = True) -> Things:
    """Everything of a Region that is still there; `deep` with what takes a call or two for each of them."""
    found = {}
    for noun, name, thing in _of_region(lambda service: client(service, region), deep=deep):
        found[f"{region} {noun} {name}"] = _exact(thing)
    return found


def of_iam(client: Client) -> Things:
    """Users, groups, roles, instance profiles and the account's own policies, with all that hangs on them."""
    return {f"iam {noun} {name}": _exact(thing) for noun, name, thing in _identities(client("iam", "us-east-1"))}


def _exact(thing: Any) -> str:
    return json.dumps(thing, sort_keys=True, default=str)


def _of_region(client: Callable[[str], Any], *, deep: bool) -> Iterator[tuple[str, str, Any]]:
    yield from _network(client("ec2"))
    yield from _machines(client("ec2"), client("ssm"))
    yield from _environments(client("cloud9"), deep=deep)
    yield from _stacks(client("cloudformation"), deep=deep)


def _network(ec2: Any) -> Iterator[tuple[str, str, Any]]:
    for operation, (items, key) in EC2.items():
        for one in _pages(ec2, operation, items):
            if str(one.get("State", "")).lower() not in ENDED:
                yield items, one[key], {name: value for name, value in one.items() if name not in OF_ROOM}
    for one in _pages(ec2, "describe_vpcs", "Vpcs"):
        for name in ("enableDnsSupport", "enableDnsHostnames"):
            yield name, one["VpcId"], _answer(ec2.describe_vpc_attribute(VpcId=one["VpcId"], Attribute=name))


def _machines(ec2: Any, ssm: Any) -> Iterator[tuple[str, str, Any]]:
    for reservation in _pages(ec2, "describe_instances", "Reservations"):
        for one in reservation["Instances"]:
            if one["State"]["Name"] not in ENDED:
                yield "Instances", one["InstanceId"], one
    for one in _pages(ssm, "describe_instance_information", "InstanceInformationList"):
        yield "Agents", one["InstanceId"], {key: value for key, value in one.items() if key not in OF_TIME}


def _environments(cloud9: Any, *, deep: bool) -> Iterator[tuple[str, str, Any]]:
    ids = _pages(cloud9, "list_environments", "environmentIds")
    for at in range(0, len(ids), 25):
        for one in cloud9.describe_environments(environmentIds=ids[at : at + 25])["environments"]:
            if deep:
                asked = {"environmentId": one["id"]}
                one["members"] = _pages(cloud9, "describe_environment_memberships", "memberships", **asked)
                one["tags"] = cloud9.list_tags_for_resource(ResourceARN=one["arn"])["Tags"]
            yield "Environments", one["id"], one


def _stacks(cloudformation: Any, *, deep: bool) -> Iterator[tuple[str, str, Any]]:
    for one in _pages(cloudformation, "describe_stacks", "Stacks"):
        asked = {"StackName": one["StackId"]}
        if deep:
            one["resources"] = _pages(cloudformation, "list_stack_resources", "StackResourceSummaries", **asked)
            one["template"] = _answer(cloudformation.get_template(**asked))
        yield "Stacks", one["StackId"], one


def _identities(iam: Any) -> Iterator[tuple[str, str, Any]]:
    for kind, listed in (("user", "Users"), ("group", "Groups"), ("role", "Roles")):
        for one in _pages(iam, f"list_{kind}s", listed):
            yield kind, one[f"{kind.title()}Name"], _with_policies(iam, kind, one)
    for one in _pages(iam, "list_policies", "Policies", Scope="Local"):
        yield "policy", one["PolicyName"], _with_versions(iam, one["Arn"])
    for one in _pages(iam, "list_instance_profiles", "InstanceProfiles"):
        told = iam.get_instance_profile(InstanceProfileName=one["InstanceProfileName"])["InstanceProfile"]
        yield "instance profile", one["InstanceProfileName"], told


def _with_policies(iam: Any, kind: str, one: dict[str, Any]) -> dict[str, Any]:
    named = {f"{kind.title()}Name": one[f"{kind.title()}Name"]}
    told = _answer(getattr(iam, f"get_{kind}")(**named))
    told["attached"] = _pages(iam, f"list_attached_{kind}_policies", "AttachedPolicies", **named)
    inline = _pages(iam, f"list_{kind}_policies", "PolicyNames", **named)
    told["inline"] = [_answer(getattr(iam, f"get_{kind}_policy")(**named, PolicyName=name)) for name in inline]
    return told


def _with_versions(iam: Any, arn: str) -> dict[str, Any]:
    told = _answer(iam.get_policy(PolicyArn=arn))
    versions = _pages(iam, "list_policy_versions", "Versions", PolicyArn=arn)
    told["versions"] = [
        _answer(iam.get_policy_version(PolicyArn=arn, VersionId=one["VersionId"]))["PolicyVersion"] for one in versions
    ]
    return told


def _pages(client: Any, method: str, items: str, **asked: Any) -> list[Any]:
    if not client.can_paginate(method):
        return list(getattr(client, method)(**asked)[items])
    return [one for page in client.get_paginator(method).paginate(**asked) for one in page[items]]


def _answer(told: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if key != "ResponseMetadata"}
