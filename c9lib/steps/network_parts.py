"""What this deployment's network consists of, by tag: in one VPC, or left over from a run whose answer was lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from c9lib.aws import Session
from c9lib.steps.reading import is_ours

Thing = Mapping[str, Any]


@dataclass(frozen=True)
class Parts:
    """What carries this deployment's tag. NAT gateways that are deleted already are left out."""

    vpcs: list[Thing] = field(default_factory=list)
    subnets: list[Thing] = field(default_factory=list)
    tables: list[Thing] = field(default_factory=list)
    gateways: list[Thing] = field(default_factory=list)
    nat_gateways: list[Thing] = field(default_factory=list)
    addresses: list[Thing] = field(default_factory=list)

    def without(self, ids: frozenset[str]) -> Parts:
        """All of it but for what has one of these ids."""
        return Parts(
            [one for one in self.vpcs if one["VpcId"] not in ids],
            [one for one in self.subnets if one["SubnetId"] not in ids],
            [one for one in self.tables if one["RouteTableId"] not in ids],
            [one for one in self.gateways if one["InternetGatewayId"] not in ids],
            [one for one in self.nat_gateways if one["NatGatewayId"] not in ids],
            [one for one in self.addresses if not {one["AllocationId"], one["PublicIp"]} & ids],
        )


def parts(session: Session) -> Parts:
    """The parts of this deployment's network, in six calls at once."""

    def tagged(method: str, items: str, key: str) -> Callable[[], list[Thing]]:
        def read() -> list[Thing]:
            found = session.pages("ec2", method, items, Filters=session.tag_filter())
            # Looked at once more: what is found here is deleted one day, and not all AWS-compatible services know the
            # filter for everything.
            return sorted((one for one in found if is_ours(session, one)), key=lambda one: str(one[key]))

        return read

    vpcs, subnets, tables, gateways, nat_gateways, addresses = session.at_once(
        tagged("describe_vpcs", "Vpcs", "VpcId"),
        tagged("describe_subnets", "Subnets", "SubnetId"),
        tagged("describe_route_tables", "RouteTables", "RouteTableId"),
        tagged("describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
        tagged("describe_nat_gateways", "NatGateways", "NatGatewayId"),
        tagged("describe_addresses", "Addresses", "AllocationId"),
    )
    # EC2 shows them for about an hour after their end (facts 7.7).
    there = [one for one in nat_gateways if one["State"] != "deleted"]
    return Parts(vpcs, subnets, tables, gateways, there, addresses)
