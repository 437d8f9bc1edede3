"""`c9lib plan` as a person and a script meet it: all of a change, what it costs, what is stale, and that nothing was
written.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from c9lib.cli import plan
from c9lib.parameters import Parameters, as_run

PROGRAM = str(Path(sys.executable).with_name("c9lib"))
FIELDS = {"action", "what", "why", "permission", "undo", "cost_per_hour"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An account of these tests alone."""
    return tmp_path_factory.mktemp("home")


def c9lib(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "C9LIB_HOME": str(home)}
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=300, check=False, env=environment)


def document(told: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(told.stdout)
    return read


@pytest.fixture(scope="module")
def fresh(home: Path) -> dict[str, Any]:
    """The plan of a fresh account, as JSON."""
    told = c9lib(home, "plan", "--json")
    assert told.returncode == 0, told.stderr
    return document(told)


def test_each_change_has_all_of_it_and_they_are_counted(fresh: dict[str, Any]) -> None:
    changes = [change for one in fresh["plans"] for change in one["changes"]]
    assert [set(change) for change in changes] == [FIELDS] * len(changes)
    assert all(change[name] for change in changes for name in FIELDS - {"cost_per_hour"})
    assert fresh["changes"] == sum(change["action"] != "wait" for change in changes) == 23
    assert fresh["waits"] == sum(change["action"] == "wait" for change in changes) == 2


def test_costs_are_added_and_dated(fresh: dict[str, Any]) -> None:
    total = 0.0208 + 0.005 + 10 * 0.08 / 730 + 3 * 0.01
    assert fresh["cost"] == {
        "per_hour": pytest.approx(total, abs=1e-6),
        "known_per_hour": pytest.approx(total, abs=1e-6),
        "unknown": 0,
        "prices": "list prices of us-east-1, August 2026",
        "as_of": "August 2026",
    }


def test_the_calls_are_told_by_service_and_none_of_them_wrote(fresh: dict[str, Any]) -> None:
    counted = fresh["calls"]["by_service"]
    assert {"cloud9", "ec2", "iam", "sts"} <= set(counted)
    assert fresh["calls"]["told"] == f"{sum(counted.values())} calls, all of them reads"
    assert (fresh["stale"], fresh["refused"]) == ([], [])


def test_a_plan_leaves_no_write_in_the_journal_and_a_run_does_what_it_counted(
    home: Path, fresh: dict[str, Any], tmp_path: Path
) -> None:
    """The journal is the account: without a write in it it is as it began."""
    assert journal(home) == []
    ran = c9lib(home, "run", "--json", "--runs", str(tmp_path))
    assert ran.returncode == 0, ran.stderr
    done = [
        change["action"]
        for notes in sorted(Path(document(ran)["folder"]).glob("notes/*.json"))
        for change in json.loads(notes.read_text(encoding="utf-8"))["results"].get("apply", {}).get("changes", ())
    ]
    assert sum(action != "wait" for action in done) == fresh["changes"]
    before = journal(home)
    assert len(before) > fresh["changes"]
    again = c9lib(home, "plan")
    assert again.returncode == 0
    assert "0 changes in all. Costs: none" in again.stdout
    assert again.stdout.rstrip().endswith("calls, all of them reads: nothing was written.")
    verdict = c9lib(home, "verify")
    assert verdict.returncode == 0
    other = c9lib(home, "plan", "-p", "instance_type", "m5.large", "-p", "s3_access", "[]")
    shown = " ".join(other.stdout.split())
    assert shown.startswith("What was made by other parameters step parameter value there value asked")
    assert "instance_type t3.small m5.large leaves it alone:" in shown
    assert "s3_access packages (none) changes it in place" in shown
    assert journal(home) == before


def journal(home: Path) -> list[str]:
    """The writes in the journals of all accounts below a home, as they are on disk."""
    lines = (line for path in sorted(home.rglob("journal*")) for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if "request" in json.loads(line)]


def test_a_region_without_known_prices_says_so(home: Path) -> None:
    told = c9lib(home, "plan", "-p", "region", "eu-west-1", "-p", "deployment", "other", "--json")
    cost = document(told)["cost"]
    assert (cost["per_hour"], cost["known_per_hour"], cost["as_of"]) == (None, 0, None)
    assert cost["unknown"] == 4
    assert "which aren't known" in cost["prices"]


def test_where_nobody_is_named_the_learner_of_the_simulated_account_is_and_on_aws_nobody() -> None:
    assert as_run(Parameters()).access_for == ("user/c9-learner",)
    assert as_run(Parameters(access_for=("user/ann",))).access_for == ("user/ann",)
    assert as_run(Parameters(target="aws", account_id="210987654321")).access_for == ()
    assert as_run(Parameters()).given() == {"access_for": ["user/c9-learner"]}
    assert plan.command.help is not None
