"""What the steps of the guided path have made for a lab, by keys that all labs use.

vpc, subnet (the instance's), subnet_2 ..., table (the instance's subnet's), gateway, public_subnet and public_table
(those of the NAT gateway), nat, endpoint_group, endpoint_ssm, endpoint_ssmmessages, endpoint_ec2messages, endpoint_s3,
environment, instance and group (Cloud9's).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c9lib.aws import Session
from c9lib.steps.environments import instances_of, ours

PUBLIC, TIER = "public", "c9lib:tier"
"""The tag of subnets and route tables that says which tier they are of, and the tier of gateways."""
THERE = ("available", "pending", "pendingAcceptance")


def made_by_steps(session: Session) -> dict[str, str]:
    """The ids by key."""
    return {key: thing for find in (_network, _endpoints, _environment) for key, thing in find(session)}


def _network(session: Session) -> Iterator[tuple[str, str]]:
    ec2, own = session.client("ec2"), session.tag_filter()
    for vpc in ec2.describe_vpcs(Filters=own)["Vpcs"]:
        yield "vpc", vpc["VpcId"]
    yield from _by_tier(session, "subnet", "SubnetId", ec2.describe_subnets(Filters=own)["Subnets"])
    yield from _by_tier(session, "table", "RouteTableId", ec2.describe_route_tables(Filters=own)["RouteTables"])
    for gateway in ec2.describe_internet_gateways(Filters=own)["InternetGateways"]:
        yield "gateway", gateway["InternetGatewayId"]
    for nat in ec2.describe_nat_gateways(Filters=own)["NatGateways"]:
        if nat["State"] in THERE:
            yield "nat", nat["NatGatewayId"]


def _by_tier(session: Session, key: str, member: str, found: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Those of the instance's tier, the first without a number; those of a NAT gateway as `public_...`."""
    own = PUBLIC if session.parameters.network == PUBLIC else "private"
    counted = {"": 0, "public_": 0}
    for one in sorted(found, key=lambda one: (one.get("AvailabilityZone", ""), one.get("CidrBlock", ""))):
        tier = next((tag["Value"] for tag in one["Tags"] if tag["Key"] == TIER), own)
        prefix = "" if tier == own else "public_"
        counted[prefix] += 1
        yield f"{prefix}{key}" + (f"_{counted[prefix]}" if counted[prefix] > 1 else ""), one[member]


def _endpoints(session: Session) -> Iterator[tuple[str, str]]:
    ec2, own = session.client("ec2"), session.tag_filter()
    for one in ec2.describe_vpc_endpoints(Filters=own)["VpcEndpoints"]:
        if one["State"] in THERE:
            yield f"endpoint_{one['ServiceName'].rpartition('.')[2]}", one["VpcEndpointId"]
        for group in one.get("Groups", []):
            yield "endpoint_group", group["GroupId"]


def _environment(session: Session) -> Iterator[tuple[str, str]]:
    there = [one["id"] for one in ours(session)]
    for environment, instance in instances_of(session, there).items():
        yield "environment", environment
        yield "instance", instance["InstanceId"]
        yield "group", instance["SecurityGroups"][0]["GroupId"]
