"""Follow a packet: resolve the name, then walk to the endpoint that it gives, or to the public address.

From an interface that is there, or in a forecast from a subnet in which one is to be. IPv4 only; a subnet that has
IPv6, too, is told in the notes.
"""

from __future__ import annotations

from collections.abc import Sequence

from c9lib.path import names, remedy, remedy_endpoints
from c9lib.path.destination import Destination, service
from c9lib.path.names import SUPPORT, Answer
from c9lib.path.network import Network, Thing
from c9lib.path.path import Hop, Path, Reason
from c9lib.path.private import walk_to_address, walk_to_endpoint
from c9lib.path.public import walk_to_public
from c9lib.path.ranges import covers
from c9lib.path.walk import Source, Stopped, Walk


def from_interface(network: Network, interface: str | Thing, destination: Destination) -> Path:
    """The way from a network interface (its id, or its description by EC2) to a destination, and back."""
    found = network.interface(interface) if isinstance(interface, str) else interface
    if found is None:
        return _unknown("network-interface", str(interface), destination)
    name, subnet = str(found["NetworkInterfaceId"]), network.subnet(found["SubnetId"])
    if subnet is None:
        return _unknown("subnet", str(found["SubnetId"]), destination)
    address, public = str(found["PrivateIpAddress"]), str(found.get("Association", {}).get("PublicIp") or "")
    lacking = f"{name} has no public IPv4 address. An internet gateway forwards only what comes from one."
    groups = tuple(str(one["GroupId"]) for one in found.get("Groups", ()))
    mend = remedy.address_for_interface(network.region, name)
    walk = Walk(network, Source(name, subnet, f"{address}/32", bool(public), groups, lacking, mend), destination)
    told = f"{address}, {public}" if public else address
    walk.through("network-interface", name, f"{told} in {subnet['SubnetId']}")
    return _follow(walk)


def from_subnet(
    network: Network,
    subnet_id: str,
    destination: Destination,
    *,
    public_address: bool | None = None,
    group_ids: Sequence[str] | None = None,
) -> Path:
    """The forecast for an instance that is launched, or started again, in a subnet.

    `public_address` tells whether it will have a public address; None leaves it to the subnet (MapPublicIpOnLaunch).
    `group_ids` None: it gets the group that Cloud9 makes, which lets everything out and nothing in.
    """
    subnet = network.subnet(subnet_id)
    if subnet is None:
        return _unknown("subnet", subnet_id, destination)
    gets = bool(subnet.get("MapPublicIpOnLaunch")) if public_address is None else public_address
    asked = public_address is not None
    why = "the launch asks for none" if asked else f"{subnet_id} gives none (MapPublicIpOnLaunch is off)"
    lacking = f"An instance would get no public IPv4 address: {why}. An internet gateway needs one."
    mend = () if asked else remedy.addresses_for_subnet(network.region, subnet_id)
    cidr, groups = str(subnet["CidrBlock"]), tuple(group_ids) if group_ids is not None else None
    walk = Walk(network, Source("", subnet, cidr, gets, groups, lacking, mend), destination)
    walk.through("subnet", subnet_id, f"{cidr}, an instance that is to be launched")
    return _follow(walk)


def _follow(walk: Walk) -> Path:
    if walk.source.subnet.get("Ipv6CidrBlockAssociationSet"):
        walk.notes.append(f"{walk.source.subnet['SubnetId']} has IPv6, too; only IPv4 is evaluated here.")
    try:
        walk = _walked(walk)
    except Stopped as stopped:
        return walk.ends(_first(walk) or stopped)
    closed = _first(walk)
    return walk.ends(closed) if closed else walk.arrives()


def _first(walk: Walk) -> Stopped | None:
    """The network ACL that stopped the packet before anything else could."""
    if not walk.closed:
        return None
    crossing, ruling = walk.closed[0]
    what = "the answer " if crossing.back else "what goes "
    told = f"{ruling.rule}. So {what}{walk.in_words(crossing).removeprefix('the answer ')} is stopped."
    if crossing.back:
        told += " Network ACLs keep no state: an answer needs a rule of its own."
    return Stopped(Reason.ACL, told, remedy.open_acls(walk))


def _walked(walk: Walk) -> Walk:
    """Walk the way that the destination's name gives. Raises `Stopped`."""
    vpc = _vpc(walk)
    if any(covers(cidr, f"{walk.destination.address}/32") for cidr in names.ranges_of(vpc)):
        walk_to_address(walk, walk.destination.address)
        return walk
    answer = names.ask(walk.network, vpc, walk.destination)
    _resolved(walk, vpc, answer)
    if answer.endpoint is not None:
        return walk_to_endpoint(walk, answer.endpoint)
    try:
        walk_to_public(walk)
    except Stopped as stopped:
        raise _past_endpoint(walk, answer, stopped) from stopped
    return walk


def _vpc(walk: Walk) -> Thing:
    """The VPC of the source. Another account's, whose subnet is shared, isn't shown: what is known is its id."""
    vpc_id = walk.source.subnet["VpcId"]
    return walk.network.vpc(vpc_id) or {"VpcId": vpc_id, "CidrBlock": walk.source.subnet["CidrBlock"]}


def _resolved(walk: Walk, vpc: Thing, answer: Answer) -> None:
    name, host = str(vpc["VpcId"]), walk.destination.host
    if not answer.resolved:
        told = f"{SUPPORT} of {name} is off: its resolver answers nobody, and {host} has no address."
        mend = (remedy.attribute(walk.network, name, "--enable-dns-support"),)
        raise walk.stops("vpc", name, Stopped(Reason.UNKNOWN_DESTINATION, told, mend), rule=f"{SUPPORT}: false")
    if answer.servers:
        servers = ", ".join(answer.servers)
        told = f"The instances of {name} ask {servers} for names, not Amazon's resolver: what those answer for {host}"
        walk.caveats.append(f"{told} is not evaluated here. It is followed as if they gave the public address.")
        walk.through("vpc", name, f"{host} asked of {servers}", status="unknown")
    elif answer.untold:
        told = (
            f"The DHCP options {vpc.get('DhcpOptionsId')} of {name} name no DNS server: whether its instances know one"
        )
        walk.caveats.append(f"{told} is not evaluated here. It is followed as if they asked Amazon's resolver.")
    if answer.servers:
        return
    if answer.endpoint is not None:
        walk.through("vpc", name, f"{host} is {answer.endpoint['VpcEndpointId']}, by private DNS")
    elif walk.destination.service_name:
        walk.through("vpc", name, f"{host} is a public address")


def _past_endpoint(walk: Walk, answer: Answer, stopped: Stopped) -> Stopped:
    """The public way is closed, and there is an endpoint to which the name doesn't lead: that is what to mend."""
    if answer.servers or stopped.reason == Reason.UNSUPPORTED or walk.closed:
        return stopped
    if not answer.unused:
        return _without_endpoint(walk, stopped)
    unused = answer.unused[0]
    told = f"{walk.destination.host} leads past its endpoint, as {unused.why}; and the public way is closed: {stopped}"
    reason = Reason.BAD_STATE if unused.state else stopped.reason
    return Stopped(reason, told, remedy_endpoints.named(walk, unused))


def _without_endpoint(walk: Walk, stopped: Stopped) -> Stopped:
    """No endpoint for this service, though there are some for others that the agent asks: that is what lacks."""
    vpc_id = walk.source.subnet["VpcId"]
    have = [name for name in remedy_endpoints.OF_PAGE if _has_endpoint(walk, vpc_id, name)]
    if not have or not walk.destination.service_name:
        return stopped
    kind = "gateway endpoint on its route table" if walk.destination.short == "s3" else "interface endpoint"
    told = f"{vpc_id} has no {kind} for {walk.destination.short} (it has interface endpoints for {', '.join(have)})"
    return Stopped(stopped.reason, f"{told}, and the public way is closed: {stopped}", stopped.remedy)


def _has_endpoint(walk: Walk, vpc_id: str, name: str) -> bool:
    return bool(names.endpoints_for(walk.network, vpc_id, service(name, walk.network.region).service_name))


def _unknown(kind: str, name: str, destination: Destination) -> Path:
    told = f"The {kind} {name} doesn't exist here."
    hops, reason = (Hop(kind, name, status="stop"),), Reason.UNKNOWN_RESOURCE
    return Path(reachable=False, hops=hops, reason=reason, explanation=told, destination=str(destination))
