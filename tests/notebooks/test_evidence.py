"""papermill is enough: notebooks that plain papermill executed leave evidence that is as good as a run's, and the tools
of Jupyter work on it."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from c9lib.runbook.sealing import compare
from tests.notebooks.shelf import FILES

ORDER = FILES[:3]
"""Enough of a run to tell both ways apart; the rest takes as long again."""
BIN = Path(sys.executable).parent
FOLDER = "C9LIB_EVIDENCE"


def bare(home: Path, **more: str) -> dict[str, str]:
    """The environment that cron gives, and where the account of this test is."""
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", "C9LIB_HOME": str(home / "c9lib"), **more}


def called(*words: object, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, text=True, **options)


def report_of(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return told


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def executed(project: Path, home: Path) -> Path:
    """As the README says it, in cron's environment, with a standard input that is closed."""
    folder = home / "evidence"
    folder.mkdir()
    environment = bare(home, **{FOLDER: str(folder)})
    for file in ORDER:
        words = (BIN / "papermill", f"notebooks/{file}", folder / file, "-f", "parameters/simulated.yaml")
        ended = called(*words, cwd=project, env=environment)
        assert ended.returncode == 0, ended.stderr[-3000:]
    made = called(BIN / "c9lib", "report", folder, cwd=home, env=bare(home))
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture(scope="module")
def run(project: Path, home: Path, executed: Path) -> Path:
    """The same by `c9lib run`, on a fresh account."""
    shutil.rmtree(home / "c9lib" / "worlds")
    words = ("run", "--json", "--to", "profile", "--runs", home / "runs", "-f", "parameters/simulated.yaml")
    ended = called(BIN / "c9lib", *words, cwd=project, env=bare(home))
    assert ended.returncode == 0, ended.stderr
    return Path(json.loads(ended.stdout)["folder"])


def test_the_evidence_of_plain_papermill_is_that_of_a_run(executed: Path, run: Path) -> None:
    alone, whole = report_of(executed), report_of(run)
    for name in ("schema_version", "kind", "marked", "headline", "parameters", "plan", "commands", "policy"):
        assert alone[name] == whole[name], name
    for name in ("target", "place", "region", "deployment", "account", "identity", "versions", "exit_code", "error"):
        assert alone["run"][name] == whole["run"][name], name
    steps = [
        [(one["step"], one["notebook"], one["well"]) for one in told["run"]["notebooks"]] for told in (alone, whole)
    ]
    assert steps[0] == steps[1]
    assert (alone["run"]["made_by"], whole["run"]["made_by"]) == ("papermill", "c9lib")
    files = [{str(file.relative_to(folder)) for file in folder.rglob("*")} for folder in (executed, run)]
    assert files[0] == files[1]
    calls = [[(one["step"], one["service"], one["operation"]) for one in told["calls"]] for told in (alone, whole)]
    assert set(calls[0]) == set(calls[1])
    assert len(calls[0]) > len(calls[1]), "a run remembers what it has read"


def test_every_file_is_covered_and_verified_by_the_tool_that_everybody_has(run: Path) -> None:
    assert compare(run).lines() == []
    checked = called("sha256sum", "-c", "--strict", "SHA256SUMS", cwd=run)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count(": OK") == len([one for one in run.rglob("*") if one.is_file()]) - 1


def test_what_a_runs_folder_holds(run: Path) -> None:
    told = report_of(run)
    names = ("service", "operation", "arguments", "outcome", "attempts", "seconds", "request_id", "began", "step")
    assert all(call[name] not in (None, "") for call in told["calls"] for name in names)
    assert [entry["step"] for entry in told["before_after"]] == ["role", "profile"]
    role = told["before_after"][0]
    states = [{one["thing"]: one["state"] for one in role[when]["observed"]} for when in ("before", "after")]
    assert [one["role AWSCloud9SSMAccessRole"] for one in states] == ["missing", "there"]
    assert {one["status"] for one in role["after"]["checks"]} == {"ok"}
    assert role["done"][0].startswith("create role")
    assert all(change["done"] for change in told["plan"]["changes"])
    steps = {one["step"] for one in told["policy"]["statements"]}
    assert steps == {"start", "role", "profile"}
    assert {"python", "platform", "boto3", "moto"} <= told["run"]["versions"].keys()
    assert told["run"]["began"] < told["run"]["ended"]
    assert called("sh", "-n", run / "commands.sh").returncode == 0


@pytest.mark.parametrize("kind", ["html", "markdown", "script"])
def test_nbconvert_works_on_it(run: Path, home: Path, tmp_path: Path, kind: str) -> None:
    words = ("-m", "nbconvert", "--to", kind, "--output-dir", tmp_path, run / "01-create-role.ipynb")
    ended = called(sys.executable, *words, env={**os.environ, "HOME": str(home)})
    assert ended.returncode == 0, ended.stderr
    (made,) = (file for file in tmp_path.iterdir() if file.is_file())
    text = made.read_text(encoding="utf-8")
    assert ("AWSCloud9SSMAccessRole" in text) or kind == "script"
    if kind == "script":
        compile(text, made.name, "exec")


def test_nbval_lax_works_on_it(run: Path, home: Path) -> None:
    """The account has what the run made by now, so outputs differ; that every cell still runs is what this asks."""
    words = ("-c", os.devnull, "--rootdir", run, "--nbval-lax", "--nbval-current-env", "-p", "no:cacheprovider", "-q")
    files = [run / file for file in ORDER[1:]]
    ended = called(sys.executable, "-m", "pytest", *words, *files, cwd=run, env=bare(home))
    assert ended.returncode == 0, ended.stdout[-3000:]
    assert compare(run).lines() == [], "looking at evidence changes nothing in it"


def test_a_notebook_that_stops_is_code_1_and_its_report_says_why(project: Path, home: Path, tmp_path: Path) -> None:
    """At a terminal, where somebody could be asked: nobody is."""
    keyboard, terminal = pty.openpty()
    environment = bare(home, **{FOLDER: str(tmp_path)})
    words = ("notebooks/04-grant-access.ipynb", tmp_path / FILES[4], "-p", "access_for", "user/nobody")
    ended = subprocess.run(
        [str(BIN / "papermill"), *map(str, words)],
        cwd=project,
        env=environment,
        stdin=terminal,
        capture_output=True,
        text=True,
        timeout=100,
    )
    os.close(keyboard)
    os.close(terminal)
    assert ended.returncode == 1, ended.stderr
    assert called(BIN / "c9lib", "report", tmp_path, env=bare(home)).returncode == 0
    told = report_of(tmp_path)
    assert (told["run"]["exit_code"], told["run"]["state"]) == (1, "ended")
    assert "Step access stopped" in told["run"]["error"]
    assert told["headline"]["status"] == "fail"
    assert [one["well"] for one in told["run"]["notebooks"]] == [False]


def test_a_run_that_is_killed_leaves_what_it_did_until_then(project: Path, home: Path, tmp_path: Path) -> None:
    words = ("run", "--only", "role", "--runs", tmp_path, "-f", "parameters/simulated.yaml")
    process = subprocess.Popen(
        [str(BIN / "c9lib"), *map(str, words)], cwd=project, env=bare(home), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    while "as arn:aws" not in (line := process.stderr.readline()):
        assert line, "the run ended before its notebook had begun"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    (folder,) = (tmp_path / "no-ingress").iterdir()
    time.sleep(0.5)  # its kernel notices that nobody is there any more
    assert called(BIN / "c9lib", "report", folder, env=bare(home)).returncode == 0
    told = report_of(folder)
    assert (told["run"]["state"], told["run"]["exit_code"]) == ("no end is noted", None)
    assert told["run"]["identity"]["account"] == "123456789012"
    assert "it was killed, or it still goes on" in (folder / "report.html").read_text(encoding="utf-8")
    assert [call["operation"] for call in told["calls"]][:1] == ["GetCallerIdentity"]
