"""A NAT gateway calls on behalf of the instance: from its own subnet, whose route has to lead to an internet gateway.

Source: Amazon VPC user guide, "NAT gateways" (facts 7.7).
"""

from __future__ import annotations

from c9lib.path import remedy_routes
from c9lib.path.acls import OF_LINUX, OF_NAT, Crossing
from c9lib.path.gateways import attached, not_blocked
from c9lib.path.local import within
from c9lib.path.network import Thing, state_of
from c9lib.path.path import Reason
from c9lib.path.ranges import EVERYWHERE
from c9lib.path.route import in_words, route_for, target_of
from c9lib.path.unevaluated import not_evaluated
from c9lib.path.walk import Stopped, Walk


def nat_gateway(walk: Walk, table: Thing, route: Thing) -> None:
    """Through the NAT gateway of a route, out to the internet, and back to it. Raises `Stopped`."""
    name = route["NatGatewayId"]
    nat = walk.network.nat_gateway(name)
    if nat is not None and nat.get("AvailabilityMode") == "regional":  # It is in no subnet.
        told = f"{name} is a regional NAT gateway, and those are not evaluated here."
        raise walk.stops("nat-gateway", name, Stopped(Reason.UNSUPPORTED, told))
    subnet = walk.network.subnet(nat["SubnetId"]) if nat else None
    if nat is None or subnet is None:
        told = f"The NAT gateway {name}, to which {table['RouteTableId']} leads, isn't known here."
        raise walk.stops("nat-gateway", name, Stopped(Reason.UNKNOWN_RESOURCE, told))
    _works(walk, table, route, nat)
    service, port = f"{walk.address}/32", (walk.destination.port,) * 2
    elsewhere = subnet["SubnetId"] != walk.source.subnet["SubnetId"]
    if elsewhere:
        walk.across(Crossing(subnet, egress=False, peer=walk.source.cidr, ports=port))
    walk.through("nat-gateway", name, f"in {subnet['SubnetId']}")
    walk.across(Crossing(subnet, egress=True, peer=service, ports=port))
    _out_of(walk, name, subnet, _mend(walk, table, route, subnet))
    walk.across(Crossing(subnet, egress=False, peer=service, ports=OF_NAT, back=True))
    if elsewhere:
        walk.across(Crossing(subnet, egress=True, peer=walk.source.cidr, ports=OF_LINUX, back=True))
        within(walk, subnet, walk.source.cidr, back=True)


def _works(walk: Walk, table: Thing, route: Thing, nat: Thing) -> None:
    name, state = nat["NatGatewayId"], state_of(nat)
    if state != "available":
        why = f": {nat['FailureMessage']}" if nat.get("FailureMessage") else ""
        mend = () if state == "pending" else remedy_routes.way_out(walk, table, route)
        stopped = Stopped(Reason.BAD_STATE, f"The NAT gateway {name} is {state}{why}.", mend)
        raise walk.stops("nat-gateway", name, stopped, note=state)
    if nat.get("ConnectivityType", "public") != "public":
        told = f"{name} is a private NAT gateway: it has no public address, and an internet gateway needs one."
        mend = remedy_routes.way_out(walk, table, route)
        raise walk.stops("nat-gateway", name, Stopped(Reason.NO_PUBLIC_ADDRESS, told, mend))


def _mend(walk: Walk, table: Thing, route: Thing, subnet: Thing) -> tuple[str, ...]:
    """What leads the NAT gateway's subnet out. Where that has the instance's own route table, the instance needs
    another NAT gateway: the table can't lead both of them.
    """
    own = walk.network.route_table_of(subnet)
    if own is None:
        return ()
    if own["RouteTableId"] == table["RouteTableId"]:
        return remedy_routes.way_out(walk, table, route)
    onwards = route_for(walk.network, own, f"{walk.address}/32")
    return remedy_routes.to_internet_gateway(walk.network, own, onwards)


def _out_of(walk: Walk, name: str, subnet: Thing, mend: tuple[str, ...]) -> None:
    """From the NAT gateway's subnet to the internet gateway; `mend` is what leads it there."""
    where = subnet["SubnetId"]
    table = walk.network.route_table_of(subnet)
    if table is None:
        raise Stopped(Reason.UNASSOCIATED, f"No route table decides for {where}, not even a main one.")
    route = route_for(walk.network, table, f"{walk.address}/32")
    if route is None:
        told = f"{where}, the subnet of the NAT gateway {name}, has no route to the internet ({EVERYWHERE})."
        raise walk.stops("route-table", table["RouteTableId"], Stopped(Reason.NO_ROUTE, told, mend), f"of {where}")
    kind, target = target_of(route)
    walk.through("route-table", table["RouteTableId"], f"of {where}", in_words(table, route))
    if route.get("State") == "blackhole":
        told = f"{in_words(table, route)}: what the subnet of {name} leads to is gone (state blackhole)."
        raise walk.stops(kind, target or "unknown", Stopped(Reason.BAD_STATE_ROUTE, told, mend), note="blackhole")
    if kind == "nat-gateway":
        told = f"{where}, the subnet of {name}, leads to {target}; a NAT gateway needs an internet gateway there."
        raise walk.stops(kind, target, Stopped(Reason.NO_ROUTE, told, mend))
    if kind != "internet-gateway":
        not_evaluated(walk, table, route)
    attached(walk, subnet, table, route)
    not_blocked(walk, subnet, target, nat=True)
    walk.through("internet-gateway", target)
    walk.through("internet", walk.destination.host)
