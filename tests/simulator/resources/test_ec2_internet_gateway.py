"""Internet gateways and their attachments, as CloudFormation makes, changes, reads and removes them."""

from __future__ import annotations

from typing import Any

from tests.simulator.resources import ec2_parts as parts


def attached_to(ec2: Any, gateway: str) -> list[str]:
    shown = ec2.describe_internet_gateways(InternetGatewayIds=[gateway])["InternetGateways"][0]
    return [one["VpcId"] for one in shown["Attachments"]]


def test_a_gateway_and_its_tags(resource: Any) -> None:
    made = resource("AWS::EC2::InternetGateway", Tags=[{"Key": "Name", "Value": "way"}]).create()
    assert made.ref == made.id
    assert made.read() == {"InternetGatewayId": made.id, "Tags": [{"Key": "Name", "Value": "way"}]}
    made.update(Tags=[{"Key": "Name", "Value": "out"}])
    assert made.read()["Tags"] == [{"Key": "Name", "Value": "out"}]
    made.delete()
    assert made.gone
    made.delete()


def test_an_attachment_by_the_registry_s_identifier(resource: Any, aws: Any) -> None:
    vpc = parts.vpc(resource)
    gateway, attached = parts.gateway(resource, vpc.id)
    assert attached.ref == f"IGW|{vpc.id}"
    assert attached.read() == {"AttachmentType": "IGW", "InternetGatewayId": gateway.id, "VpcId": vpc.id}
    assert attached_to(aws("ec2"), gateway.id) == [vpc.id]
    attached.delete()
    assert attached.gone
    assert attached_to(aws("ec2"), gateway.id) == []
    attached.delete()
    gateway.delete()


def test_another_gateway_takes_its_place(resource: Any, aws: Any) -> None:
    vpc = parts.vpc(resource)
    gateway, attached = parts.gateway(resource, vpc.id)
    other = resource("AWS::EC2::InternetGateway", logical_id="Other").create()
    attached.update(InternetGatewayId=other.id)
    assert attached.read()["InternetGatewayId"] == other.id
    assert attached_to(aws("ec2"), gateway.id) == []


def test_a_vpc_has_one(resource: Any) -> None:
    vpc = parts.vpc(resource)
    parts.gateway(resource, vpc.id)
    other = resource("AWS::EC2::InternetGateway", logical_id="Other").create()
    told = resource("AWS::EC2::VPCGatewayAttachment", VpcId=vpc.id, InternetGatewayId=other.id).refused()
    assert f"Network {vpc.id} already has an internet gateway attached" in told


def test_an_attached_gateway_stays(resource: Any) -> None:
    gateway, _ = parts.gateway(resource, parts.vpc(resource).id)
    told = gateway.refused("delete")
    assert f"The internetGateway '{gateway.id}' has dependencies and cannot be deleted." in told


def test_it_isnt_detached_while_somebody_has_a_public_address(resource: Any, aws: Any) -> None:
    vpc = parts.vpc(resource)
    _, attached = parts.gateway(resource, vpc.id)
    subnet = parts.subnet(resource, vpc.id)
    interface = aws("ec2").create_network_interface(SubnetId=subnet.id)["NetworkInterface"]["NetworkInterfaceId"]
    address = aws("ec2").allocate_address(Domain="vpc")
    association = aws("ec2").associate_address(AllocationId=address["AllocationId"], NetworkInterfaceId=interface)
    told = attached.refused("delete")
    assert "has some mapped public address(es). Please unmap those public address(es)" in told
    aws("ec2").disassociate_address(AssociationId=association["AssociationId"])
    attached.delete()
    assert attached.gone
