"""Elastic IP addresses and their associations, as CloudFormation makes, changes, reads and removes them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.resources import ec2_parts as parts


def instance(resource: Any, aws: Any, subnet: str) -> str:
    image = aws("ssm").get_parameter(Name="/aws/service/cloud9/amis/amazonlinux-2023-x86_64")["Parameter"]["Value"]
    made: str = resource("AWS::EC2::Instance", ImageId=image, InstanceType="t3.small", SubnetId=subnet).create().id
    return made


@pytest.fixture
def subnet(resource: Any) -> str:
    """A subnet with a way out."""
    vpc = parts.vpc(resource)
    parts.gateway(resource, vpc.id)
    made: str = parts.subnet(resource, vpc.id).id
    return made


def test_ref_is_the_address(resource: Any, aws: Any) -> None:
    made = resource("AWS::EC2::EIP", Domain="vpc", Tags=[{"Key": "Name", "Value": "way"}]).create()
    told = made.read()
    assert made.ref == told["PublicIp"] == made.id
    assert told["AllocationId"].startswith("eipalloc-")
    assert told["Tags"] == [{"Key": "Name", "Value": "way"}]
    made.update(Tags=[{"Key": "Name", "Value": "out"}])
    assert made.read()["Tags"] == [{"Key": "Name", "Value": "out"}]
    made.delete()
    assert made.gone
    assert aws("ec2").describe_addresses()["Addresses"] == []
    made.delete()


def test_the_sixth_is_one_too_many(resource: Any) -> None:
    for number in range(5):
        resource("AWS::EC2::EIP", logical_id=f"Ip{number}").create()
    told = resource("AWS::EC2::EIP").refused()
    assert "The maximum number of addresses has been reached." in told
    assert "HandlerErrorCode: ServiceLimitExceeded" in told


def test_it_goes_to_an_instance_and_from_it_to_another(resource: Any, aws: Any, subnet: str) -> None:
    first, second = instance(resource, aws, subnet), instance(resource, aws, subnet)
    made = resource("AWS::EC2::EIP", InstanceId=first).create()
    assert made.read()["InstanceId"] == first
    made.update(InstanceId=second)
    assert made.read()["InstanceId"] == second
    made.update(InstanceId=None)
    assert "InstanceId" not in made.read()
    made.update(InstanceId=first)
    made.delete()
    assert made.gone


def test_an_address_for_an_instance_needs_a_way_out(resource: Any, aws: Any) -> None:
    """What a template without DependsOn on the gateway's attachment meets; the address is there to be removed."""
    inside = instance(resource, aws, parts.subnet(resource, parts.vpc(resource).id).id)
    made = resource("AWS::EC2::EIP", InstanceId=inside)
    assert "is not attached to any internet gateway" in made.refused()
    made.delete()
    assert made.gone


def test_an_association_comes_and_goes(resource: Any, aws: Any, subnet: str) -> None:
    inside = instance(resource, aws, subnet)
    address = resource("AWS::EC2::EIP", logical_id="Ip").create()
    allocation = address.read()["AllocationId"]
    made = resource("AWS::EC2::EIPAssociation", AllocationId=allocation, InstanceId=inside).create()
    assert made.ref.startswith("eipassoc-")
    told = made.read()
    assert (told["Id"], told["AllocationId"], told["InstanceId"]) == (made.id, allocation, inside)
    assert told["EIP"] == address.ref
    made.delete()
    assert made.gone
    made.delete()
    address.delete()


def test_an_association_by_address_with_an_interface(resource: Any, aws: Any, subnet: str) -> None:
    interface = aws("ec2").create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    address = resource("AWS::EC2::EIP", logical_id="Ip").create()
    made = resource("AWS::EC2::EIPAssociation", EIP=address.ref, NetworkInterfaceId=interface).create()
    assert made.read()["NetworkInterfaceId"] == interface


def test_an_address_in_use_elsewhere(resource: Any, aws: Any, subnet: str) -> None:
    interfaces = [aws("ec2").create_network_interface(SubnetId=subnet, PrivateIpAddress=f"10.0.1.{n}") for n in (8, 9)]
    first, second = (one["NetworkInterface"]["NetworkInterfaceId"] for one in interfaces)
    address = resource("AWS::EC2::EIP", logical_id="Ip").create()
    allocation = address.read()["AllocationId"]
    resource("AWS::EC2::EIPAssociation", AllocationId=allocation, NetworkInterfaceId=first).create()
    told = resource("AWS::EC2::EIPAssociation", AllocationId=allocation, NetworkInterfaceId=second).refused()
    assert f"resource {allocation} is already associated with associate-id eipassoc-" in told
    assert "is in use." in address.refused("delete")


def test_an_address_that_somebody_released_isnt_changed(resource: Any, aws: Any) -> None:
    made = resource("AWS::EC2::EIP").create()
    aws("ec2").release_address(AllocationId=made.read()["AllocationId"])
    told = made.refused("update", Tags=[{"Key": "Name", "Value": "out"}])
    assert f"Address '{made.id}' not found." in told
    assert "HandlerErrorCode: NotFound" in told
