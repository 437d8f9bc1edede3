"""What a route may lead to: a target that is there, and that the VPC of the route table is attached to."""

from __future__ import annotations

from c9lib.simulator import moto_agents, moto_beyond
from c9lib.simulator import moto_network as network
from c9lib.simulator.api import ApiCall, ApiError
from c9lib.simulator.services.ec2 import lookups
from c9lib.simulator.services.ec2.route_states import ALIVE


def check(call: ApiCall, table: network.RouteTable) -> None:
    """Refuse a request without a target, with several, or with one that this route table can't use."""
    given = [name for name in _CHECKS if call.params.get(name)]
    if len(given) != 1:
        code = "InvalidParameterCombination" if given else "MissingParameter"
        told = ", ".join(name[0].lower() + name[1:] for name in _CHECKS)
        raise ApiError(code, f"The request must contain exactly one of {told}")
    _CHECKS[given[0]](call, str(call.params[given[0]]), table)


def _gateway(call: ApiCall, target: str, table: network.RouteTable) -> None:
    if target.startswith("vpce-"):
        _endpoint(call, target, table)
    if target.startswith("igw-"):
        if lookups.internet_gateway(call, target) != table.vpc_id:
            _refuse_foreign(table, "network gateway", target)
    elif not (target.startswith("vgw-") and moto_beyond.exists(call.region, target)):
        raise ApiError("InvalidGatewayID.NotFound", f"The gateway ID '{target}' does not exist")
    elif (target, table.vpc_id) not in moto_beyond.reachable(call.region):
        _refuse_foreign(table, "network gateway", target)


def _nat(call: ApiCall, target: str, table: network.RouteTable) -> None:
    for found in network.nat_gateways(call.region):
        if found.id == target and found.state in ALIVE:
            if found.vpc_id != table.vpc_id:
                _refuse_foreign(table, "NAT gateway", target)
            return
    raise ApiError("InvalidNatGatewayID.NotFound", f"The natGateway ID '{target}' does not exist")


def _interface(call: ApiCall, target: str, table: network.RouteTable) -> None:
    if lookups.interface(call, target).vpc_id != table.vpc_id:
        _refuse_foreign(table, "interface", target)


def _instance(call: ApiCall, target: str, table: network.RouteTable) -> None:
    found = next((host for host in moto_agents.hosts(call.region) if host.id == target), None)
    if found is None or not found.interface:
        raise ApiError("InvalidInstanceID.NotFound", f"The instance ID '{target}' does not exist")
    if lookups.interface(call, found.interface).vpc_id != table.vpc_id:
        _refuse_foreign(table, "instance", target)


def _endpoint(call: ApiCall, target: str, table: network.RouteTable) -> None:
    # Gateway endpoints write their own routes; only Gateway Load Balancer endpoints (not simulated) are targets.
    lookups.endpoint(call, target)
    told = f"Route table {table.id} contains unsupported route target: {target}."
    raise ApiError("RouteNotSupported", f"{told} VPC Endpoints of this type cannot be used as route targets.")


def _transit_gateway(call: ApiCall, target: str, table: network.RouteTable) -> None:
    # EC2 doesn't tell a gateway that isn't there from one that the VPC isn't attached to.
    if (target, table.vpc_id) not in moto_beyond.reachable(call.region):
        raise ApiError("InvalidTransitGatewayID.NotFound", f"The transitGateway ID '{target}' does not exist.")


def _peering(call: ApiCall, target: str, table: network.RouteTable) -> None:
    """A connection that isn't accepted yet will do: the route is a blackhole till then (VPC Peering Guide, "Update your
    route tables")."""
    if not (target.startswith("pcx-") and moto_beyond.exists(call.region, target)):
        told = f"The vpcPeeringConnection ID '{target}' does not exist"
        raise ApiError("InvalidVpcPeeringConnectionID.NotFound", told)
    if table.vpc_id not in moto_beyond.peered_vpcs(call.region, target):
        _refuse_foreign(table, "peering connection", target)


def _egress_only(call: ApiCall, target: str, table: network.RouteTable) -> None:
    if (target, table.vpc_id) not in moto_beyond.reachable(call.region):
        raise ApiError("InvalidGatewayID.NotFound", f"The eigw ID '{target}' does not exist")


def _refuse_foreign(table: network.RouteTable, what: str, target: str) -> None:
    raise ApiError("InvalidParameterValue", f"route table {table.id} and {what} {target} belong to different networks")


_CHECKS = {
    "GatewayId": _gateway,
    "NatGatewayId": _nat,
    "NetworkInterfaceId": _interface,
    "InstanceId": _instance,
    "VpcEndpointId": _endpoint,
    "TransitGatewayId": _transit_gateway,
    "VpcPeeringConnectionId": _peering,
    "EgressOnlyInternetGatewayId": _egress_only,
}
