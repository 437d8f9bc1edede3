"""Route tables: which subnet uses which, and that the main one stays. Their routes are in `routes`."""

from __future__ import annotations

from c9lib.simulator import moto_network as network
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups, tags
from c9lib.simulator.services.ec2.route_states import with_states
from c9lib.simulator.services.ec2.tokens import idempotent


@operation("ec2", "CreateRouteTable")
def create_route_table(call: ApiCall) -> Answer:
    """A route table with the local route alone."""
    lookups.vpc(call, call.params["VpcId"])
    tags.check_tag_specifications(call, "route-table")
    lookups.dry_run(call)
    return idempotent(call, lambda: call.forward(ClientToken=None, **tags.one_tag_specification(call)))


@operation("ec2", "DescribeRouteTables")
def describe_route_tables(call: ApiCall) -> Answer:
    """With the true state of every route, and the filter `route.state`; moto says `active` of all."""
    for route_table_id in call.params.get("RouteTableIds", []):
        lookups.route_table(call, route_table_id)
    filters = call.params.get("Filters", [])
    states = [value for told in filters if told["Name"] == "route.state" for value in told["Values"]]
    others = [told for told in filters if told["Name"] != "route.state"]
    tables = with_states(call.region, call.forward(Filters=others or None)["RouteTables"])
    if states:
        tables = [table for table in tables if any(route["State"] in states for route in table["Routes"])]
    return {"RouteTables": tables}


@operation("ec2", "AssociateRouteTable")
def associate_route_table(call: ApiCall) -> Answer:
    """A subnet uses one route table; the same association again is answered with the first one's id."""
    table = lookups.route_table(call, call.params["RouteTableId"])
    lookups.only_simulated(call, "GatewayId", "PublicIpv4Pool")
    if not call.params.get("SubnetId"):
        raise ApiError("MissingParameter", "The request must contain the parameter subnetId or gatewayId")
    subnet = lookups.subnet(call, call.params["SubnetId"])
    lookups.dry_run(call)
    if subnet.vpc_id != table.vpc_id:
        told = f"Route table {table.id} and subnet {subnet.id} belong to different networks"
        raise ApiError("InvalidParameterValue", told)
    for other in network.route_tables(call.region):
        if subnet.id in other.associations.values() and other.id != table.id:
            told = f"the specified association for route table {table.id} conflicts with an existing association"
            raise ApiError("Resource.AlreadyAssociated", told)
    return call.forward()


@operation("ec2", "DisassociateRouteTable")
def disassociate_route_table(call: ApiCall) -> Answer:
    """The main association can only be replaced."""
    association_id = call.params["AssociationId"]
    tables = network.route_tables(call.region)
    if any(table.main_association == association_id for table in tables):
        told = f"cannot disassociate the main route table association {association_id}"
        raise ApiError("InvalidParameterValue", told)
    _must_exist(call, association_id)
    lookups.dry_run(call)
    return call.forward()


@operation("ec2", "ReplaceRouteTableAssociation")
def replace_association(call: ApiCall) -> Answer:
    """Another route table of the same VPC takes over a subnet, or becomes the main one."""
    now = _must_exist(call, call.params["AssociationId"])
    table = lookups.route_table(call, call.params["RouteTableId"])
    lookups.dry_run(call)
    if now.vpc_id != table.vpc_id:
        told = f"Route tables {now.id} and {table.id} belong to different networks"
        raise ApiError("InvalidParameterValue", told)
    return call.forward()


def _must_exist(call: ApiCall, association_id: str) -> network.RouteTable:
    """The route table that has an association, the main one included."""
    for table in network.route_tables(call.region):
        if association_id in (table.main_association, *table.associations):
            return table
    raise ApiError("InvalidAssociationID.NotFound", f"The association ID '{association_id}' does not exist")


@operation("ec2", "DeleteRouteTable")
def delete_route_table(call: ApiCall) -> Answer:
    """Refused for the main one and for one that a subnet or a gateway endpoint uses."""
    table = lookups.route_table(call, call.params["RouteTableId"])
    lookups.dry_run(call)
    if table.main_association or table.associations:
        told = f"The routeTable '{table.id}' has dependencies and cannot be deleted."
        raise ApiError("DependencyViolation", told)
    return call.forward()
