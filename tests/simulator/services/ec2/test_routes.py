"""Internet gateways, route tables and routes: targets that exist, in the right VPC, and what keeps them."""

from __future__ import annotations

from typing import Any

EVERYWHERE = "0.0.0.0/0"


def state(ec2: Any, net: Any) -> str:
    routes = ec2.describe_route_tables(RouteTableIds=[net.main_table])["RouteTables"][0]["Routes"]
    return str(next(route["State"] for route in routes if route["DestinationCidrBlock"] == EVERYWHERE))


def test_targets_that_arent_there(ec2: Any, net: Any, refused: Any) -> None:
    def route(**target: str) -> tuple[str, str]:
        told: tuple[str, str] = refused(
            ec2.create_route, RouteTableId=net.main_table, DestinationCidrBlock=EVERYWHERE, **target
        )
        return told

    assert route(NatGatewayId="nat-0") == ("InvalidNatGatewayID.NotFound", "The natGateway ID 'nat-0' does not exist")
    assert route(GatewayId="igw-0") == (
        "InvalidInternetGatewayID.NotFound",
        "The internetGateway ID 'igw-0' does not exist",
    )
    assert route(GatewayId="nat-0") == ("InvalidGatewayID.NotFound", "The gateway ID 'nat-0' does not exist")
    assert route(NetworkInterfaceId="eni-0")[0] == "InvalidNetworkInterfaceID.NotFound"
    assert route(VpcEndpointId="vpce-0")[0] == "InvalidVpcEndpointId.NotFound"
    assert route(TransitGatewayId="tgw-0")[0] == "InvalidTransitGatewayID.NotFound"
    assert route(VpcPeeringConnectionId="pcx-0")[0] == "InvalidVpcPeeringConnectionID.NotFound"
    assert route(GatewayId="vgw-0")[0] == "InvalidGatewayID.NotFound"
    assert route(InstanceId="i-0")[0] == "InvalidInstanceID.NotFound"
    assert route(LocalGatewayId="lgw-0")[0] == "NotSimulated"
    assert route()[0] == "MissingParameter"
    assert route(GatewayId="igw-0", NatGatewayId="nat-0")[0] == "InvalidParameterCombination"
    unknown = {"RouteTableId": "rtb-0", "DestinationCidrBlock": EVERYWHERE, "GatewayId": "igw-0"}
    assert refused(ec2.create_route, **unknown)[0] == "InvalidRouteTableID.NotFound"


def test_an_internet_gateway_of_this_vpc_alone(ec2: Any, net: Any, other_net: Any, refused: Any) -> None:
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    params = {"RouteTableId": net.main_table, "DestinationCidrBlock": EVERYWHERE, "GatewayId": gateway}
    told = (
        "InvalidParameterValue",
        f"route table {net.main_table} and network gateway {gateway} belong to different networks",
    )
    assert refused(ec2.create_route, **params) == told
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=other_net.vpc)
    assert refused(ec2.create_route, **params) == told
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=other_net.vpc)
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=net.vpc)
    ec2.create_route(**params)
    assert state(ec2, net) == "active"


def test_a_detached_internet_gateway_leaves_a_blackhole(ec2: Any, net: Any, internet: str) -> None:
    ec2.create_route(RouteTableId=net.main_table, DestinationCidrBlock=EVERYWHERE, GatewayId=internet)
    ec2.detach_internet_gateway(InternetGatewayId=internet, VpcId=net.vpc)
    assert state(ec2, net) == "blackhole"
    found = ec2.describe_route_tables(Filters=[{"Name": "route.state", "Values": ["blackhole"]}])["RouteTables"]
    assert [table["RouteTableId"] for table in found] == [net.main_table]
    ec2.attach_internet_gateway(InternetGatewayId=internet, VpcId=net.vpc)
    assert state(ec2, net) == "active"


def test_local_routes_stay(ec2: Any, net: Any, internet: str, refused: Any) -> None:
    local = {"RouteTableId": net.main_table, "DestinationCidrBlock": "10.0.0.0/16"}
    told = ("InvalidParameterValue", f"cannot remove local route 10.0.0.0/16 in route table {net.main_table}")
    assert refused(ec2.delete_route, **local) == told
    assert refused(ec2.create_route, **local, GatewayId=internet)[0] == "RouteAlreadyExists"
    assert refused(ec2.replace_route, **local, GatewayId=internet)[0] == "InvalidParameterValue"


def test_routes_come_change_and_go(ec2: Any, net: Any, internet: str, refused: Any) -> None:
    default = {"RouteTableId": net.main_table, "DestinationCidrBlock": EVERYWHERE}
    assert refused(ec2.replace_route, **default, GatewayId=internet)[0] == "InvalidParameterValue"
    ec2.create_route(**default, GatewayId=internet)
    assert refused(ec2.create_route, **default, GatewayId=internet)[0] == "RouteAlreadyExists"
    interface = ec2.create_network_interface(SubnetId=net.subnet_a)["NetworkInterface"]["NetworkInterfaceId"]
    ec2.replace_route(**default, NetworkInterfaceId=interface)
    assert state(ec2, net) == "active"
    ec2.delete_network_interface(NetworkInterfaceId=interface)
    assert state(ec2, net) == "blackhole"
    ec2.delete_route(**default)
    assert refused(ec2.delete_route, **default)[0] == "InvalidRoute.NotFound"


def test_internet_gateways_attach_once(ec2: Any, net: Any, other_net: Any, internet: str, refused: Any) -> None:
    again = {"InternetGatewayId": internet, "VpcId": other_net.vpc}
    told = ("Resource.AlreadyAssociated", f"resource {internet} is already attached to network {net.vpc}")
    assert refused(ec2.attach_internet_gateway, **again) == told
    second = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    assert refused(ec2.attach_internet_gateway, InternetGatewayId=second, VpcId=net.vpc) == (
        "InvalidParameterValue",
        f"Network {net.vpc} already has an internet gateway attached",
    )
    assert refused(ec2.delete_internet_gateway, InternetGatewayId=internet) == (
        "DependencyViolation",
        f"The internetGateway '{internet}' has dependencies and cannot be deleted.",
    )
    assert refused(ec2.detach_internet_gateway, InternetGatewayId=second, VpcId=net.vpc) == (
        "Gateway.NotAttached",
        f"resource {second} is not attached to network {net.vpc}",
    )
    ec2.delete_internet_gateway(InternetGatewayId=second)
    assert refused(ec2.delete_internet_gateway, InternetGatewayId=second)[0] == "InvalidInternetGatewayID.NotFound"


def test_the_default_vpc_has_a_way_out(ec2: Any) -> None:
    vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
    gateways = ec2.describe_internet_gateways(Filters=[{"Name": "attachment.vpc-id", "Values": [vpc]}])
    table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"][0]
    default = next(route for route in table["Routes"] if route["DestinationCidrBlock"] == EVERYWHERE)
    assert default["GatewayId"] == gateways["InternetGateways"][0]["InternetGatewayId"]
    assert default["State"] == "active"
