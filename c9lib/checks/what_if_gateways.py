"""What leads out may go: NAT gateways, internet gateways, routes, associations, endpoints, names, addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c9lib.checks.prices import hourly
from c9lib.checks.reader import Answer
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.what_if_possible import Possible, act, known, tagged
from c9lib.nouns.what_if import NEW, Act, Option, Until
from c9lib.path import edits
from c9lib.path.names import HOSTNAMES, SUPPORT
from c9lib.path.network import Thing, is_attached, state_of
from c9lib.path.route import target_of

MAPPED = (
    "AWS refuses it as long as a public address of the VPC is in use (an instance's, a NAT gateway's): those have to go"
    " first. The forecast is for when they have."
)
"""Facts 7.8."""
NEW_ID = "What is made again has another id."
GIVEN = "EC2 gave the address at the launch; the call that takes it away isn't simulated."
LAUNCHED_LATER = "What runs keeps its address; instances that are launched later get none."
TARGETS = {"internet-gateway": "GatewayId", "nat-gateway": "NatGatewayId"}
OPTIONS = {SUPPORT: "EnableDnsSupport", HOSTNAMES: "EnableDnsHostnames"}


def nat_gateways(seen: Snapshot) -> Iterator[Possible]:
    """Deleted; the routes to it stay as blackholes, its Elastic IP address stays and costs (facts 7.7)."""
    for nat in _of_vpc(seen, seen.surroundings.network.nat_gateways):
        if state_of(nat) != "available":
            continue
        name = nat["NatGatewayId"]
        gone = Until("DescribeNatGateways", {"NatGatewayIds": [name]}, "NatGateways", "State", "deleted")
        back = Until("DescribeNatGateways", {"NatGatewayIds": [NEW]}, "NatGateways", "State", "available")
        asked = {
            "SubnetId": nat["SubnetId"],
            "ConnectivityType": nat.get("ConnectivityType", "public"),
            "AllocationId": next((one.get("AllocationId") for one in nat["NatGatewayAddresses"]), None),
            **tagged("natgateway", nat),
        }
        option = Option(
            name,
            f"the NAT gateway {name} is deleted",
            (Act("ec2", "DeleteNatGateway", {"NatGatewayId": name}, until=gone),),
            (
                Act("ec2", "CreateNatGateway", known(asked), "NatGateway.NatGatewayId", back),
                *_routes_back(seen, "NatGatewayId", name),
            ),
            saves=hourly(seen.region, "nat-gateway"),
            note=f"Its Elastic IP address stays, and costs on. {NEW_ID}",
        )
        yield Possible(option, edits.nat_gone(nat))


def _routes_back(seen: Snapshot, member: str, name: str) -> Iterator[Act]:
    """The routes that led to what is made again lead to the new one."""
    for table, route in _routes(seen):
        if route.get(member) == name:
            where = {"RouteTableId": table["RouteTableId"], "DestinationCidrBlock": route["DestinationCidrBlock"]}
            yield act("ReplaceRoute", **where, **{member: NEW})


def internet_gateways(seen: Snapshot) -> Iterator[Possible]:
    """Detached; AWS refuses that while public addresses are in use (facts 7.8)."""
    vpc_id = seen.surroundings.vpc_id
    for gateway in seen.surroundings.network.internet_gateways:
        if not is_attached(gateway, vpc_id):
            continue
        name = gateway["InternetGatewayId"]
        both = {"InternetGatewayId": name, "VpcId": vpc_id}
        mapped = any(
            one.get("Association", {}).get("PublicIp")
            for one in _of_vpc(seen, seen.surroundings.network.network_interfaces)
        ) or any(
            state_of(nat) in ("pending", "available") and nat.get("ConnectivityType", "public") == "public"
            for nat in _of_vpc(seen, seen.surroundings.network.nat_gateways)
        )
        option = Option(
            name,
            f"the internet gateway {name} is detached from {vpc_id}",
            (act("DetachInternetGateway", **both),),
            (act("AttachInternetGateway", **both),),
            note=MAPPED if mapped else "",
            refusal="DependencyViolation" if mapped else "",
        )
        yield Possible(option, edits.gateway_detached(name, vpc_id))


def routes(seen: Snapshot) -> Iterator[Possible]:
    """Routes to the internet that somebody made; those within the VPC and those of endpoints can't be deleted."""
    for table, route in _routes(seen):
        kind, target = target_of(route)
        if kind not in TARGETS:
            continue
        where = {"RouteTableId": table["RouteTableId"], "DestinationCidrBlock": route["DestinationCidrBlock"]}
        option = Option(
            f"{where['RouteTableId']}:{where['DestinationCidrBlock']}",
            f"{where['RouteTableId']} loses its route for {where['DestinationCidrBlock']} to {target}",
            (act("DeleteRoute", **where),),
            (act("CreateRoute", **where, **{TARGETS[kind]: target}),),
        )
        yield Possible(option, edits.route_gone(where["RouteTableId"], where["DestinationCidrBlock"]))


def associations(seen: Snapshot) -> Iterator[Possible]:
    """A subnet without its own route table: the main one decides."""
    for table in _of_vpc(seen, seen.surroundings.network.route_tables):
        for held in table.get("Associations", ()):
            if held.get("Main") or not held.get("SubnetId"):
                continue
            name, subnet = held["RouteTableAssociationId"], held["SubnetId"]
            option = Option(
                name,
                f"{subnet} is no longer associated with {table['RouteTableId']}; its VPC's main route table decides",
                (act("DisassociateRouteTable", AssociationId=name),),
                (act("AssociateRouteTable", RouteTableId=table["RouteTableId"], SubnetId=subnet),),
                note=NEW_ID,
            )
            yield Possible(option, edits.association_gone(name))


def endpoints(seen: Snapshot) -> Iterator[Possible]:
    """VPC endpoints, deleted (facts 7.2)."""
    for endpoint in seen.surroundings.endpoints:
        name, service = endpoint["VpcEndpointId"], endpoint["ServiceName"]
        if state_of(endpoint) != "available":
            continue
        chosen = {"Filters": [{"Name": "vpc-endpoint-id", "Values": [name]}]}
        gone = Until("DescribeVpcEndpoints", chosen, "VpcEndpoints")
        back = Until("DescribeVpcEndpoints", {"VpcEndpointIds": [NEW]}, "VpcEndpoints", "State", "available")
        zones = len(endpoint.get("SubnetIds", ())) if endpoint["VpcEndpointType"] == "Interface" else 0
        price = hourly(seen.region, "interface-endpoint") if zones else 0.0
        option = Option(
            name,
            f"the {endpoint['VpcEndpointType'].lower()} endpoint {name} for {service.rpartition('.')[2]} is deleted",
            (Act("ec2", "DeleteVpcEndpoints", {"VpcEndpointIds": [name]}, until=gone),),
            (Act("ec2", "CreateVpcEndpoint", _as_asked(endpoint), "VpcEndpoint.VpcEndpointId", back),),
            saves=None if price is None else zones * price,
            note=NEW_ID,
            alias=service.rpartition(".")[2],
        )
        yield Possible(option, edits.endpoint_gone(endpoint))


def _as_asked(endpoint: Answer) -> Answer:
    """The request that makes an endpoint like this one."""
    interface = endpoint["VpcEndpointType"] == "Interface"
    told: dict[str, Any] = {
        "VpcEndpointType": endpoint["VpcEndpointType"],
        "VpcId": endpoint["VpcId"],
        "ServiceName": endpoint["ServiceName"],
        "PolicyDocument": endpoint.get("PolicyDocument"),
        "RouteTableIds": list(endpoint.get("RouteTableIds", ())),
        "SubnetIds": list(endpoint.get("SubnetIds", ())),
        "SecurityGroupIds": [one["GroupId"] for one in endpoint.get("Groups", ())],
        "PrivateDnsEnabled": bool(endpoint.get("PrivateDnsEnabled")) if interface else None,
        **tagged("vpc-endpoint", endpoint),
    }
    return known(told)


def names(seen: Snapshot) -> Iterator[Possible]:
    """Private DNS of an endpoint, off."""
    for endpoint in seen.surroundings.interface_endpoints:
        if not endpoint.get("PrivateDnsEnabled"):
            continue
        name = endpoint["VpcEndpointId"]
        service = endpoint["ServiceName"].rpartition(".")[2]
        option = Option(
            f"{name}:private-dns",
            f"private DNS of {name} ({service}) is off",
            (act("ModifyVpcEndpoint", VpcEndpointId=name, PrivateDnsEnabled=False),),
            (act("ModifyVpcEndpoint", VpcEndpointId=name, PrivateDnsEnabled=True),),
        )
        yield Possible(option, edits.unnamed(name))


def attributes(seen: Snapshot) -> Iterator[Possible]:
    """The two DNS attributes of the VPC, off (facts 7.2)."""
    vpc_id = seen.surroundings.vpc_id
    for name, option_name in OPTIONS.items():
        if not seen.surroundings.attribute(name):
            continue
        option = Option(
            f"{vpc_id}:{name}",
            f"{name} of {vpc_id} is off",
            (act("ModifyVpcAttribute", VpcId=vpc_id, **{option_name: {"Value": False}}),),
            (act("ModifyVpcAttribute", VpcId=vpc_id, **{option_name: {"Value": True}}),),
        )
        yield Possible(option, edits.attribute_off(vpc_id, name))


def addresses(seen: Snapshot) -> Iterator[Possible]:
    """The instance's public address, and the subnet's habit of giving one."""
    for interface in seen.surroundings.interfaces:
        if interface.get("Association", {}).get("PublicIp"):
            yield _address(seen, interface)
    subnet = seen.surroundings.subnet
    if subnet.get("MapPublicIpOnLaunch"):
        name = str(subnet["SubnetId"])
        turned = ("ModifySubnetAttribute", "MapPublicIpOnLaunch")
        option = Option(
            f"{name}:{turned[1]}",
            f"{name} gives no public address at a launch any more",
            (act(turned[0], SubnetId=name, **{turned[1]: {"Value": False}}),),
            (act(turned[0], SubnetId=name, **{turned[1]: {"Value": True}}),),
            note=LAUNCHED_LATER if seen.surroundings.interfaces else "",
        )
        yield Possible(option, edits.gives_no_addresses(name))


def _address(seen: Snapshot, interface: Answer) -> Possible:
    """An Elastic IP address is disassociated, and costs on; one that EC2 gave goes back to EC2."""
    name, told = str(interface["NetworkInterfaceId"]), interface["Association"]
    elastic = told.get("IpOwnerId") != "amazon"
    held = _elastic(seen, name) if elastic else {}
    if held:
        do = act("DisassociateAddress", AssociationId=held["AssociationId"])
        undo = act("AssociateAddress", AllocationId=held["AllocationId"], NetworkInterfaceId=name)
    else:
        turned = {"NetworkInterfaceId": name}
        do = act("ModifyNetworkInterfaceAttribute", **turned, AssociatePublicIpAddress=False)
        undo = act("ModifyNetworkInterfaceAttribute", **turned, AssociatePublicIpAddress=True)
    option = Option(
        f"{name}:public-address",
        f"{name} has no public address any more (now {told['PublicIp']})",
        (do,),
        (undo,),
        saves=0.0 if held else hourly(seen.region, "public-ipv4"),
        note="The Elastic IP address stays yours, and costs on." if held else "It gets another address afterwards.",
        untried="" if held else GIVEN,
    )
    return Possible(option, edits.address_gone(name), {"describe_instances": _bare_in(name)})


def _elastic(seen: Snapshot, interface_id: str) -> Answer:
    wanted = [{"Name": "network-interface-id", "Values": [interface_id]}]
    found = seen.reader.all("ec2", "describe_addresses", "Addresses", Filters=wanted)
    return dict(found[0]) if found else {}


def _bare_in(interface_id: str) -> Any:
    """Instances as they are told once an interface of theirs has no public address."""

    def turned(_: Answer, reservations: list[Answer]) -> list[Answer]:
        return [{**one, "Instances": [_bare(told, interface_id) for told in one["Instances"]]} for one in reservations]

    return turned


def _bare(instance: Answer, interface_id: str) -> Answer:
    held = instance.get("NetworkInterfaces", [])
    if not any(one["NetworkInterfaceId"] == interface_id for one in held):
        return instance
    left = {name: value for name, value in instance.items() if name != "PublicIpAddress"}
    turned = [edits.bare(one) if one["NetworkInterfaceId"] == interface_id else one for one in held]
    return {**left, "NetworkInterfaces": turned}


def _routes(seen: Snapshot) -> Iterator[tuple[Thing, Thing]]:
    """The routes of the VPC's tables that are for a range and that somebody made."""
    for table in _of_vpc(seen, seen.surroundings.network.route_tables):
        for route in table.get("Routes", ()):
            if route.get("DestinationCidrBlock") and route.get("State") == "active":
                yield table, route


def _of_vpc(seen: Snapshot, things: Any) -> Iterator[Any]:
    return (one for one in things if one.get("VpcId") == seen.surroundings.vpc_id)
