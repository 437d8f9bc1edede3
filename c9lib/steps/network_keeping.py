"""Which parts of this deployment's network stay, as somebody else uses them, and what these parts need to work.

What lives in a subnet keeps it, with its route table, what that leads to, and the VPC; a NAT gateway keeps its address
and its own subnet's way out. A thing that is in the VPC and in no subnet keeps the VPC alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from c9lib.steps.nat_gateways import allocations_of
from c9lib.steps.network_parts import Parts, Thing
from c9lib.steps.strange import Around, Strange, routed, subnets_of


def kept(there: Parts, around: Around, users: list[Strange]) -> Mapping[str, Strange]:
    """The ids that stay, each with the first thing that needs it."""
    leads = _leads(there, around)
    staying: dict[str, Strange] = {}
    for user in users:
        reached = sorted(user.needs)
        while reached:
            name = reached.pop()
            if name not in staying:
                staying[name] = user
                reached += sorted(leads.get(name, set()))
    return staying


def notes(there: Parts, staying: Mapping[str, Strange]) -> Iterator[str]:
    """One sentence for each part of ours that stays: why, and what removes the reason."""
    for kind, name in _named(there):
        user = staying.get(name)
        if user:
            removal = f" If it may go: {user.removal}" if user.removal else ""
            yield f"The {kind} {name} stays: {user.told} needs it.{removal}"


def _leads(there: Parts, around: Around) -> Mapping[str, set[str]]:
    """What each thing needs next to it, by id."""
    needs: dict[str, set[str]] = {}
    for table in around.tables:
        name = str(table["RouteTableId"])
        needs[name] = routed(table)
        for subnet_id in subnets_of(table):
            needs[subnet_id] = {name}
    for subnet in around.subnets:
        needs.setdefault(str(subnet["SubnetId"]), _main(around, subnet)).add(str(subnet["VpcId"]))
    for gateway in there.nat_gateways:
        needs[str(gateway["NatGatewayId"])] = {str(gateway["SubnetId"]), *allocations_of([gateway])}
    return needs


def _main(around: Around, subnet: Thing) -> set[str]:
    """The main route table of a subnet's VPC, which serves a subnet without an association."""
    return {
        str(one["RouteTableId"])
        for one in around.tables
        if one["VpcId"] == subnet["VpcId"] and any(at.get("Main") for at in one["Associations"])
    }


def _named(there: Parts) -> Iterator[tuple[str, str]]:
    yield from (("VPC", str(one["VpcId"])) for one in there.vpcs)
    yield from (("subnet", str(one["SubnetId"])) for one in there.subnets)
    yield from (("route table", str(one["RouteTableId"])) for one in there.tables)
    yield from (("internet gateway", str(one["InternetGatewayId"])) for one in there.gateways)
    yield from (("NAT gateway", str(one["NatGatewayId"])) for one in there.nat_gateways)
    yield from (("Elastic IP address", str(one["AllocationId"])) for one in there.addresses)
