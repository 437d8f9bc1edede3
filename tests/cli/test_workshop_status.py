"""`c9lib workshop status` as a trainer and a script meet it: exit codes, one document, a page, watching."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from c9lib.cli import workshop_status
from c9lib.errors import AwsError
from c9lib.workshop.board import Board
from c9lib.workshop.state import SeatState

PROGRAM = str(Path(sys.executable).with_name("c9lib"))
CLASS = ("-p", "deployment", "python")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An account of these tests alone."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("class") / "roster.csv"
    path.write_text("seat,learner\n01,c9-learner\n")
    return path


@pytest.fixture(scope="module")
def launched(home: Path, roster: Path) -> Path:
    """The class is launched; its roster."""
    told = workshop(home, "launch", str(roster), *CLASS, "--runs", str(home / "runs"))
    assert told.returncode == 0, told.stderr
    return roster


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "C9LIB_HOME": str(home)}


def workshop(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, "workshop", *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment(home),
        stdin=subprocess.DEVNULL,
    )


def test_a_class_that_isnt_there(tmp_path: Path, roster: Path) -> None:
    told = workshop(tmp_path / "home", "status", str(roster), *CLASS, "--html", str(tmp_path / "board.html"))
    assert told.returncode == 1
    assert "1 seat: 1 missing" in told.stdout
    assert "Mi   1 missing: there is no environment" in told.stdout
    assert f"written: {tmp_path / 'board.html'}" in told.stderr
    assert "<h1>Class python</h1>" in (tmp_path / "board.html").read_text()


def test_a_class_that_is_well(home: Path, launched: Path) -> None:
    told = workshop(home, "status", str(launched), *CLASS, "--json")
    assert told.returncode == 0, told.stderr
    document = json.loads(told.stdout)
    assert (document["well"], document["counts"]) == (True, {"online": 1})
    (seat,) = document["seats"]
    assert (seat["seat"], seat["learner"], seat["environment"]) == ("01", "c9-learner", "python-01")
    assert seat["environment_id"]
    assert seat["instance_id"].startswith("i-")


def test_names_can_be_hidden_and_labs_are_shown(tmp_path: Path, home: Path, launched: Path) -> None:
    labs, page = tmp_path / "labs", tmp_path / "board.html"
    labs.mkdir()
    (labs / "01.json").write_text('{"learner": "c9-learner", "labs": [{"state": "passed"}, {"state": "begun"}]}')
    (labs / "c9-learner.json").write_text("{")
    words = ("--no-names", "--labs", str(labs), "--html", str(page), "--sort", "state")
    told = workshop(home, "status", str(launched), *CLASS, *words)
    assert told.returncode == 0, told.stderr
    for text in (told.stdout, page.read_text()):
        assert "1 of 2, 1 begun" in text
        assert "1 file can" in text
        assert "c9-learner" not in text
        assert "python-01" not in text
        assert "arn:" not in text


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--watch", "10", "--json"), "exclude each other"),
        (("--watch", "4"), "5<=x<=3600"),
        (("--no-names", "--sort", "learner"), "leave out --no-names"),
        (("--sort", "room"), "'room' is not one of"),
        (("--labs", "nowhere"), "--labs nowhere: No such file or directory"),
    ],
)
def test_a_wrong_command_line_calls_nothing(tmp_path: Path, roster: Path, words: tuple[str, ...], why: str) -> None:
    told = workshop(tmp_path / "home", "status", str(roster), *words)
    assert told.returncode == 2
    assert why in told.stderr
    assert not (tmp_path / "home").exists()


def test_a_page_that_cant_be_written(tmp_path: Path, home: Path, launched: Path) -> None:
    told = workshop(home, "status", str(launched), *CLASS, "--html", str(tmp_path / "no" / "board.html"))
    assert told.returncode == 2
    assert "The board can't be written into" in told.stderr


def test_watching_ends_with_ctrl_c(tmp_path: Path, home: Path, launched: Path) -> None:
    page = tmp_path / "board.html"
    words = (PROGRAM, "workshop", "status", str(launched), *CLASS, "--watch", "5", "--html", str(page))
    watching = subprocess.Popen(
        words, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while not page.exists() and time.monotonic() < until:
            time.sleep(0.1)
        assert "Read again every 5 seconds" in page.read_text()
        watching.send_signal(signal.SIGINT)
        out, error = watching.communicate(timeout=30)
    finally:
        watching.kill()
    assert watching.returncode == 130, error
    assert b"1 seat: 1 online" in out
    assert "Read again" not in page.read_text()


def test_a_glitch_doesnt_end_watching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    page, found = tmp_path / "board.html", _board("online")
    glitch = AwsError("No answer.", code="", operation="DescribeInstances")
    looks: list[Any] = [glitch, glitch, _board("idle"), glitch, glitch, glitch]

    def look(before: Board) -> Board:
        told = looks.pop(0)
        if isinstance(told, AwsError):
            raise told
        assert before is found
        return told  # type: ignore[no-any-return]

    with pytest.raises(AwsError):
        workshop_status._watch(found, look, 5, page)
    assert looks == []
    assert "1 idle" in page.read_text()
    out, error = capsys.readouterr()
    assert (out.count("1 seat: 1 online"), out.count("1 seat: 1 idle")) == (1, 1)  # a glitch draws nothing anew
    assert error.count("No answer.") == 4


def _board(state: Any) -> Board:
    return Board("python", "here", datetime(2030, 1, 7, tzinfo=UTC), (SeatState("01", "ann", state),))
