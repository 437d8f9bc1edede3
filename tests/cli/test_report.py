"""`c9lib report`: evidence made complete, and held against its hashes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from c9lib.cli.main import main
from c9lib.runbook.evidence import Evidence
from tests.runbook.folders import ACCOUNT, CALL, begun, ended, note, put_note


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    """Of a run that was killed; its parameters aren't there, so that nothing is rehearsed for its policy."""
    made = begun(tmp_path)
    (made.folder / "parameters.yaml").write_text("of_another_version: 1\n")
    put_note(made.folder, "role", note("role", calls=[CALL]))
    return made


def report(*words: object) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["report", *map(str, words)])
    return int(ended.value.code or 0)


def test_a_killed_run_gets_its_report(evidence: Evidence, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(evidence.folder, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    page = Path(told["report"]).read_text()
    assert "the run has no end: it was killed, or it still goes on" in page
    assert "Run the same command again: it goes on from here." in page
    names = {"calls.json", "commands.sh", "plan.json", "before-after.json", "report.json", "run.json", "SHA256SUMS"}
    assert names <= {file.name for file in evidence.folder.iterdir()}
    run = json.loads((evidence.folder / "run.json").read_text())
    assert (run["state"], run["exit_code"], run["ended"]) == ("no end is noted", None, None)
    assert report("--check", evidence.folder) == 0
    assert capsys.readouterr().out == "Everything is as it was sealed.\n"


def test_a_change_is_code_1_and_the_next_report_tells_of_it(
    evidence: Evidence, capsys: pytest.CaptureFixture[str]
) -> None:
    ended(evidence)
    (evidence.folder / "notes" / "role.json").write_text(json.dumps(note("role")))
    assert report("--check", evidence.folder) == 1
    assert capsys.readouterr().out == "changed: notes/role.json\n"
    assert report("--check", "--json", evidence.folder) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["exit_code"], told["changed"], told["missing"]) == (1, ["notes/role.json"], [])
    assert report(evidence.folder) == 0
    assert "since it was sealed, changed: notes/role.json" in capsys.readouterr().err
    for _ in range(2):
        assert "changed: notes/role.json" in (evidence.folder / "report.html").read_text()
        assert report(evidence.folder) == 0
    assert report("--check", evidence.folder) == 0


def test_account_ids_can_be_masked_afterwards(evidence: Evidence) -> None:
    ended(evidence)
    assert ACCOUNT in (evidence.folder / "report.html").read_text()
    assert report(evidence.folder, "--mask-account") == 0
    assert not [file for file in evidence.folder.rglob("*") if file.is_file() and ACCOUNT in file.read_text()]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--check"], 2, "There is no SHA256SUMS in"),
        ([], 2, "There is no evidence in"),
        (["--check", "--mask-account"], 2, "--check changes nothing"),
    ],
)
def test_what_is_no_evidence_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, told: str
) -> None:
    assert report(*words, tmp_path) == code
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_isnt_there_is_refused(tmp_path: Path) -> None:
    assert report(tmp_path / "nowhere") == 2
