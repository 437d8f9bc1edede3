"""A run with every shortcut off gives the same as one with all of them: notebooks, evidence, account, exit code."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from c9lib.cli.main import main
from c9lib.errors import RefusedError
from c9lib.kept_data import PLAIN, is_plain
from c9lib.parameters import Parameters
from c9lib.runbook import execute as executing
from c9lib.runbook.forked import Forks, forking
from c9lib.runbook.kernels import kernels_for
from c9lib.runbook.order import Chapter
from c9lib.runbook.plain import PlainKernels, plainly
from c9lib.runbook.progress import Plain
from c9lib.simulator import lifecycle

PROGRAM = str(Path(sys.executable).with_name("c9lib"))
JUPYTERS = ("[IPKernelApp] WARNING", "[IPKernelApp] ERROR | KeyboardInterrupt caught in kernel.")
"""What ipykernel says to a papermill that speaks to it by TCP, and interrupts it before it asks it to end."""
OF_ONE_RUN = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d[:-]\d\d[:-]\d\d(?:\.\d+)?(?:\+00:00|Z| UTC)?"  # times
    r"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # ids of requests
    r"|127\.0\.0\.1:\d+"
)
HOW_LONG = ("seconds", "duration", "began", "ended", "written", "start_time", "end_time", "request_id", "id", "folder")
"""Members that tell when, how long, and by which of two alike; `id` is that of a cell that papermill injects."""


@dataclass(frozen=True)
class Ended:
    """A run as a person starts it: its document, what it told, its folder."""

    document: dict[str, Any]
    told: str
    folder: Path


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Ended, Ended]:
    """Three notebooks with and without shortcuts, each on a fresh account."""
    made = []
    for more in ([], ["--plain"]):
        lifecycle.reset()
        root = tmp_path_factory.mktemp("runs")
        words = [PROGRAM, "run", "--json", "--from", "role", "--to", "network", "--runs", str(root), *more]
        done = subprocess.run(words, capture_output=True, text=True, timeout=200, check=False)
        document = json.loads(done.stdout)
        made.append(Ended(document, done.stderr.replace(document["folder"], "FOLDER"), Path(document["folder"])))
    return made[0], made[1]


def same_in_all(told: Any) -> Any:
    """What doesn't depend on when it was made."""
    if isinstance(told, dict):
        return {name: same_in_all(value) for name, value in told.items() if name not in HOW_LONG}
    if isinstance(told, list):
        return [same_in_all(one) for one in told]
    return OF_ONE_RUN.sub("-", told) if isinstance(told, str) else told


def test_both_end_well_and_change_the_same(both: tuple[Ended, Ended]) -> None:
    quick, plain = (one.document for one in both)
    assert (quick["exit_code"], plain["exit_code"]) == (0, 0)
    assert quick["changes"] == plain["changes"]
    assert quick["changes"]["network"] > 0


def test_both_tell_the_same_lines(both: tuple[Ended, Ended]) -> None:
    """Of each notebook in the same order; two that run side by side tell theirs between each other's."""
    quick, plain = (re.sub(r"in +[\d.]+ s", "in - s", one.told).splitlines() for one in both)
    plain = [line for line in plain if not line.strip().startswith(JUPYTERS)]
    assert sorted(quick) == sorted(plain)
    for step in ("role", "profile", "network"):
        assert [line for line in quick if f" {step}: " in line] == [line for line in plain if f" {step}: " in line]


def test_both_leave_the_same_evidence(both: tuple[Ended, Ended]) -> None:
    names = [sorted(str(file.relative_to(one.folder)) for file in one.folder.rglob("*")) for one in both]
    assert names[0] == names[1]
    for name in names[0]:
        files = [one.folder / name for one in both]
        if files[0].is_file() and name not in ("SHA256SUMS", "report.html"):
            quick, plain = map(content_of, files)
            assert quick == plain, name


def content_of(file: Path) -> Any:
    """What a file tells that doesn't depend on when and where it was made."""
    text = file.read_text(encoding="utf-8").replace(str(file.parents[0]), "FOLDER")
    if file.suffix in (".json", ".ipynb"):
        return same_in_all(json.loads(text))
    if file.suffix == ".journal":
        return [same_in_all(json.loads(line)) for line in text.splitlines()]
    return OF_ONE_RUN.sub("-", text)


def test_plain_is_plain_papermill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []

    class Library:
        PapermillExecutionError = RuntimeError

        @staticmethod
        def execute_notebook(source: str, target: str, **told: Any) -> None:
            seen.append({"source": source, "notes": os.environ["C9LIB_EVIDENCE"], **told})

    monkeypatch.setattr(executing.engine, "papermill", lambda: Library)
    monkeypatch.delenv("C9LIB_EVIDENCE", raising=False)
    kernels = PlainKernels(tmp_path, {"C9LIB_EVIDENCE": "here"})
    executing.execute(Chapter(1, "role", "x.ipynb"), tmp_path, tmp_path / "y", {"a": 1}, Plain(io.StringIO()), kernels)
    assert "C9LIB_EVIDENCE" not in os.environ
    (asked,) = seen
    assert "engine_name" not in asked
    assert "kernel" not in asked
    assert (asked["notes"], asked["cwd"], asked["parameters"]) == ("here", str(tmp_path), {"a": 1})


def test_the_environment_says_it_to_all_processes_and_afterwards_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PLAIN, raising=False)
    with plainly(wanted=False):
        assert not is_plain()
    with plainly(wanted=True):
        assert is_plain()
        assert os.environ[PLAIN] == "1"
    assert PLAIN not in os.environ
    monkeypatch.setenv(PLAIN, "0")
    assert not is_plain()


def test_the_variable_alone_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLAIN, "1")
    monkeypatch.setattr("c9lib.runbook.forked.Forks", lambda: pytest.fail("nothing is forked"))
    with forking(Parameters()) as forks:
        assert forks is None
    assert isinstance(kernels_for(tmp_path, tmp_path, None, None, print), PlainKernels)


@pytest.mark.parametrize("name", ["run", "tear-down"])
def test_the_commands_take_it(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: list[tuple[bool, bool]] = []

    def stopped(*_: Any, forks: Forks | None, **__: Any) -> None:
        seen.append((is_plain(), forks is None))
        raise RefusedError("Enough is known.")

    monkeypatch.setattr("c9lib.runbook.run.run", stopped)
    monkeypatch.setattr("c9lib.cli.ending.stop_as_ctrl_c", lambda: None)
    for more in ([], ["--plain"]):
        with pytest.raises(SystemExit):
            main([name, "--runs", str(tmp_path), *more])
    assert seen == [(False, False), (True, True)]
    assert not is_plain()
