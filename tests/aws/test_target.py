"""Where calls go, and what reaches it: never a person's credentials at a simulator, never a diverted real account."""

from __future__ import annotations

import json
import os
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from c9lib.aws import Session, connect
from c9lib.aws import target as module
from c9lib.aws.target import Target, Workers, choose, leave_simulated, run_address, worker_of
from c9lib.errors import AwsError
from c9lib.parameters import Parameters
from c9lib.simulator import lifecycle
from c9lib.simulator.clock import CALL_SECONDS
from tests.serving import Served, serving

REAL = Parameters(target="aws", account_id="123456789012")
KEY = "AKIAREALLOOKINGKEY12"


def test_a_persons_own_credentials_never_reach_a_simulator(account: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "real-looking-secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real-looking-token")
    account.seen.clear()
    session = connect(Parameters(endpoint_url=account.url), lambda _: None)
    session.client("ec2").describe_vpcs()
    session.client("cloud9", "eu-west-1").list_environments()
    assert {header.split("Credential=")[1].split("/")[0] for header in account.headers("HTTP_AUTHORIZATION")} == {
        "simulated"
    }
    assert account.headers("HTTP_X_AMZ_SECURITY_TOKEN") == set()
    assert KEY not in repr(account.seen)
    assert "real-looking" not in repr(account.seen)


def test_a_key_that_the_simulated_account_gave_out_is_used(account: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    iam = connect(Parameters(endpoint_url=account.url), lambda _: None).client("iam")
    iam.create_user(UserName="keyed")
    made = iam.create_access_key(UserName="keyed")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", made["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", made["SecretAccessKey"])
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)
    assert connect(Parameters(endpoint_url=account.url), lambda _: None).identity.arn.endswith(":user/keyed")
    monkeypatch.setenv("AWS_PROFILE", "nobody-has-this")
    assert connect(Parameters(endpoint_url=account.url), lambda _: None).identity.arn.endswith(":user/keyed")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", made["AccessKeyId"][:-1] + "2")
    with pytest.raises(AwsError, match="InvalidClientTokenId") as raised:
        connect(Parameters(endpoint_url=account.url), lambda _: None)
    assert "aws sts get-caller-identity" in str(raised.value)


def test_a_session_that_the_simulated_account_gave_out_is_used(
    account: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = connect(Parameters(endpoint_url=account.url), lambda _: None)
    statement = {"Effect": "Allow", "Principal": {"AWS": admin.identity.arn}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = admin.client("iam").create_role(RoleName="Keyed", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    made = admin.client("sts").assume_role(RoleArn=role, RoleSessionName="ann")["Credentials"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", made["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", made["SecretAccessKey"])
    monkeypatch.setenv("AWS_SESSION_TOKEN", made["SessionToken"])
    account.seen.clear()
    assert connect(Parameters(endpoint_url=account.url), lambda _: None).identity.arn.endswith(
        ":assumed-role/Keyed/ann"
    )
    assert account.headers("HTTP_X_AMZ_SECURITY_TOKEN") == {made["SessionToken"]}


def test_a_persons_settings_cant_stop_the_simulated_aws(
    account: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text("[profile\nno ini file")
    settings = {
        "AWS_PROFILE": "nobody-has-this",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_USE_DUALSTACK_ENDPOINT": "true",
        "AWS_DEFAULTS_MODE": "nonsense",
        "AWS_MAX_ATTEMPTS": "many",
        "AWS_CA_BUNDLE": str(tmp_path / "none"),
        "HTTP_PROXY": "http://127.0.0.1:9",
        "NO_PROXY": "",
        "no_proxy": "",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert connect(Parameters(endpoint_url=account.url), lambda _: None).account_id == "123456789012"


@pytest.mark.parametrize("name", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EC2"])
def test_no_variable_diverts_a_real_account(monkeypatch: pytest.MonkeyPatch, name: str, account: Served) -> None:
    monkeypatch.setenv(name, account.url)
    target = choose(REAL, lambda _: None)
    assert target.client("ec2", "eu-west-1").meta.endpoint_url == "https://ec2.eu-west-1.amazonaws.com"
    assert target.client("cloud9", "us-east-1").meta.endpoint_url == "https://cloud9.us-east-1.amazonaws.com"
    assert (target.name, target.simulated_clock) == ("aws", False)


def test_a_real_account_is_called_with_the_persons_own_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    assert choose(REAL, lambda _: None).session.get_credentials().access_key == KEY


def test_a_profile_that_isnt_there_is_an_error_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody-has-this")
    monkeypatch.setenv("AWS_DATA_PATH", "none")  # as the AWS CLI sets it: then it alone asks for no profile
    with pytest.raises(AwsError, match="nobody-has-this") as raised:
        choose(REAL, lambda _: None)
    assert raised.value.code == "ProfileNotFound"
    assert raised.value.remedy


def test_the_simulated_clock_is_ours_where_the_simulator_is(account: Served) -> None:
    target = choose(Parameters(endpoint_url=account.url), lambda _: None)
    assert target.simulated_clock
    before = target.now()
    assert before.tzinfo is UTC
    assert before.year == 2030
    target.let_pass(90)
    assert (target.now() - before).total_seconds() == 90


def test_another_simulator_has_the_wall_clock() -> None:
    with serving(ours=False) as served:
        target = choose(Parameters(endpoint_url=served.url), lambda _: None)
    assert not target.simulated_clock
    assert abs((target.now() - datetime.now(UTC)).total_seconds()) < 5


class Polite(BaseHTTPRequestHandler):
    """Answers everything with 200 and JSON, as some servers do."""

    def do_POST(self) -> None:
        body = json.dumps({"status": "fine"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def test_who_answers_everything_isnt_taken_for_ours() -> None:
    with HTTPServer(("127.0.0.1", 0), Polite) as polite:
        thread = threading.Thread(target=polite.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        assert not choose(Parameters(endpoint_url=f"http://127.0.0.1:{polite.server_port}"), print).simulated_clock
        polite.shutdown()
        thread.join()


def test_a_simulator_that_has_gone_is_an_error_in_words() -> None:
    gone = Target("simulated", None, "http://127.0.0.1:9", simulated_clock=True)
    for act in (gone.now, lambda: gone.let_pass(5)):
        with pytest.raises(AwsError, match=r"http://127.0.0.1:9 doesn't answer any more") as raised:
            act()
        assert raised.value.remedy


def test_real_waiting_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(module.time, "sleep", slept.append)
    Target("aws", None, None, simulated_clock=False).let_pass(7)
    assert slept == [7]


def test_the_shared_account_is_joined_only_when_no_address_is_given(
    account: Served, monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> None:
    done: list[str] = []
    running = lifecycle.Running(account.url, 1, "It started afresh.")
    monkeypatch.setattr(lifecycle, "join", lambda: done.append("join") or running)
    monkeypatch.setattr(lifecycle, "leave", lambda: done.append("leave"))
    given = Parameters(endpoint_url=account.url)
    assert run_address(given, told.append) == {}
    assert run_address(REAL, told.append) == {}
    leave_simulated(given)
    leave_simulated(REAL)
    assert choose(given, told.append).endpoint_url == account.url
    assert (done, told) == ([], [])
    assert run_address(Parameters(), told.append) == {"endpoint_url": account.url}
    assert choose(Parameters(), told.append).endpoint_url == account.url
    leave_simulated(Parameters())
    assert done == ["join", "join", "leave"]
    assert told == ["It started afresh."] * 2


def test_our_calls_say_that_they_are_ours(session: Session, account: Served) -> None:
    account.seen.clear()
    before = session.now()
    session.client("iam").list_roles()
    assert all("c9lib/" in agent for agent in account.headers("HTTP_USER_AGENT"))
    assert (session.now() - before).total_seconds() == CALL_SECONDS, "a call of ours costs the same, however slow"


def test_workers_of_a_run_are_known_by_their_names(account: Served) -> None:
    """Nobody's time passes while one is expected, whoever it is; that one's own call is what ends it."""
    workers = Workers(Parameters(endpoint_url=account.url))
    workers.expect("endpoints", "environment", "it is created")
    workers.expect("environment")
    session = connect(Parameters(endpoint_url=account.url), print, worker=worker_of(os.getpid(), "environment"))
    assert session.target.together
    began = session.now()
    session.target.let_pass_for(20, "it is ready")
    assert (session.now() - began).total_seconds() == 20
    workers.rest("endpoints")
    workers.rest("environment")
    assert any("side-by-side" in agent for agent in account.headers("HTTP_USER_AGENT"))


def test_on_aws_nobody_is_told_of_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.lifecycle, "ask", lambda *_: pytest.fail("somebody is told"))
    monkeypatch.setattr(module.lifecycle, "join", lambda *_: pytest.fail("the simulated account is joined"))
    workers = Workers(Parameters(target="aws", account_id="210987654321"))
    workers.expect("environment")
    workers.rest("environment")
