"""What a route can lead to that isn't judged here (transit gateways, peering connections, VPN gateways), read from
moto's objects. Like `moto_network` it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.simulator.moto_network import backend

Place = tuple[str, str]
"""The id of a target, and that of a VPC from which it can be reached now."""


def reachable(region: str) -> set[Place]:
    """All pairs of such a target and a VPC that is attached to it."""
    return {*_transit_gateways(region), *_peerings(region), *_vpn_gateways(region), *_egress_only(region)}


def exists(region: str, target: str) -> bool:
    """Whether there is such a target, attached or not."""
    ec2 = backend(region)
    return any(target in held for held in (ec2.transit_gateways, ec2.vpc_pcxs, ec2.vpn_gateways))


def peered_vpcs(region: str, peering_id: str) -> tuple[str, str]:
    """The two VPCs of a peering connection."""
    found = backend(region).vpc_pcxs[peering_id]
    return found.vpc.id, found.peer_vpc.id


def _transit_gateways(region: str) -> Iterator[Place]:
    ec2 = backend(region)
    for attachment in ec2.transit_gateway_attachments.values():
        gateway = ec2.transit_gateways.get(attachment.transit_gateway_id)
        if gateway and gateway.state == attachment.state == "available" and attachment.resource_type == "vpc":
            yield gateway.id, attachment.resource_id


def _peerings(region: str) -> Iterator[Place]:
    for peering in backend(region).vpc_pcxs.values():
        if peering.status["Code"] == "active":
            yield from ((peering.id, peering.vpc.id), (peering.id, peering.peer_vpc.id))


def _vpn_gateways(region: str) -> Iterator[Place]:
    for gateway in backend(region).vpn_gateways.values():
        for vpc_id, attachment in gateway.attachments.items():
            if gateway.state == "available" and attachment.state == "attached":
                yield gateway.id, vpc_id


def _egress_only(region: str) -> Iterator[Place]:
    for gateway in backend(region).egress_only_internet_gateways.values():
        yield gateway.id, gateway.vpc_id
