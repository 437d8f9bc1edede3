"""Parts of a network for tests of other parts, made by their own handlers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Make = Callable[..., Any]


def vpc(resource: Make, **more: Any) -> Any:
    """A VPC, 10.0.0.0/16."""
    return resource("AWS::EC2::VPC", logical_id="Vpc", **{"CidrBlock": "10.0.0.0/16", **more}).create()


def subnet(resource: Make, vpc_id: str, number: int = 1, **more: Any) -> Any:
    """A subnet, 10.0.NUMBER.0/24, in the zone of that number."""
    zone = "us-east-1" + "abcdef"[number - 1]
    told = {"VpcId": vpc_id, "CidrBlock": f"10.0.{number}.0/24", "AvailabilityZone": zone, **more}
    return resource("AWS::EC2::Subnet", logical_id=f"Subnet{number}", **told).create()


def gateway(resource: Make, vpc_id: str) -> Any:
    """An internet gateway at a VPC: the gateway and its attachment."""
    made = resource("AWS::EC2::InternetGateway", logical_id="Gateway").create()
    attached = resource("AWS::EC2::VPCGatewayAttachment", VpcId=vpc_id, InternetGatewayId=made.id).create()
    return made, attached


def table(resource: Make, vpc_id: str) -> Any:
    """A route table."""
    return resource("AWS::EC2::RouteTable", logical_id="Table", VpcId=vpc_id).create()


def group(resource: Make, vpc_id: str, name: str = "Group", **more: Any) -> Any:
    """A security group."""
    told = {"GroupDescription": "for a test", "VpcId": vpc_id, **more}
    return resource("AWS::EC2::SecurityGroup", logical_id=name, **told).create()


def tags_of(ec2: Any, resource_id: str) -> dict[str, str]:
    """All tags of a resource, CloudFormation's own, too."""
    shown = ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [resource_id]}])["Tags"]
    return {tag["Key"]: tag["Value"] for tag in shown}
