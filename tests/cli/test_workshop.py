"""`c9lib workshop` as a trainer and a script meet it: exit codes, one document, words on standard error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = str(Path(sys.executable).with_name("c9lib"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An account of these tests alone."""
    return tmp_path_factory.mktemp("home")


def workshop(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "C9LIB_HOME": str(home)}
    return subprocess.run(
        [PROGRAM, "workshop", *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=environment,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    path.write_text("seat,learner\n01,c9-learner\n")
    return path


def test_a_class_that_fits(home: Path, roster: Path) -> None:
    told = workshop(home, "plan", str(roster), "-p", "deployment", "python", "--hours", "4")
    assert told.returncode == 0, told.stderr
    for part in ("Where the seats of python go", "Does it fit? Yes", "for 4 hours", "NAT against endpoints"):
        assert part in told.stdout
    assert "all of them reads: nothing was written" in " ".join(told.stdout.split())


def test_a_class_that_cant_be(home: Path, roster: Path) -> None:
    rows = "".join(f"{one:02},learner-{one}\n" for one in range(6))
    roster.write_text(f"seat,learner\n{rows}")
    told = workshop(home, "plan", str(roster), "--share", "none", "--json")
    assert told.returncode == 3
    document = json.loads(told.stdout)
    assert [one["id"] for one in document["fit"] if one["answer"] == "fail"] == ["vpcs", "internet-gateways"]
    assert document["instead"][0] == "All 6 seats fit with --share vpc."
    assert len(document["refused"]) == 3
    assert "The class would be refused:\n  VPCs: the class needs 6" in told.stderr


def test_a_roster_with_mistakes_starts_nothing(tmp_path: Path, roster: Path) -> None:
    roster.write_text("seat;lerner\nA1;*\n")
    told = workshop(tmp_path / "home", "plan", str(roster), "--json")
    assert told.returncode == 2
    document = json.loads(told.stdout)
    assert document["exit_code"] == 2
    assert "nothing was called" in document["error"]
    assert "nearest: learner" in told.stderr
    assert not (tmp_path / "home").exists()


def test_cards(tmp_path: Path, roster: Path) -> None:
    out = tmp_path / "cards.html"
    told = workshop(tmp_path / "home", "cards", str(roster), "--out", str(out), "-p", "deployment", "python")
    assert (told.returncode, told.stdout) == (0, f"Written: {out}, with 1 card of class python.\n"), told.stderr
    assert "Seat 01: c9-learner" in out.read_text()
    told = workshop(tmp_path / "home", "cards", str(roster), "--out", str(out), "--json")
    assert json.loads(told.stdout) == {"class": "no-ingress", "cards": 1, "file": str(out)}
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    "words", [("plan",), ("cards", "x.csv"), ("plan", "x.csv", "--share", "half"), ("plan", "x.csv", "--hours", "0")]
)
def test_a_wrong_command_line(home: Path, words: tuple[str, ...]) -> None:
    assert workshop(home, *words).returncode == 2
