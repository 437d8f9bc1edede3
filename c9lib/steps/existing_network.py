"""A subnet that is already there: it is looked at, and refused with the reason when sessions can't work from it."""

from __future__ import annotations

from ipaddress import IPv4Network

from c9lib.aws import Session
from c9lib.nouns import Fact, Observation, Plan
from c9lib.parameters.limits import DOCKER
from c9lib.steps.place import Place, place
from c9lib.steps.zones import zones_with


def observe(session: Session) -> Observation:
    """The subnet, its VPC and its way out."""
    here = place(session)
    asked = session.parameters
    if here is None:
        facts: tuple[Fact, ...] = (Fact(f"subnet {asked.subnet_id}", "missing", f"in {session.region}"),)
        return Observation("network", facts, {"place": None, "zones": set()})
    facts = (
        Fact(f"subnet {here.subnet_id}", here.subnet["State"], f"{here.subnet['CidrBlock']} in {here.zone}"),
        Fact("its VPC", "as given" if here.vpc_id == asked.vpc_id else "another", here.vpc_id),
        Fact("public IPv4 addresses at launch", "yes" if here.gives_address else "no"),
        Fact("way out", here.way, here.explanation),
    )
    return Observation("network", facts, {"place": here, "zones": set(zones_with(session, asked.instance_type))})


def plan(session: Session, seen: Observation) -> Plan:
    """Never a change: what isn't as it must be is a refusal."""
    here: Place | None = seen.data["place"]
    asked = session.parameters
    if here is None:
        words = f"There is no subnet {asked.subnet_id} in {session.region} of account {session.account_id}."
        return Plan("network", refusals=(f"{words} Correct subnet_id or region.",))
    refusals = list(here.refusals())
    if here.vpc_id != asked.vpc_id:
        refusals.append(
            f"The subnet {here.subnet_id} is in {here.vpc_id}, not in {asked.vpc_id}. Correct vpc_id or subnet_id."
        )
    if here.subnet.get("AvailableIpAddressCount") == 0:
        refusals.append(f"The subnet {here.subnet_id} has no free address left. Give another subnet.")
    if here.zone not in seen.data["zones"]:
        refusals.append(
            f"{here.zone}, where {here.subnet_id} is, has no {asked.instance_type}. Give another subnet or"
            " instance_type."
        )
    return Plan("network", (), _notes(here), tuple(refusals))


def _notes(here: Place) -> tuple[str, ...]:
    notes = ["The subnet isn't this deployment's: it is looked at, never changed.", *here.notes()]
    blocks = {here.subnet["CidrBlock"], here.around.vpc["CidrBlock"]}
    clashing = sorted(block for block in blocks if IPv4Network(block).overlaps(DOCKER))
    if clashing:
        notes.append(
            f"{', '.join(clashing)} overlaps {DOCKER}, the network of Docker on the instance: opening the environment"
            " may stall, and the range can't be changed (AWS Cloud9 user guide, troubleshooting)."
        )
    return tuple(notes)
