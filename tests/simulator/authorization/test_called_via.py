"""The seed's statements (ec2-ssm, "Giving users access to instances managed by Session Manager" and "Adding Systems
Manager permissions to an IAM policy") behave as the seed says, and no client can say itself by way of whom it calls.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from c9lib.simulator import identity
from c9lib.simulator.front import Front
from tests.simulator.authorization.conftest import Make, may
from tests.simulator.conftest import Server
from tests.simulator.place import Place

CLOUD9, CLOUDFORMATION = "cloud9.amazonaws.com", "cloudformation.amazonaws.com"
TAG = {"Key": "aws:cloud9:environment", "Value": "0123456789abcdef0123456789abcdef"}
AGENT_TIME = 200
"""Simulated seconds after which a new instance's agent is online."""


def seed(service: str) -> str:
    """The statements of the page, word for word."""
    return """{"Version": "2012-10-17", "Statement": [
{
  "Effect": "Allow",
  "Action": "ssm:StartSession",
  "Resource": "arn:aws:ec2:*:*:instance/*",
  "Condition": {
    "StringLike": { "ssm:resourceTag/aws:cloud9:environment": "*" },
    "StringEquals": { "aws:CalledViaFirst": "SERVICE" }
  }
},
{ "Effect": "Allow", "Action": ["ssm:StartSession"], "Resource": ["arn:aws:ssm:*:*:document/*"] }
]}""".replace("SERVICE", service)


@pytest.fixture
def instances(place: Place, front: Front, wait: Callable[[float], None]) -> dict[str, str]:
    """An instance of Cloud9's and any other one, both online."""
    made = {"cloud9": place.launch(), "other": place.launch()}
    wait(AGENT_TIME)
    system = front.world.client("ec2", "us-east-1", front.world.aws_itself)
    system.create_tags(Resources=[made["cloud9"]], Tags=[TAG])
    return made


@pytest.fixture
def starts(front: Front, aws: Callable[..., Any]) -> Callable[..., bool]:
    """`starts(key, instance, *via)`: whether the owner of a key may start a session, by way of these services."""

    def ask(key: str, instance: str, *via: str) -> bool:
        ssm = aws("ssm", key=key)
        if via:
            ssm = front.world.client("ssm", "us-east-1", identity.principal(front.world, key), via)
        return may(ssm.start_session, Target=instance)

    return ask


@pytest.mark.parametrize(
    ("written", "via", "allowed"),
    [
        (CLOUD9, (CLOUD9,), True),
        (CLOUD9, (), False),
        (CLOUD9, (CLOUDFORMATION,), False),
        (CLOUD9, (CLOUDFORMATION, CLOUD9), False),
        (CLOUDFORMATION, (CLOUDFORMATION, CLOUD9), True),
        (CLOUDFORMATION, (CLOUDFORMATION,), True),
        (CLOUDFORMATION, (CLOUD9,), False),
        (CLOUDFORMATION, (CLOUD9, CLOUDFORMATION), False),
        (CLOUDFORMATION, (), False),
    ],
)
def test_the_seeds_statement_allows_by_way_of_its_service_alone(
    user: Make,
    instances: dict[str, str],
    starts: Callable[..., bool],
    written: str,
    via: tuple[str, ...],
    allowed: bool,
) -> None:
    key = user("ann", seed(written))
    assert starts(key, instances["cloud9"], *via) is allowed
    assert not starts(key, instances["other"], *via), "without Cloud9's tag never"


@pytest.mark.parametrize("name", ["AWSCloud9User", "AWSCloud9Administrator", "AWSCloud9EnvironmentMember"])
def test_the_managed_policies_hold_the_same_statements(
    user: Make, instances: dict[str, str], starts: Callable[..., bool], name: str
) -> None:
    key = user("ann", attached=(name,))
    assert starts(key, instances["cloud9"], CLOUD9)
    assert not starts(key, instances["cloud9"])
    assert not starts(key, instances["cloud9"], CLOUDFORMATION, CLOUD9)
    assert not starts(key, instances["other"], CLOUD9)


def test_without_the_statement_for_documents_no_session_starts(
    user: Make, instances: dict[str, str], starts: Callable[..., bool]
) -> None:
    first = json.loads(seed(CLOUD9))
    del first["Statement"][1]
    key = user("ann", json.dumps(first))
    assert not starts(key, instances["cloud9"], CLOUD9)


CLAIMS = {
    "X-Amz-Called-Via": CLOUD9,
    "X-Amzn-Called-Via": CLOUD9,
    "X-Amz-Source-Service": CLOUD9,
    "X-Amz-Via-Aws-Service": "true",
    "Aws-CalledVia": CLOUD9,
    "X-Forwarded-For": "203.0.113.1",
    "X-Amz-Invoked-By": CLOUD9,
    "X-Amz-Principal": "arn:aws:iam::123456789012:user/Administrator",
    "X-C9lib-Via": CLOUD9,
    "Via": f"1.1 {CLOUD9}",
}


def test_no_header_or_parameter_can_say_by_way_of_whom(server: Server, user: Make, instances: dict[str, str]) -> None:
    """Over HTTP, signed by the AWS SDK, with every claim that comes to mind."""
    key = user("ann", seed(CLOUD9))
    for agent in (CLOUD9, "AWS Internal", f"aws-internal/3 {CLOUD9}"):
        client = _client("ssm", server.url, key, agent)
        client.meta.events.register("before-send.ssm", lambda request, **_: request.headers.update(CLAIMS) or None)
        with pytest.raises(ClientError, match="AccessDeniedException"):
            client.start_session(Target=instances["cloud9"])
        parameters = {"via": [CLOUD9], "aws:CalledVia": [CLOUD9], "CalledViaFirst": [CLOUD9]}
        with pytest.raises(ClientError, match="AccessDeniedException"):
            client.start_session(Target=instances["cloud9"], Parameters=parameters)


def test_members_of_the_body_that_the_model_does_not_have_say_nothing(
    server: Server, user: Make, instances: dict[str, str]
) -> None:
    key = user("ann", seed(CLOUD9))
    told = {"Target": instances["cloud9"], "via": [CLOUD9], "principal": {"administrator": True}, "caller": "admin"}
    for path in ("/", f"/?aws:CalledViaFirst={CLOUD9}&via={CLOUD9}", f"/?Action=StartSession&CalledVia.1={CLOUD9}"):
        request = urllib.request.Request(f"{server.url}{path}", json.dumps(told).encode(), _headers(key))
        status, body = _send(request)
        assert (status, body["__type"]) == (400, "AccessDeniedException"), path


def _headers(key: str) -> dict[str, str]:
    return {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "AmazonSSM.StartSession",
        "Authorization": f"AWS4-HMAC-SHA256 Credential={key}/20300107/us-east-1/ssm/aws4_request, Signature=0",
        **CLAIMS,
    }


def _send(request: urllib.request.Request) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def _client(service: str, url: str, key: str, agent: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=key,
        aws_secret_access_key="none",
        config=Config(proxies={}, user_agent=agent, retries={"max_attempts": 0}),
    )


@pytest.mark.parametrize("words", [("start-session", "--target")])
def test_the_aws_cli_is_refused_directly(
    cli: Callable[..., Any], user: Make, instances: dict[str, str], words: tuple[str, str]
) -> None:
    done = cli("ssm", *words, instances["cloud9"], key=user("ann", seed(CLOUD9)))
    assert done.returncode != 0
    assert "(AccessDeniedException) when calling the StartSession operation" in done.stderr
    assert "because no identity-based policy allows the ssm:StartSession action" in done.stderr
