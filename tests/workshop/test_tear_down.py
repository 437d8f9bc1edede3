"""A class of three is removed on a simulated account over HTTP: what the proof says, and what stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from c9lib.aws import Session, connect
from c9lib.runbook.sealing import compare
from c9lib.steps import needed
from c9lib.workshop import Roster, read, tear_down
from c9lib.workshop.launch import Asked as Launch
from c9lib.workshop.launch import launch
from c9lib.workshop.layout import Layout, lay_out
from c9lib.workshop.record import Record
from c9lib.workshop.tear_down import Asked, There, TornDown
from c9lib.workshop.trainers_out import TakenOut, memberships_of, take_out
from tests.serving import Served, serving

LEARNERS = ("ann", "bob")
TRAINER = "arn:aws:iam::123456789012:user/trainer"


class Room:
    """A class in an account; `lines` is what it told, `shown` what was there before it was removed."""

    def __init__(self, served: Served, folder: Path) -> None:
        self.served, self.folder = served, folder
        self.lines: list[str] = []
        self.shown: list[There] = []

    def client(self, service: str) -> Any:
        keys = {"aws_access_key_id": "simulated", "aws_secret_access_key": "simulated"}
        return boto3.client(service, region_name="us-east-1", endpoint_url=self.served.url, **keys)

    def roster(self, *learners: str, **given: str) -> Roster:
        path = self.folder / "roster.csv"
        rows = "".join(f"{name},{name}\n" for name in learners or LEARNERS)
        path.write_text(f"seat,learner\n{rows}")
        told = {"deployment": "python", "endpoint_url": self.served.url, **given}
        return read(path, (), tuple(told.items()))

    def launch(self, roster: Roster) -> None:
        done = launch(Launch(roster, runs=self.folder / "runs", trainers=(TRAINER,)), self.lines.append)
        assert done.exit_code == 0, done

    def tear_down(self, roster: Roster, **asked: Any) -> TornDown:
        def agree(there: There) -> bool:
            self.shown.append(there)
            return True

        done = tear_down.tear_down(Asked(roster, runs=self.folder / "runs", **asked), agree, self.lines.append)
        assert done is not None
        return done

    def session(self, roster: Roster) -> tuple[Session, Layout]:
        layout = lay_out(roster)
        return connect(layout.own, lambda _: None), layout

    def deployments(self) -> set[str]:
        """Whose things of EC2 there are."""
        return {whose for _, whose in tear_down.tagged(self.session(self.roster())[0])}

    def environments(self) -> list[str]:
        found: list[str] = self.client("cloud9").list_environments()["environmentIds"]
        return found


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    some = ["us-east-1", "eu-west-1"]
    monkeypatch.setattr(needed.Needs, "_enabled", lambda _: some)
    with serving() as served:
        made = Room(served, tmp_path)
        for name in (*LEARNERS, "dan", "trainer"):
            made.client("iam").create_user(UserName=name)
        yield made


def test_a_class_goes_with_its_proof(room: Room) -> None:
    roster = room.roster()
    room.launch(roster)
    done = room.tear_down(roster, at_once=2)
    assert (done.exit_code, done.error, done.proof.left) == (0, None, 0), done.proof
    assert room.environments() == []
    assert room.deployments() == set()
    assert room.client("iam").list_attached_user_policies(UserName="ann")["AttachedPolicies"] == []
    assert done.proof.made == len(done.proof.of("gone"))
    gone = [(deployment, row.piece.thing) for deployment, row in done.proof.of("gone")]
    assert {("python-ann", "environment"), ("python-bob", "instance"), ("python", "VPC"), ("python", "role")} <= {*gone}
    told = json.loads((done.folder / "proof.json").read_text())
    assert (told["class"], told["left"], told["made"]) == ("python", 0, done.proof.made)
    assert told["cost_so_far"]["usd"] > 0
    assert compare(done.folder).altered == ()
    assert "nothing left; cost so far at most $" in str(done.proof)
    assert room.shown[0].things["VPC"] == 1
    again = room.tear_down(roster)
    assert (again.exit_code, again.proof.made) == (0, 0)


def test_a_seat_that_fails_is_left_and_what_it_needs_stays(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's interface is in the group of bob's instance, so his environment can't be deleted."""
    roster = room.roster()
    room.launch(roster)
    ec2 = room.client("ec2")
    wanted = [{"Name": "tag:c9lib:deployment", "Values": ["python-bob"]}]
    group = ec2.describe_security_groups(Filters=wanted)["SecurityGroups"][0]
    subnet = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [group["VpcId"]]}])["Subnets"][0]["SubnetId"]
    told = ec2.create_network_interface(SubnetId=subnet, Groups=[group["GroupId"]])
    strange = told["NetworkInterface"]["NetworkInterfaceId"]
    done = room.tear_down(roster)
    assert done.exit_code == 1
    assert {name for name, one in done.results.items() if not one.well} == {"bob"}
    left = {deployment for deployment, _ in done.proof.of("left")}
    assert left == {"python-bob", "python"}
    assert room.deployments() == left
    assert any("Its own deployment stays" in line for line in room.lines)
    assert json.loads((done.folder / "proof.json").read_text())["left"] == done.proof.left > 0
    ec2.delete_network_interface(NetworkInterfaceId=strange)
    again = room.tear_down(roster)
    assert (again.exit_code, room.deployments()) == (0, set()), again.proof
    spent = json.loads((again.folder / "spent.json").read_text())["items"]
    before = json.loads((done.folder / "spent.json").read_text())["items"]
    assert {one["id"] for one in before} <= {one["id"] for one in spent}


def test_what_is_not_the_class_is_named_and_not_touched(room: Room) -> None:
    """Somebody's group in its VPC, and a seat that isn't in the roster any more."""
    room.launch(room.roster("ann", "dan"))
    ec2 = room.client("ec2")
    vpc = ec2.describe_vpcs(Filters=[{"Name": "tag:c9lib:deployment", "Values": ["python"]}])["Vpcs"][0]["VpcId"]
    mine = ec2.create_security_group(GroupName="mine", Description="somebody's", VpcId=vpc)["GroupId"]
    done = room.tear_down(room.roster("ann"))
    assert done.exit_code == 1
    assert list(done.proof.strangers) == ["python-dan"]
    assert "c9lib tear-down -p deployment python-dan" in " ".join(str(done.proof).split())
    left = {(row.piece.thing, row.piece.name): row.why for _, row in done.proof.of("left")}
    assert "needs it" in left["VPC", vpc]
    assert len(room.environments()) == 1
    done = room.tear_down(room.roster("ann", "dan"))
    assert [(row.piece.name, mine in row.why) for _, row in done.proof.of("left")] == [(vpc, True)], done.proof
    assert (done.exit_code, room.environments()) == (1, [])
    assert len(ec2.describe_security_groups(GroupIds=[mine])["SecurityGroups"]) == 1
    ec2.delete_security_group(GroupId=mine)
    done = room.tear_down(room.roster("ann", "dan"))
    assert (done.exit_code, room.environments(), room.deployments()) == (0, [], set()), done.proof


def test_interrupted_it_ends_well_when_it_is_run_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    roster = room.roster()
    room.launch(roster)

    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Record, "ended", interrupted)
        done = room.tear_down(roster, at_once=1)
    assert done.exit_code == 130
    assert {deployment for deployment, _ in done.proof.of("left")} == {"python-bob", "python"}
    assert (done.folder / "proof.json").exists()
    again = room.tear_down(roster)
    assert (again.exit_code, room.deployments(), room.environments()) == (0, set(), [])


def test_environments_stay_where_nobody_agrees_and_where_only_trainers_go(room: Room) -> None:
    roster = room.roster("ann", "bob")
    room.launch(roster)
    asked = Asked(roster, runs=room.folder / "elsewhere")
    assert tear_down.tear_down(asked, lambda _: False, room.lines.append) is None
    assert not (room.folder / "elsewhere").exists()
    session, layout = room.session(roster)
    there = memberships_of(session, layout, [TRAINER])
    assert [(one.seat, one.arn) for one in there.memberships] == [("ann", TRAINER), ("bob", TRAINER)]
    done: TakenOut = take_out(session, there, room.lines.append)
    assert (done.exit_code, len(done.memberships)) == (0, 2)
    assert "2 memberships taken out, none left" in str(done)
    assert memberships_of(session, layout, [TRAINER]).memberships == ()
    assert len(room.environments()) == 2
    cloud9 = room.client("cloud9")
    for name in room.environments():
        held = cloud9.describe_environment_memberships(environmentId=name)["memberships"]
        assert [one["permissions"] for one in held] == ["owner"]
    assert take_out(session, there, room.lines.append).exit_code == 0  # already out is as good
