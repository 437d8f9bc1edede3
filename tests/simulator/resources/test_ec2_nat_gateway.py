"""NAT gateways as CloudFormation makes, changes, reads and removes them."""

from __future__ import annotations

from typing import Any

from c9lib.simulator.durations import NAT_GATEWAY_DELETE, NAT_GATEWAY_START
from tests.simulator.resources import ec2_parts as parts


def nat(resource: Any, subnet: str, **more: Any) -> Any:
    address = resource("AWS::EC2::EIP", logical_id="Ip").create()
    told = {"AllocationId": address.read()["AllocationId"], "SubnetId": subnet}
    return address, resource("AWS::EC2::NatGateway", logical_id="Nat", **told, **more)


def way_out(resource: Any) -> tuple[str, str]:
    vpc = parts.vpc(resource)
    parts.gateway(resource, vpc.id)
    return vpc.id, parts.subnet(resource, vpc.id).id


def test_made_when_it_works_and_removed_when_it_is_gone(resource: Any) -> None:
    vpc, subnet = way_out(resource)
    address, made = nat(resource, subnet, Tags=[{"Key": "Name", "Value": "way"}])
    made.create()
    assert NAT_GATEWAY_START <= made.waited <= NAT_GATEWAY_START + 10
    told = made.read()
    assert made.ref == made.id == told["NatGatewayId"]
    assert (told["VpcId"], told["SubnetId"], told["ConnectivityType"]) == (vpc, subnet, "public")
    assert told["AllocationId"] == address.read()["AllocationId"]
    assert told["EniId"].startswith("eni-")
    assert told["Tags"] == [{"Key": "Name", "Value": "way"}]
    made.update(Tags=[])
    assert made.read()["Tags"] == []
    made.delete()
    assert NAT_GATEWAY_DELETE <= made.waited <= NAT_GATEWAY_DELETE + 10
    assert made.gone
    made.delete()
    address.delete()


def test_without_an_internet_gateway_it_fails_and_says_why(resource: Any) -> None:
    """What a template without DependsOn on the gateway's attachment meets."""
    vpc = parts.vpc(resource)
    _, made = nat(resource, parts.subnet(resource, vpc.id).id)
    told = made.refused()
    why = f"Detailed failure message: Network {vpc.id} has no internet gateway attached"
    assert f'"NatGateway {made.id} is in state failed and hence failed to stabilize. {why}"' in told
    assert "HandlerErrorCode: NotStabilized" in told
    made.delete()
    assert made.gone
    assert made.waited < NAT_GATEWAY_DELETE, "it has ended already"


def test_an_address_that_another_one_has(resource: Any) -> None:
    _, subnet = way_out(resource)
    _, first = nat(resource, subnet)
    first.create()
    told = {"AllocationId": first.read()["AllocationId"], "SubnetId": subnet}
    second = resource("AWS::EC2::NatGateway", logical_id="Second", **told)
    assert "is in state failed and hence failed to stabilize. Detailed failure message: Elastic IP" in second.refused()


def test_a_public_one_needs_an_address(resource: Any) -> None:
    _, subnet = way_out(resource)
    made = resource("AWS::EC2::NatGateway", SubnetId=subnet)
    assert "The request must include the AllocationId parameter" in made.refused()
    assert made.id == ""


def test_a_private_one_needs_none(resource: Any) -> None:
    subnet = parts.subnet(resource, parts.vpc(resource).id)
    made = resource("AWS::EC2::NatGateway", SubnetId=subnet.id, ConnectivityType="private").create()
    assert made.read()["ConnectivityType"] == "private"
    assert "AllocationId" not in made.read()


def test_a_regional_one_isnt_simulated(resource: Any) -> None:
    _, subnet = way_out(resource)
    made = resource("AWS::EC2::NatGateway", SubnetId=subnet, AvailabilityMode="regional")
    assert "Property AvailabilityMode (regional) of AWS::EC2::NatGateway isn't simulated here" in made.refused()


def test_made_again_after_it_was_removed_it_is_another_one(resource: Any) -> None:
    """The same resource of the same stack, as an update makes it that brings it back."""
    _, subnet = way_out(resource)
    address, first = nat(resource, subnet)
    first.create()
    first.delete()
    again = resource("AWS::EC2::NatGateway", logical_id="Nat", **first.work.properties).create()
    assert again.id != first.id
    assert again.read()["AllocationId"] == address.read()["AllocationId"]


def test_a_route_through_it(resource: Any) -> None:
    vpc, subnet = way_out(resource)
    _, made = nat(resource, subnet)
    made.create()
    table = parts.table(resource, vpc)
    told = {"RouteTableId": table.id, "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": made.id}
    route = resource("AWS::EC2::Route", **told).create()
    assert route.read() == {**told, "CidrBlock": "0.0.0.0/0"}
