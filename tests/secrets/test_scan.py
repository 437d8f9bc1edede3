"""The scan for secrets must find a planted one, wherever it is, and never show it; or a leak would go unnoticed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.secrets.canaries import planted
from tests.secrets.plugin import EXCEPTIONS, Watch, excepted
from tests.secrets.scan import Scan

CANARY = planted()["AWS_SECRET_ACCESS_KEY"]
TOKEN = planted()["AWS_SESSION_TOKEN"]
KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"


def test_each_run_has_canaries_of_its_own_in_a_valid_form() -> None:
    one, other = planted(), planted()
    assert one.keys() == other.keys()
    assert all(one[name] != other[name] for name in one)
    assert len(one["AWS_SECRET_ACCESS_KEY"]) == 40


def test_this_session_has_canaries_in_its_environment() -> None:
    assert all(len(os.environ[name]) == len(value) for name, value in planted().items())


@pytest.mark.parametrize(
    "text",
    [
        CANARY,
        f"the key is {CANARY}.",
        json.dumps({"a": [{"b": CANARY}]}),
        f"<td>{CANARY}</td>",
        f"https://bucket.s3.amazonaws.com/x?a=1&b={CANARY}",
    ],
    ids=["alone", "in words", "in JSON", "in HTML", "in an address"],
)
def test_a_secret_of_this_run_is_found_wherever_it_stands_and_not_shown(text: str) -> None:
    found = Scan([CANARY]).found(f"first\n{text}")
    assert "a secret of this run in line 2" in found
    assert CANARY not in str(found)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"SecretAccessKey": CANARY}),
        f"aws_session_token = {TOKEN}",
        f"x {TOKEN} y",
        "https://b.s3.amazonaws.com/?X-Amz-Signature=0123456789abcdef",
        "AWS4-HMAC-SHA256 Credential=AKIA1/20300101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0123abcd",
        "wss://ssmmessages.us-east-1.amazonaws.com/v1/data-channel/s-1?role=publish_subscribe",
        KEY,
    ],
    ids=["an answer", "a file of boto3", "a session token", "a presigned address", "a header", "a channel", "a key"],
)
def test_what_has_the_form_of_a_secret_is_found_though_nobody_planted_it(text: str) -> None:
    found = Scan().found(text)
    assert found
    assert CANARY not in str(found)
    assert TOKEN not in str(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AWS_SECRET_ACCESS_KEY=simulated aws ec2 describe-vpcs",
        "AWS_SECRET_ACCESS_KEY=testing",
        json.dumps({"SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}),
        json.dumps({"SecretAccessKey": "(hidden)"}),
        "AWS4-HMAC-SHA256 Credential=AKIA1/20300101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0",
        json.dumps({"NextToken": "abc", "ClientToken": "abc", "AccountId": "123456789012"}),
    ],
)
def test_dummies_and_what_is_no_secret_are_not_found(text: str) -> None:
    assert Scan([CANARY]).found(text) == []


def test_a_dummy_beside_a_secret_hides_nothing() -> None:
    both = json.dumps([{"SecretAccessKey": "testing"}, {"SecretAccessKey": CANARY}])
    assert Scan().found(both)


def test_files_are_scanned_at_any_depth_whatever_they_are(tmp_path: Path) -> None:
    (tmp_path / "runs" / "a").mkdir(parents=True)
    (tmp_path / "runs" / "a" / "run.json").write_text(json.dumps({"x": CANARY}))
    (tmp_path / "report.html").write_bytes(b"\xff\x00" + CANARY.encode())
    (tmp_path / "right.json").write_text("{}")
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    watch = Watch(Scan([CANARY]), [tmp_path])
    watch.tests_of[tmp_path / "runs"] = "tests/x.py::test_y"
    first, second = sorted(watch.in_files())
    assert first.startswith(f"{tmp_path}/report.html (shared by tests): a secret of this run")
    assert second.startswith(f"{tmp_path}/runs/a/run.json (tests/x.py::test_y): a secret of this run")
    assert CANARY not in first + second


@pytest.mark.parametrize("where", ["sections", "longrepr"])
def test_a_test_that_puts_a_secret_out_fails_without_showing_it(where: str) -> None:
    report = pytest.TestReport("tests/x.py::test_y", ("x.py", 1, "y"), {}, "passed", None, "call")
    report.sections = [("Captured stdout call", f"key {CANARY}")] if where == "sections" else []
    if where == "longrepr":
        report.outcome, report.longrepr = "failed", f"assert '{CANARY}' == ''"
    Watch(Scan([CANARY]), [])._judge(report)
    assert report.failed
    assert "tests/x.py::test_y puts out a secret: a secret of this run in line 1" in report.longreprtext
    assert CANARY not in report.longreprtext + str(report.sections)


def test_a_test_that_puts_nothing_out_is_left_alone() -> None:
    report = pytest.TestReport("tests/x.py::test_y", ("x.py", 1, "y"), {}, "passed", None, "call")
    report.sections = [("Captured stdout call", "nothing")]
    Watch(Scan([CANARY]), [])._judge(report)
    assert (report.outcome, report.sections) == ("passed", [("Captured stdout call", "nothing")])


@pytest.fixture
def watch(request: pytest.FixtureRequest) -> Watch:
    """The one that watches this session."""
    return next(one for one in request.config.pluginmanager.get_plugins() if isinstance(one, Watch))


def test_keys_that_the_simulated_account_gives_out_count_as_secrets(watch: Watch, aws: Callable[..., Any]) -> None:
    key = aws("iam").create_access_key(UserName="c9-learner")["AccessKey"]
    trust = aws("sts").get_session_token()["Credentials"]
    for secret in (key["SecretAccessKey"], trust["SecretAccessKey"], trust["SessionToken"]):
        assert watch.scan.found(f"x {secret}")


def test_every_exception_has_a_reason_and_is_there(project: Path) -> None:
    for name, reason in EXCEPTIONS.items():
        assert reason
        assert (project / name).exists()
    assert excepted("tests/secrets/test_scan.py::test_x")
    assert not excepted("tests/runbook/test_run.py::test_x")
