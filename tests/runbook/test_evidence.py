"""The evidence folder: one per run, complete, sealed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from c9lib.errors import ParameterError
from c9lib.nouns import ON_ITS_WAY
from c9lib.parameters import Parameters, load
from c9lib.runbook.evidence import Evidence
from tests.runbook.folders import CALL, READ, REFUSED, begun, ended, note, put_note


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    made = begun(tmp_path)
    put_note(made.folder, "role", note("role", calls=[READ, CALL, REFUSED]))
    return made


def test_two_runs_in_one_second_have_two_folders(tmp_path: Path) -> None:
    parameters = Parameters()
    folders = {Evidence.make(tmp_path, parameters).folder for _ in range(5)}
    assert len(folders) == 5
    assert all(folder.parent.name == parameters.deployment for folder in folders)


def test_a_place_that_is_no_folder_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ParameterError, match=r"can't be written to .*file: Not a directory.*nothing was called"):
        Evidence.make(tmp_path / "file", Parameters())


def test_the_parameters_load_again(evidence: Evidence) -> None:
    assert load([evidence.folder / "parameters.yaml"]).deployment == "class"


def test_commands_are_the_writes_that_succeeded(evidence: Evidence) -> None:
    ended(evidence)
    script = (evidence.folder / "commands.sh").read_text()
    assert script.count("aws iam") == 1
    assert "aws iam create-role --role-name R" in script


def test_calls_are_all_there_with_their_step(evidence: Evidence) -> None:
    ended(evidence)
    calls = json.loads((evidence.folder / "calls.json").read_text())
    assert [(call["step"], call["operation"], call["outcome"]) for call in calls] == [
        ("role", "GetRole", "ok"),
        ("role", "CreateRole", "ok"),
        ("role", "CreateRole", "EntityAlreadyExists"),
    ]


def test_the_seal_covers_every_file_and_shows_a_change(evidence: Evidence) -> None:
    ended(evidence)
    lines = (evidence.folder / "SHA256SUMS").read_text().splitlines()
    told = dict(reversed(line.split("  ", 1)) for line in lines)
    files = {str(file.relative_to(evidence.folder)) for file in evidence.folder.rglob("*") if file.is_file()}
    assert set(told) == files - {"SHA256SUMS"}
    assert all(
        hashlib.sha256((evidence.folder / name).read_bytes()).hexdigest() == digest for name, digest in told.items()
    )


def test_the_report_escapes_what_aws_said_and_opens_offline(evidence: Evidence) -> None:
    page = ended(evidence)
    assert "<b>" not in page
    assert "src=" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert page.count("<h1>") == 1


def test_notes_come_in_the_order_in_which_the_notebooks_began(evidence: Evidence) -> None:
    put_note(evidence.folder, "start", note("start", began="2026-11-28T06:00:00+00:00"))
    assert list(evidence.notes()) == ["start", "role"]


def test_of_a_run_they_come_in_its_order_whichever_began_first(evidence: Evidence) -> None:
    put_note(evidence.folder, "start", note("start", began="2026-11-28T09:00:00+00:00"))
    put_note(evidence.folder, "extra", note("extra", began="2026-11-28T01:00:00+00:00"))
    evidence.put("run.json", {"order": ["start", "role", "profile"]})
    assert list(evidence.notes()) == ["start", "role", "extra"]
    assert list(dict.fromkeys(call["step"] for call in evidence.calls())) == [
        name for name, told in evidence.notes().items() if told["calls"]
    ]


def test_a_note_that_isnt_whole_is_left_out(evidence: Evidence) -> None:
    (evidence.folder / "notes" / "network.json").write_text('{"step": "net')
    assert list(evidence.notes()) == ["role"]


def test_what_was_on_its_way_when_a_notebook_was_killed_is_told(evidence: Evidence) -> None:
    """The line that says how a call ended takes the place of the one that says that it began."""
    later = {**CALL, "operation": "AttachRolePolicy", "began": "2026-11-28T07:00:03+00:00"}
    lost = {**CALL, "operation": "TagRole", "began": "2026-11-28T07:00:04+00:00", "outcome": ON_ITS_WAY}
    wait = {"condition": "it is there", "seconds": 0, "last_seen": "", "began": "2030-01-07T09:00:00+00:00"}
    lines = [{"call": {**later, "outcome": ON_ITS_WAY}}, {"call": later}, {"call": lost}, {"wait": wait}]
    journal = "".join(f"{json.dumps(line)}\n" for line in lines)
    (evidence.folder / "notes" / "role.journal").write_text(journal + '{"call": {"serv')
    told = [(call["operation"], call["outcome"]) for call in evidence.calls()]
    assert told[3:] == [("AttachRolePolicy", "ok"), ("TagRole", "on its way")]
    assert evidence.notes()["role"]["waits"] == [wait]


def test_fields_of_another_version_are_no_obstacle(evidence: Evidence) -> None:
    old = {name: value for name, value in CALL.items() if name not in ("attempts", "began")}
    put_note(evidence.folder, "role", note("role", calls=[{**old, "colour": "red"}]))
    assert "create-role" in ended(evidence)


def test_a_folder_of_a_name_stands_beside_an_earlier_one(tmp_path: Path) -> None:
    made = [Evidence.make(tmp_path / "seats", Parameters(), "07").folder for _ in range(3)]
    assert [str(folder.relative_to(tmp_path)) for folder in made] == ["seats/07", "seats/07-2", "seats/07-3"]
