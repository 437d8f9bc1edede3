"""The way to a public address: by an internet gateway, a NAT gateway, or Amazon S3's gateway endpoint.

Each kind of route target has one function in `BEYOND`; a kind that is missing there ends the way by its name.
Sources: Amazon VPC user guide, "Internet gateways", "NAT gateways" and "Gateway endpoints" (facts 7.7, 8.6).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from c9lib.path import nat, remedy, remedy_routes
from c9lib.path.acls import OF_LINUX, Crossing
from c9lib.path.gateways import attached, not_blocked
from c9lib.path.groups import Peer
from c9lib.path.network import Thing, state_of
from c9lib.path.path import Reason
from c9lib.path.ranges import EVERYWHERE
from c9lib.path.route import covers_internet, destination_of, in_words, is_main, others, parts, route_for, target_of
from c9lib.path.unevaluated import not_evaluated
from c9lib.path.walk import Stopped, Walk


def walk_to_public(walk: Walk) -> None:
    """Walk to the destination's public address and back. Raises `Stopped`."""
    source, peer = walk.source, f"{walk.address}/32"
    if source.group_ids is not None:
        walk.by_groups(source.group_ids, "egress", Peer(peer), remedy.let_out(walk))
    else:
        walk.through("security-group", "Cloud9's own", rule=f"egress: all traffic to {EVERYWHERE}")
    walk.across(Crossing(source.subnet, egress=True, peer=peer, ports=(walk.destination.port,) * 2))
    table, route = _route(walk)
    kind, target = target_of(route)
    walk.through("route-table", table["RouteTableId"], rule=in_words(table, route))
    if route.get("State") == "blackhole":
        told = f"{in_words(table, route)}: that target is gone or broken (state blackhole)."
        mend = remedy_routes.way_out(walk, table, route)
        raise walk.stops(kind, target or "unknown", Stopped(Reason.BAD_STATE_ROUTE, told, mend), note="blackhole")
    beyond = _gateway_endpoint if _is_by_gateway_endpoint(walk, route) else BEYOND.get(kind, not_evaluated)
    beyond(walk, table, route)
    if not covers_internet(table, route):
        walk.doubts(destination_of(route), f"the route {destination_of(route)} of {table['RouteTableId']}")
    walk.across(Crossing(source.subnet, egress=False, peer=peer, ports=OF_LINUX, back=True))


def _route(walk: Walk) -> tuple[Thing, Thing]:
    """The route table of the source's subnet and its route to the address. Raises `Stopped`."""
    subnet_id = walk.source.subnet["SubnetId"]
    table = walk.network.route_table_of(walk.source.subnet)
    if table is None:
        raise Stopped(Reason.UNASSOCIATED, f"No route table decides for {subnet_id}, not even a main one.")
    name, route = table["RouteTableId"], route_for(walk.network, table, f"{walk.address}/32")
    if route is None:
        of = (
            f"the main one, as {subnet_id} has none of its own" if is_main(table, subnet_id) else f"that of {subnet_id}"
        )
        told = f"The route table {name} ({of}) has no route to the internet ({EVERYWHERE})."
        stopped = Stopped(Reason.NO_ROUTE, told, remedy_routes.way_out(walk, table))
        for cidr in parts(table):
            walk.doubts(cidr, f"the route {cidr} of {name}")
        raise walk.stops("route-table", name, stopped, rule=f"{name}: no route to {walk.destination.host}")
    for other in others(table, route):
        kind, target = target_of(other)
        walk.differs(destination_of(other), f"{name} leads {destination_of(other)} elsewhere ({kind} {target})")
    return table, route


def _internet_gateway(walk: Walk, table: Thing, route: Thing) -> None:
    """Forwards only what comes from a public address, in a VPC to which it is attached."""
    attached(walk, walk.source.subnet, table, route)
    if not walk.source.public:
        stopped = Stopped(Reason.NO_PUBLIC_ADDRESS, walk.source.lacking, walk.source.mend)
        raise walk.stops("internet-gateway", route["GatewayId"], stopped)
    not_blocked(walk, walk.source.subnet, route["GatewayId"], nat=False)
    walk.through("internet-gateway", route["GatewayId"])
    walk.through("internet", walk.destination.host)


def _is_by_gateway_endpoint(walk: Walk, route: Thing) -> bool:
    """Whether a route leads to a gateway endpoint; a Gateway Load Balancer endpoint has an id of the same kind."""
    kind, target = target_of(route)
    endpoint = walk.network.endpoint(target)
    by_list = kind == "vpc-endpoint" and bool(route.get("DestinationPrefixListId"))
    return by_list and (endpoint is None or endpoint["VpcEndpointType"] == "Gateway")


def _gateway_endpoint(walk: Walk, table: Thing, route: Thing) -> None:
    """A gateway endpoint needs neither a public address nor an internet gateway (facts 1.6, 7.1)."""
    name = route["GatewayId"]
    endpoint = walk.network.endpoint(name)
    if endpoint is None:
        told = f"The endpoint {name}, to which {table['RouteTableId']} leads, isn't known here."
        raise walk.stops("vpc-endpoint", name, Stopped(Reason.UNKNOWN_RESOURCE, told))
    state = state_of(endpoint)
    if state != "available":
        told = f"The gateway endpoint {name} is {state}."
        raise walk.stops("vpc-endpoint", name, Stopped(Reason.BAD_STATE, told), note=state)
    walk.through("vpc-endpoint", name, f"gateway endpoint for {walk.destination.short}")


BEYOND: Mapping[str, Callable[[Walk, Thing, Thing], None]] = {
    "internet-gateway": _internet_gateway,
    "nat-gateway": nat.nat_gateway,
}
"""What comes behind each kind of route target: the walk, the table and the route that sent it there."""
