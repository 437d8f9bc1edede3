"""Whether the target of a route is still there: `active` or `blackhole`."""

from __future__ import annotations

from typing import Any

from c9lib.simulator import moto_network as network
from c9lib.simulator.api import ApiCall

ALIVE = ("pending", "available")
"""States of a NAT gateway that a route leads to. A deleted one leaves a blackhole (facts 2.2)."""


def with_states(call: ApiCall, tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Route tables as DescribeRouteTables gives them, with the true `State` of every route."""
    alive = {found.id for found in network.nat_gateways(call.region) if found.state in ALIVE}
    alive |= {found.id for found in network.interfaces(call.region)}
    alive |= {found.instance_id for found in network.interfaces(call.region)}
    attached = network.internet_gateways(call.region)
    for table in tables:
        for route in table["Routes"]:
            route["State"] = "active" if _leads(route, table["VpcId"], alive, attached) else "blackhole"
    return tables


def _leads(route: dict[str, Any], vpc_id: str, alive: set[str], attached: dict[str, str]) -> bool:
    gateway = route.get("GatewayId", "")
    if gateway.startswith("igw-"):
        return attached.get(gateway) == vpc_id
    targets = [route[name] for name in ("NatGatewayId", "NetworkInterfaceId", "InstanceId") if route.get(name)]
    return all(target in alive for target in targets)
