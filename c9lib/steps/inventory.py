"""Everything that carries this deployment's tag or claim, read afresh, with what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from c9lib.aws import Session
from c9lib.checks.documented import PROFILE, ROLE
from c9lib.checks.environments import lifecycle
from c9lib.checks.prices import hourly
from c9lib.nouns import Piece
from c9lib.steps import costs
from c9lib.steps.access import AccessStep
from c9lib.steps.base import translated
from c9lib.steps.environments import ours_to_remove
from c9lib.steps.reading import found, is_ours
from c9lib.steps.stack_names import all_stacks, belongs

Thing = Mapping[str, Any]
Price = Callable[[Session, Thing], float | None]


def _always(_: Thing) -> str:
    return "there"


def _state(thing: Thing) -> str:
    return str(thing["State"]).lower()


def _nat_state(thing: Thing) -> str:
    """A failed NAT gateway holds nothing and costs nothing, and EC2 forgets it by itself (facts 7.7): it has ended."""
    return "deleted" if thing["State"] == "failed" else _state(thing)


def _nothing(_session: Session, _thing: Thing) -> float:
    return 0.0


def _of_endpoint(session: Session, thing: Thing) -> float | None:
    zones = len(thing.get("SubnetIds", ())) if thing["VpcEndpointType"] == "Interface" else 0
    return costs.interface_endpoint(session, zones) if zones else 0.0


def _of_volume(session: Session, thing: Thing) -> float | None:
    price = hourly(session.region, "ebs-gp3-gb") if thing.get("VolumeType") == "gp3" else None
    return None if price is None else round(price * int(thing["Size"]), 6)


@dataclass(frozen=True)
class Kind:
    """A kind of thing of EC2: its noun, its listing, the listing's member, the id, the state, the price."""

    noun: str
    method: str
    items: str
    key: str
    state: Callable[[Thing], str] = _always
    price: Price = _nothing


KINDS = (
    Kind("security group", "describe_security_groups", "SecurityGroups", "GroupId"),
    Kind("VPC endpoint", "describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId", _state, _of_endpoint),
    Kind("volume", "describe_volumes", "Volumes", "VolumeId", _state, _of_volume),
    Kind(
        "NAT gateway",
        "describe_nat_gateways",
        "NatGateways",
        "NatGatewayId",
        _nat_state,
        lambda s, _: costs.nat_gateway(s),
    ),
    Kind(
        "Elastic IP address",
        "describe_addresses",
        "Addresses",
        "AllocationId",
        price=lambda session, _: costs.public_address(session),
    ),
    Kind("network interface", "describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"),
    Kind("subnet", "describe_subnets", "Subnets", "SubnetId", _state),
    Kind("route table", "describe_route_tables", "RouteTables", "RouteTableId"),
    Kind("internet gateway", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    Kind("VPC", "describe_vpcs", "Vpcs", "VpcId", _state),
)
ENDED = ("deleted", "terminated", "shutting-down")
"""What is deleted or terminated EC2 still shows for a while: that is nothing any more."""


def inventory(session: Session, *, stacks: bool = True) -> tuple[Piece, ...]:
    """What there is of this deployment now. Raises `AwsError`.

    Without `stacks` only what they hold: to list all stacks of a Region is a right that the tear-down alone needs.
    """
    with translated(session):
        held = _stacks(session) if stacks else ()
        return (*_environments(session), *held, *_ec2(session), *_shared(session), *_access(session))


def _environments(session: Session) -> Iterator[Piece]:
    for one in ours_to_remove(session):
        yield Piece("environment", f"{one['name']} {one['id']}", lifecycle(one))


def _stacks(session: Session) -> Iterator[Piece]:
    for stack in all_stacks(session):
        if belongs(session, stack):
            yield Piece("stack", stack["StackName"], stack["StackStatus"])


def _ec2(session: Session) -> Iterator[Piece]:
    listings = (("describe_instances", "Reservations"), *((kind.method, kind.items) for kind in KINDS))
    filters = session.tag_filter()
    reservations, *listed = session.at_once(
        *(partial(session.pages, "ec2", method, items, Filters=filters) for method, items in listings)
    )
    for reservation in reservations:
        for instance in reservation["Instances"]:
            state = str(instance["State"]["Name"])
            if state not in ENDED:
                running = hourly(session.region, "instance", instance["InstanceType"])
                yield Piece("instance", instance["InstanceId"], state, running if state == "running" else 0.0)
    for kind, things in zip(KINDS, listed, strict=True):
        for thing in things:
            if is_ours(session, thing) and kind.state(thing) not in ENDED:
                yield Piece(kind.noun, thing[kind.key], kind.state(thing), kind.price(session, thing))


def _shared(session: Session) -> Iterator[Piece]:
    """The role and the profile of the account, if this deployment made them."""
    iam = session.client("iam")
    profile = found(iam.get_instance_profile, "NoSuchEntity", InstanceProfileName=PROFILE)
    role = found(iam.get_role, "NoSuchEntity", RoleName=ROLE)
    if profile and is_ours(session, profile["InstanceProfile"]):
        yield Piece("instance profile", PROFILE, "there")
    if role and is_ours(session, role["Role"]):
        yield Piece("role", ROLE, "there")


def _access(session: Session) -> Iterator[Piece]:
    for change in AccessStep(session).plan_undo().changes:
        yield Piece("access", change.what, "there")
