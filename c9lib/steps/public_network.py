"""A VPC of this deployment's own: subnets whose route table leads to an internet gateway (facts 2.1, rows 5 and 7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from c9lib.aws import Session
from c9lib.nouns import Change, Fact, Observation, Plan
from c9lib.steps import vpc_dns
from c9lib.steps.network_parts import Parts, Thing, parts
from c9lib.steps.public_changes import EVERYWHERE, Building
from c9lib.steps.reading import in_words
from c9lib.steps.zones import free_ranges, zones_with


def observe(session: Session) -> Observation:
    """The parts that this deployment made until now; of several VPCs (a lost answer leaves one) the fullest."""
    there = parts(session)
    vpc = max(there.vpcs, key=lambda one: (_fullness(there, one), one["VpcId"]), default=None)
    found = _within(there, vpc)
    dns = vpc_dns.attributes(session, vpc["VpcId"]) if vpc else {}
    on = ", ".join(f"{name} {'on' if is_on else 'off'}" for name, is_on in dns.items())
    facts = (
        Fact("VPC", vpc["State"] if vpc else "missing", f"{vpc['VpcId']} {vpc['CidrBlock']}" if vpc else ""),
        Fact("DNS of the VPC", "on" if dns and all(dns.values()) else "missing", on),
        Fact(
            "internet gateway",
            _state(found.gateways, "attached" if _attached(found, vpc) else "not attached"),
            _ids(found.gateways),
        ),
        Fact("route table", _state(found.tables, "leads out" if _routed(found) else "no route"), _ids(found.tables)),
        *(_subnet_fact(found, subnet) for subnet in found.subnets),
        *(() if found.subnets else (Fact("subnet", "missing"),)),
    )
    extra = [one["VpcId"] for one in there.vpcs if vpc and one["VpcId"] != vpc["VpcId"]]
    return Observation("network", facts, {"vpc": vpc, "dns": dns, "parts": found, "extra": extra})


def plan(session: Session, seen: Observation) -> Plan:
    """What is missing, in the order in which EC2 wants it."""
    vpc, found = seen.data["vpc"], seen.data["parts"]
    building = Building(session, vpc, found)
    wanted, refusals = _wanted(session, vpc, found)
    changes = chain(
        () if vpc else (building.vpc(),),
        (building.dns(name) for name, is_on in (seen.data["dns"] or vpc_dns.NEW).items() if not is_on),
        _way_out(building, vpc, found),
        _subnets(building, found, wanted),
    )
    return Plan("network", tuple(changes), _notes(session, seen), refusals)


def _way_out(building: Building, vpc: Thing | None, found: Parts) -> Iterator[Change]:
    if not found.gateways:
        yield building.gateway()
    if not _attached(found, vpc):
        yield building.attach()
    if not found.tables:
        yield building.table()
    if not _routed(found):
        yield building.route(misled=bool(_everywhere(found)))


def _subnets(building: Building, found: Parts, wanted: dict[str, str]) -> Iterator[Change]:
    """For each zone: the subnet if it is missing, then what it lacks. `wanted` gives new subnets' ranges by zone."""
    there = {subnet["AvailabilityZone"]: subnet for subnet in found.subnets}
    for zone in sorted({*there, *wanted}):
        subnet = there.get(zone)
        if subnet is None:
            yield building.subnet(zone, wanted[zone])
        if subnet is None or not subnet["MapPublicIpOnLaunch"]:
            yield building.addresses(zone)
        if subnet is None or not _associated(found, subnet):
            yield building.associate(zone)


def _wanted(session: Session, vpc: Thing | None, found: Parts) -> tuple[dict[str, str], tuple[str, ...]]:
    """Ranges of the subnets that are missing, by zone; and why there can't be as many as asked for."""
    asked = session.parameters
    missing = asked.availability_zones - len(found.subnets)
    if missing <= 0:
        return {}, ()
    used = {subnet["AvailabilityZone"] for subnet in found.subnets}
    open_zones = [zone for zone in zones_with(session, asked.instance_type) if zone not in used]
    cidr = vpc["CidrBlock"] if vpc else asked.vpc_cidr
    ranges = free_ranges(cidr, asked.availability_zones, (subnet["CidrBlock"] for subnet in found.subnets))
    wanted = dict(zip(open_zones[:missing], ranges, strict=False))
    if len(wanted) == missing:
        return wanted, ()
    lacking = (
        f"{session.region} has {len(open_zones)} more zone(s) with {asked.instance_type}, and {cidr} has room for"
        f" {len(ranges)} more subnet(s), but availability_zones {asked.availability_zones} needs {missing} more. Lower"
        " availability_zones, or choose another instance_type or region."
    )
    return wanted, (lacking,)


def _notes(session: Session, seen: Observation) -> tuple[str, ...]:
    asked, vpc = session.parameters, seen.data["vpc"]
    notes = []
    if vpc and vpc["CidrBlock"] != asked.vpc_cidr:
        notes.append(
            f"{vpc['VpcId']} keeps its range {vpc['CidrBlock']}; vpc_cidr is {asked.vpc_cidr}, but a range can't be"
            " changed."
        )
    if len(seen.data["parts"].subnets) > asked.availability_zones:
        notes.append("There are subnets in more zones than availability_zones asks for; they are left alone.")
    if seen.data["extra"]:
        notes.append(
            f"{in_words(seen.data['extra'])} also carries this deployment's tag and isn't used; tear-down removes it."
        )
    return tuple(notes)


def _fullness(there: Parts, vpc: Thing) -> int:
    found = _within(there, vpc)
    return len(found.subnets) + len(found.tables) + len(found.gateways)


def _within(there: Parts, vpc: Thing | None) -> Parts:
    """The parts that are in a VPC, and the gateways that are attached to it or to none."""
    name = vpc["VpcId"] if vpc else ""

    def near(gateway: Thing) -> bool:
        return all(one["VpcId"] == name for one in gateway["Attachments"])

    # The attached one first: a second gateway can't be attached to the same VPC.
    gateways = sorted(filter(near, there.gateways), key=lambda one: not one["Attachments"])
    subnets = sorted(
        (one for one in there.subnets if one["VpcId"] == name), key=lambda one: str(one["AvailabilityZone"])
    )
    tables = [one for one in there.tables if one["VpcId"] == name]
    return replace(there, vpcs=[vpc] if vpc else [], subnets=subnets, tables=tables, gateways=gateways)


def _attached(found: Parts, vpc: Thing | None) -> bool:
    return bool(vpc and found.gateways and found.gateways[0]["Attachments"])


def _routed(found: Parts) -> bool:
    gateways = {gateway["InternetGatewayId"] for gateway in found.gateways[:1]}
    return any(route.get("GatewayId") in gateways for route in _everywhere(found))


def _everywhere(found: Parts) -> list[Thing]:
    """The default route of the route table, wherever it leads."""
    routes = [route for table in found.tables[:1] for route in table["Routes"]]
    return [route for route in routes if route.get("DestinationCidrBlock") == EVERYWHERE]


def _associated(found: Parts, subnet: Thing) -> bool:
    associations = [one for table in found.tables[:1] for one in table["Associations"]]
    return any(one.get("SubnetId") == subnet["SubnetId"] for one in associations)


def _subnet_fact(found: Parts, subnet: Thing) -> Fact:
    lacks = [] if subnet["MapPublicIpOnLaunch"] else ["gives no public address"]
    lacks += [] if _associated(found, subnet) else ["has no route table of ours"]
    where = f"{subnet['SubnetId']} {subnet['CidrBlock']} in {subnet['AvailabilityZone']}"
    return Fact("subnet", "; ".join(lacks) or subnet["State"], where)


def _state(things: list[Thing], state: str) -> str:
    return state if things else "missing"


def _ids(things: list[Thing]) -> str:
    return in_words((one.get("InternetGatewayId") or one["RouteTableId"] for one in things[:1]), "")
