"""Some seats are broken before the launch, some during it: the rest don't notice. Each broken one is listed with its
cause, mended by repair or, where its creation failed, by launch, and torn down without remainder.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from c9lib.aws import Session, connect
from c9lib.simulator import lifecycle
from c9lib.workshop import Roster, read
from c9lib.workshop.launch import Asked, launch
from c9lib.workshop.launched import Launched
from c9lib.workshop.layout import lay_out
from c9lib.workshop.mending import Wishes
from c9lib.workshop.repair import Repaired, repair
from c9lib.workshop.tear_down import Asked as Removal
from c9lib.workshop.tear_down import tear_down
from c9lib.workshop.verdict import ClassVerdict, verify
from tests.many import things
from tests.serving import Served, serving

SEATS = 10
EARLY, UNMADE, LATE = "03", "05", "07"
"""Broken before the launch, while its environment is made, and once it is."""
BROKEN = (EARLY, UNMADE, LATE)
SILENCE = 900
pytestmark = pytest.mark.timeout(400)


class Course:
    """The class, and somebody who breaks it."""

    def __init__(self, served: Served, folder: Path) -> None:
        self.url, self.folder = served.url, folder
        for number in range(1, SEATS + 1):
            self.client("iam").create_user(UserName=f"learner-{number:02}")
        self.before = self.everything()

    def client(self, service: str, region: str = "us-east-1") -> Any:
        keys = {"aws_access_key_id": "simulated", "aws_secret_access_key": "simulated"}
        return boto3.client(service, region_name=region, endpoint_url=self.url, **keys)

    def everything(self) -> dict[str, Any]:
        found = {**things.of_iam(self.client), **things.in_region(self.client, "us-east-1")}
        return {name: told for name, told in found.items() if "AWSServiceRoleForAWSCloud9" not in name}

    def roster(self, *seats: str) -> Roster:
        path = self.folder / f"roster-{len(seats)}.csv"
        path.write_text("seat,learner\n" + "".join(f"{seat},learner-{seat}\n" for seat in seats))
        given = {"deployment": "python", "endpoint_url": self.url, "automatic_stop_minutes": "0", "network": "public"}
        return read(path, (), tuple(given.items()))

    @property
    def everybody(self) -> Roster:
        return self.roster(*(f"{number:02}" for number in range(1, SEATS + 1)))

    def launch(self, roster: Roster) -> Launched:
        return launch(Asked(roster, runs=self.folder / "runs"), lambda _: None)

    def instance(self, seat: str) -> dict[str, Any] | None:
        wanted = [
            {"Name": "tag:c9lib:deployment", "Values": [f"python-{seat}"]},
            {"Name": "instance-state-name", "Values": ["pending", "running"]},
        ]
        found = self.client("ec2").describe_instances(Filters=wanted)["Reservations"]
        return found[0]["Instances"][0] if found else None

    def cut_off(self, seat: str) -> None:
        """Its instance's group loses its outbound rules."""
        instance = self.instance(seat)
        assert instance is not None
        name, ec2 = instance["SecurityGroups"][0]["GroupId"], self.client("ec2")
        held = ec2.describe_security_groups(GroupIds=[name])["SecurityGroups"][0]["IpPermissionsEgress"]
        ec2.revoke_security_group_egress(GroupId=name, IpPermissions=held)

    def is_made(self, seat: str) -> bool:
        cloud9 = self.client("cloud9")
        ids = cloud9.list_environments()["environmentIds"]
        found = cloud9.describe_environments(environmentIds=ids)["environments"] if ids else []
        return any(one["name"] == f"python-{seat}" and one["lifecycle"]["status"] == "CREATED" for one in found)

    def cut_off_once(self, comes: Callable[[str], object], seat: str, over: threading.Event) -> None:
        while not over.is_set() and not comes(seat):
            time.sleep(0.02)
        self.cut_off(seat)

    def session(self) -> Session:
        return connect(lay_out(self.everybody).own, lambda _: None)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    with serving(seed=9) as served:
        yield Course(served, tmp_path_factory.mktemp("class"))


@pytest.fixture(scope="module")
def launched(course: Course) -> Launched:
    """The early one was launched alone, and then somebody broke it; the late one is broken while it starts."""
    assert course.launch(course.roster(EARLY)).exit_code == 0
    course.cut_off(EARLY)
    lifecycle.ask(course.url, "advance", {"seconds": SILENCE})
    over = threading.Event()
    breaking = [
        threading.Thread(target=course.cut_off_once, args=(course.instance, UNMADE, over)),
        threading.Thread(target=course.cut_off_once, args=(course.is_made, LATE, over)),
    ]
    for one in breaking:
        one.start()
    done = course.launch(course.everybody)
    over.set()
    for one in breaking:
        one.join()
    return done


@pytest.fixture(scope="module")
def verdict(course: Course, launched: Launched) -> ClassVerdict:
    lifecycle.ask(course.url, "advance", {"seconds": SILENCE})
    return verify(course.session(), lay_out(course.everybody))


@pytest.fixture(scope="module")
def repaired(course: Course, verdict: ClassVerdict) -> Repaired:
    wishes = Wishes()
    return repair(course.session(), lay_out(course.everybody), lambda _: True, lambda _: None, wishes)


def test_the_others_are_launched_as_if_nothing_were(launched: Launched) -> None:
    assert {EARLY, UNMADE} <= {one.seat for one in launched.failed} <= set(BROKEN)
    assert launched.not_begun == ()
    assert all(one.well for seat, one in launched.results.items() if seat not in BROKEN)


def test_each_broken_one_is_listed_with_its_cause(verdict: ClassVerdict) -> None:
    assert verdict.broken == BROKEN
    causes = {seat: cause for cause in verdict.failing for seat in cause.seats}
    assert {seat: cause.check for seat, cause in causes.items()} == dict.fromkeys(BROKEN, "path.ssm")
    assert all("outbound TCP 443" in str(one.to_json()) for one in causes.values())


def test_repair_mends_what_is_there_and_touches_nobody_else(repaired: Repaired) -> None:
    assert set(repaired.mended) == {EARLY, LATE}
    assert repaired.after.broken == (UNMADE,)
    assert {seat for one in repaired.done for seat in one.mending.seats} == {EARLY, LATE}
    assert [one.reason for one in repaired.left] == ["left to c9lib workshop launch"]


def test_launch_again_makes_the_one_that_was_not_made(course: Course, repaired: Repaired) -> None:
    again = course.launch(course.everybody)
    assert (again.exit_code, len(again.right)) == (0, SEATS - 1)
    assert list(again.results) == [UNMADE]


def test_nothing_is_left(course: Course, repaired: Repaired) -> None:
    done = tear_down(Removal(course.everybody, runs=course.folder / "runs"), lambda _: True, lambda _: None)
    assert done is not None
    assert (done.exit_code, done.proof.left) == (0, 0)
    assert course.everything() == course.before
