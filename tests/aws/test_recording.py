"""Every request is noted once, without secrets, with how it ended."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError, ParamValidationError
from hypothesis import given
from hypothesis import strategies as st

from c9lib.aws import Session
from c9lib.aws.recording import record, without_secrets
from c9lib.nouns import Call
from c9lib.nouns.secrets import HIDDEN
from tests.serving import Served


def test_a_call_is_noted_as_it_was_made(session: Session) -> None:
    session.client("iam").create_user(UserName="noted", Path="/a/")
    call = session.calls[-1]
    assert (call.name, call.arguments) == ("iam:CreateUser", {"UserName": "noted", "Path": "/a/"})
    assert (call.outcome, call.region, call.writes) == ("ok", "us-east-1", True)
    assert 0 < call.seconds < 60
    assert len(call.request_id) == 36


def test_a_refused_call_is_noted_with_awss_code(session: Session) -> None:
    with pytest.raises(ClientError):
        session.client("iam").get_role(RoleName="nobody")
    assert (session.calls[-1].name, session.calls[-1].outcome) == ("iam:GetRole", "NoSuchEntity")


def test_what_the_caller_changes_afterwards_isnt_noted(session: Session) -> None:
    filters = [{"Name": "vpc-id", "Values": ["vpc-1"]}]
    session.client("ec2").describe_subnets(Filters=filters)
    filters[0]["Values"] = ["another"]
    assert session.calls[-1].arguments["Filters"][0]["Values"] == ["vpc-1"]


def test_what_never_left_this_process_isnt_noted(session: Session) -> None:
    before = len(session.calls)
    with pytest.raises(ParamValidationError):
        session.client("iam").get_role(Nonsense="x")
    assert len(session.calls) == before


def recorded(service: str, url: str, calls: list[Call], **config: Any) -> Any:
    client = boto3.client(service, endpoint_url=url, region_name="eu-west-1", config=Config(**config))
    record(client, "eu-west-1", calls.append)
    return client


def test_where_nobody_answers_the_call_is_noted_once_with_why() -> None:
    calls: list[Call] = []
    client = recorded(
        "iam", "http://127.0.0.1:9", calls, retries={"mode": "standard", "total_max_attempts": 2}, proxies={}
    )
    with pytest.raises(EndpointConnectionError):
        client.get_role(RoleName="r")
    assert [(call.name, call.outcome, call.arguments) for call in calls] == [
        ("iam:GetRole", "EndpointConnectionError", {"RoleName": "r"})
    ]


def test_retries_count_as_one_call(account: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Call] = []
    client = recorded("iam", account.url, calls, retries={"mode": "standard", "total_max_attempts": 3})
    attempts: list[int] = []

    def throttle(**_: Any) -> Any:
        from botocore.awsrequest import AWSResponse

        attempts.append(1)
        if len(attempts) == 3:
            return None
        body = "<ErrorResponse><Error><Code>Throttling</Code><Message>slow</Message></Error></ErrorResponse>"
        return AWSResponse("http://x", 400, {}, Raw(body.encode()))

    client.meta.events.register("before-send.iam.ListRoles", throttle)
    monkeypatch.setattr("botocore.retries.standard.ExponentialBackoff.delay_amount", lambda *_: 0)
    client.list_roles()
    assert len(attempts) == 3
    assert [(call.name, call.outcome) for call in calls] == [("iam:ListRoles", "ok")]


class Raw:
    """A body as botocore reads it."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def stream(self, **_: Any) -> Any:
        yield self.content


def test_secrets_are_hidden_wherever_they_are(session: Session) -> None:
    session.client("iam").create_user(UserName="with-password")
    session.client("iam").create_login_profile(UserName="with-password", Password="Open.Sesame.1234")
    assert session.calls[-1].arguments == {"UserName": "with-password", "Password": HIDDEN}
    assert "Sesame" not in repr(session.calls)


@pytest.mark.parametrize(
    "name",
    [
        "Password",
        "NewPassword",
        "SecretAccessKey",
        "SecretString",
        "SessionToken",
        "TokenCode",
        "OAuthToken",
        "PrivateKey",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert without_secrets({name: "x"}) == {name: HIDDEN}
    assert without_secrets({name: ["x"], "Deep": [{name: {"Inner": "x"}}]}) == {name: HIDDEN, "Deep": [{name: HIDDEN}]}


@pytest.mark.parametrize(
    "name",
    [
        "NextToken",
        "nextToken",
        "ClientToken",
        "clientToken",
        "ClientRequestToken",
        "clientRequestToken",
        "IdempotencyToken",
    ],
)
def test_tokens_that_are_no_secret_stay(name: str) -> None:
    assert without_secrets({name: "x"}) == {name: "x"}


def test_numbers_and_flags_are_no_secret() -> None:
    told = {"MinimumPasswordLength": 8, "AllowUsersToChangePassword": True}
    assert without_secrets(told) == told


def test_a_secure_parameters_value_is_hidden() -> None:
    told = {"Name": "p", "Type": "SecureString", "Value": "x"}
    assert without_secrets(told) == {**told, "Value": HIDDEN}
    assert without_secrets({**told, "Type": "String"})["Value"] == "x"


def test_a_templates_parameter_is_hidden_by_its_key() -> None:
    told = [{"ParameterKey": "DbPassword", "ParameterValue": "x"}, {"ParameterKey": "Vpc", "ParameterValue": "y"}]
    assert without_secrets(told) == [{**told[0], "ParameterValue": HIDDEN}, told[1]]


def test_a_presigned_address_is_hidden_in_what_is_asked(session: Session) -> None:
    url = "https://b.s3.amazonaws.com/t.yaml?X-Amz-Signature=0a1b2c&X-Amz-Expires=60"
    with pytest.raises(ClientError):
        session.client("cloudformation").create_stack(StackName="x", TemplateURL=url)
    assert session.calls[-1].arguments["TemplateURL"].endswith(f"?X-Amz-Signature={HIDDEN}&X-Amz-Expires=60")


def test_no_answer_is_kept(session: Session) -> None:
    """Some hold secrets: keys, tokens of sessions, parameters in clear text."""
    iam, ssm = session.client("iam"), session.client("ssm")
    iam.create_user(UserName="keyed")
    ssm.put_parameter(Name="/p", Value="clear-text", Type="SecureString")
    secrets = [
        iam.create_access_key(UserName="keyed")["AccessKey"]["SecretAccessKey"],
        session.client("sts").get_session_token()["Credentials"]["SessionToken"],
        ssm.get_parameter(Name="/p", WithDecryption=True)["Parameter"]["Value"],
    ]
    assert all(len(secret) > 8 for secret in secrets)
    assert not [secret for secret in secrets if secret in repr(session.calls)]
    assert "simulated/" not in repr(session.calls), "nor the header that signs"


@given(
    st.recursive(
        st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "Password", "B"]), inner),
    )
)
def test_hiding_changes_nothing_else(value: Any) -> None:
    def expected(given_: Any) -> Any:
        if isinstance(given_, dict):
            return {k: HIDDEN if k == "Password" and not isinstance(v, int) else expected(v) for k, v in given_.items()}
        return [expected(item) for item in given_] if isinstance(given_, list) else given_

    assert without_secrets(value) == expected(value)
