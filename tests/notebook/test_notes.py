"""What a notebook leaves for the evidence of a run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

import c9lib
from c9lib.aws import Session, connect
from c9lib.errors import WaitError
from c9lib.notebook.notes import FOLDER, Notes
from c9lib.nouns import ON_ITS_WAY, Check, Fact, Observation, Seen, Verdict, Wait
from c9lib.nouns.secrets import HIDDEN
from c9lib.parameters import Parameters
from tests.serving import serving

HOUR = timedelta(hours=1)


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
    assert path.read_text(encoding="utf-8") == json.dumps(told, indent=1), "calls are put into words one by one"
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
    (wait,) = told["waits"]
    assert datetime.fromisoformat(wait.pop("began")).year == 2030, "the account's own time"
    told_of_it = {"normal_seconds": 1, "limit_seconds": 5, "well": True}
    assert wait == {"condition": "it is there", "seconds": 0, "last_seen": "there", **told_of_it}
    assert (told["parameters"]["deployment"], told["versions"]["c9lib"]) == ("no-ingress", c9lib.__version__)
    assert all(abs(datetime.now(UTC) - datetime.fromisoformat(call["began"])) < HOUR for call in told["calls"])


def test_a_notebook_has_noted_who_and_where_as_soon_as_it_began(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    Notes("role", session)
    told = json.loads((tmp_path / "notes" / "role.json").read_text())
    assert (told["results"], told["identity"]["account"]) == ({}, "123456789012")


def test_what_happens_between_two_verbs_is_noted_when_it_happens(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is killed in the middle of a verb leaves the journal."""
    monkeypatch.setenv(FOLDER, str(tmp_path))
    notes = Notes("role", session)
    journal = tmp_path / "notes" / "role.journal"
    assert not journal.exists()
    seen: list[dict[str, Any]] = []

    def look() -> Seen:
        seen.extend(json.loads(line) for line in journal.read_text().splitlines())
        return Seen("there", done=True)

    session.client("iam").create_group(GroupName="g")
    session.wait(Wait("it is there", 1, 5), look)
    assert [one["call"]["outcome"] for one in seen if "call" in one] == [ON_ITS_WAY, "ok"]
    assert [(one["wait"]["condition"], one["wait"]["well"]) for one in seen if "wait" in one] == [
        ("it is there", False)
    ]
    notes.tell("observe", Observation("role", ()))
    assert not journal.exists(), "the notes have it all now"


def test_a_wait_in_vain_is_noted_with_what_was_seen_last(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    notes = Notes("environment", session)
    with pytest.raises(WaitError), notes.kept():
        session.wait(Wait("it is ready", 5, 10), lambda: Seen("pending"))
    wait = json.loads((tmp_path / "notes" / "environment.json").read_text())["waits"][-1]
    assert (wait["condition"], wait["last_seen"], wait["well"]) == ("it is ready", "pending", False)
    assert wait["seconds"] >= wait["limit_seconds"] == 10


def test_no_secret_of_this_process_gets_into_the_notes(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    secret = os.environ["AWS_SECRET_ACCESS_KEY"]
    notes = Notes("role", session)
    with pytest.raises(ClientError):
        session.client("iam").get_role(RoleName=secret)
    assert HIDDEN in (tmp_path / "notes" / "role.journal").read_text()
    notes.tell("observe", Observation("role", (Fact("an error of somebody", "there", f"denied to {secret}."),)))
    for file in (tmp_path / "notes").iterdir():
        assert secret not in file.read_text()
        assert HIDDEN in file.read_text()


def test_a_session_that_goes_on_tells_each_call_once_and_where_it_is_told_to(session: Session, tmp_path: Path) -> None:
    first = Notes("role", session, tmp_path)
    session.client("iam").list_users()
    first.tell("observe", Observation("role", ()))
    second = Notes("profile", session, tmp_path, continued=True)
    session.client("iam").list_groups()
    assert (tmp_path / "notes" / "profile.journal").exists()
    second.tell("observe", Observation("profile", ()))
    told = {file.stem: json.loads(file.read_text()) for file in (tmp_path / "notes").glob("*.json")}
    assert [call["operation"] for call in told["role"]["calls"]][-1] == "ListUsers"
    assert [call["operation"] for call in told["profile"]["calls"]] == ["ListGroups"]
