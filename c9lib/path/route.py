"""Which route of a table takes a packet: the longest prefix that holds its destination, in whatever state it is.

A prefix list counts with each of its entries. Source: Amazon VPC user guide, "Route priority".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from c9lib.path.network import Network, Thing
from c9lib.path.ranges import are_everywhere, covers, is_some_of_internet, size

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


PROPAGATED = "EnableVgwRoutePropagation"
"""The `Origin` of a route that a virtual private gateway told."""


def route_for(network: Network, table: Thing, destination: str) -> Thing | None:
    """The route of `table` that takes a packet to a destination (an address as a range), or None.

    The local route goes before a propagated one, however long that is (AWS Site-to-Site VPN user guide, "Route
    priority").
    """
    found = [
        (size(cidr), _rank(route), route)
        for route in table.get("Routes", ())
        for cidr in cidrs_of(network, route)
        if covers(cidr, destination)
    ]
    if not found:
        return None
    local = next((route for *_, route in found if route.get("GatewayId") == "local"), None)
    best: Thing = max(found, key=lambda one: one[:2])[2]
    return local if local is not None and best.get("Origin") == PROPAGATED else best


def _rank(route: Thing) -> int:
    """Which of equally long prefixes goes first: a static route, one to a prefix list, a propagated one."""
    if route.get("Origin") == PROPAGATED:
        return 0
    return 1 if route.get("DestinationPrefixListId") else 2


def cidrs_of(network: Network, route: Thing) -> Iterator[str]:
    """The IPv4 ranges that a route is for."""
    if route.get("DestinationCidrBlock"):
        yield str(route["DestinationCidrBlock"])
    elif route.get("DestinationPrefixListId"):
        held = network.prefix_list(route["DestinationPrefixListId"])
        yield from held.get("Cidrs", ()) if held else ()


def others(table: Thing, chosen: Thing) -> Iterator[Thing]:
    """Routes for parts of the internet that lead elsewhere than the chosen one; not those of AWS's own prefix lists."""
    for route in table.get("Routes", ()):
        cidr = route.get("DestinationCidrBlock", "")
        if cidr and is_some_of_internet(cidr) and target_of(route) != target_of(chosen):
            yield route


def parts(table: Thing) -> list[str]:
    """The parts of the internet for which a table has routes of its own."""
    cidrs = (str(route.get("DestinationCidrBlock", "")) for route in table.get("Routes", ()))
    return [cidr for cidr in cidrs if cidr and is_some_of_internet(cidr)]


def covers_internet(table: Thing, chosen: Thing) -> bool:
    """Whether the routes to the chosen one's target are, together, for every address; a prefix list is exact."""
    if "DestinationCidrBlock" not in chosen:
        return True
    alike = (one for one in table.get("Routes", ()) if target_of(one) == target_of(chosen))
    return are_everywhere(str(one["DestinationCidrBlock"]) for one in alike if one.get("DestinationCidrBlock"))


def destination_of(route: Thing) -> str:
    """What a route is for: a range, or the id of a prefix list."""
    return str(route.get("DestinationCidrBlock") or route.get("DestinationPrefixListId"))


def is_main(table: Thing, subnet_id: str) -> bool:
    """Whether a table decides for a subnet only because the subnet is associated with none."""
    return all(one.get("SubnetId") != subnet_id for one in table.get("Associations", ()))


def in_words(table: Thing, route: Thing) -> str:
    """`rtb-…: 0.0.0.0/0 to igw-…`."""
    return f"{table['RouteTableId']}: {destination_of(route)} to {target_of(route)[1] or 'nothing'}"


def target_of(route: Thing) -> tuple[str, str]:
    """Kind and id of a route's target; `("unknown", "")` when the route tells none."""
    for member, kind in TARGETS.items():
        if route.get(member):
            told = str(route[member])
            return (_gateway_kind(told), told) if kind == "gateway" else (kind, told)
    return "unknown", ""


def _gateway_kind(gateway_id: str) -> str:
    return next((kind for start, kind in GATEWAYS.items() if gateway_id.startswith(start)), "gateway")
