"""What a class makes once, what each seat does besides, and where the seats go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from c9lib.aws import connect
from c9lib.errors import ParameterError, StepError
from c9lib.workshop import Roster, read
from c9lib.workshop.launch import Asked, launch
from c9lib.workshop.layout import lay_out
from c9lib.workshop.shared import is_shared, own_steps, places, steps_of
from c9lib.workshop.trainers import with_trainers
from tests.serving import Served, serving
from tests.workshop.conftest import Read

WHO = "arn:aws:iam::123456789012:user/"
ROWS = ("01,ann", "02,bob", "03,cai", "04,dan")
NET = {"network": "existing", "vpc_id": "vpc-0123456789abcdef0"}


def seats_steps(roster: Roster) -> set[tuple[str, ...]]:
    layout = lay_out(roster)
    return {
        steps_of(layout, layout.for_seat(seat, "vpc-0123456789abcdef0", "subnet-0123456789abcdef0"))
        for seat in roster.seats
    }


def test_in_one_vpc_a_seat_has_access_and_environment_only(class_of: Read) -> None:
    roster = class_of(*ROWS, network="isolated")
    assert own_steps(lay_out(roster)) == ("role", "profile", "network", "endpoints")
    assert seats_steps(roster) == {("access", "environment")}


def test_a_role_gets_access_once_for_all_its_sessions(class_of: Read) -> None:
    roster = class_of("01,ann@example.com", "02,bob@example.com", learner_role="Student")
    assert own_steps(lay_out(roster)) == ("role", "profile", "network", "access", "endpoints")
    assert seats_steps(roster) == {("environment",)}


def test_with_a_vpc_each_a_seat_has_the_whole_order_but_for_what_the_account_has_once(class_of: Read) -> None:
    roster = class_of(*ROWS, share="none", network="isolated")
    assert own_steps(lay_out(roster)) == ("role", "profile")
    assert seats_steps(roster) == {("network", "access", "endpoints", "environment", "endpoints")}
    assert seats_steps(class_of(*ROWS, share="none")) == {("network", "access", "environment", "endpoints")}


def test_a_subnet_that_all_name_is_prepared_once(class_of: Read) -> None:
    one = class_of(*ROWS, subnet_id="subnet-0123456789abcdef0", **NET)
    assert is_shared(lay_out(one))
    assert "endpoints" in own_steps(lay_out(one))
    rows = [f"{row},subnet-0123456789abcdef{number}" for number, row in enumerate(ROWS)]
    each = class_of(*rows, heading="seat,learner,subnet_id", **NET)
    assert not is_shared(lay_out(each))
    assert own_steps(lay_out(each)) == ("role", "profile")


def test_whoever_teaches_and_owns_a_seat_is_no_member_of_it(class_of: Read) -> None:
    found = with_trainers(class_of(*ROWS, members=f"{WHO}guest"), (f"{WHO}ann", f"{WHO}eve"))
    members = {seat.name: seat.parameters.members for seat in found.seats}
    assert members["01"] == (f"{WHO}guest", f"{WHO}eve")
    assert members["02"] == (f"{WHO}guest", f"{WHO}ann", f"{WHO}eve")
    assert with_trainers(found, ()) is found


def test_too_many_members_are_refused_for_the_seats_that_have_them(class_of: Read) -> None:
    eight = ";".join(f"{WHO}m{number}" for number in range(8))
    with pytest.raises(ParameterError) as wrong:
        with_trainers(class_of(*ROWS, members=eight.replace(";", ",")), (f"{WHO}eve",))
    assert "9 members; an environment has up to 8" in str(wrong.value)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving(seed=4) as made:
        keys = {"aws_access_key_id": "simulated", "aws_secret_access_key": "simulated"}
        iam: Any = boto3.client("iam", region_name="us-east-1", endpoint_url=made.url, **keys)
        for row in ROWS:
            iam.create_user(UserName=row.partition(",")[2])
        yield made


def test_seats_in_two_zones_reach_the_endpoints_of_the_class(served: Served, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("\n".join(("seat,learner", *ROWS[:2], "")))
    given = {"deployment": "zones", "endpoint_url": served.url, "network": "isolated", "availability_zones": "2"}
    roster = read(path, (), tuple(given.items()))
    done = launch(Asked(roster, runs=tmp_path / "runs"), lambda _: None)
    assert (done.exit_code, done.failed) == (0, ()), str(done)
    layout = lay_out(roster)
    session = connect(layout.own, lambda _: None)
    where = places(session, layout)
    assert len({place.subnet_id for place in where.values()}) == 2
    assert len({place.vpc_id for place in where.values()}) == 1
    again = launch(Asked(roster, runs=tmp_path / "runs"), lambda _: None)
    assert (again.exit_code, again.changes, again.right) == (0, 0, frozenset({"01", "02"}))


def test_subnets_of_other_parameters_are_told(served: Served, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("\n".join(("seat,learner", *ROWS, "")))
    given = {"deployment": "nowhere", "endpoint_url": served.url}
    layout = lay_out(read(path, (), tuple(given.items())))
    with pytest.raises(StepError) as wrong:
        places(connect(layout.own, lambda _: None), layout)
    assert "has no subnet 10.0.0.0/24" in str(wrong.value)
