"""What all seats of a class share: which steps make it, which steps each seat has besides, and where the seats go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from c9lib.aws import Session
from c9lib.errors import StepError
from c9lib.parameters import Parameters
from c9lib.runbook.order import run_order
from c9lib.steps.base import translated
from c9lib.workshop.layout import Layout
from c9lib.workshop.model import Seat

ACCOUNT = ("role", "profile")
"""Steps whose things the whole account has once."""


@dataclass(frozen=True)
class Place:
    """A subnet for seats."""

    vpc_id: str = ""
    subnet_id: str = ""


def own_steps(layout: Layout) -> tuple[str, ...]:
    """The steps of the class's own deployment, in their order."""
    network = ("network",) if is_shared(layout) else ()
    access = ("access",) if layout.own.access_for else ()
    return (*ACCOUNT, *network, *access, *(("endpoints",) if network else ()))


def steps_of(layout: Layout, asked: Parameters) -> tuple[str, ...]:
    """The steps of a seat with these parameters: what the class has made for all isn't touched again."""
    access = ("access",) if asked.access_for else ()
    if is_shared(layout):
        return (*access, "environment")
    own = ("network", *access, "environment", "endpoints")
    return tuple(chapter.step for chapter in run_order(asked) if chapter.step in own)


def is_shared(layout: Layout) -> bool:
    """Whether the class prepares one place for all: the VPC that it makes, or the subnet that all name."""
    if layout.groups:
        return True
    asked = [layout.own, *(seat.parameters for seat in layout.roster.seats)]
    return layout.roster.share == "vpc" and len({(one.network, one.vpc_id, one.subnet_id) for one in asked}) == 1


def places(session: Session, layout: Layout) -> Mapping[str, Place]:
    """Where each seat goes, by its name; nowhere in particular where the class makes no network. Raises `StepError`
    when a subnet of the class isn't there."""
    if not layout.groups:
        return {seat.name: Place() for seat in layout.roster.seats}
    with translated(session):
        found = session.pages("ec2", "describe_subnets", "Subnets", Filters=session.tag_filter())
    there = {str(one["CidrBlock"]): Place(str(one["VpcId"]), str(one["SubnetId"])) for one in found}
    missing = [group.cidr for group in layout.groups if group.seats and group.cidr not in there]
    if missing:
        raise StepError(
            f"The VPC of class {layout.roster.name} has no subnet {' and none '.join(missing)}.",
            details=(f"its subnets are {', '.join(sorted(there)) or 'none'}: it was made with other parameters",),
            remedy=("Write vpc_cidr and availability_zones as they were, or tear the class down first.",),
        )
    return {name: there[group.cidr] for group in layout.groups for name in group.seats}


def parameters_of(layout: Layout, seat: Seat, place: Place) -> Parameters:
    """The parameters of a seat at its place."""
    return layout.for_seat(seat, place.vpc_id, place.subnet_id)
