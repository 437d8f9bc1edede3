"""Never the wrong account, never credentials that have ended, never a simulated AWS for AWS or the other way round:
what is refused, with nothing asked but who it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from c9lib.aws import connect
from c9lib.aws.credentials import Credentials
from c9lib.aws.gate import told
from c9lib.aws.place import where
from c9lib.errors import RefusedError
from c9lib.parameters import Parameters
from tests.aws.caller_identity import answering
from tests.serving import Served, serving

REAL = "210987654321"
NOW = datetime(2026, 11, 28, 7, 0, tzinfo=UTC)
HEALTH = "/_c9lib/health"


def on_aws(url: str, account: str = REAL) -> Parameters:
    """As for a real account; the address is on this machine, which the parameters wouldn't take from a person."""
    return Parameters(target="aws", account_id=account, region="eu-west-1").model_copy(update={"endpoint_url": url})


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "never-shown")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "never-shown-either")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")


def test_the_account_that_is_meant_is_let_in_and_shown() -> None:
    with answering(REAL) as sts:
        session = connect(on_aws(sts.url), lambda _: None)
    assert where(session).splitlines() == [
        f"Target aws (a real AWS account), account {REAL}, Region eu-west-1, deployment no-ingress",
        f"as arn:aws:sts::{REAL}:assumed-role/Operator/ann",
        "with credentials from the environment variables: temporary, but they don't say until when",
    ]
    assert "never-shown" not in repr(vars(session))
    assert [call.name for call in session.calls] == ["sts:GetCallerIdentity"]


def test_another_account_is_refused_and_nothing_else_was_asked() -> None:
    with answering("111122223333") as sts, pytest.raises(RefusedError) as raised:
        connect(on_aws(sts.url), lambda _: None)
    assert raised.value.title == f"These credentials belong to account 111122223333, not to {REAL}."
    assert raised.value.exit_code == 3
    assert "they are arn:aws:sts::111122223333:assumed-role/Operator/ann" in raised.value.details
    assert "the credentials come from the environment variables" in raised.value.details
    assert "target is aws, Region eu-west-1" in raised.value.details
    assert "nothing was called but sts:GetCallerIdentity" in raised.value.details
    assert [one for one in sts.asked if one != HEALTH] == ["GetCallerIdentity"]


def test_credentials_that_have_ended_are_refused_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = datetime.now(UTC) - timedelta(minutes=5)
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", ended.isoformat())
    with answering(REAL) as sts, pytest.raises(RefusedError) as raised:
        connect(on_aws(sts.url), lambda _: None)
    assert [one for one in sts.asked if one != HEALTH] == []
    assert raised.value.title.startswith(f"The AWS credentials have ended at {ended:%Y-%m-%d %H:%M} UTC, 5 min ")
    assert raised.value.details == ("they come from the environment variables", "nothing was called")
    assert "Sign in again" in raised.value.remedy[0]


def test_credentials_that_end_soon_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", (datetime.now(UTC) + timedelta(minutes=19, seconds=30)).isoformat())
    with answering(REAL) as sts:
        lines = where(connect(on_aws(sts.url), lambda _: None)).splitlines()
    assert "UTC, for 19 min " in lines[2]
    assert lines[3].startswith("They may end before the run does: it takes 5 to 15 minutes.")


def test_another_region_of_the_profile_is_told_and_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    with answering(REAL) as sts:
        assert where(connect(on_aws(sts.url), lambda _: None)).splitlines()[-1] == (
            "Their own Region is us-west-2; this run works in eu-west-1."
        )


@pytest.mark.parametrize(
    ("credentials", "home", "lines"),
    [
        (None, "eu-west-1", 0),
        (Credentials("shared-credentials-file", "default", temporary=False), "", 1),
        (Credentials("env", "default", temporary=True, expires=NOW + timedelta(minutes=20)), "eu-west-1", 1),
        (Credentials("env", "default", temporary=True, expires=NOW + timedelta(minutes=19)), "eu-west-1", 2),
        (Credentials("sso", "work", temporary=True, expires=NOW + timedelta(minutes=1)), "eu-west-1", 1),
        (Credentials("sso", "work", temporary=True, expires=NOW + timedelta(minutes=1)), "us-east-1", 2),
    ],
)
def test_what_is_told_of_credentials(credentials: Credentials | None, home: str, lines: int) -> None:
    assert len(told(credentials, NOW, home, "eu-west-1")) == lines


@pytest.mark.parametrize("account", ["123456789012", "000000000000"])
def test_a_simulator_isnt_taken_for_aws_even_when_it_is_named(account: str) -> None:
    with answering(account) as sts, pytest.raises(RefusedError, match="no real account has this id") as raised:
        connect(on_aws(sts.url, account), lambda _: None)
    assert raised.value.exit_code == 3
    assert [one for one in sts.asked if one != HEALTH] == ["GetCallerIdentity"]


def test_our_simulated_aws_isnt_asked_at_all_as_aws(account: Served) -> None:
    account.seen.clear()
    with pytest.raises(RefusedError, match="is the simulated AWS, not AWS") as raised:
        connect(on_aws(account.url, "123456789012"), lambda _: None)
    assert (raised.value.exit_code, raised.value.details) == (3, ("target is aws", "nothing was called"))
    assert {environ["PATH_INFO"] for environ in account.seen} == {HEALTH}


def test_another_simulator_is_named_as_what_it_is() -> None:
    with serving(ours=False) as served:
        session = connect(Parameters(endpoint_url=served.url), lambda _: None)
    assert where(session).startswith(
        f"Target simulated (an AWS-compatible service at {served.url}), account 1234567890"
    )


def test_ours_is_named_as_what_it_is_and_says_nothing_of_credentials(account: Served) -> None:
    assert where(connect(Parameters(endpoint_url=account.url), lambda _: None)).splitlines() == [
        "Target simulated (the simulated AWS in this package), account 123456789012, Region us-east-1, "
        "deployment no-ingress",
        "as arn:aws:iam::123456789012:user/Administrator",
    ]


def test_what_may_be_a_real_account_isnt_taken_for_a_simulated_one() -> None:
    """A program that signs anew with somebody's own credentials can listen on this machine, too."""
    with answering(REAL) as sts:
        with pytest.raises(RefusedError, match=f"says that this is account {REAL}, which may be a real one") as raised:
            connect(Parameters(endpoint_url=sts.url), lambda _: None)
        assert [one for one in sts.asked if one != HEALTH] == ["GetCallerIdentity"]
        assert "name it in account_id" in raised.value.remedy[0]
        assert connect(Parameters(endpoint_url=sts.url, account_id=REAL), lambda _: None).account_id == REAL
        with pytest.raises(RefusedError, match="not to 111122223333"):
            connect(Parameters(endpoint_url=sts.url, account_id="111122223333"), lambda _: None)
