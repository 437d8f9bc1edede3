"""The real thing: `c9lib policy`, the AWS CLI that makes policies of it, and `c9lib run` with that user's key."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from c9lib.checks.reader import DENIED
from tests.serving import serving

BIN = Path(sys.executable).parent
NAME = "ann"
FOR_WORDS = ("GetUser", "GetRole")
"""What the permissions are explained with, where it may be read: nobody needs it."""


@dataclass
class Shell:
    """Commands against one account: the AWS CLI as its administrator, `c9lib` as whoever `keys` says."""

    url: str
    home: Path
    project: Path

    def aws(self, *words: str) -> Any:
        told = {"AWS_ENDPOINT_URL": self.url, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        done = self._run([str(BIN / "aws"), *words, "--output", "json"], told)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "null")

    def c9lib(self, *words: str, keys: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        given = ("-f", "parameters/simulated.yaml", "-p", "endpoint_url", self.url, "--json")
        return self._run([str(BIN / "c9lib"), *words, *given], keys or {})

    def _run(self, words: list[str], told: dict[str, str]) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **told}
        return subprocess.run(words, cwd=self.project, env=environment, capture_output=True, text=True, timeout=200)


@pytest.fixture
def shell(project: Path, tmp_path: Path) -> Iterator[Shell]:
    with serving() as served:
        yield Shell(served.url, tmp_path, project)


@pytest.fixture
def keys(shell: Shell) -> dict[str, str]:
    """The environment variables with which a command calls as the user."""
    shell.aws("iam", "create-user", "--user-name", NAME)
    made = shell.aws("iam", "create-access-key", "--user-name", NAME)["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": made["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": made["SecretAccessKey"]}


def hold(shell: Shell, policies: list[dict[str, Any]]) -> None:
    """Make policies of these documents by the AWS CLI, and attach them to the user."""
    for number, document in enumerate(policies):
        file = shell.home / f"{number}.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        words = ("--policy-name", f"run-{number}", "--policy-document", file.as_uri())
        arn = shell.aws("iam", "create-policy", *words)["Policy"]["Arn"]
        shell.aws("iam", "attach-user-policy", "--user-name", NAME, "--policy-arn", arn)


@pytest.mark.timeout(400)
def test_a_whole_run_as_a_user_with_what_was_printed(shell: Shell, keys: dict[str, str]) -> None:
    printed = json.loads(shell.c9lib("policy").stdout)
    hold(shell, printed["policies"])
    ended = shell.c9lib("run", "--runs", str(shell.home / "runs"), keys=keys)
    told = json.loads(ended.stdout)
    assert (ended.returncode, told["verdict"]["verdict"]) == (0, "ok"), ended.stderr[-3000:]
    evidence = Path(told["folder"])
    start = json.loads((evidence / "notes" / "start.json").read_text(encoding="utf-8"))
    assert start["identity"]["arn"].endswith(f":user/{NAME}")
    assert {check["status"] for check in start["results"]["permissions"]["checks"]} == {"ok"}
    calls = json.loads((evidence / "calls.json").read_text(encoding="utf-8"))
    refused = [call for call in calls if call["outcome"] in DENIED and call["operation"] not in FOR_WORDS]
    assert refused == []


@pytest.mark.timeout(400)
def test_what_is_missing_ends_a_run_before_anything_is_made(shell: Shell, keys: dict[str, str]) -> None:
    policies = json.loads(shell.c9lib("policy").stdout)["policies"]
    for document in policies:
        document["Statement"] = [one for one in document["Statement"] if "iam:PassRole" not in one["Action"]]
    hold(shell, policies)
    ended = shell.c9lib("run", "--runs", str(shell.home / "runs"), keys=keys)
    assert ended.returncode == 3
    assert "Step start stopped: This caller may not do all that the run needs; nothing was changed." in ended.stderr
    assert "iam:PassRole on arn:aws:iam::123456789012:role/service-role/AWSCloud9SSMAccessRole" in ended.stderr
    assert '"iam:PassedToService": "ec2.amazonaws.com"' in ended.stderr
    assert shell.aws("iam", "list-roles", "--path-prefix", "/service-role/")["Roles"] == []
    planned = shell.c9lib("plan", keys=keys)
    assert planned.returncode == 3
    document = json.loads(planned.stdout)
    assert [one["status"] for one in document["permissions"]].count("fail") == 1
    assert "iam:PassRole" in document["refused"][-1]
