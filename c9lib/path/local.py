"""From one subnet of a VPC to another: by the local route, unless a more specific one leads elsewhere first.

Each way has its own route table: the packet that of its source's subnet, the answer that of the subnet it comes from.
Source: Amazon VPC user guide, "Route tables", routing to a middlebox.
"""

from __future__ import annotations

from c9lib.path import remedy_routes
from c9lib.path.network import Thing
from c9lib.path.path import Reason
from c9lib.path.route import in_words, route_for, target_of
from c9lib.path.walk import Stopped, Walk


def within(walk: Walk, subnet: Thing, cidr: str, *, back: bool = False) -> None:
    """Leave `subnet` for an address of the same VPC. Raises `Stopped`."""
    table = walk.network.route_table_of(subnet)
    if table is None:
        raise Stopped(Reason.UNASSOCIATED, f"No route table decides for {subnet['SubnetId']}, not even a main one.")
    route = route_for(walk.network, table, cidr)
    kind, name = target_of(route) if route else ("local", "local")
    rule = in_words(table, route) if route else f"{table['RouteTableId']}: local"
    if kind == "local" and back:
        return  # Nobody needs to be told what goes without saying.
    note = f"the answer, of {subnet['SubnetId']}" if back else ""
    walk.through("route-table", str(table["RouteTableId"]), note, rule, back=back)
    if kind == "local" or route is None:
        return
    what = "the answer" if back else "the packet"
    if route.get("State") == "blackhole":
        told = f"{rule}, before the local route: {what} ends there, as that target is gone or broken (state blackhole)."
        mend = remedy_routes.without(walk.network, table, route)
        raise walk.stops(kind, name or "unknown", Stopped(Reason.BAD_STATE_ROUTE, told, mend), "blackhole", back=back)
    told = f"{rule}, before the local route: what answers there is not evaluated here, and {what} goes to it."
    raise walk.stops(kind, name or "unknown", Stopped(Reason.UNSUPPORTED, told), back=back)
