"""Tags: AWS's own prefix, resources that aren't there, tags that come with a request. And the default key of EBS."""

from __future__ import annotations

from typing import Any

from c9lib.simulator.world import World

RESERVED = ("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use")


def test_the_prefix_is_awss(ec2: Any, net: Any, refused: Any, world: World) -> None:
    mine = [{"Key": "aws:cloud9:environment", "Value": "x"}]
    assert refused(ec2.create_tags, Resources=[net.vpc], Tags=mine) == RESERVED
    assert refused(ec2.delete_tags, Resources=[net.vpc], Tags=mine) == RESERVED
    for kind, call, params in (
        ("vpc", ec2.create_vpc, {"CidrBlock": "10.4.0.0/16"}),
        ("subnet", ec2.create_subnet, {"VpcId": net.vpc, "CidrBlock": "10.0.8.0/24"}),
        ("security-group", ec2.create_security_group, {"VpcId": net.vpc, "GroupName": "a", "Description": "b"}),
        ("internet-gateway", ec2.create_internet_gateway, {}),
        ("elastic-ip", ec2.allocate_address, {}),
    ):
        assert refused(call, TagSpecifications=[{"ResourceType": kind, "Tags": mine}], **params) == RESERVED, kind
    with world.lock:
        itself = world.client("ec2", "us-east-1", world.aws_itself)
        itself.create_tags(Resources=[net.vpc], Tags=mine)
    assert ec2.describe_vpcs(VpcIds=[net.vpc])["Vpcs"][0]["Tags"] == mine


def test_only_what_exists_is_tagged(ec2: Any, net: Any, refused: Any) -> None:
    tags = [{"Key": "Name", "Value": "x"}]
    for resource, code in (
        ("vpc-0", "InvalidVpcID.NotFound"),
        ("subnet-00000000000000000", "InvalidSubnetID.NotFound"),
        ("sg-0", "InvalidGroup.NotFound"),
        ("nat-0", "NatGatewayNotFound"),
        ("vpce-0", "InvalidVpcEndpointId.NotFound"),
        ("eni-0", "InvalidNetworkInterfaceID.NotFound"),
        ("igw-0", "InvalidInternetGatewayID.NotFound"),
        ("eipalloc-0", "InvalidAllocationID.NotFound"),
        ("acl-0", "InvalidNetworkAclID.NotFound"),
        ("nonsense", "InvalidID"),
    ):
        assert refused(ec2.create_tags, Resources=[resource], Tags=tags)[0] == code, resource


def test_tags_come_and_go(ec2: Any, net: Any, refused: Any) -> None:
    ec2.create_tags(Resources=[net.vpc, net.subnet_a], Tags=[{"Key": "team", "Value": "a"}])
    assert (
        ec2.describe_subnets(Filters=[{"Name": "tag:team", "Values": ["a"]}])["Subnets"][0]["SubnetId"] == net.subnet_a
    )
    ec2.delete_tags(Resources=[net.subnet_a], Tags=[{"Key": "team"}])
    assert ec2.describe_subnets(Filters=[{"Name": "tag:team", "Values": ["a"]}])["Subnets"] == []
    long = [{"Key": "k" * 128, "Value": ""}]
    assert refused(ec2.create_tags, Resources=[net.vpc], Tags=long)[0] == "InvalidParameterValue"


def test_several_tag_specifications_of_a_kind(ec2: Any) -> None:
    told = [{"ResourceType": "vpc", "Tags": [{"Key": key, "Value": "x"}]} for key in ("a", "b")]
    vpc = ec2.create_vpc(CidrBlock="10.4.0.0/16", TagSpecifications=told)["Vpc"]
    assert [tag["Key"] for tag in vpc["Tags"]] == ["a", "b"]
