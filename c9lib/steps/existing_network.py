"""A subnet that is already there: it is looked at, and refused with the reason when sessions can't work from it."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from c9lib.aws import Session
from c9lib.nouns import Fact, Observation, Plan
from c9lib.parameters.limits import DOCKER
from c9lib.steps.endpoint_parts import endpoints
from c9lib.steps.network_notes import instances_here, settled_elsewhere
from c9lib.steps.network_parts import Thing
from c9lib.steps.place import Place
from c9lib.steps.prospect import Prospect, prospect
from c9lib.steps.reading import in_words
from c9lib.steps.zones import zones_with


def observe(session: Session) -> Observation:
    """The subnet, its VPC and its way out."""
    around, asked = endpoints(session), session.parameters
    if around is None:
        facts: tuple[Fact, ...] = (Fact(f"subnet {asked.subnet_id}", "missing", f"in {session.region}"),)
        return Observation("network", facts, {"place": None, "ahead": Prospect()})
    here = around.here
    facts = (
        Fact(f"subnet {here.subnet_id}", here.subnet["State"], f"{here.subnet['CidrBlock']} in {here.zone}"),
        Fact("its VPC", "as given" if here.vpc_id == asked.vpc_id else "another", here.vpc_id),
        *((Fact("its owner", "another account", here.subnet["OwnerId"]),) if here.is_shared else ()),
        Fact("public IPv4 addresses at launch", "yes" if here.gives_address else "no"),
        Fact("way out", here.way, here.explanation),
    )
    return Observation("network", facts, {"place": here, "ahead": prospect(around)})


def plan(session: Session, seen: Observation) -> Plan:
    """Never a change: what isn't as it must be is a refusal."""
    here: Place | None = seen.data["place"]
    if here is None:
        return Plan("network", refusals=tuple(_missing(session)))
    ahead: Prospect = seen.data["ahead"]
    if here.vpc_id != session.parameters.vpc_id:
        return Plan("network", refusals=tuple(_elsewhere(session, here)))
    instances = instances_here(session)
    where = f"subnet_id is {here.subnet_id}"
    refusals = (
        *ahead.refusals,
        *_full(session, here, [one["SubnetId"] for one in instances]),
        *_without_type(session, here),
        *settled_elsewhere(instances, [here.subnet_id], where),
    )
    return Plan("network", (), (*_notes(session, here), *ahead.notes, *ahead.waits_for), refusals)


def _missing(session: Session) -> Iterator[str]:
    """The subnet isn't there; what is there instead."""
    asked, where = session.parameters, f"in {session.region} of account {session.account_id}"
    yield f"There is no subnet {asked.subnet_id} {where}. {_subnets(session)} Correct subnet_id or region."


def _elsewhere(session: Session, here: Place) -> Iterator[str]:
    """The subnet is there, but in another VPC than the one given, which may not even exist."""
    asked = session.parameters
    yield f"The subnet {here.subnet_id} is in {here.vpc_id}, not in {asked.vpc_id}. Correct vpc_id or subnet_id."
    if not _is_there(session, asked.vpc_id):
        yield _no_vpc(session)


def _is_there(session: Session, vpc_id: str) -> bool:
    return bool(session.pages("ec2", "describe_vpcs", "Vpcs", Filters=[{"Name": "vpc-id", "Values": [vpc_id]}]))


def _no_vpc(session: Session) -> str:
    asked = session.parameters
    return f"There is no VPC {asked.vpc_id} in {session.region} of account {session.account_id}."


def _subnets(session: Session) -> str:
    """Which subnets the given VPC has, in a sentence."""
    vpc_id = session.parameters.vpc_id
    if not _is_there(session, vpc_id):
        return _no_vpc(session)
    there = _in_vpc(session, vpc_id)
    told = in_words(f"{one['SubnetId']} in {one['AvailabilityZone']}" for one in there)
    return f"{vpc_id} has {told}." if there else f"{vpc_id} has no subnet at all."


def _in_vpc(session: Session, vpc_id: str) -> list[Thing]:
    return session.pages("ec2", "describe_subnets", "Subnets", Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])


def _full(session: Session, here: Place, settled: list[str]) -> Iterator[str]:
    """The instance and each new interface endpoint take an address each. EC2 keeps five of a subnet for itself."""
    free = here.subnet.get("AvailableIpAddressCount")
    wanted = [one for one in session.parameters.endpoint_services if one != "s3" and not here.is_shared]
    instances = 0 if here.subnet_id in settled else 1
    if free is None or free >= instances + len(wanted):
        return
    new = [one for one in wanted if not here.around.endpoints_for(one, "Interface")]
    needed = instances + len(new)
    if free < needed:
        counted = f"the instance and {len(new)} interface endpoint(s) need" if instances else "new endpoints need"
        yield (
            f"The subnet {here.subnet_id} ({here.subnet['CidrBlock']}) has {free} free address(es), but {counted}"
            f" {needed}. Give another subnet, or fewer endpoint_services."
        )


def _without_type(session: Session, here: Place) -> Iterator[str]:
    """Not every zone has every instance type; another subnet of the VPC may be in one that has."""
    kind = session.parameters.instance_type
    zones = zones_with(session, kind)
    if here.zone in zones:
        return
    others = [one for one in _in_vpc(session, here.vpc_id) if one["AvailabilityZone"] in zones]
    told = in_words(f"{one['SubnetId']} in {one['AvailabilityZone']}" for one in others)
    instead = (
        f"Give {told}" if others else f"{here.vpc_id} has no subnet in a zone that has it ({in_words(zones)}): make one"
    )
    yield f"{here.zone}, where {here.subnet_id} is, has no {kind}. {instead}, or choose another instance_type."


def _notes(session: Session, here: Place) -> Iterator[str]:
    yield "The subnet isn't this deployment's: it is looked at, never changed."
    if here.is_shared:
        yield (
            f"Account {here.subnet['OwnerId']} owns {here.subnet_id} and shares it: only the owner can change its VPC"
            " or make endpoints in it (Amazon VPC user guide, shared subnets)."
        )
    clashing = sorted(block for block in _blocks(here) if IPv4Network(block).overlaps(DOCKER))
    if clashing:
        yield (
            f"{', '.join(clashing)} overlaps {DOCKER}, the network of Docker on the instance: opening the environment"
            " may stall, and the range can't be changed (AWS Cloud9 user guide, troubleshooting)."
        )
    own = session.pages("ec2", "describe_vpcs", "Vpcs", Filters=session.tag_filter())
    if own:
        told = in_words(str(one["VpcId"]) for one in own)
        yield f"{told} is this deployment's from before and isn't used any more; tear-down removes it."


def _blocks(here: Place) -> set[str]:
    """The ranges of the subnet and of its VPC, as far as that is shown."""
    vpc = here.around.network.vpc(here.vpc_id) or {}
    ranges = {one["CidrBlock"] for one in vpc.get("CidrBlockAssociationSet", ())}
    return ranges | {here.subnet["CidrBlock"], vpc.get("CidrBlock", here.subnet["CidrBlock"])}
