"""One seat: what it comes to as plain data, whatever happens to it."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from c9lib.aws import connect
from c9lib.aws.pace import Pace
from c9lib.notebook.guides import Guide
from c9lib.nouns import Call
from c9lib.parameters import Parameters
from c9lib.runbook.sealing import compare
from c9lib.simulator import lifecycle
from c9lib.steps import STEPS
from c9lib.workshop.seat import run_seat
from c9lib.workshop.task import SeatResult, SeatTask
from tests.serving import Served, serving


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    """An account with role and profile."""
    with serving(seed=3) as made:
        session = connect(Parameters(endpoint_url=made.url), lambda _: None)
        for name in ("role", "profile"):
            STEPS[name](session).apply()
        lifecycle.ask(made.url, "advance", {"seconds": 60})  # so that nobody waits for the new profile
        yield made


def task(served: Served, root: Path, seat: str, *steps: str, **given: Any) -> SeatTask:
    asked = Parameters(endpoint_url=served.url, deployment=f"c-{seat}", environment_name=f"c-{seat}", **given)
    return SeatTask(seat, asked, root / "seats", steps, Pace(root / "pace"))


def test_a_task_and_a_result_cross_processes(served: Served, tmp_path: Path) -> None:
    one = task(served, tmp_path, "01", "network", network="nat", members=("arn:aws:iam::123456789012:user/t",))
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 (our own)
    result = SeatResult("01", True, 3, 12.0, 60.5, calls={"ec2:CreateVpc": 1})
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 (our own)
    assert SeatResult.of(json.loads(json.dumps(result.to_json()))) == result


def test_a_seat_with_a_network_of_its_own(served: Served, tmp_path: Path) -> None:
    told: list[str] = []
    done = run_seat(task(served, tmp_path, "01", "network", "environment"), told.append)
    assert (done.well, done.error, done.exit_code) == (True, "", 0)
    assert done.changes > 5
    assert 60 < done.waits_seconds < done.seconds
    assert told[:3] == ["begun", "launched", "waits until the environment is created, normally 2 min"]
    assert "waits until SSM Agent is online, normally 1 min" in told
    assert told[-1].startswith("online after ")
    folder = Path(done.evidence)
    assert folder == tmp_path / "seats" / "01"
    assert not compare(folder)
    calls = json.loads((folder / "calls.json").read_text())
    assert {call["step"] for call in calls} == {"network", "environment"}
    assert len(calls) == sum(done.calls.values())
    again = run_seat(task(served, tmp_path, "01", "network", "environment"))
    assert (again.well, again.changes, again.evidence) == (True, 0, str(tmp_path / "seats" / "01-2"))
    gone = run_seat(
        SeatTask("01", task(served, tmp_path, "01").parameters, tmp_path / "undo", (), undo=True), told.append
    )
    assert (gone.well, gone.error) == (True, "")
    assert told[-1].startswith("gone after ")
    assert json.loads((Path(gone.evidence) / "report.json").read_text())["proof"]["summary"]


def test_what_a_person_can_mend_is_a_result(served: Served, tmp_path: Path) -> None:
    told: list[str] = []
    done = run_seat(task(served, tmp_path, "02", "network", "environment", account_id="999999999999"), told.append)
    assert (done.well, done.exit_code, done.changes) == (False, 3, 0)
    assert "999999999999" in done.error
    assert "What to do:" in done.error
    assert told[-1] == f"failed: {done.title}"
    run = json.loads((Path(done.evidence) / "run.json").read_text())
    assert (run["state"], run["exit_code"]) == ("ended", 3)


def test_a_step_that_waits_for_another_one_is_refused_and_its_look_is_kept(served: Served, tmp_path: Path) -> None:
    done = run_seat(task(served, tmp_path, "03", "environment"))
    assert (done.well, done.exit_code) == (False, 3)
    assert "Run step network first." in done.error
    assert json.loads((Path(done.evidence) / "plan.json").read_text())["environment"]["waits_for"]


def test_a_fault_of_ours_is_a_result_with_its_place(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Guide) -> None:
        raise KeyError("subnet-1")

    monkeypatch.setattr(Guide, "at_once", broken)
    done = run_seat(task(served, tmp_path, "04", "network"))
    assert (done.well, done.exit_code) == (False, 1)
    assert done.title == "A fault of ours in step network: KeyError."
    assert "subnet-1" in done.error
    assert "in_process.py, line " in done.error
    assert not compare(Path(done.evidence))


def test_evidence_that_cant_be_written_is_a_result(served: Served, tmp_path: Path) -> None:
    (tmp_path / "seats").write_text("a file stands here")
    before = len(served.seen)
    done = run_seat(task(served, tmp_path, "05", "network"))
    assert (done.well, done.exit_code, done.evidence) == (False, 2, "")
    assert "can't be written" in done.error
    assert len(served.seen) == before


def test_whoever_is_stopped_before_it_begins_calls_nothing(served: Served, tmp_path: Path) -> None:
    before = len(served.seen)
    done = run_seat(task(served, tmp_path, "06", "network"), is_stopped=lambda: True)
    assert (done.well, done.exit_code, done.calls) == (False, 130, {})
    assert len(served.seen) == before


def test_whoever_is_stopped_begins_no_notebook(served: Served, tmp_path: Path) -> None:
    told: list[str] = []
    one = replace(task(served, tmp_path, "07", "network"), notebooks=True)
    done = run_seat(one, told.append, is_stopped=lambda: True)
    assert (done.well, done.exit_code, done.calls) == (False, 130, {})
    assert told == ["begun", "stopped: Interrupted between two steps."]
    assert not compare(Path(done.evidence))


def test_a_seat_by_its_notebook(served: Served, tmp_path: Path) -> None:
    told: list[str] = []
    one = replace(task(served, tmp_path, "08", "network"), notebooks=True)
    done = run_seat(one, told.append)
    assert (done.well, done.error) == (True, "")
    assert done.changes > 3
    assert done.calls["ec2:CreateVpc"] == 1
    assert told[:2] == ["begun", "runs 03-prepare-network.ipynb"]
    assert (Path(done.evidence) / "03-prepare-network.ipynb").exists()
    gone = run_seat(SeatTask("08", one.parameters, tmp_path / "undo", (), undo=True))
    assert gone.well, gone.error


@pytest.mark.parametrize("operation", ["CreateVpc", "CreateEnvironmentEC2", "DescribeEnvironmentStatus"])
def test_a_stopped_seat_ends_at_its_next_call_and_can_be_gone_on_with(
    served: Served, tmp_path: Path, operation: str
) -> None:
    """Each is stopped once it has made this call."""
    seat = f"s{operation.lower()[:20]}"
    one = task(served, tmp_path, seat, "network", "environment")

    def watch() -> bool:
        notes = (tmp_path / "seats" / seat / "notes").glob("*")
        told = (line for file in notes for line in file.read_text(errors="replace").splitlines())
        return any(f'"operation": "{operation}"' in line and '"outcome": "ok"' in line for line in told)

    done = run_seat(one, is_stopped=watch)
    assert (done.well, done.exit_code) == (False, 130), done.error
    assert done.calls[_named(operation)] == 1
    assert "Interrupted in step " in done.title
    folder = Path(done.evidence)
    assert not compare(folder)
    assert not list((folder / "notes").glob("*.journal"))
    on_its_way = [call for call in json.loads((folder / "calls.json").read_text()) if call["outcome"] != "ok"]
    assert not on_its_way
    again = run_seat(one)
    assert (again.well, again.error) == (True, "")
    gone = run_seat(SeatTask(seat, one.parameters, tmp_path / "undo", (), undo=True))
    assert gone.well, gone.error


def _named(operation: str) -> str:
    service = "ec2" if operation == "CreateVpc" else "cloud9"
    return Call(service, operation, {}, "us-east-1", "ok", 0.0).name
