"""Every command with any parameters: words and an exit code. What is right goes as far as the account, no further."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import c9lib.aws
import c9lib.rehearsal
import c9lib.runbook.run
from c9lib.cli import main
from c9lib.errors import AwsError, ParameterError
from c9lib.parameters import Parameters, load
from c9lib.parameters.learner import as_run
from tests.fuzz import texts
from tests.fuzz.outcome import well_said
from tests.isolation import examples

COMMANDS = ("run", "plan", "verify", "tear-down", "policy", "parameters")
STEADY: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
}


class Door:
    """Where a command would begin to talk to an account: it is as if nobody answered there."""

    def __init__(self) -> None:
        self.seen: list[Parameters] = []

    def __call__(self, parameters: Parameters, *_: Any, **__: Any) -> Any:
        self.seen.append(parameters)
        raise AwsError("Nobody answers.", code="EndpointConnectionError", operation="GetCallerIdentity")


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    made = Door()
    monkeypatch.setattr(c9lib.aws, "connect", made)
    monkeypatch.setattr(c9lib.rehearsal, "least", made)
    monkeypatch.setattr(c9lib.runbook.run, "run", made)
    monkeypatch.setattr("c9lib.cli.ending.stop_as_ctrl_c", lambda: None)
    monkeypatch.setattr("c9lib.aws.target.leave_simulated", lambda _: None)
    return made


@pytest.fixture
def called(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """`called("plan", …)`: exit code, standard output, standard error."""

    def call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*words])
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def valid(files: list[Path], pairs: list[tuple[str, str]]) -> Parameters | None:
    try:
        return load(files, pairs)
    except ParameterError:
        return None


@settings(max_examples=examples(600), **STEADY)
@given(
    command=st.sampled_from(COMMANDS),
    contents=st.lists(texts.contents, max_size=2),
    pairs=st.lists(st.tuples(texts.names, texts.texts), max_size=3),
    as_json=st.booleans(),
)
def test_any_command_line_ends_in_words_or_at_the_account(
    door: Door,
    called: Callable[..., tuple[int, str, str]],
    tmp_path: Path,
    command: str,
    contents: list[bytes],
    pairs: list[tuple[str, str]],
    as_json: bool,
) -> None:
    files = [tmp_path / f"{number}.yaml" for number in range(len(contents))]
    for file, content in zip(files, contents, strict=True):
        file.write_bytes(content)
    wanted, seen = valid(files, pairs), len(door.seen)
    words = [word for file in files for word in ("-f", str(file))]
    words += [word for name, value in pairs for word in ("-p", name, value)]
    code, out, err = called(command, *words, *(["--json"] if as_json else []))
    if command == "parameters" and wanted:
        assert (code, door.seen[seen:]) == (0, [])
    elif command == "parameters" and not words:
        assert code == 0
    elif wanted:
        assert code == 1
        assert door.seen[seen:] in ([wanted], [as_run(wanted)])
        assert "Nobody answers." in err
    else:
        assert (code, door.seen[seen:]) == (2, [])
        well_said(err, code)
    if as_json:
        assert json.loads(out), "one document, whatever happens"
