"""`c9lib lab`: the exit codes, JSON, and a terminal or script that goes on with what a command has started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from c9lib.labs import LABS
from c9lib.simulator import lifecycle

BIN = Path(sys.executable).parent
NAME = "runs-but-silent"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, nothing_left_running: None) -> Iterator[Path]:
    """The labs' account of one learner."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("labs")
        patch.setenv("C9LIB_HOME", str(folder))
        patch.setenv("C9LIB_LEARNER", "ann")
        yield folder
        lifecycle.leave("labs")


def c9lib(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(BIN / "c9lib"), "lab", *words], capture_output=True, text=True, timeout=90)


def told(*words: str, code: int = 0) -> Any:
    done = c9lib(*words, "--json")
    assert done.returncode == code, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_all_labs_are_listed() -> None:
    assert {one["id"] for one in told("list")} == set(LABS)
    shown = c9lib("list").stdout
    assert all(name in shown for name in LABS)


def test_the_catalogue_is_printed() -> None:
    assert "private-dns-off" in {one["id"] for one in told("causes")}
    assert "private-dns-off" in c9lib("causes").stdout


@pytest.mark.parametrize(
    ("words", "code", "word"),
    [
        (("start", "nope"), 2, "There is no lab 'nope'"),
        (("start", NAME, "--target", "aws"), 3, "only exist on the simulated AWS"),
        (("start", NAME, "--seed", "-3"), 2, "The seed is -3"),
        (("start", NAME, "--seed", "x"), 2, "x"),
        (("check", NAME), 3, "isn't started"),
        (("hint", NAME), 3, "isn't started"),
        (("solution", NAME), 3, "isn't started"),
        (("check",), 3, "No lab was started yet"),
        (("hint",), 3, "No lab was started yet"),
        (("solution",), 3, "No lab was started yet"),
        (("terminal",), 3, "No lab was started yet"),
    ],
)
def test_what_can_t_be_done_is_told(
    words: tuple[str, ...], code: int, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path))
    done = c9lib(*words, "--json")
    assert done.returncode == code, done.stderr
    assert word in done.stderr
    assert json.loads(done.stdout)["exit_code"] == code
    assert not list(tmp_path.rglob("server.json"))


def test_a_lab_from_the_terminal(home: Path) -> None:
    """Start, a hint, a wrong answer, the solution's commands in a shell with the real AWS CLI, the right answer."""
    begun = told("start", NAME, "--seed", "5")
    assert begun["seed"] == 5
    assert begun["symptom"]["shown"][-1]["output"].startswith("An error occurred (TargetNotConnected)")
    assert told("hint")["hint"] == LABS[NAME].hints[0]
    wrong = told("check", NAME, "--cause", "private-dns-off", code=1)
    assert not wrong["passed"]
    assert told("check", NAME, "--cause", "private-dns", code=2)["exit_code"] == 2
    assert [one["state"] for one in told("progress")["labs"] if one["lab"] == NAME] == ["begun"]
    solution = told("solution")
    assert solution["lab"] == NAME, "without a name: the lab that is started"
    script = "\n".join(('eval "$(c9lib lab terminal)"', *solution["commands"]))
    done = in_a_terminal(script)
    assert done.returncode == 0, done.stderr
    passed = c9lib("check", *(word for cause in solution["causes"] for word in ("--cause", cause)))
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert "passed" in passed.stdout
    file = home / "mine.json"
    assert c9lib("progress", "--export", str(file)).returncode == 0
    exported = {one["lab"]: one for one in json.loads(file.read_text())["labs"]}
    assert (exported[NAME]["state"], exported[NAME]["seed"], exported[NAME]["hints"]) == ("passed", 5, 1)


def in_a_terminal(script: str) -> subprocess.CompletedProcess[str]:
    """A shell with nothing but its PATH and the learner's own: as a terminal that was opened just now."""
    environment = {
        "PATH": f"{BIN}:/usr/bin:/bin",
        "HOME": os.environ["HOME"],
        "C9LIB_HOME": os.environ["C9LIB_HOME"],
        "AWS_PAGER": "",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    return subprocess.run(["/bin/sh", "-ec", script], env=environment, capture_output=True, text=True, timeout=90)
