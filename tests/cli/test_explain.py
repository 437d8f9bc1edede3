"""`c9lib explain`, as typed and through a pipe."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace

import pytest

from c9lib.cli.main import main

CLOSED = "This account does not have access to the Cloud9 service"


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["explain", *arguments])
    return int(ended.value.code or 0)


def piped(monkeypatch: pytest.MonkeyPatch, content: bytes, *, terminal: bool = False) -> None:
    stream = SimpleNamespace(buffer=io.BytesIO(content), isatty=lambda: terminal)
    monkeypatch.setattr(sys, "stdin", stream)


def test_a_message_in_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(CLOSED) == 0
    told = capsys.readouterr().out
    assert "Message cloud9-closed" in told
    assert "service.open" in told


def test_a_message_that_the_shell_has_split(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*CLOSED.split()) == 0
    assert "cloud9-closed" in capsys.readouterr().out


def test_through_a_pipe_whatever_its_bytes(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    piped(monkeypatch, b"\xff\xfe" + CLOSED.encode() + b"\x00")
    assert run("--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["found"][0]["id"] == "cloud9-closed"
    assert told["holds"] is None


def test_an_unknown_message_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json", "no", "such", "thing") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["known"], told["found"]) == (False, [])
    assert told["general"]


def test_nothing_is_a_wrong_command_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    piped(monkeypatch, b"", terminal=True)
    assert run() == 2
    assert "There is no message" in capsys.readouterr().err
    piped(monkeypatch, b"  \n")
    assert run() == 2
