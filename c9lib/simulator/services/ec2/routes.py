"""Routes: a target that exists, in the VPC of the route table, and no meddling with local and endpoint routes."""

from __future__ import annotations

from c9lib.simulator import moto_network as network
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups
from c9lib.simulator.services.ec2.route_states import ALIVE
from c9lib.simulator.services.ec2.vpcs import canonical

DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
TARGETS = ("GatewayId", "NatGatewayId", "NetworkInterfaceId", "InstanceId", "EgressOnlyInternetGatewayId")
OTHER_TARGETS = (
    "VpcPeeringConnectionId",
    "TransitGatewayId",
    "LocalGatewayId",
    "CarrierGatewayId",
    "CoreNetworkArn",
    "OdbNetworkArn",
    "LocalTarget",
)


@operation("ec2", "CreateRoute", "ReplaceRoute")
def set_route(call: ApiCall) -> Answer:
    """A route to a target that is there. A failed or deleted NAT gateway isn't."""
    table = lookups.route_table(call, call.params["RouteTableId"])
    lookups.only_simulated(call, *OTHER_TARGETS, "DestinationPrefixListId")
    destination = _destination(call)
    _check_target(call, table)
    lookups.dry_run(call)
    if table.targets.get(destination) == "local":
        _refuse_local(call, destination, table)
    changed = {"DestinationCidrBlock": destination} if "DestinationCidrBlock" in call.params else {}
    return call.forward(**changed)


def _refuse_local(call: ApiCall, destination: str, table: network.RouteTable) -> None:
    if call.operation == "CreateRoute":
        raise ApiError("RouteAlreadyExists", f"The route identified by {destination} already exists.")
    raise ApiError("InvalidParameterValue", f"cannot replace local route {destination} in route table {table.id}")


def _destination(call: ApiCall) -> str:
    given = [name for name in DESTINATIONS if call.params.get(name)]
    if len(given) != 1:
        code = "InvalidParameterCombination" if given else "MissingParameter"
        raise ApiError(code, "The request must contain exactly one of destinationCidrBlock, destinationIpv6CidrBlock")
    told = str(call.params[given[0]])
    return str(canonical(told, "destinationCidrBlock")) if given[0] == "DestinationCidrBlock" else told


def _check_target(call: ApiCall, table: network.RouteTable) -> None:
    given = [name for name in (*TARGETS, "VpcEndpointId") if call.params.get(name)]
    if len(given) != 1:
        code = "InvalidParameterCombination" if given else "MissingParameter"
        told = "exactly one of gatewayId, natGatewayId, networkInterfaceId, instanceId, egressOnlyInternetGatewayId"
        raise ApiError(code, f"The request must contain {told}")
    target = str(call.params[given[0]])
    checks = {"GatewayId": _gateway, "NatGatewayId": _nat, "NetworkInterfaceId": _interface, "VpcEndpointId": _endpoint}
    if given[0] in checks:
        checks[given[0]](call, target, table)


def _gateway(call: ApiCall, target: str, table: network.RouteTable) -> None:
    if target.startswith("vpce-"):
        _endpoint(call, target, table)
    if target.startswith("igw-"):
        if lookups.internet_gateway(call, target) != table.vpc_id:
            _refuse_foreign(table, "network gateway", target)
    elif not target.startswith("vgw-"):
        raise ApiError("InvalidGatewayID.NotFound", f"The gateway ID '{target}' does not exist")


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


def _endpoint(call: ApiCall, target: str, table: network.RouteTable) -> None:
    # Gateway endpoints write their own routes; only Gateway Load Balancer endpoints (not simulated) are targets.
    lookups.endpoint(call, target)
    told = f"Route table {table.id} contains unsupported route target: {target}."
    raise ApiError("RouteNotSupported", f"{told} VPC Endpoints of this type cannot be used as route targets.")


def _refuse_foreign(table: network.RouteTable, what: str, target: str) -> None:
    raise ApiError("InvalidParameterValue", f"route table {table.id} and {what} {target} belong to different networks")


@operation("ec2", "DeleteRoute")
def delete_route(call: ApiCall) -> Answer:
    """Any route but the local one and those of gateway endpoints, which go with their endpoint."""
    table = lookups.route_table(call, call.params["RouteTableId"])
    given = next((str(call.params[name]) for name in DESTINATIONS if call.params.get(name)), "")
    destination = str(canonical(given)) if "DestinationCidrBlock" in call.params else given
    lookups.dry_run(call)
    if destination not in table.targets:
        told = f"no route with destination-cidr-block {destination} in route table {table.id}"
        raise ApiError("InvalidRoute.NotFound", told)
    if table.targets[destination] == "local":
        raise ApiError("InvalidParameterValue", f"cannot remove local route {destination} in route table {table.id}")
    if table.targets[destination].startswith("vpce-"):
        told = f"cannot remove VPC endpoint route {destination} in route table {table.id}"
        raise ApiError("InvalidParameterValue", told)
    return call.forward(**({"DestinationCidrBlock": destination} if "DestinationCidrBlock" in call.params else {}))
