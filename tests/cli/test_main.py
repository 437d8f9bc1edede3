"""The command line as a person meets it: exit codes, help, messages, JSON alone on standard output."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = str(Path(sys.executable).with_name("c9lib"))


def c9lib(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([PROGRAM, *words], capture_output=True, text=True, timeout=110, check=False, cwd=cwd)


def test_help_names_every_command_and_exit_code() -> None:
    told = c9lib("--help")
    assert told.returncode == 0
    for word in ("run", "plan", "verify", "tear-down", "policy", "parameters", "simulator", "130"):
        assert word in told.stdout


@pytest.mark.parametrize("command", ["run", "plan", "verify", "tear-down", "policy", "parameters", "simulator"])
def test_every_command_takes_the_same_options(command: str) -> None:
    told = c9lib(command, "--help").stdout
    for option in ("-f FILE", "-p NAME VALUE", "--json", "--help"):
        assert option in told


@pytest.mark.parametrize(
    "words", [("nonsense",), ("run", "--nonsense"), ("run", "-p", "region"), ("simulator", "--speed", "-1")]
)
def test_a_wrong_command_line_is_exit_code_2(words: tuple[str, ...]) -> None:
    told = c9lib(*words)
    assert told.returncode == 2
    assert "Traceback" not in told.stderr


def test_all_mistakes_come_at_once_and_nothing_is_called(tmp_path: Path) -> None:
    words = ("-p", "regoin", "x", "-p", "instance_type", "huge", "-p", "automatic_stop_minutes", "30000")
    told = c9lib("run", *words, "--runs", str(tmp_path / "runs"))
    assert told.returncode == 2
    for part in ("regoin", "region", "huge", "30000", "20160"):
        assert part in told.stderr
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("run", "-p", "regoin", "x"), "regoin"),
        (("plan", "-f", "nowhere.yaml"), "nowhere.yaml"),
        (("tear-down", "--nonsense"), "--nonsense"),
        (("nonsense",), "nonsense"),
        (("simulator", "--port", "99999"), "99999"),
    ],
)
def test_with_json_a_mistake_is_one_document_too(words: tuple[str, ...], part: str) -> None:
    told = c9lib(*words, "--json")
    document = json.loads(told.stdout)
    assert told.returncode == document["exit_code"] == 2
    assert part in document["error"]
    assert part in told.stderr


def test_a_wrong_account_is_refused_by_exit_code_3_in_words_and_json() -> None:
    told = c9lib("plan", "-p", "account_id", "111111111111", "--json")
    document = json.loads(told.stdout)
    assert told.returncode == document["exit_code"] == 3
    assert "123456789012, not to 111111111111" in document["error"]


def test_a_plan_that_a_run_would_refuse_is_exit_code_3() -> None:
    told = c9lib("plan", "-p", "access_for", "[user/nobody, user/nobody-else]")
    assert told.returncode == 3
    assert "There is no user nobody-else in account 123456789012" in " ".join(told.stdout.split())
    assert "A run would be refused:" in told.stderr
    assert "step role" not in told.stderr  # A run makes the role before it needs it.


def test_a_plan_of_a_fresh_account_is_not_refused() -> None:
    told = c9lib("plan", "--json")
    assert told.returncode == 0
    assert json.loads(told.stdout)["refused"] == []


def test_an_unknown_step_is_exit_code_2() -> None:
    told = c9lib("run", "--only", "verfy")
    assert told.returncode == 2
    assert "Did you mean verify?" in told.stderr


def test_parameters_as_json_is_one_document() -> None:
    told = c9lib("parameters", "--json")
    assert {row["name"] for row in json.loads(told.stdout)} >= {"target", "region", "access_for"}


def test_a_checked_file_is_told_back() -> None:
    told = c9lib("parameters", "-p", "region", "eu-west-1")
    assert told.stdout.strip() == "region: eu-west-1"


def test_the_schema_is_the_committed_one() -> None:
    told = json.loads(c9lib("parameters", "--schema").stdout)
    committed = Path(__file__).parents[2] / "parameters" / "schema.json"
    assert told == json.loads(committed.read_text(encoding="utf-8"))


def test_an_environment_and_an_instance_exclude_each_other() -> None:
    assert c9lib("verify", "--environment-id", "a", "--instance-id", "b").returncode == 2
