"""What must not be in evidence is taken out before it is sealed; what changes afterwards shows."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from c9lib.nouns.secrets import HIDDEN
from c9lib.parameters import load
from c9lib.runbook import sealing
from c9lib.runbook.evidence import Evidence
from c9lib.runbook.finish import finish
from tests.runbook.folders import ACCOUNT, CALL, begun, ended, note, put_note

OTHER = "444455556666"
SIGNED = "https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F2026&X-Amz-Signature=0123456789abcdef"


@pytest.fixture
def evidence(tmp_path: Path) -> Evidence:
    """Of a real account, with an executed notebook."""
    made = begun(tmp_path, target="aws", account_id=ACCOUNT)
    call = {
        **CALL,
        "arguments": {
            "PolicyArn": f"arn:aws:iam::{ACCOUNT}:policy/p",
            "Quoted": f"%3A{ACCOUNT}%3A",
            "Role": f"arn:aws:iam::{OTHER}:role/r",
        },
    }
    put_note(made.folder, "role", note("role", target="aws", calls=[call]))
    output = {"output_type": "stream", "name": "stdout", "text": f"account {ACCOUNT}, key AKIAIOSFODNN7EXAMPLE"}
    cell = {"cell_type": "code", "source": "step", "outputs": [output], "metadata": {}, "execution_count": 1}
    told = {"start_time": "2026-11-28T07:00:00+00:00", "end_time": "2026-11-28T07:00:09+00:00", "duration": 9.0}
    notebook = {"cells": [cell], "metadata": {"papermill": told}, "nbformat": 4, "nbformat_minor": 5}
    (made.folder / "01-create-role.ipynb").write_text(json.dumps(notebook))
    return made


def everything(folder: Path) -> str:
    return "\n".join(text for _, text in sealing.texts(folder))


def test_secrets_of_this_process_and_what_has_the_form_of_one_are_gone(evidence: Evidence) -> None:
    secrets = [os.environ[name] for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")]
    file = evidence.folder / "01-create-role.ipynb"
    file.write_text(file.read_text().replace("account", f"{secrets[0]} or {secrets[1]} at {SIGNED} in account"))
    error = f"AWS refused it: the key {secrets[0]} isn't known. See {SIGNED}"
    page = ended(evidence, error=error, exit_code=1)
    assert HIDDEN in page
    told = everything(evidence.folder)
    assert not [secret for secret in (*secrets, "0123456789abcdef") if secret in told]
    for name in ("run.json", "report.json", "calls.json", "01-create-role.ipynb"):
        assert json.loads((evidence.folder / name).read_text())
    assert sealing.compare(evidence.folder) == sealing.Compared()


def test_secrets_in_boto3s_files_count_too(evidence: Evidence, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "abcd/EFGH+" * 4}
    lines = "".join(f"{name} = {value}\n" for name, value in words.items())
    (tmp_path / "credentials").write_text(f"[another]\n{lines}")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    page = ended(evidence, error=f"it said {words['aws_secret_access_key']} and abcd%2FEFGH%2B" + "abcd%2FEFGH%2B" * 3)
    (tmp_path / "credentials").unlink()  # no file with a secret stays behind
    assert "EFGH" not in page + everything(evidence.folder)


def test_account_ids_are_masked_everywhere_and_it_says_so(evidence: Evidence) -> None:
    page = ended(evidence, mask=True, error=f"account {ACCOUNT} is closed", exit_code=1)
    told = everything(evidence.folder)
    assert ACCOUNT not in told
    assert OTHER not in told
    assert "IOSFODNN7EXAMPLE" not in told, "an access key's id tells its account"
    assert "Account ids are masked" in page
    assert "REAL AWS ACCOUNT 000000000001" in page
    run = json.loads((evidence.folder / "run.json").read_text())
    assert (run["masked"], run["account"], run["error"]) == (True, "000000000001", "account 000000000001 is closed")
    asked = yaml.safe_load((evidence.folder / "parameters.yaml").read_text())
    assert asked["account_id"] == "000000000001"
    assert load([evidence.folder / "parameters.yaml"]).account_id == "000000000001"
    assert "arn:aws:iam::000000000002:role/r" in (evidence.folder / "commands.sh").read_text()
    assert "arn:aws:iam::000000000001:policy/p" in (evidence.folder / "commands.sh").read_text()
    assert subprocess.run(["sh", "-n", str(evidence.folder / "commands.sh")]).returncode == 0
    assert sealing.compare(evidence.folder) == sealing.Compared()


def test_masked_evidence_stays_masked(evidence: Evidence) -> None:
    ended(evidence, mask=True)
    before = everything(evidence.folder)
    put_note(evidence.folder, "profile", note("profile"))
    finish(evidence, rehearse=False)
    assert ACCOUNT not in everything(evidence.folder)
    assert "000000000001" in before


def test_without_the_option_they_stay(evidence: Evidence) -> None:
    assert ACCOUNT in ended(evidence)
    assert json.loads((evidence.folder / "run.json").read_text())["masked"] is False


def test_what_isnt_text_is_left_as_it_is(evidence: Evidence) -> None:
    (evidence.folder / "picture.png").write_bytes(b"\x89PNG\xff" + ACCOUNT.encode())
    ended(evidence, mask=True)
    assert (evidence.folder / "picture.png").read_bytes().endswith(ACCOUNT.encode())
    assert "picture.png" in (evidence.folder / "SHA256SUMS").read_text()


def test_a_change_a_loss_and_an_addition_show(evidence: Evidence) -> None:
    ended(evidence)
    (evidence.folder / "calls.json").write_text("[]")
    (evidence.folder / "notes" / "role.json").unlink()
    (evidence.folder / "new.txt").write_text("x")
    found = sealing.compare(evidence.folder)
    assert found.lines() == ["changed: calls.json", "missing: notes/role.json", "added: new.txt"]
    assert subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=evidence.folder, capture_output=True).returncode == 1
