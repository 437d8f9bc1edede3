"""This deployment's network as one site: the VPC, and in it the parts that belong together, by tier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from c9lib.aws import Session
from c9lib.checks.tiers import PUBLIC, Tier, tier_of
from c9lib.steps import vpc_dns
from c9lib.steps.nat_gateways import ALIVE, allocations_of, interfaces_of
from c9lib.steps.network_parts import Parts, Thing, parts

EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class Site:
    """The parts that are in one VPC. `dns` are its two attributes, empty without a VPC; `extra_vpcs` are others with
    this deployment's tag.
    """

    vpc: Thing | None
    dns: Mapping[str, bool]
    there: Parts
    extra_vpcs: tuple[str, ...]

    @property
    def gateway(self) -> Thing | None:
        """The internet gateway, the attached one first: a second one can't be attached to the same VPC."""
        return next(iter(self.there.gateways), None)

    @property
    def is_attached(self) -> bool:
        """Whether there is an internet gateway, attached to the VPC."""
        return bool(self.vpc and self.gateway and self.gateway["Attachments"])

    def subnets(self, tier: Tier) -> dict[str, Thing]:
        """The subnets of a tier by zone."""
        return {one["AvailabilityZone"]: one for one in self.there.subnets if tier_of(one) == tier}

    def table(self, tier: Tier) -> Thing | None:
        """The route table of a tier; of several, that which decides for most subnets."""
        there = [one for one in self.there.tables if tier_of(one) == tier]
        return min(there, key=lambda one: (-len(one["Associations"]), one["RouteTableId"]), default=None)

    def is_associated(self, subnet: Thing) -> bool:
        """Whether the route table of its tier decides for a subnet."""
        table = self.table(tier_of(subnet))
        return any(one.get("SubnetId") == subnet["SubnetId"] for one in (table["Associations"] if table else ()))

    def default_route(self, tier: Tier) -> Thing | None:
        """Where the route table of a tier leads everything, wherever that is."""
        table = self.table(tier)
        routes = table["Routes"] if table else ()
        return next((route for route in routes if route.get("DestinationCidrBlock") == EVERYWHERE), None)

    def is_routed(self, tier: Tier) -> bool:
        """Whether a tier leads to the gateway that it should: a public one to the internet's, a private one to NAT."""
        route = self.default_route(tier)
        if route is None or route.get("State") == "blackhole":
            return False
        if tier == PUBLIC:
            return bool(self.gateway and route.get("GatewayId") == self.gateway["InternetGatewayId"])
        return bool(self.nat_gateway and route.get("NatGatewayId") == self.nat_gateway["NatGatewayId"])

    @property
    def nat_gateway(self) -> Thing | None:
        """The NAT gateway that works or will; of several, the one to which a route leads already."""
        used = (self.default_route("private") or {}).get("NatGatewayId")
        alive = [one for one in self.there.nat_gateways if one["State"] in ALIVE]
        return min(alive, key=lambda one: (one["NatGatewayId"] != used, one["NatGatewayId"]), default=None)

    @property
    def address(self) -> Thing | None:
        """The Elastic IP address for the NAT gateway: its own, or one that nothing else has."""
        own = allocations_of([self.nat_gateway] if self.nat_gateway else [])
        ours = interfaces_of(self.there.nat_gateways)
        free = (one for one in self.there.addresses if not user_of(one) or user_of(one) in ours)
        return min(free, key=lambda one: (one["AllocationId"] not in own, one["AllocationId"]), default=None)


def user_of(address: Thing) -> str:
    """What an Elastic IP address is associated with: a network interface or an instance; "" when it is free."""
    if not address.get("AssociationId"):
        return ""
    return str(address.get("NetworkInterfaceId") or address.get("InstanceId") or address["AssociationId"])


def site(session: Session) -> Site:
    """What there is now. Of several VPCs (two runs at once, or a lost answer) it is the fullest, then the lowest by id:
    the same for whoever looks.
    """
    there = parts(session)
    vpc = min(there.vpcs, key=lambda one: (-_fullness(there, one), one["VpcId"]), default=None)
    dns = vpc_dns.attributes(session, vpc["VpcId"]) if vpc else {}
    extra = tuple(str(one["VpcId"]) for one in there.vpcs if vpc and one["VpcId"] != vpc["VpcId"])
    return Site(vpc, dns, _within(there, vpc), extra)


def _fullness(there: Parts, vpc: Thing) -> int:
    found = _within(there, vpc)
    return sum(map(len, (found.subnets, found.tables, found.gateways, found.nat_gateways)))


def _within(there: Parts, vpc: Thing | None) -> Parts:
    """The parts that are in a VPC, and what is in none: free gateways and Elastic IP addresses."""
    name = vpc["VpcId"] if vpc else ""

    def near(gateway: Thing) -> bool:
        return all(one["VpcId"] == name for one in gateway["Attachments"])

    def inside(things: list[Thing]) -> list[Thing]:
        return [one for one in things if one["VpcId"] == name]

    return replace(
        there,
        vpcs=[vpc] if vpc else [],
        subnets=sorted(inside(there.subnets), key=lambda one: (str(one["AvailabilityZone"]), str(one["SubnetId"]))),
        tables=inside(there.tables),
        gateways=sorted(filter(near, there.gateways), key=lambda one: not one["Attachments"]),
        nat_gateways=inside(there.nat_gateways),
    )
