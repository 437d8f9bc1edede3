"""Where the seats of a class go: subnets, their room, and the parameters of each seat's own deployment."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import pairwise

import pytest

from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.world import World
from c9lib.steps import STEPS
from c9lib.workshop.layout import capacity, lay_out, room_of
from tests.workshop.conftest import Connected, Read

VPC, SUBNET = "vpc-0123456789abcdef0", "subnet-0123456789abcdef0"


@pytest.mark.parametrize(
    ("cidr", "taken", "room"), [("10.0.0.0/24", 0, 251), ("10.0.0.0/24", 3, 248), ("10.0.0.0/28", 3, 8)]
)
def test_five_addresses_are_awss(cidr: str, taken: int, room: int) -> None:
    assert room_of(cidr, taken) == room


def test_one_zone_holds_two_hundred(many: Read) -> None:
    layout = lay_out(many(200))
    (group,) = layout.groups
    assert (group.cidr, group.taken, group.room, len(group.seats)) == ("10.0.0.0/24", 3, 248, 200)
    assert layout.refusals == ()
    assert layout.own.deployment == "python"


@pytest.mark.parametrize("seats", [1, 2, 7, 60, 200])
@pytest.mark.parametrize("network", ["public", "nat", "isolated"])
@pytest.mark.parametrize("zones", [1, 2, 3])
def test_everybody_has_one_place_in_order_and_evenly(many: Read, seats: int, network: str, zones: int) -> None:
    roster = many(seats, network=network, availability_zones=zones)
    layout = lay_out(roster)
    assert [name for group in layout.groups for name in group.seats] == [seat.name for seat in roster.seats]
    sizes = [len(group.seats) for group in layout.groups]
    assert max(sizes) - min(sizes) <= 1
    ranges = [IPv4Network(group.cidr) for group in layout.groups]
    assert not any(one.overlaps(other) for one, other in pairwise(ranges))
    assert sum(group.taken for group in layout.groups) == 3
    assert [layout.group_of(seat) is not None for seat in roster.seats] == [True] * seats


def test_a_small_group_first_where_the_endpoints_are(many: Read) -> None:
    """A /26 in two: 27 hold, and three fewer where the endpoints are."""
    layout = lay_out(many(51, vpc_cidr="10.0.0.0/26", availability_zones=2))
    assert [(group.room, len(group.seats)) for group in layout.groups] == [(24, 24), (27, 27)]
    assert layout.refusals == ()


@pytest.mark.parametrize(
    ("seats", "given", "instead"),
    [
        (249, {}, "availability_zones 2 holds 499."),
        (500, {}, "availability_zones 3 holds 750."),
        (9, {"vpc_cidr": "10.0.0.0/28"}, "vpc_cidr 10.0.0.0/16 holds 248."),
        (300, {"vpc_cidr": "10.0.0.0/24"}, "vpc_cidr 10.0.0.0/16 and availability_zones 2 holds 499."),
        (751, {}, "Divide the class."),
    ],
)
def test_who_has_no_room_and_what_would_give_it(many: Read, seats: int, given: dict[str, str], instead: str) -> None:
    layout = lay_out(many(seats, **given))
    (told,) = layout.refusals
    assert f"the roster has {seats}. {instead}" in told
    assert sum(len(group.seats) for group in layout.groups) == capacity(layout.own) < seats
    assert layout.group_of(layout.roster.seats[-1]) is None


@pytest.mark.parametrize("network", ["public", "nat", "isolated"])
def test_the_ranges_are_those_that_step_network_makes(
    many: Read, connected: Connected, front: Front, network: str
) -> None:
    layout = lay_out(many(4, network=network, availability_zones=2, vpc_cidr="10.0.0.0/22"))
    session = connected(layout.own)
    STEPS["network"](session).apply()
    there = session.pages("ec2", "describe_subnets", "Subnets", Filters=session.tag_filter())
    home = "public" if network == "public" else "private"
    made = [one["CidrBlock"] for one in there if {"Key": "c9lib:tier", "Value": home} in one["Tags"]]
    assert sorted(made) == [group.cidr for group in layout.groups]


def test_a_seat_in_the_shared_vpc_takes_what_is_there(class_of: Read) -> None:
    roster = class_of(
        "01,ann,t3.micro", heading="seat,learner,instance_type", network="isolated", vpc_cidr="10.1.0.0/16"
    )
    told = lay_out(roster).for_seat(roster.seats[0], VPC, SUBNET).given()
    assert told == {
        "deployment": "python-01",
        "environment_name": "python-01",
        "instance_type": "t3.micro",
        "owner_arn": "arn:aws:iam::123456789012:user/ann",
        "network": "existing",
        "vpc_id": VPC,
        "subnet_id": SUBNET,
        "access_for": ["user/ann"],
    }


def test_a_seat_of_its_own_makes_its_own(class_of: Read) -> None:
    roster = class_of("01,ann", share="none", network="nat")
    layout = lay_out(roster)
    assert layout.groups == ()
    told = layout.for_seat(roster.seats[0])
    assert (told.network, told.vpc_id, told.deployment) == ("nat", "", "python-01")
    assert [one.deployment for one in layout.makers] == ["python-01"]


def test_a_role_gets_its_access_once_by_the_class(class_of: Read) -> None:
    """A role that sixty seats each claimed would have more tags than IAM lets it have."""
    roster = class_of("01,ann@x.org", "02,bob@x.org", "03,carl", learner_role="Student", access_for="group/helpers")
    layout = lay_out(roster)
    assert layout.own.access_for == ("group/helpers", "role/Student")
    access = [layout.for_seat(seat, VPC, SUBNET).access_for for seat in roster.seats]
    assert access == [(), (), ("user/carl",)]


def test_subnets_of_ones_own(class_of: Read) -> None:
    other = "subnet-0fedcba9876543210"
    given = {"network": "existing", "vpc_id": VPC, "subnet_id": SUBNET}
    roster = class_of("01,ann,", f"02,bob,{other}", heading="seat,learner,subnet_id", **given)
    layout = lay_out(roster)
    assert (layout.groups, layout.makers) == ((), ())
    assert [layout.for_seat(seat).subnet_id for seat in roster.seats] == [SUBNET, other]
    assert "the subnet that each names" in str(layout)


@pytest.fixture
def front() -> Front:
    return Front(World(seed=2, clock=Clock(speed=0.0)))
