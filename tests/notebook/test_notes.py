"""What a notebook leaves for the evidence of a run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from c9lib.aws import Session, connect
from c9lib.aws.recording import HIDDEN
from c9lib.notebook.notes import FOLDER, Notes
from c9lib.nouns import Check, Fact, Observation, Seen, Verdict, Wait
from c9lib.parameters import Parameters
from tests.serving import serving


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    with serving() as served:
        yield connect(Parameters(endpoint_url=served.url), lambda _: None)


def test_without_a_run_nothing_is_left(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    monkeypatch.chdir(tmp_path)
    notes = Notes("role", session)
    notes.tell("observe", Observation("role", ()))
    assert notes.told["observe"]["facts"] == []
    assert list(tmp_path.rglob("*")) == []


def test_a_second_visit_in_a_run_keeps_the_notes_of_the_first(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    first, second = Notes("endpoints", session), Notes("endpoints", session)
    first.tell("observe", Observation("endpoints", (Fact("subnet", "there"),)))
    for state in ("pending", "available"):
        second.tell("observe", Observation("endpoints", (Fact("subnet", state),)))
    told = {file.stem: json.loads(file.read_text()) for file in (tmp_path / "notes").iterdir()}
    states = {name: note["results"]["observe"]["facts"][0]["state"] for name, note in told.items()}
    assert states == {"endpoints": "there", "endpoints-again": "available"}
    assert {note["step"] for note in told.values()} == {"endpoints"}


def test_each_verb_writes_the_whole_file_anew(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "runs" / "one"))
    path = tmp_path / "runs" / "one" / "notes" / "verify.json"
    notes = Notes("verify", session)
    notes.tell("observe", Observation("verify", (Fact("role", "there"),), data={"answer": object()}))
    assert list(json.loads(path.read_text())["results"]) == ["observe"]
    session.client("iam").create_user(UserName="u")
    session.client("iam").create_login_profile(UserName="u", Password="Open.Sesame.1234")
    session.wait(Wait("it is there", 1, 5), lambda: Seen("there", done=True))
    notes.tell("verify", Verdict((Check("a.b", "warn", "Is it?", "é"),)))
    told = json.loads(path.read_text(encoding="utf-8"))
    assert told["results"]["verify"]["verdict"] == "warn"
    assert told["results"]["observe"]["facts"] == [{"thing": "role", "state": "there", "detail": ""}]
    assert (told["step"], told["target"], told["region"]) == ("verify", "simulated", "us-east-1")
    assert told["identity"]["account"] == "123456789012"
    assert [(call["operation"], call["writes"], call["outcome"]) for call in told["calls"]] == [
        ("GetCallerIdentity", False, "ok"),
        ("CreateUser", True, "ok"),
        ("CreateLoginProfile", True, "ok"),
    ]
    assert told["calls"][-1]["arguments"] == {"UserName": "u", "Password": HIDDEN}
    assert "Sesame" not in path.read_text()
    assert told["waits"] == [{"condition": "it is there", "seconds": 0, "last_seen": "there"}]
