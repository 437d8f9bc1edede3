"""NAT gateways in time, and what they leave behind (facts 7.7)."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.inprocess import InProcess
from c9lib.simulator.world import World


def made(ec2: Any, subnet: str) -> tuple[str, str]:
    """A NAT gateway with a new Elastic IP address: their ids."""
    allocation = ec2.allocate_address(Domain="vpc")["AllocationId"]
    answer = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=allocation)
    return answer["NatGateway"]["NatGatewayId"], allocation


def shown(ec2: Any, nat: str) -> dict[str, Any]:
    found: dict[str, Any] = ec2.describe_nat_gateways(NatGatewayIds=[nat])["NatGateways"][0]
    return found


def test_pending_then_available_at_an_address_of_its_subnet(ec2: Any, net: Any, internet: str, wait: Any) -> None:
    nat, allocation = made(ec2, net.subnet_a)
    assert shown(ec2, nat)["State"] == "pending"
    wait(106)
    found = shown(ec2, nat)
    assert (found["State"], found["ConnectivityType"]) == ("available", "public")
    address = found["NatGatewayAddresses"][0]
    assert address["AllocationId"] == allocation
    assert ipaddress.ip_address(address["PrivateIp"]) in ipaddress.ip_network("10.0.1.0/24")
    interface = ec2.describe_network_interfaces(NetworkInterfaceIds=[address["NetworkInterfaceId"]])
    held = interface["NetworkInterfaces"][0]
    assert (held["PrivateIpAddress"], held["InterfaceType"]) == (address["PrivateIp"], "nat_gateway")
    assert held["Association"]["PublicIp"] == address["PublicIp"]


def test_without_internet_gateway_it_fails_and_vanishes(ec2: Any, net: Any, wait: Any) -> None:
    nat, allocation = made(ec2, net.subnet_a)
    wait(16)
    found = shown(ec2, nat)
    assert (found["State"], found["FailureCode"]) == ("failed", "Gateway.NotAttached")
    assert found["FailureMessage"] == f"Network {net.vpc} has no internet gateway attached"
    ec2.release_address(AllocationId=allocation)
    assert ec2.describe_network_interfaces()["NetworkInterfaces"] == []
    wait(3601)
    assert ec2.describe_nat_gateways()["NatGateways"] == []


def test_an_elastic_ip_in_use_makes_the_second_fail(ec2: Any, net: Any, internet: str, wait: Any) -> None:
    first, allocation = made(ec2, net.subnet_a)
    second = ec2.create_nat_gateway(SubnetId=net.subnet_b, AllocationId=allocation)["NatGateway"]["NatGatewayId"]
    wait(106)
    assert shown(ec2, first)["State"] == "available"
    found = shown(ec2, second)
    assert (found["State"], found["FailureCode"]) == ("failed", "Resource.AlreadyAssociated")
    assert found["FailureMessage"] == f"Elastic IP address {allocation} is already associated"


def test_deletion_keeps_the_address_until_deleted_and_leaves_a_blackhole(
    ec2: Any, net: Any, internet: str, refused: Any, wait: Any
) -> None:
    nat, allocation = made(ec2, net.subnet_a)
    ec2.create_route(RouteTableId=net.main_table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    wait(106)
    assert default_route(ec2, net)["State"] == "active"
    ec2.delete_nat_gateway(NatGatewayId=nat)
    assert shown(ec2, nat)["State"] == "deleting"
    assert refused(ec2.release_address, AllocationId=allocation)[0] == "InvalidIPAddress.InUse"
    assert refused(ec2.delete_subnet, SubnetId=net.subnet_a)[0] == "DependencyViolation"
    code, message = refused(ec2.detach_internet_gateway, InternetGatewayId=internet, VpcId=net.vpc)
    assert (code, message) == (
        "DependencyViolation",
        f"Network {net.vpc} has some mapped public address(es). "
        "Please unmap those public address(es) before detaching the gateway.",
    )
    wait(61)
    assert (shown(ec2, nat)["State"], default_route(ec2, net)["State"]) == ("deleted", "blackhole")
    ec2.release_address(AllocationId=allocation)
    ec2.delete_subnet(SubnetId=net.subnet_a)
    wait(3601)
    assert ec2.describe_nat_gateways()["NatGateways"] == []
    assert (default_route(ec2, net)["NatGatewayId"], default_route(ec2, net)["State"]) == (nat, "blackhole")


def default_route(ec2: Any, net: Any) -> dict[str, Any]:
    routes = ec2.describe_route_tables(RouteTableIds=[net.main_table])["RouteTables"][0]["Routes"]
    found: dict[str, Any] = next(route for route in routes if route["DestinationCidrBlock"] == "0.0.0.0/0")
    return found


def test_refused(ec2: Any, net: Any, refused: Any) -> None:
    told = "The request must include the AllocationId parameter. Add the required parameter and retry the request."
    assert refused(ec2.create_nat_gateway, SubnetId=net.subnet_a) == ("MissingParameter", told)
    allocation = ec2.allocate_address()["AllocationId"]
    assert refused(ec2.create_nat_gateway, SubnetId="subnet-0", AllocationId=allocation) == (
        "InvalidSubnetID.NotFound",
        "The subnet ID 'subnet-0' does not exist",
    )
    wrong = {"SubnetId": net.subnet_a, "AllocationId": "eipalloc-0"}
    assert refused(ec2.create_nat_gateway, **wrong)[0] == "InvalidAllocationID.NotFound"
    assert refused(ec2.delete_nat_gateway, NatGatewayId="nat-0")[0] == "NatGatewayNotFound"
    assert refused(ec2.describe_nat_gateways, NatGatewayIds=["nat-0"])[0] == "NatGatewayNotFound"
    dry = {"SubnetId": net.subnet_a, "AllocationId": allocation, "DryRun": True}
    assert refused(ec2.create_nat_gateway, **dry)[0] == "DryRunOperation"
    assert ec2.describe_nat_gateways()["NatGateways"] == []


def test_a_private_one_needs_no_way_out(ec2: Any, net: Any, wait: Any) -> None:
    answer = ec2.create_nat_gateway(SubnetId=net.subnet_a, ConnectivityType="private")["NatGateway"]
    wait(106)
    found = shown(ec2, answer["NatGatewayId"])
    assert (found["State"], found["ConnectivityType"]) == ("available", "private")
    assert "PublicIp" not in found["NatGatewayAddresses"][0]


def test_a_client_token_makes_one(ec2: Any, net: Any, internet: str) -> None:
    params = {"SubnetId": net.subnet_a, "AllocationId": ec2.allocate_address()["AllocationId"], "ClientToken": "one"}
    first = ec2.create_nat_gateway(**params)["NatGateway"]["NatGatewayId"]
    assert ec2.create_nat_gateway(**params)["NatGateway"]["NatGatewayId"] == first
    assert len(ec2.describe_nat_gateways()["NatGateways"]) == 1


@pytest.mark.parametrize("attached", [True, False])
def test_a_settled_world_shows_how_a_nat_gateway_ended(attached: bool) -> None:
    """With `--speed max` the hour for which it is shown doesn't pass by itself: it would be gone before it is seen."""
    front, inside = Front(World(seed=1, clock=Clock(speed=0.0), settled=True)), InProcess()
    ec2 = inside.client("ec2", "us-east-1", ("settled",), front.respond)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    if attached:
        gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    made = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    (found,) = ec2.describe_nat_gateways(NatGatewayIds=[made])["NatGateways"]
    assert found["State"] == ("available" if attached else "failed")
    ec2.delete_nat_gateway(NatGatewayId=made)
    (found,) = ec2.describe_nat_gateways(NatGatewayIds=[made])["NatGateways"]
    assert found["State"] == ("deleted" if attached else "failed")
    ec2.release_address(AllocationId=address)
