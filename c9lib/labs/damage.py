"""What a learner must not do on the way: open a door to the internet, or remove what the lab began with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Any

from botocore.exceptions import ClientError

from c9lib.checks.environments import lifecycle
from c9lib.labs.ground import Ground
from c9lib.steps.environments import described_one

ENDED = ("terminated", "shutting-down", "deleted", "deleting", "failed", "DELETING")
READS = {
    "vpc-": ("describe_vpcs", "VpcIds", "Vpcs"),
    "subnet-": ("describe_subnets", "SubnetIds", "Subnets"),
    "rtb-": ("describe_route_tables", "RouteTableIds", "RouteTables"),
    "igw-": ("describe_internet_gateways", "InternetGatewayIds", "InternetGateways"),
    "nat-": ("describe_nat_gateways", "NatGatewayIds", "NatGateways"),
    "vpce-": ("describe_vpc_endpoints", "VpcEndpointIds", "VpcEndpoints"),
    "sg-": ("describe_security_groups", "GroupIds", "SecurityGroups"),
    "acl-": ("describe_network_acls", "NetworkAclIds", "NetworkAcls"),
    "i-": ("describe_instances", "InstanceIds", "Reservations"),
}
"""How EC2 shows a thing, by what its id begins with."""


def opened(ground: Ground) -> str:
    """Which inbound rules let the internet in, in a sentence; "" for none."""
    groups = ground.session.pages("ec2", "describe_security_groups", "SecurityGroups")
    found = [f"{group['GroupId']} lets in {door}" for group in groups for door in _doors(group)]
    return f"an inbound rule is open to the internet: {'; '.join(found)}" if found else ""


def _doors(group: Mapping[str, Any]) -> Iterator[str]:
    for rule in group["IpPermissions"]:
        ranges = [one["CidrIp"] for one in rule.get("IpRanges", [])]
        ranges += [one["CidrIpv6"] for one in rule.get("Ipv6Ranges", [])]
        ports = f"{rule.get('FromPort', 'all')}" if rule["IpProtocol"] != "-1" else "all traffic"
        yield from (f"{cidr} ({ports})" for cidr in ranges if not ip_network(cidr, strict=False).is_private)


def lost(ground: Ground, keeps: tuple[str, ...]) -> str:
    """Which of the lab's things are gone, in a sentence; "" for none. Keys that this variant hasn't are left out."""
    gone = [f"{key} {ground.ids[key]}" for key in keeps if key in ground.ids and not _is_there(ground, key)]
    return f"this was there in the beginning, and is gone: {', '.join(gone)}" if gone else ""


def _is_there(ground: Ground, key: str) -> bool:
    thing = ground.ids[key]
    if key == "environment":
        seen = described_one(ground.session, thing)
        return seen is not None and lifecycle(seen) not in ENDED
    prefix = thing.partition("-")[0] + "-"
    if prefix not in READS:
        return True
    method, ids, items = READS[prefix]
    try:
        found = getattr(ground.ec2, method)(**{ids: [thing]})[items]
    except ClientError as error:
        if "NotFound" in str(error.response["Error"]["Code"]):
            return False
        raise
    states = [_state(one["Instances"][0] if "Instances" in one else one) for one in found]
    return any(state not in ENDED for state in states)


def _state(thing: Mapping[str, Any]) -> str:
    told = thing.get("State", "")
    return str(told["Name"] if isinstance(told, Mapping) else told)
