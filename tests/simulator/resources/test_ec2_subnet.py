"""Subnets as CloudFormation makes, changes, reads and removes them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.resources import ec2_parts as parts


def test_made_and_read_as_it_is(resource: Any) -> None:
    vpc = parts.vpc(resource)
    made = parts.subnet(resource, vpc.id, MapPublicIpOnLaunch=True, Tags=[{"Key": "Name", "Value": "one"}])
    told = made.read()
    assert made.ref == made.id == told["SubnetId"]
    assert (told["VpcId"], told["CidrBlock"], told["AvailabilityZone"]) == (vpc.id, "10.0.1.0/24", "us-east-1a")
    assert told["AvailabilityZoneId"].startswith("use1-az")
    assert told["MapPublicIpOnLaunch"] is True
    assert told["NetworkAclAssociationId"].startswith("aclassoc-")
    assert told["Tags"] == [{"Key": "Name", "Value": "one"}]


def test_public_addresses_and_tags_change_in_place(resource: Any) -> None:
    made = parts.subnet(resource, parts.vpc(resource).id)
    assert made.read()["MapPublicIpOnLaunch"] is False
    made.update(MapPublicIpOnLaunch=True, Tags=[{"Key": "a", "Value": "1"}])
    assert (made.read()["MapPublicIpOnLaunch"], made.read()["Tags"]) == (True, [{"Key": "a", "Value": "1"}])
    made.update(MapPublicIpOnLaunch=None, Tags=None)
    assert (made.read()["MapPublicIpOnLaunch"], made.read()["Tags"]) == (False, [])


@pytest.mark.parametrize(
    ("cidr", "told"),
    [
        ("10.0.1.0/25", "The CIDR '10.0.1.0/25' conflicts with another subnet"),
        ("10.9.0.0/24", "The CIDR '10.9.0.0/24' is invalid."),
    ],
)
def test_a_range_that_it_cant_have(resource: Any, cidr: str, told: str) -> None:
    vpc = parts.vpc(resource)
    parts.subnet(resource, vpc.id)
    made = resource("AWS::EC2::Subnet", VpcId=vpc.id, CidrBlock=cidr)
    assert told in made.refused()
    assert made.id == ""


def test_a_vpc_that_isnt_there(resource: Any) -> None:
    told = resource("AWS::EC2::Subnet", VpcId="vpc-1", CidrBlock="10.0.0.0/24").refused()
    assert "The vpc ID 'vpc-1' does not exist (Service: Ec2, Status Code: 400" in told
    assert "HandlerErrorCode: NotFound" in told


def test_what_generated_templates_say_is_taken_and_other_values_are_refused_by_name(resource: Any) -> None:
    vpc = parts.vpc(resource)
    parts.subnet(resource, vpc.id, AssignIpv6AddressOnCreation=False, EnableDns64=False, Ipv6Native=False)
    made = resource("AWS::EC2::Subnet", VpcId=vpc.id, CidrBlock="10.0.2.0/24", EnableDns64=True)
    assert "Property EnableDns64 (True) of AWS::EC2::Subnet isn't simulated here" in made.refused()
    assert made.id == ""


def test_removed_is_gone_and_gone_is_removed(resource: Any) -> None:
    made = parts.subnet(resource, parts.vpc(resource).id)
    made.delete()
    assert made.gone
    made.delete()


def test_a_subnet_with_somebody_s_interface_stays(resource: Any, aws: Any) -> None:
    made = parts.subnet(resource, parts.vpc(resource).id)
    aws("ec2").create_network_interface(SubnetId=made.id)
    told = made.refused("delete")
    assert f"The subnet '{made.id}' has dependencies and cannot be deleted." in told
    assert not made.gone
