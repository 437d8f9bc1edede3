"""A client of EC2, and a small network to try things on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

REGION = "us-east-1"


def refusal(call: Callable[..., Any], **params: Any) -> tuple[str, str]:
    """The code and the message with which AWS refuses a call."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


@pytest.fixture
def refused() -> Callable[..., tuple[str, str]]:
    return refusal


@dataclass
class Net:
    """A VPC 10.0.0.0/16 with two subnets in two zones; its internet gateway isn't attached yet."""

    vpc: str
    main_table: str
    subnet_a: str
    subnet_b: str
    default_group: str


@pytest.fixture
def ec2(aws: Callable[..., Any]) -> Any:
    return aws("ec2", region=REGION)


def only(found: list[dict[str, Any]]) -> dict[str, Any]:
    assert len(found) == 1, found
    return found[0]


@pytest.fixture
def net(ec2: Any) -> Net:
    return make_net(ec2, "10.0.0.0/16", "10.0.1.0/24", "10.0.2.0/24")


@pytest.fixture
def other_net(ec2: Any) -> Net:
    return make_net(ec2, "10.9.0.0/16", "10.9.1.0/24", "10.9.2.0/24")


def make_net(ec2: Any, cidr: str, cidr_a: str, cidr_b: str) -> Net:
    vpc = ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
    of_vpc = [{"Name": "vpc-id", "Values": [vpc]}]
    return Net(
        vpc,
        only(ec2.describe_route_tables(Filters=of_vpc)["RouteTables"])["RouteTableId"],
        ec2.create_subnet(VpcId=vpc, CidrBlock=cidr_a, AvailabilityZone="us-east-1a")["Subnet"]["SubnetId"],
        ec2.create_subnet(VpcId=vpc, CidrBlock=cidr_b, AvailabilityZone="us-east-1b")["Subnet"]["SubnetId"],
        only(ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"])["GroupId"],
    )


@pytest.fixture
def private_dns(ec2: Any, net: Net) -> Net:
    """The network with both DNS attributes on, so that interface endpoints can have private names."""
    ec2.modify_vpc_attribute(VpcId=net.vpc, EnableDnsHostnames={"Value": True})
    return net


@pytest.fixture
def internet(ec2: Any, net: Net) -> str:
    """An internet gateway, attached to the network; its id."""
    gateway: str = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=net.vpc)
    return gateway
