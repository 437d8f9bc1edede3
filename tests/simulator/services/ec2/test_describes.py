"""Ids that aren't there, in AWS's words."""

from __future__ import annotations

from typing import Any


def test_unknown_ids(ec2: Any, net: Any, refused: Any) -> None:
    for call, params, code, message in (
        (
            ec2.describe_vpcs,
            {"VpcIds": [net.vpc, "vpc-0"]},
            "InvalidVpcID.NotFound",
            "The vpc ID 'vpc-0' does not exist",
        ),
        (
            ec2.describe_subnets,
            {"SubnetIds": ["subnet-0"]},
            "InvalidSubnetID.NotFound",
            "The subnet ID 'subnet-0' does not exist",
        ),
        (
            ec2.describe_security_groups,
            {"GroupIds": ["sg-0"]},
            "InvalidGroup.NotFound",
            "The security group 'sg-0' does not exist",
        ),
        (
            ec2.describe_security_groups,
            {"GroupIds": ["web"]},
            "InvalidGroupId.Malformed",
            'Invalid id: "web" (expecting "sg-...")',
        ),
        (
            ec2.describe_internet_gateways,
            {"InternetGatewayIds": ["igw-0"]},
            "InvalidInternetGatewayID.NotFound",
            "The internetGateway ID 'igw-0' does not exist",
        ),
        (
            ec2.describe_vpc_attribute,
            {"VpcId": "vpc-0", "Attribute": "enableDnsSupport"},
            "InvalidVpcID.NotFound",
            "The vpc ID 'vpc-0' does not exist",
        ),
        (
            ec2.describe_network_interfaces,
            {"NetworkInterfaceIds": ["eni-0"]},
            "InvalidNetworkInterfaceID.NotFound",
            "The networkInterface ID 'eni-0' does not exist",
        ),
        (
            ec2.describe_route_tables,
            {"RouteTableIds": ["rtb-0"]},
            "InvalidRouteTableID.NotFound",
            "The routeTable ID 'rtb-0' does not exist",
        ),
    ):
        assert refused(call, **params) == (code, message)


def test_known_ids(ec2: Any, net: Any) -> None:
    assert ec2.describe_vpcs(VpcIds=[net.vpc])["Vpcs"][0]["CidrBlock"] == "10.0.0.0/16"
    found = ec2.describe_subnets(SubnetIds=[net.subnet_b, net.subnet_a])["Subnets"]
    assert {subnet["SubnetId"] for subnet in found} == {net.subnet_a, net.subnet_b}
    assert ec2.describe_security_groups(GroupIds=[net.default_group])["SecurityGroups"][0]["GroupName"] == "default"


def test_the_regions_are_those_of_one_partition(ec2: Any) -> None:
    names = {one["RegionName"] for one in ec2.describe_regions()["Regions"]}
    assert {"us-east-1", "eu-west-1", "af-south-1", "ap-southeast-3"} <= names
    assert not [name for name in names if name.startswith(("cn-", "us-gov-"))]
    assert [one["RegionName"] for one in ec2.describe_regions(RegionNames=["eu-west-1"])["Regions"]] == ["eu-west-1"]
