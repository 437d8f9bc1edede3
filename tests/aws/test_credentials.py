"""Where credentials come from and how long they hold, in every way in which boto3 finds some; never what is secret."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest

from c9lib.aws.credentials import Credentials, credentials_of

SECRET = "never-shown"
END = datetime(2040, 1, 2, 3, 4, tzinfo=UTC)
KEYS = f"aws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = {SECRET}\n"


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[..., Credentials | None]]:
    """`found(config="…", credentials="…", NAME="value")`: what boto3 finds with these files and variables."""

    def find(
        config: str = "", credentials: str = "", profile: str | None = None, **variables: str
    ) -> Credentials | None:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
            monkeypatch.delenv(name, raising=False)
        (tmp_path / "config").write_text(config)
        (tmp_path / "credentials").write_text(credentials)
        monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return credentials_of(boto3.Session(profile_name=profile))

    yield find
    for file in tmp_path.iterdir():
        file.unlink()  # no file that a test leaves has secrets, not even invented ones


ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET}


def test_variables(found: Callable[..., Credentials | None]) -> None:
    assert found(**ENVIRONMENT) == Credentials("env", "default", temporary=False)
    temporary = {**ENVIRONMENT, "AWS_SESSION_TOKEN": SECRET}
    assert found(**temporary) == Credentials("env", "default", temporary=True)
    known = found(**temporary, AWS_CREDENTIAL_EXPIRATION=END.isoformat())
    assert known == Credentials("env", "default", temporary=True, expires=END)
    assert SECRET not in repr(known)
    assert not known.renewed


def test_the_file_of_credentials(found: Callable[..., Credentials | None]) -> None:
    assert found(credentials=f"[default]\n{KEYS}") == Credentials("shared-credentials-file", "default", temporary=False)
    token = f"[work]\n{KEYS}aws_session_token = {SECRET}\n"
    told = found(credentials=token, profile="work")
    assert told == Credentials("shared-credentials-file", "work", temporary=True)
    assert told.source == "the file of credentials (profile work)"
    dated = found(credentials=f"{token}x_security_token_expires = 2040-01-02T04:04:00+01:00\n", profile="work")
    assert dated == Credentials("shared-credentials-file", "work", temporary=True, expires=END)
    vague = found(credentials=f"{token}x_security_token_expires = soon\n", profile="work")
    assert vague == told


def test_a_program_that_gives_them_out_is_asked_again_before_they_end(
    found: Callable[..., Credentials | None], tmp_path: Path
) -> None:
    given = {
        "Version": 1,
        "AccessKeyId": "ASIAIOSFODNN7EXAMPLE",
        "SecretAccessKey": SECRET,
        "SessionToken": SECRET,
        "Expiration": END.isoformat(),
    }
    (tmp_path / "given.json").write_text(json.dumps(given))
    code = "import pathlib,sys; print(pathlib.Path(sys.argv[1]).read_text())"
    line = shlex.join([sys.executable, "-c", code, str(tmp_path / "given.json")])
    told = found(config=f"[default]\ncredential_process = {line}\n")
    assert told == Credentials("custom-process", "default", temporary=True, expires=END)
    assert told.renewed
    assert told.until(END - timedelta(hours=1)) == "until 2040-01-02 03:04 UTC, then renewed"


def test_a_role_that_a_profile_assumes_says_nothing_before_it_is_assumed(
    found: Callable[..., Credentials | None],
) -> None:
    config = "[profile role]\nrole_arn = arn:aws:iam::210987654321:role/Operator\nsource_profile = base\n"
    told = found(config=config, credentials=f"[base]\n{KEYS}", profile="role")
    assert told == Credentials("assume-role", "role", temporary=True)
    assert told.renewed


def test_nobodys(found: Callable[..., Credentials | None]) -> None:
    assert found() is None


NOW = datetime(2040, 1, 2, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("credentials", "words", "ended"),
    [
        (Credentials("config-file", "p", temporary=False), "they don't end", False),
        (Credentials("config-file", "p", temporary=True), "temporary, but they don't say until when", False),
        (Credentials("env", "p", temporary=True, expires=END), "until 2040-01-02 03:04 UTC, for 4 min", False),
        (
            Credentials("env", "p", temporary=True, expires=NOW - timedelta(hours=2)),
            "ended at 2040-01-02 01:00 UTC, 2 h ago",
            True,
        ),
        (Credentials("env", "p", temporary=True, expires=NOW), "ended at 2040-01-02 03:00 UTC, 0 s ago", True),
        (Credentials("iam-role", "p", temporary=True, expires=NOW), "until 2040-01-02 03:00 UTC, then renewed", False),
    ],
)
def test_in_words(credentials: Credentials, words: str, ended: bool) -> None:
    assert credentials.until(NOW) == words
    assert credentials.ended(NOW) is ended


def test_a_source_that_isnt_known_has_its_own_name() -> None:
    assert Credentials("new-way", "p", temporary=True).source == "new-way"
