"""The way to an interface in the same VPC: that of an interface endpoint, or of any other thing with an address.

Between two subnets the packet leaves one and enters the other, and so does its answer: four crossings of network ACLs.
Within one subnet there are none. Source: Amazon VPC user guide, "Network ACLs"; AWS PrivateLink guide (facts 7.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from c9lib.path import remedy, remedy_endpoints
from c9lib.path.acls import OF_LINUX, Crossing
from c9lib.path.groups import Peer
from c9lib.path.local import within
from c9lib.path.network import Network, Thing
from c9lib.path.path import Reason
from c9lib.path.ranges import address_in
from c9lib.path.walk import Stopped, Walk


@dataclass(frozen=True)
class Target:
    """An interface to which a packet goes. `cidr` is its address, or the range of its subnet where that isn't known."""

    name: str
    subnet: Thing
    cidr: str
    group_ids: tuple[str, ...]


def walk_to_endpoint(walk: Walk, endpoint: Thing) -> Walk:
    """Walk to the interfaces of an endpoint; the service's name gives any of them. Raises `Stopped`.

    Answers with the walk that arrived. Where others of its interfaces don't answer, a caveat says so.
    """
    name, targets = endpoint["VpcEndpointId"], list(_of_endpoint(walk.network, endpoint))
    if not targets:
        told = f"The endpoint {name} is in no subnet, so it has no address."
        mend = remedy_endpoints.into_subnet(walk, endpoint)
        raise walk.stops("vpc-endpoint", name, Stopped(Reason.NOWHERE, told, mend))
    tries = [_tried(walk, target, name) for target in targets]
    best = next((one for one in tries if one.arrived), tries[0])
    if best.stopped is not None:
        walk.hops, walk.caveats, walk.closed = best.walk.hops, best.walk.caveats, best.walk.closed
        raise best.stopped
    lost = [one for one in tries if not one.arrived]
    if best.arrived and lost:
        names = ", ".join(one.target.name for one in lost)
        told = f"{name} also has {names}, from where nothing comes back: every so often a call is lost."
        best.walk.caveats.append(told)
        best.walk.mends += [line for one in lost for line in one.remedy]
    return best.walk


@dataclass(frozen=True)
class _Try:
    """The walk to one interface of an endpoint, and what stopped it."""

    target: Target
    walk: Walk
    stopped: Stopped | None

    @property
    def arrived(self) -> bool:
        """Whether nothing stopped it, there or back."""
        return self.stopped is None and not self.walk.closed

    @property
    def remedy(self) -> tuple[str, ...]:
        """What would let it arrive."""
        if self.walk.closed:
            return remedy.open_acls(self.walk)
        return self.stopped.remedy if self.stopped else ()


def _tried(walk: Walk, target: Target, endpoint_id: str) -> _Try:
    tried = walk.fork()
    try:
        _walk_to(tried, target, endpoint_id)
    except Stopped as why:
        return _Try(target, tried, why)
    return _Try(target, tried, None)


def walk_to_address(walk: Walk, address: str) -> None:
    """Walk to whatever has a private address in the VPC. Raises `Stopped`."""
    vpc_id = walk.source.subnet["VpcId"]
    there = (one for one in walk.network.network_interfaces if one["VpcId"] == vpc_id)
    found = next((one for one in there if one.get("PrivateIpAddress") == address), None)
    target = _target(walk.network, found) if found else None
    if target is None:
        raise Stopped(Reason.NOWHERE, f"No network interface in {vpc_id} has the address {address}.")
    _walk_to(walk, target, "")


def _walk_to(walk: Walk, target: Target, endpoint_id: str) -> None:
    source, port = walk.source, (walk.destination.port,) * 2
    near = target.subnet["SubnetId"] == source.subnet["SubnetId"]
    if source.group_ids is not None:
        mend = remedy.let_out(walk, target.group_ids)
        walk.by_groups(source.group_ids, "egress", Peer(target.cidr, target.group_ids), mend)
    else:
        walk.through("security-group", "Cloud9's own", rule="egress: all traffic to 0.0.0.0/0")
    if not near:
        walk.across(Crossing(source.subnet, egress=True, peer=target.cidr, ports=port))
        within(walk, source.subnet, target.cidr)
        walk.across(Crossing(target.subnet, egress=False, peer=source.cidr, ports=port))
    peer = Peer(source.cidr, source.group_ids or ())
    walk.by_groups(target.group_ids, "ingress", peer, remedy.let_in(walk, target.group_ids))
    walk.through("vpc-endpoint" if endpoint_id else "network-interface", endpoint_id or target.name, _where(target))
    if not near:
        walk.across(Crossing(target.subnet, egress=True, peer=source.cidr, ports=OF_LINUX, back=True))
        within(walk, target.subnet, source.cidr, back=True)
        walk.across(Crossing(source.subnet, egress=False, peer=target.cidr, ports=OF_LINUX, back=True))


def _where(target: Target) -> str:
    return f"{target.name} {target.cidr.removesuffix('/32')} in {target.subnet['SubnetId']}"


def _of_endpoint(network: Network, endpoint: Thing) -> Iterator[Target]:
    """Its interfaces; where they aren't shown, what is known of them: subnets and groups."""
    groups = tuple(str(one["GroupId"]) for one in endpoint.get("Groups", ()))
    known = [network.interface(name) for name in endpoint.get("NetworkInterfaceIds", ())]
    shown = [target for one in known if one and (target := _target(network, one))]
    yield from shown
    for subnet_id in endpoint.get("SubnetIds", ()):
        subnet = network.subnet(subnet_id)
        if subnet and all(one.subnet["SubnetId"] != subnet_id for one in shown):
            name = f"an interface of {endpoint['VpcEndpointId']}"
            yield Target(name, subnet, str(subnet["CidrBlock"]), groups)


def _target(network: Network, interface: Thing) -> Target | None:
    subnet = network.subnet(interface["SubnetId"])
    if subnet is None:
        return None
    address = interface.get("PrivateIpAddress") or address_in(subnet["CidrBlock"], 4)
    groups = tuple(str(one["GroupId"]) for one in interface.get("Groups", ()))
    return Target(str(interface["NetworkInterfaceId"]), subnet, f"{address}/32", groups)
