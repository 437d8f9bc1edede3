"""Whether the target of a route is still there: `active` or `blackhole`."""

from __future__ import annotations

from typing import Any

from c9lib.simulator import moto_beyond
from c9lib.simulator import moto_network as network

ALIVE = ("pending", "available")
"""States of a NAT gateway that a route leads to. A deleted one leaves a blackhole (facts 2.2)."""
NEAR = ("NatGatewayId", "NetworkInterfaceId", "InstanceId")
"""Targets that are of the VPC itself."""
BEYOND = ("TransitGatewayId", "VpcPeeringConnectionId", "EgressOnlyInternetGatewayId")
"""Targets that the VPC is attached to, or isn't any more."""


def with_states(region: str, tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Route tables as DescribeRouteTables gives them, with the true `State` of every route."""
    alive = {found.id for found in network.nat_gateways(region) if found.state in ALIVE}
    if any(route.get(name) for table in tables for route in table["Routes"] for name in NEAR[1:]):
        interfaces = network.interfaces(region)
        alive |= {found.id for found in interfaces} | {found.instance_id for found in interfaces}
    attached = {*network.internet_gateways(region).items(), *moto_beyond.reachable(region)}
    for table in tables:
        for route in table["Routes"]:
            route["State"] = "active" if _leads(route, table["VpcId"], alive, attached) else "blackhole"
    return tables


def _leads(route: dict[str, Any], vpc_id: str, alive: set[str], attached: set[tuple[str, str]]) -> bool:
    beyond = [route[name] for name in BEYOND if route.get(name)]
    gateway = route.get("GatewayId", "")
    if gateway.startswith(("igw-", "vgw-")):
        beyond.append(gateway)
    near = [route[name] for name in NEAR if route.get(name)]
    return all(target in alive for target in near) and all((target, vpc_id) in attached for target in beyond)
