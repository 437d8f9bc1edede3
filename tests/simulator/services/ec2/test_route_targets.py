"""Routes that lead beyond what is judged here: made where AWS makes them, `blackhole` when their target is gone."""

from __future__ import annotations

from typing import Any

import pytest

CIDR = "192.168.0.0/16"


def states(ec2: Any, net: Any) -> dict[str, str]:
    """Destination to state, without the local route."""
    routes = ec2.describe_route_tables(RouteTableIds=[net.main_table])["RouteTables"][0]["Routes"]
    told = {route.get("DestinationCidrBlock") or route["DestinationPrefixListId"]: route for route in routes}
    return {name: route["State"] for name, route in told.items() if route.get("GatewayId") != "local"}


def test_a_transit_gateway(ec2: Any, net: Any, refused: Any) -> None:
    gateway = ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    route = {"RouteTableId": net.main_table, "DestinationCidrBlock": CIDR, "TransitGatewayId": gateway}
    told = ("InvalidTransitGatewayID.NotFound", f"The transitGateway ID '{gateway}' does not exist.")
    assert refused(ec2.create_route, **route) == told
    wanted = {"TransitGatewayId": gateway, "VpcId": net.vpc, "SubnetIds": [net.subnet_a]}
    made = ec2.create_transit_gateway_vpc_attachment(**wanted)["TransitGatewayVpcAttachment"]
    ec2.create_route(**route)
    assert states(ec2, net) == {CIDR: "active"}
    shown = ec2.describe_route_tables(RouteTableIds=[net.main_table])["RouteTables"][0]["Routes"][-1]
    assert shown["TransitGatewayId"] == gateway
    ec2.delete_transit_gateway_vpc_attachment(TransitGatewayAttachmentId=made["TransitGatewayAttachmentId"])
    assert states(ec2, net) == {CIDR: "blackhole"}


def test_a_peering_connection_is_a_blackhole_until_it_is_accepted(
    ec2: Any, net: Any, other_net: Any, refused: Any
) -> None:
    made = ec2.create_vpc_peering_connection(VpcId=net.vpc, PeerVpcId=other_net.vpc)["VpcPeeringConnection"]
    name = made["VpcPeeringConnectionId"]
    ec2.create_route(RouteTableId=net.main_table, DestinationCidrBlock="10.9.0.0/16", VpcPeeringConnectionId=name)
    assert states(ec2, net) == {"10.9.0.0/16": "blackhole"}
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=name)
    assert states(ec2, net) == {"10.9.0.0/16": "active"}
    third = ec2.create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]
    table = ec2.create_route_table(VpcId=third)["RouteTable"]["RouteTableId"]
    wanted = {"RouteTableId": table, "DestinationCidrBlock": CIDR, "VpcPeeringConnectionId": name}
    assert refused(ec2.create_route, **wanted)[1].endswith("belong to different networks")
    ec2.delete_vpc_peering_connection(VpcPeeringConnectionId=name)
    assert states(ec2, net) == {"10.9.0.0/16": "blackhole"}


def test_a_vpn_gateway(ec2: Any, net: Any, refused: Any) -> None:
    gateway = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    route = {"RouteTableId": net.main_table, "DestinationCidrBlock": CIDR, "GatewayId": gateway}
    assert refused(ec2.create_route, **route)[1].endswith("belong to different networks")
    ec2.attach_vpn_gateway(VpcId=net.vpc, VpnGatewayId=gateway)
    ec2.create_route(**route)
    assert states(ec2, net) == {CIDR: "active"}
    ec2.detach_vpn_gateway(VpcId=net.vpc, VpnGatewayId=gateway)
    assert states(ec2, net) == {CIDR: "blackhole"}


@pytest.mark.parametrize("by", ["DestinationCidrBlock", "DestinationPrefixListId"])
def test_an_interface(ec2: Any, net: Any, by: str) -> None:
    made = ec2.create_network_interface(SubnetId=net.subnet_a)["NetworkInterface"]["NetworkInterfaceId"]
    named = {"PrefixListName": "corporate", "AddressFamily": "IPv4", "MaxEntries": 2, "Entries": [{"Cidr": CIDR}]}
    mine = ec2.create_managed_prefix_list(**named)["PrefixList"]["PrefixListId"]
    destination = CIDR if by == "DestinationCidrBlock" else mine
    ec2.create_route(RouteTableId=net.main_table, NetworkInterfaceId=made, **{by: destination})
    assert states(ec2, net) == {destination: "active"}
    ec2.delete_network_interface(NetworkInterfaceId=made)
    assert states(ec2, net) == {destination: "blackhole"}
    ec2.delete_route(RouteTableId=net.main_table, **{by: destination})
    assert states(ec2, net) == {}


def test_an_instance(ec2: Any, net: Any, other_net: Any, refused: Any, wait: Any) -> None:
    image = "resolve:ssm:/aws/service/cloud9/amis/amazonlinux-2023-x86_64"
    wanted = {"ImageId": image, "MinCount": 1, "MaxCount": 1, "InstanceType": "t3.small", "SubnetId": net.subnet_a}
    instance = ec2.run_instances(**wanted)["Instances"][0]["InstanceId"]
    ec2.create_route(RouteTableId=net.main_table, DestinationCidrBlock=CIDR, InstanceId=instance)
    assert states(ec2, net) == {CIDR: "active"}
    elsewhere = {"RouteTableId": other_net.main_table, "DestinationCidrBlock": CIDR, "InstanceId": instance}
    assert refused(ec2.create_route, **elsewhere)[1].endswith("belong to different networks")
    ec2.terminate_instances(InstanceIds=[instance])
    wait(60)
    assert states(ec2, net) == {CIDR: "blackhole"}


def test_a_prefix_list_as_destination(ec2: Any, net: Any, internet: str, refused: Any) -> None:
    absent = {"RouteTableId": net.main_table, "DestinationPrefixListId": "pl-0", "GatewayId": internet}
    assert refused(ec2.create_route, **absent)[0] == "InvalidPrefixListID.NotFound"
    named = {"PrefixListName": "corporate", "AddressFamily": "IPv4", "MaxEntries": 2, "Entries": [{"Cidr": CIDR}]}
    mine = ec2.create_managed_prefix_list(**named)["PrefixList"]["PrefixListId"]
    route = {"RouteTableId": net.main_table, "DestinationPrefixListId": mine}
    ec2.create_route(**route, GatewayId=internet)
    assert refused(ec2.create_route, **route, GatewayId=internet)[0] == "RouteAlreadyExists"
    assert states(ec2, net) == {mine: "active"}
    interface = ec2.create_network_interface(SubnetId=net.subnet_a)["NetworkInterface"]["NetworkInterfaceId"]
    ec2.replace_route(**route, NetworkInterfaceId=interface)
    shown = ec2.describe_route_tables(RouteTableIds=[net.main_table])["RouteTables"][0]["Routes"][-1]
    assert (shown["NetworkInterfaceId"], shown.get("GatewayId")) == (interface, None)


def test_the_route_of_a_gateway_endpoint_is_its_own(ec2: Any, net: Any, internet: str, refused: Any) -> None:
    wanted = {"VpcId": net.vpc, "ServiceName": "com.amazonaws.us-east-1.s3", "RouteTableIds": [net.main_table]}
    endpoint = ec2.create_vpc_endpoint(**wanted)["VpcEndpoint"]["VpcEndpointId"]
    (s3,) = states(ec2, net)
    assert states(ec2, net) == {s3: "active"}
    route = {"RouteTableId": net.main_table, "DestinationPrefixListId": s3}
    told = f"cannot replace VPC endpoint route {s3} in route table {net.main_table}"
    assert refused(ec2.replace_route, **route, GatewayId=internet) == ("InvalidParameterValue", told)
    assert refused(ec2.delete_route, **route)[0] == "InvalidParameterValue"
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, RemoveRouteTableIds=[net.main_table])
    assert states(ec2, net) == {}
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, AddRouteTableIds=[net.main_table])
    assert states(ec2, net) == {s3: "active"}
