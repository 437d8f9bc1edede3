"""Whether a packet gets out: from an interface, or from a subnet where nothing runs yet, to an AWS service.

Evaluated now: the subnet's route table, the route's state, the internet gateway, the public address. Each kind of
route target has one function in `BEYOND`; a kind that is missing there ends the way with `UNSUPPORTED_COMPONENT`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from c9lib.path import remedy
from c9lib.path.network import Network, Thing, is_attached
from c9lib.path.path import Hop, Path, Reason
from c9lib.path.route import route_for, target_of

SERVICE_ADDRESS = "52.46.128.0"
"""Stands for any AWS service's public endpoint: an address that ip-ranges.amazonaws.com lists as Amazon's."""


@dataclass(frozen=True)
class _Packet:
    """A packet under way: what it came through, and what its source offers to an internet gateway."""

    network: Network
    subnet: Thing
    hops: tuple[Hop, ...]
    is_public: bool
    """The source has a public address, or will have one."""
    lacking: str
    """One sentence for the case that it hasn't."""
    mend: tuple[str, ...]
    """The commands for that case."""

    def through(self, kind: str, name: str, note: str = "") -> _Packet:
        return replace(self, hops=(*self.hops, Hop(kind, name, note)))

    def ends(self, reason: Reason, explanation: str, remedy: tuple[str, ...] = ()) -> Path:
        return Path(reachable=False, hops=self.hops, reason=reason, explanation=explanation, remedy=remedy)

    def arrives(self) -> Path:
        there = Hop("internet", SERVICE_ADDRESS, "stands for the public endpoint of an AWS service")
        return Path(reachable=True, hops=(*self.hops, there))


def leads_out(network: Network, interface: str | Thing) -> Path:
    """The way from a network interface (its id, or its description by EC2) to the public endpoint of an AWS service."""
    found = network.interface(interface) if isinstance(interface, str) else interface
    if found is None:
        return _unknown("network-interface", str(interface))
    name, subnet = found["NetworkInterfaceId"], network.subnet(found["SubnetId"])
    if subnet is None:
        return _unknown("subnet", found["SubnetId"])
    public = found.get("Association", {}).get("PublicIp") or ""
    lacking = f"{name} has no public IPv4 address. An internet gateway forwards only what comes from one."
    start = Hop("network-interface", name, public or found.get("PrivateIpAddress", ""))
    return _from_subnet(_Packet(network, subnet, (start,), bool(public), lacking, remedy.address_for_interface(name)))


def leads_out_from_subnet(network: Network, subnet_id: str, *, public_address: bool | None = None) -> Path:
    """The forecast for an instance that is launched in a subnet.

    `public_address` tells whether the launch asks for a public address; None leaves it to the subnet
    (MapPublicIpOnLaunch).
    """
    subnet = network.subnet(subnet_id)
    if subnet is None:
        return _unknown("subnet", subnet_id)
    maps = bool(subnet.get("MapPublicIpOnLaunch"))
    gets = maps if public_address is None else public_address
    asked = public_address is not None
    why = "the launch asks for none" if asked else f"{subnet_id} gives none (MapPublicIpOnLaunch is off)"
    lacking = f"An instance would get no public IPv4 address: {why}. An internet gateway needs one."
    mend = () if asked else remedy.addresses_for_subnet(subnet_id)
    return _from_subnet(_Packet(network, subnet, (), gets, lacking, mend))


def _from_subnet(packet: _Packet) -> Path:
    subnet = packet.subnet
    packet = packet.through("subnet", subnet["SubnetId"], subnet.get("CidrBlock", ""))
    table = packet.network.route_table_of(subnet)
    if table is None:
        told = f"No route table decides for {subnet['SubnetId']}, not even a main one."
        return packet.ends(Reason.UNASSOCIATED, told)
    return _by_table(packet.through("route-table", table["RouteTableId"]), table)


def _by_table(packet: _Packet, table: Thing) -> Path:
    name, route = table["RouteTableId"], route_for(table, SERVICE_ADDRESS)
    if route is None:
        of = f"{name}, the route table of {packet.subnet['SubnetId']},"
        told = f"{of} has no route to the internet ({remedy.EVERYWHERE})."
        return packet.ends(Reason.NO_ROUTE, told, remedy.default_route(packet.network, table, exists=False))
    kind, target = target_of(route)
    cidr = route["DestinationCidrBlock"]
    if route.get("State") == "blackhole":
        told = f"The route {cidr} of {name} leads to {target or 'a target'} that is gone or broken (state blackhole)."
        return packet.ends(Reason.BAD_STATE_ROUTE, told, remedy.mended_route(packet.network, table, cidr, target))
    packet = packet.through(kind, target, cidr)
    if kind not in BEYOND:
        told = f"The route {cidr} of {name} leads to {target or 'a target without a name'}; {kind} is not evaluated."
        return packet.ends(Reason.UNSUPPORTED, told)
    return BEYOND[kind](packet, table, route)


def _internet_gateway(packet: _Packet, table: Thing, route: Thing) -> Path:
    vpc_id, gateway_id = packet.subnet["VpcId"], route["GatewayId"]
    gateway = packet.network.internet_gateway(gateway_id)
    if gateway is None or not is_attached(gateway, vpc_id):
        lacks = "doesn't exist" if gateway is None else f"isn't attached to {vpc_id}"
        told = f"The internet gateway {gateway_id}, to which {table['RouteTableId']} leads, {lacks}."
        mend = remedy.mended_route(packet.network, table, route["DestinationCidrBlock"], gateway_id)
        return packet.ends(Reason.BAD_STATE_ROUTE, told, mend)
    if not packet.is_public:
        return packet.ends(Reason.NO_PUBLIC_ADDRESS, packet.lacking, packet.mend)
    return packet.arrives()


BEYOND: Mapping[str, Callable[[_Packet, Thing, Thing], Path]] = {"internet-gateway": _internet_gateway}
"""What comes behind each kind of route target: the packet, the table and the route that sent it there."""


def _unknown(kind: str, name: str) -> Path:
    told = f"The {kind} {name} doesn't exist here."
    return Path(reachable=False, hops=(Hop(kind, name),), reason=Reason.UNKNOWN_RESOURCE, explanation=told)
