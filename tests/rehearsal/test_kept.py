"""Rehearsals that are kept: found again for the same question only, and never a reason to fail."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from c9lib.parameters import Parameters
from c9lib.rehearsal import asking, kept, shipped
from c9lib.rehearsal.asking import SAYING, rehearse
from c9lib.rehearsal.nouns import Need, Rehearsal

ACCOUNT = "210987654321"
NEED = Need(
    "network",
    ("plan", "run"),
    "ec2:CreateVpc",
    "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0a11111111111111a",
    "us-east-1",
    {"ec2:Vpc": ("arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0a11111111111111a",)},
    ("cloud9.amazonaws.com",),
    owned=True,
)
MADE = Rehearsal((NEED,), "arn:aws:iam::123456789012:user/Administrator")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("C9LIB_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(shipped, "_questions", dict)
    return tmp_path / "home"


@pytest.fixture
def rehearsed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What was really rehearsed; the rehearsal itself is a stand-in."""
    asked: list[dict[str, Any]] = []

    def made(told: dict[str, Any]) -> Rehearsal:
        asked.append(told)
        return MADE

    monkeypatch.setattr(asking, "_made", made)
    return asked


def test_what_was_kept_is_found_as_it_was() -> None:
    kept.keep({"region": "us-east-1"}, MADE)
    assert kept.find({"region": "us-east-1"}) == MADE
    assert kept.find({"region": "eu-west-1"}) is None


def test_another_version_of_the_library_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    kept.keep({}, MADE)
    monkeypatch.setattr(kept, "_library", lambda: ["another"])
    assert kept.find({}) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"needs": [[1]], "caller": "x"}', '{"needs": 3, "caller": "x"}'])
def test_a_file_that_cannot_be_read_is_made_again(home: Path, content: str) -> None:
    kept.keep({}, MADE)
    (file,) = (home / "rehearsals").iterdir()
    file.write_text(content, encoding="utf-8")
    assert kept.find({}) is None
    kept.keep({}, MADE)
    assert kept.find({}) == MADE


def test_a_folder_that_cannot_be_written_is_no_error(home: Path, rehearsed: list[dict[str, Any]]) -> None:
    home.write_text("a file where the folder would be", encoding="utf-8")
    for _ in range(2):
        assert rehearse(Parameters(), ACCOUNT).needs
    assert len(rehearsed) == 2


def test_nothing_is_left_beside_it(home: Path) -> None:
    kept.keep({}, MADE)
    kept.keep({}, MADE)
    assert len(list((home / "rehearsals").iterdir())) == 1


def test_only_the_newest_are_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 3)
    for number in range(5):
        kept.keep({"number": number}, MADE)
        os.utime(max((home / "rehearsals").iterdir(), key=lambda one: one.stat().st_mtime), (number, number))
    assert [kept.find({"number": number}) is not None for number in range(5)] == [False, False, True, True, True]


def test_parameters_that_do_not_matter_share_a_rehearsal(rehearsed: list[dict[str, Any]]) -> None:
    for more in ({}, {"description": "x"}, {"automatic_stop_minutes": 60}, {"image_id": "ubuntu-22.04-x86_64"}):
        rehearse(Parameters(**more), ACCOUNT)
    assert len(rehearsed) == 1
    for more in ({"account_id": ACCOUNT}, {"account_id": "345678901234"}):
        rehearse(Parameters(target="aws", **more), ACCOUNT)
    assert len(rehearsed) == 2
    rehearse(Parameters(instance_type="m5.large"), ACCOUNT)
    rehearse(Parameters(deployment="other"), ACCOUNT)
    assert len(rehearsed) == 4


def test_the_learner_of_the_simulated_account_counts_as_in_the_notebooks(rehearsed: list[dict[str, Any]]) -> None:
    rehearse(Parameters(), ACCOUNT)
    rehearse(Parameters(target="aws", account_id=ACCOUNT), ACCOUNT)
    assert [told.get("access_for") for told in rehearsed] == [["user/c9-learner"], None]


def test_ids_of_an_account_and_its_network_are_put_in_afterwards(rehearsed: list[dict[str, Any]]) -> None:
    for vpc, subnet, account in (
        ("vpc-0123456789abcdef0", "subnet-0123456789abcdef0", ACCOUNT),
        ("vpc-12345678", "subnet-12345678", "345678901234"),
    ):
        owner = f"arn:aws:iam::{account}:user/ann"
        asked = Parameters(network="existing", vpc_id=vpc, subnet_id=subnet, owner_arn=owner)
        (need,) = rehearse(asked, account).needs
        arn = f"arn:aws:ec2:us-east-1:{account}:vpc/{vpc}"
        assert (need.resource, need.context) == (arn, {"ec2:Vpc": (arn,)})
    assert len(rehearsed) == 1
    assert rehearsed[0]["owner_arn"] == "arn:aws:iam::123456789012:user/ann"


def test_who_asks_is_told_whether_it_was_kept_or_not(rehearsed: list[dict[str, Any]]) -> None:
    """A notebook's output must not depend on what was asked before."""
    said: list[str] = []
    for _ in range(2):
        rehearse(Parameters(), ACCOUNT, said.append)
    assert said == [SAYING, SAYING]
    assert len(rehearsed) == 1
