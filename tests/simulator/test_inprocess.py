"""Clients without a socket: final answers, and nothing from the user's settings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator.answers import Response
from c9lib.simulator.api import ApiError
from c9lib.simulator.inprocess import InProcess, ask

VPCS = Response(200, (("Content-Type", "text/xml"),), b"<R><vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet></R>")


def _client(answer: Response, asked: list[dict[str, Any]] | None = None) -> Any:
    def responder(environ: dict[str, Any], body: bytes) -> Response:
        if asked is not None:
            asked.append({**environ, "body": body})
        return answer

    return InProcess().client("ec2", "eu-west-1", ("test",), responder)


def test_a_request_reaches_the_responder_as_the_server_would_see_it() -> None:
    asked: list[dict[str, Any]] = []
    assert _client(VPCS, asked).describe_vpcs(VpcIds=["vpc-1"])["Vpcs"] == [{"VpcId": "vpc-1"}]
    (request,) = asked
    assert request["REQUEST_METHOD"] == "POST"
    assert b"VpcId.1=vpc-1" in request["body"]
    assert "/eu-west-1/ec2/aws4_request" in request["HTTP_AUTHORIZATION"]


@pytest.mark.parametrize("code", ["Throttling", "RequestLimitExceeded", "InternalError"])
@pytest.mark.parametrize("status", [400, 500, 503])
def test_an_error_is_final_and_keeps_its_words(code: str, status: int) -> None:
    asked: list[dict[str, Any]] = []
    body = f"<Response><Errors><Error><Code>{code}</Code><Message>no</Message></Error></Errors></Response>"
    with pytest.raises(ClientError) as caught:
        _client(Response(status, (), body.encode()), asked).describe_vpcs()
    assert str(caught.value) == f"An error occurred ({code}) when calling the DescribeVpcs operation: no"
    assert len(asked) == 1


@pytest.mark.parametrize("service", ["iam", "sts", "ssm", "cloud9", "service-quotas", "cloudformation"])
def test_no_service_asks_twice(service: str) -> None:
    calls = {
        "iam": "list_roles",
        "sts": "get_caller_identity",
        "ssm": "describe_sessions",
        "cloud9": "list_environments",
    }
    calls |= {"service-quotas": "list_services", "cloudformation": "list_stacks"}
    asked: list[Any] = []

    def responder(environ: dict[str, Any], body: bytes) -> Response:
        asked.append(body)
        return Response(503, (), b"")

    client = InProcess().client(service, "us-east-1", ("x",), responder)
    with pytest.raises(ClientError):
        getattr(client, calls[service])(**({"State": "Active"} if service == "ssm" else {}))
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_PROFILE", "nobody"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
        ("AWS_USE_FIPS_ENDPOINT", "true"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true"),
        ("AWS_MAX_ATTEMPTS", "7"),
        ("AWS_CA_BUNDLE", "/nonexistent"),
        ("HTTPS_PROXY", "http://127.0.0.1:9"),
    ],
)
def test_the_users_environment_does_not_count(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert _client(VPCS).describe_vpcs()["Vpcs"]


def test_the_users_configuration_does_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "config"
    broken.write_text("[defau")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(broken))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(broken))
    assert _client(VPCS).describe_vpcs()["Vpcs"]


def test_clients_are_kept_by_whom_they_ask() -> None:
    inside = InProcess()

    def responder(environ: dict[str, Any], body: bytes) -> Response:
        return VPCS

    made: Callable[..., Any] = inside.client
    assert made("ec2", "eu-west-1", ("a",), responder) is made("ec2", "eu-west-1", ("a",), responder)
    assert made("ec2", "eu-west-1", ("a",), responder) is not made("ec2", "eu-west-1", ("b",), responder)
    assert made("ec2", "eu-west-1", ("a",), responder) is not made("ec2", "eu-west-2", ("a",), responder)


def test_ask_gives_the_answer_without_metadata_or_the_error_of_the_service() -> None:
    assert ask(_client(VPCS), "DescribeVpcs", {}) == {"Vpcs": [{"VpcId": "vpc-1"}]}
    body = (
        b"<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code><Message>no</Message></Error></Errors></Response>"
    )
    with pytest.raises(ApiError) as caught:
        ask(_client(Response(400, (), body)), "DescribeVpcs", {})
    assert (caught.value.code, caught.value.message, caught.value.status) == ("InvalidVpcID.NotFound", "no", 400)
    with pytest.raises(ApiError, match="ValidationError"):
        ask(_client(VPCS), "DescribeVpcs", {"VpcIds": "not-a-list"})
