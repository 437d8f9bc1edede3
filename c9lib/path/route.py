"""Which route of a table takes a packet: the longest prefix that holds its destination, in whatever state it is."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network

from c9lib.path.network import Thing

TARGETS: Mapping[str, str] = {
    "GatewayId": "gateway",
    "NatGatewayId": "nat-gateway",
    "InstanceId": "instance",
    "TransitGatewayId": "transit-gateway",
    "VpcPeeringConnectionId": "vpc-peering-connection",
    "EgressOnlyInternetGatewayId": "egress-only-internet-gateway",
    "LocalGatewayId": "local-gateway",
    "CarrierGatewayId": "carrier-gateway",
    "CoreNetworkArn": "core-network",
    "NetworkInterfaceId": "network-interface",
}
"""The members in which DescribeRouteTables tells a route's target, and what kind each is."""

GATEWAYS: Mapping[str, str] = {
    "igw-": "internet-gateway",
    "vgw-": "vpn-gateway",
    "vpce-": "vpc-endpoint",
    "local": "local",
}
"""`GatewayId` holds four kinds; the id tells which."""


def route_for(table: Thing, address: str) -> Thing | None:
    """The route of `table` that takes a packet to an IPv4 address, or None.

    Routes to a prefix list aren't looked at: AWS's own lists (Amazon S3, DynamoDB) hold no address of Systems Manager.
    """
    destination = IPv4Address(address)
    cidrs = [
        (IPv4Network(route["DestinationCidrBlock"]), route) for route in table.get("Routes", ()) if _has_cidr(route)
    ]
    found = [(cidr.prefixlen, route) for cidr, route in cidrs if destination in cidr]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _has_cidr(route: Thing) -> bool:
    return bool(route.get("DestinationCidrBlock"))


def target_of(route: Thing) -> tuple[str, str]:
    """Kind and id of a route's target; `("unknown", "")` when the route tells none."""
    for member, kind in TARGETS.items():
        if route.get(member):
            told = str(route[member])
            return (_gateway_kind(told), told) if kind == "gateway" else (kind, told)
    return "unknown", ""


def _gateway_kind(gateway_id: str) -> str:
    return next((kind for start, kind in GATEWAYS.items() if gateway_id.startswith(start)), "gateway")
