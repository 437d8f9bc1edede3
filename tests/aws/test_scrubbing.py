"""Secrets by their value: those of the files of boto3, as the files are when something is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from c9lib.aws.scrubbing import Scrubber
from c9lib.nouns.secrets import HIDDEN


def put(file: Path, secret: str) -> None:
    file.write_text(f"[default]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = {secret}\n")


def test_a_file_that_is_written_anew_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "credentials"
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    text = "first-value-of-a-file and another-value-of-a-file"
    assert Scrubber.of_process()(text) == text
    put(file, "first-value-of-a-file")
    assert Scrubber.of_process()(text) == f"{HIDDEN} and another-value-of-a-file"
    put(file, "another-value-of-a-file")
    assert Scrubber.of_process()(text) == f"first-value-of-a-file and {HIDDEN}"
    file.unlink()
    assert Scrubber.of_process()(text) == text
