"""What an internet gateway asks of whoever comes to it, be it an instance or a NAT gateway."""

from __future__ import annotations

from c9lib.path import public_access, remedy, remedy_routes
from c9lib.path.network import Thing, is_attached
from c9lib.path.path import Reason
from c9lib.path.walk import Stopped, Walk


def attached(walk: Walk, subnet: Thing, table: Thing, route: Thing) -> None:
    """The gateway of a route exists, and is attached to the VPC of `subnet`. Raises `Stopped`."""
    vpc_id, name = subnet["VpcId"], route["GatewayId"]
    gateway = walk.network.internet_gateway(name)
    if gateway is not None and is_attached(gateway, vpc_id):
        return
    if gateway is None and walk.network.is_shared(subnet):
        told = f"The internet gateway {name} belongs to the owner of {vpc_id} and isn't shown to this account."
        raise walk.stops("internet-gateway", name, Stopped(Reason.UNKNOWN_RESOURCE, told))
    lacks = "doesn't exist" if gateway is None else f"isn't attached to {vpc_id}"
    told = f"The internet gateway {name}, to which {table['RouteTableId']} leads, {lacks}."
    mend = remedy_routes.to_internet_gateway(walk.network, table, route)
    raise walk.stops("internet-gateway", name, Stopped(Reason.BAD_STATE_ROUTE, told, mend))


def not_blocked(walk: Walk, subnet: Thing, gateway_id: str, *, nat: bool) -> None:
    """VPC Block Public Access leaves the way of `subnet`. Raises `Stopped`."""
    if not public_access.is_blocked(walk.network, subnet, nat=nat):
        return
    mode, where = public_access.mode_of(walk.network), subnet["SubnetId"]
    told = f"VPC Block Public Access ({mode}) keeps {where} from its internet gateway, and no exclusion lifts it."
    stopped = Stopped(Reason.PUBLIC_ACCESS_BLOCKED, told, remedy.exclusion(walk.network, subnet, nat=nat))
    raise walk.stops("internet-gateway", gateway_id, stopped, rule=f"VPC Block Public Access: {mode}")
