"""Routes: a target that exists, in the VPC of the route table, and no meddling with local and endpoint routes."""

from __future__ import annotations

from c9lib.simulator import moto_network as network
from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups, route_targets
from c9lib.simulator.services.ec2.vpcs import canonical

DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
OTHER_TARGETS = ("LocalGatewayId", "CarrierGatewayId", "CoreNetworkArn", "OdbNetworkArn", "LocalTarget")


@operation("ec2", "CreateRoute", "ReplaceRoute")
def set_route(call: ApiCall) -> Answer:
    """A route to a target that is there. A failed or deleted NAT gateway isn't."""
    table = lookups.route_table(call, call.params["RouteTableId"])
    lookups.only_simulated(call, *OTHER_TARGETS)
    destination = _destination(call)
    route_targets.check(call, table)
    lookups.dry_run(call)
    if table.targets.get(destination) == "local":
        _refuse_local(call, destination, table)
    if call.operation == "CreateRoute" and destination in table.targets:
        raise ApiError("RouteAlreadyExists", f"The route identified by {destination} already exists.")
    if table.targets.get(destination, "").startswith("vpce-"):
        told = f"cannot replace VPC endpoint route {destination} in route table {table.id}"
        raise ApiError("InvalidParameterValue", told)
    return _forward(call, destination)


def _forward(call: ApiCall, destination: str) -> Answer:
    interface = call.params.get("NetworkInterfaceId")
    if call.operation == "CreateRoute" and interface and call.params.get("DestinationPrefixListId"):
        # moto makes a route to an interface without looking at its prefix list.
        changes.set_interface_route(call.region, call.params["RouteTableId"], destination, interface)
        return {"Return": True}
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
        known = "destinationCidrBlock, destinationIpv6CidrBlock, destinationPrefixListId"
        raise ApiError(code, f"The request must contain exactly one of {known}")
    told = str(call.params[given[0]])
    if given[0] == "DestinationPrefixListId":
        return lookups.prefix_list(call, told).id
    return str(canonical(told, "destinationCidrBlock")) if given[0] == "DestinationCidrBlock" else told


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
