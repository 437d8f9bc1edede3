"""`c9lib workshop launch` as a trainer meets it: in processes of its own, stopped by Ctrl-C, killed at any moment."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from c9lib.simulator import lifecycle

PROGRAM = str(Path(sys.executable).with_name("c9lib"))
SEATS = ("01", "02", "03")
KILLS = 3
LONGEST_SECONDS = 120


class Class:
    """Three learners in an account of their own, which outlives whoever launches them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "C9LIB_HOME": str(folder / "home")}
        rows = "".join(f"{seat},learner-{seat}\n" for seat in SEATS)
        (folder / "roster.csv").write_text(f"seat,learner\n{rows}")

    def begin(self, *words: str) -> subprocess.Popen[str]:
        asked = ("launch", "roster.csv", "-p", "deployment", "python", *words)
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
        return subprocess.Popen(
            [PROGRAM, "workshop", *asked], cwd=self.folder, env=self.environment, text=True, **pipes
        )

    def launch(self, *words: str) -> tuple[int, str, str]:
        process = self.begin(*words)
        out, err = process.communicate(timeout=LONGEST_SECONDS)
        return process.returncode, out, err

    def client(self, service: str) -> Any:
        keys = {"aws_access_key_id": "simulated", "aws_secret_access_key": "simulated"}
        return boto3.client(service, region_name="us-east-1", endpoint_url=lifecycle.join().url, **keys)

    def well(self) -> None:
        """One environment for each seat, and one VPC."""
        cloud9, ec2 = self.client("cloud9"), self.client("ec2")
        found = cloud9.describe_environments(environmentIds=cloud9.list_environments()["environmentIds"])
        told = sorted((one["name"], one["lifecycle"]["status"]) for one in found["environments"])
        assert told == [(f"python-{seat}", "CREATED") for seat in SEATS]
        ours = [{"Name": "tag:c9lib:deployment", "Values": ["python"]}]
        assert len(ec2.describe_vpcs(Filters=ours)["Vpcs"]) == 1

    def last(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(max(self.folder.glob("runs/python/*/class.json")).read_text())
        return told


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Class]:
    made = Class(tmp_path)
    monkeypatch.setenv("C9LIB_HOME", made.environment["C9LIB_HOME"])
    for seat in SEATS:
        made.client("iam").create_user(UserName=f"learner-{seat}")
    yield made
    lifecycle.leave()


def test_a_class_stopped_by_ctrl_c_goes_on_later(three: Class) -> None:
    process = three.begin("--json")
    assert process.stderr is not None
    for line in process.stderr:
        if "launched" in line:
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=LONGEST_SECONDS)
    assert process.returncode == 130, err
    told = json.loads(out)
    assert told["exit_code"] == 130
    assert "Interrupted" in told["error"]
    assert "What to do:" in err
    record = three.last()
    assert (record["exit_code"], bool(record["ended"])) == (130, True)
    for seat in told["seats"].values():
        assert seat["exit_code"] == 130
        assert "Interrupted in step" in seat["error"]
        assert (three.folder / seat["evidence"] / "SHA256SUMS").exists()
    code, out, err = three.launch()
    assert code == 0, out + err
    assert "Class python: 3 of 3 seats well" in out
    three.well()
    code, out, err = three.launch("--json")
    assert (code, json.loads(out)["right_already"]) == (0, list(SEATS))
    assert "3 seats are right already, and not touched" in err


def test_a_class_killed_at_any_moment_ends_well_when_it_is_launched_again(
    three: Class, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)  # noqa: S311 (moments, not secrets)
    print(f"killed at moments of seed {seed}")
    for _ in range(KILLS):
        process, moment = three.begin(), chance.uniform(1.0, 9.0)
        time.sleep(moment)
        process.kill()
        _, err = process.communicate(timeout=LONGEST_SECONDS)
        print(f"killed after {moment:.2f} s, it had told: {err.strip().splitlines()[-1:]}")
    code, out, err = three.launch()
    assert code == 0, f"seed {seed}: {out}{err}"
    three.well()
    code, out, err = three.launch("--json")
    assert (code, json.loads(out)["right_already"]) == (0, list(SEATS)), f"seed {seed}: {err}"


def test_a_roster_with_a_mistake_starts_nothing(tmp_path: Path) -> None:
    made = Class(tmp_path)
    (tmp_path / "roster.csv").write_text("seat,lerner\nA1;*\n")
    code, out, err = made.launch("--json")
    assert (code, json.loads(out)["exit_code"]) == (2, 2)
    assert "nearest: learner" in err
    assert not (tmp_path / "home").exists()
    assert not (tmp_path / "runs").exists()


def test_a_class_that_doesnt_fit_is_refused(three: Class) -> None:
    rows = "".join(f"{one:02},learner-{one:02}\n" for one in range(1, 7))
    (three.folder / "roster.csv").write_text(f"seat,learner\n{rows}")
    code, out, err = three.launch("--share", "none", "--json")
    assert (code, json.loads(out)["exit_code"]) == (3, 3)
    assert "nothing was changed" in err
    assert "VPCs: the class needs 6" in err
    assert not (three.folder / "runs").exists()


@pytest.mark.parametrize("words", [("--max-concurrency", "0"), ("--max-errors", "-1"), ("--trainer",), ("--what",)])
def test_a_wrong_command_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    code, out, err = Class(tmp_path).launch(*words)
    assert (code, out) == (2, ""), err
