"""A class of three is launched on a simulated account over HTTP: what is there afterwards, and what a second launch
touches."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest

from c9lib.errors import ParameterError, RefusedError
from c9lib.nouns.call import reads
from c9lib.runbook.sealing import compare
from c9lib.simulator import lifecycle
from c9lib.workshop import Roster, read
from c9lib.workshop.launch import Asked, launch
from c9lib.workshop.launched import Launched
from tests.many.crowd import closed_subnet
from tests.serving import Served, serving

ARN = "arn:aws:iam::123456789012:user/"
TRAINER = f"{ARN}trainer"
LEARNERS = ("ann", "bob", "cai", "dan", "eve")


@dataclass
class Room:
    """A class in an account: `client("ec2")` is somebody's, `lines` is what the last launch told."""

    served: Served
    folder: Path
    lines: list[str]

    def client(self, service: str) -> Any:
        keys = {"aws_access_key_id": "simulated", "aws_secret_access_key": "simulated"}
        return boto3.client(service, region_name="us-east-1", endpoint_url=self.served.url, **keys)

    def roster(self, *learners: str, **given: str) -> Roster:
        path = self.folder / "roster.csv"
        rows = "".join(f"{number:02},{name}\n" for number, name in enumerate(learners, start=1))
        path.write_text(f"seat,learner\n{rows}")
        told = {"deployment": "python", "endpoint_url": self.served.url, **given}
        return read(path, (), tuple(told.items()))

    def launch(self, roster: Roster, **asked: Any) -> Launched:
        self.lines.clear()
        return launch(Asked(roster, runs=self.folder / "runs", trainers=(TRAINER,), **asked), self.lines.append)

    @property
    def environments(self) -> dict[str, dict[str, Any]]:
        cloud9 = self.client("cloud9")
        ids = cloud9.list_environments()["environmentIds"]
        found = cloud9.describe_environments(environmentIds=ids)["environments"] if ids else []
        return {one["name"]: one for one in found}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with serving(seed=8) as served:
        made = Room(served, tmp_path_factory.mktemp("class"), [])
        for name in (*LEARNERS, "trainer"):
            made.client("iam").create_user(UserName=name)
        yield made


@pytest.fixture(scope="module")
def launched(room: Room) -> Launched:
    """Three seats; the environment of one came to nothing before, in another network."""
    ec2 = room.client("ec2")
    subnet = closed_subnet(ec2, "us-east-1").subnet
    room.client("cloud9").create_environment_ec2(
        name="python-02",
        instanceType="t3.small",
        imageId="amazonlinux-2023-x86_64",
        subnetId=subnet,
        connectionType="CONNECT_SSM",
        tags=[{"Key": "c9lib:deployment", "Value": "python-02"}],
    )
    lifecycle.ask(room.served.url, "advance", {"seconds": 1200})
    assert room.environments["python-02"]["lifecycle"]["status"] == "CREATE_FAILED"
    return room.launch(room.roster("ann", "bob", "cai"))


def test_every_seat_is_online_and_shared_with_the_trainer(room: Room, launched: Launched) -> None:
    assert (launched.exit_code, launched.failed, launched.not_begun) == (0, (), ())
    assert {one.seat: (one.well, one.exit_code) for one in launched.results.values()} == dict.fromkeys(
        ("01", "02", "03"), (True, 0)
    )
    found = room.environments
    assert sorted(found) == ["python-01", "python-02", "python-03"]
    for name, learner in zip(sorted(found), LEARNERS, strict=False):
        assert found[name]["ownerArn"] == ARN + learner
        assert found[name]["lifecycle"]["status"] == "CREATED"
        shared = room.client("cloud9").describe_environment_memberships(environmentId=found[name]["id"])["memberships"]
        assert {one["userArn"]: one["permissions"] for one in shared}[TRAINER] == "read-write"
    assert (
        len(room.client("ec2").describe_vpcs(Filters=[{"Name": "tag-key", "Values": ["c9lib:deployment"]}])["Vpcs"])
        == 1
    )


def test_what_failed_before_is_made_again(launched: Launched) -> None:
    assert launched.results["02"].changes == launched.results["01"].changes + 1  # the failed one is deleted


def test_each_seat_leaves_evidence_of_its_own_and_all_of_it_is_sealed(launched: Launched) -> None:
    for seat, one in launched.results.items():
        folder = launched.folder / "seats" / seat
        assert Path(one.evidence) == folder
        there = {file.name for file in folder.iterdir()}
        assert there >= {"calls.json", "commands.sh", "report.html", "run.json", "parameters.yaml", "SHA256SUMS"}
        run = json.loads((folder / "run.json").read_text())
        assert [(one["step"], one["well"]) for one in run["notebooks"]] == [("access", True), ("environment", True)]
        assert (run["state"], run["exit_code"]) == ("ended", 0)
        calls = json.loads((folder / "calls.json").read_text())
        assert len(calls) == sum(one.calls.values())  # of two steps in one session, each call once
        assert one.calls["cloud9:CreateEnvironmentEC2"] == 1
        assert "create-environment-ec2" in (folder / "commands.sh").read_text()
        assert not compare(folder)
    assert not compare(launched.folder)


def test_the_class_is_kept_as_plain_data(launched: Launched) -> None:
    told = json.loads((launched.folder / "class.json").read_text())
    assert (told["class"], told["verb"], told["exit_code"], told["error"]) == ("python", "launch", 0, None)
    assert {seat: one["state"] for seat, one in told["seats"].items()} == dict.fromkeys(("01", "02", "03"), "well")
    assert told["seats"]["01"]["calls"] == launched.results["01"].calls
    assert told["shared"]["steps"] == ["role", "profile", "network", "endpoints"]
    assert told["plan"]["refused"] == []
    assert not (launched.folder / "pace").exists()
    assert told["pace"]["cloud9:CreateEnvironmentEC2 in us-east-1"]["taken"] == 3


def test_seats_never_touch_what_all_share(launched: Launched) -> None:
    shared = ("CreateVpc", "CreateVpcEndpoint", "ModifyVpcEndpoint", "AuthorizeSecurityGroupIngress", "CreateRole")
    written = {name.partition(":")[2] for one in launched.results.values() for name in one.calls}
    assert not written & set(shared)


def test_a_second_launch_writes_nothing(room: Room, launched: Launched) -> None:
    again = room.launch(room.roster("ann", "bob", "cai"))
    assert (again.exit_code, again.changes, dict(again.results)) == (0, 0, {})
    assert again.right == {"01", "02", "03"}
    assert "3 seats are right already, and not touched" in room.lines
    calls = json.loads((again.folder / "calls.json").read_text())
    assert calls
    assert not [call for call in calls if not reads(call["operation"])]


def test_only_what_isnt_right_is_touched(room: Room, launched: Launched) -> None:
    found = room.environments["python-03"]["id"]
    room.client("cloud9").delete_environment_membership(environmentId=found, userArn=TRAINER)
    again = room.launch(room.roster("ann", "bob", "cai"))
    assert (again.exit_code, sorted(again.right)) == (0, ["01", "02"])
    (one,) = again.results.values()
    assert (one.seat, one.changes, one.calls["cloud9:CreateEnvironmentMembership"]) == ("03", 1, 1)
    first, *_, last = (line for line in room.lines if "03  " in line)
    assert first == "[0/1] 03  begun"
    assert re.fullmatch(r"\[1/1\] 03  online after .+", last)


def test_a_seat_that_fails_stops_no_other_one(room: Room, launched: Launched) -> None:
    """The environment of seat 04 is one that is reached by SSH: nobody can change that."""
    ec2 = room.client("ec2")
    (subnet,) = ec2.describe_subnets(Filters=[{"Name": "tag:c9lib:deployment", "Values": ["python"]}])["Subnets"][:1]
    made = room.client("cloud9").create_environment_ec2(
        name="python-04",
        instanceType="t3.small",
        imageId="amazonlinux-2023-x86_64",
        subnetId=subnet["SubnetId"],
        connectionType="CONNECT_SSH",
        ownerArn=f"{ARN}dan",
        tags=[{"Key": "c9lib:deployment", "Value": "python-04"}],
    )
    lifecycle.ask(room.served.url, "advance", {"seconds": 600})
    try:
        done = room.launch(room.roster(*LEARNERS))
        assert done.exit_code == 1
        assert done.right == {"01", "02", "03"}
        assert (done.results["05"].well, done.results["04"].well) == (True, False)
        failed = done.results["04"]
        assert failed.exit_code == RefusedError.exit_code
        assert "CONNECT_SSH" in failed.error
        assert "What to do:" in failed.error
        assert "python: 4 of 5 seats well, 1 failed" in str(done)
        assert any(line.startswith("[") and "04  failed: " in line for line in room.lines)
        assert json.loads((done.folder / "class.json").read_text())["seats"]["04"]["state"] == "failed"
        assert json.loads((Path(failed.evidence) / "run.json").read_text())["exit_code"] == 3
    finally:
        for name in ("python-04", "python-05"):
            room.client("cloud9").delete_environment(environmentId=room.environments[name]["id"])
        lifecycle.ask(room.served.url, "advance", {"seconds": 900})
    assert made["environmentId"]


def test_a_class_that_cant_be_is_refused_before_anything_is_changed(room: Room, launched: Launched) -> None:
    runs = sorted((room.folder / "runs" / "python").iterdir())
    with pytest.raises(RefusedError) as refused:
        room.launch(room.roster("ann", "bob", "nobody-of-this-name"))
    assert "nothing was changed" in str(refused.value)
    assert "nobody-of-this-name" in str(refused.value)
    assert sorted((room.folder / "runs" / "python").iterdir()) == runs


def test_a_trainer_who_isnt_there_is_refused_once(room: Room, launched: Launched) -> None:
    with pytest.raises(RefusedError) as refused:
        launch(Asked(room.roster("ann", "bob"), trainers=(f"{ARN}mistyped",), runs=room.folder / "runs"), print)
    assert str(refused.value).count("mistyped") == 1


@pytest.mark.parametrize(
    ("trainers", "words"),
    [
        (("arn:aws:iam::123456789012:role/teacher",), "role"),
        (("trainer",), "trainer"),
        (tuple(f"{ARN}t{number}" for number in range(9)), "up to 8"),
        (("arn:aws:iam::999999999999:user/trainer",), "another account"),
    ],
)
def test_a_trainer_who_cant_be_a_member_is_told_before_anything_is_called(
    room: Room, trainers: tuple[str, ...], words: str
) -> None:
    roster = room.roster("ann", "bob", account_id="123456789012")
    before = len(room.served.seen)
    with pytest.raises(ParameterError) as wrong:
        launch(Asked(roster, trainers=trainers, runs=room.folder / "runs"), print)
    assert words in str(wrong.value)
    assert "nothing was called" in str(wrong.value)
    assert len(room.served.seen) == before
