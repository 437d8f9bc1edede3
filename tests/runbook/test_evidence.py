"""The evidence folder: one per run, complete, sealed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from c9lib.errors import ParameterError
from c9lib.parameters import Parameters, load
from c9lib.runbook.evidence import Evidence
from c9lib.runbook.report import write_report

CALL = {
    "service": "iam",
    "operation": "CreateRole",
    "arguments": {"RoleName": "R", "Description": "it's <b>"},
    "region": "us-east-1",
    "outcome": "ok",
    "seconds": 0.01,
    "request_id": "r-1",
    "writes": True,
}
READ = {**CALL, "operation": "GetRole", "arguments": {"RoleName": "R"}, "writes": False}
REFUSED = {**CALL, "outcome": "EntityAlreadyExists"}


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    made = Evidence.make(tmp_path, Parameters(deployment="class", environment_name="class"))
    note = {
        "identity": {"arn": "arn:x", "account": "1", "user_id": "u"},
        "results": {},
        "calls": [READ, CALL, REFUSED],
        "waits": [],
    }
    (made.folder / "notes").mkdir()
    (made.folder / "notes" / "role.json").write_text(json.dumps(note))
    return made


def finish(evidence: Evidence) -> None:
    evidence.finish(
        {
            "target": "simulated",
            "region": "us-east-1",
            "deployment": "class",
            "identity": None,
            "notebooks": [],
            "seconds": 1,
            "error": None,
        }
    )


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
    finish(evidence)
    script = (evidence.folder / "commands.sh").read_text()
    assert script.count("aws iam") == 1
    assert "aws iam create-role --role-name R" in script


def test_calls_are_all_there_with_their_step(evidence: Evidence) -> None:
    finish(evidence)
    calls = json.loads((evidence.folder / "calls.json").read_text())
    assert [(call["step"], call["operation"], call["outcome"]) for call in calls] == [
        ("role", "GetRole", "ok"),
        ("role", "CreateRole", "ok"),
        ("role", "CreateRole", "EntityAlreadyExists"),
    ]


def test_the_seal_covers_every_file_and_shows_a_change(evidence: Evidence) -> None:
    finish(evidence)
    write_report(evidence)
    evidence.seal()
    lines = (evidence.folder / "SHA256SUMS").read_text().splitlines()
    told = dict(reversed(line.split("  ", 1)) for line in lines)
    files = {str(file.relative_to(evidence.folder)) for file in evidence.folder.rglob("*") if file.is_file()}
    assert set(told) == files - {"SHA256SUMS"}
    assert all(
        hashlib.sha256((evidence.folder / name).read_bytes()).hexdigest() == digest for name, digest in told.items()
    )


def test_the_report_escapes_what_aws_said_and_opens_offline(evidence: Evidence) -> None:
    finish(evidence)
    page = write_report(evidence).read_text()
    assert "<b>" not in page
    assert "src=" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert page.count("<h1>") == 1
