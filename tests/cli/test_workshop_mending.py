"""`c9lib workshop verify`, `repair` and `tear-down` as a trainer meets them, on a class of two."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from c9lib.runbook.sealing import compare
from tests.serving import Served, serving

PROGRAM = str(Path(sys.executable).with_name("c9lib"))
SEATS = ("01", "02")
LONGEST_SECONDS = 120
TRAINER = "arn:aws:iam::123456789012:user/trainer"


class Class:
    """Two learners in an account that this process serves."""

    def __init__(self, folder: Path, served: Served) -> None:
        self.folder, self.served = folder, served
        rows = "".join(f"{seat},learner-{seat}\n" for seat in SEATS)
        (folder / "roster.csv").write_text(f"seat,learner\n{rows}")
        for name in (*(f"learner-{seat}" for seat in SEATS), "trainer"):
            self.client("iam").create_user(UserName=name)

    def client(self, service: str) -> Any:
        keys = {"aws_access_key_id": "simulated", "aws_secret_access_key": "simulated"}
        return boto3.client(service, region_name="us-east-1", endpoint_url=self.served.url, **keys)

    def workshop(self, verb: str, *words: str) -> subprocess.CompletedProcess[str]:
        told = ("-p", "deployment", "python", "-p", "endpoint_url", self.served.url)
        return subprocess.run(
            [PROGRAM, "workshop", verb, "roster.csv", *told, *words],
            cwd=self.folder,
            env={**os.environ, "C9LIB_HOME": str(self.folder / "home")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )

    def group(self, seat: str) -> dict[str, Any]:
        wanted = [{"Name": "tag:c9lib:deployment", "Values": [f"python-{seat}"]}]
        found: dict[str, Any] = self.client("ec2").describe_security_groups(Filters=wanted)["SecurityGroups"][0]
        return found


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Class]:
    with serving(seed=3) as served:
        yield Class(tmp_path, served)


@pytest.mark.timeout(300)  # eight processes, one of which launches a class, another of which removes it
def test_a_broken_class_is_judged_mended_and_removed(one: Class) -> None:
    launched = one.workshop("launch", "--trainer", TRAINER)
    assert launched.returncode == 0, launched.stderr
    group = one.group("02")
    one.client("ec2").revoke_security_group_egress(GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"])
    judged = one.workshop("verify", "--json")
    assert judged.returncode == 1, judged.stderr
    told = json.loads(judged.stdout)
    assert (told["verdict"], told["broken"]) == ("fail", ["02"])
    assert told["causes"][0]["thing"] == f"security-group {group['GroupId']}"
    shown = one.workshop("repair")
    assert shown.returncode == 1, shown.stderr
    assert "Nothing was changed: add --yes" in shown.stderr
    assert one.group("02")["IpPermissionsEgress"] == []
    mended = one.workshop("repair", "--yes", "--json")
    assert mended.returncode == 0, mended.stderr
    told = json.loads(mended.stdout)
    assert (told["mended"], told["after"]["verdict"] == "fail") == (["02"], False)
    (folder,) = [file.parent for file in one.folder.glob("runs/python/*/repair.json")]
    commands = (folder / "commands.sh").read_text()
    assert "aws ec2 authorize-security-group-egress" in commands
    assert f"--group-id {group['GroupId']}" in commands
    assert compare(folder).altered == ()
    refused = one.workshop("tear-down")
    assert refused.returncode == 3
    assert "Nothing was removed." in refused.stderr
    out = one.workshop("tear-down", "--keep-environments", "--trainer", TRAINER, "--yes", "--json")
    assert out.returncode == 0, out.stderr
    assert [told["seat"] for told in json.loads(out.stdout)["memberships"]] == ["01", "02"]
    assert len(one.client("cloud9").list_environments()["environmentIds"]) == len(SEATS)
    removed = one.workshop("tear-down", "--yes", "--json")
    assert removed.returncode == 0, removed.stderr
    told = json.loads(removed.stdout)
    assert told["left"] == 0
    assert told["gone"] == told["made"] > len(SEATS)
    assert json.loads((one.folder / told["folder"] / "proof.json").read_text())["left"] == 0
    assert one.client("cloud9").list_environments()["environmentIds"] == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("verify", "--seat", "03"), "no seat 03"),
        (("tear-down", "--keep-environments"), "--trainer go together"),
        (("tear-down", "--trainer", TRAINER), "--trainer go together"),
        (("tear-down", "--max-concurrency", "0"), "max-concurrency"),
    ],
)
def test_a_wrong_command_line_calls_nothing(one: Class, words: tuple[str, ...], says: str) -> None:
    one.served.seen.clear()
    told = one.workshop(*words)
    assert (told.returncode, says in told.stderr) == (2, True), told.stderr
    assert one.served.seen == []
