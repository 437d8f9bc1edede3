"""The one door: our operations, moto's, and clear refusals for the rest; never a page, a 500 or a silent success."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator import api
from c9lib.simulator.api import ApiCall, ApiError, NotSimulated
from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.world import World

Handle = Callable[[Callable[[ApiCall], dict[str, Any]]], None]


@pytest.fixture
def handle(monkeypatch: pytest.MonkeyPatch) -> Handle:
    """`handle(f)`: f answers cloud9:DescribeEnvironmentStatus."""
    return lambda answer: monkeypatch.setitem(api._handlers, ("cloud9", "DescribeEnvironmentStatus"), answer)


def _code(call: Callable[..., Any], **params: Any) -> tuple[str, str, int]:
    with pytest.raises(ClientError) as caught:
        call(**params)
    told = caught.value.response
    return told["Error"]["Code"], told["Error"]["Message"], told["ResponseMetadata"]["HTTPStatusCode"]


def _raw(front: Front, body: str = "", service: str = "iam", **headers: str) -> tuple[int, str]:
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential=test/20300107/us-east-1/{service}/aws4_request",
        **headers,
    }
    response = front.respond(environ, body.encode())
    return response.status, response.body.decode()


ID = {"environmentId": "0123456789abcdef0123456789abcdef"}


def test_our_operation_gets_the_call_and_its_answer_goes_out(
    aws: Callable[..., Any], handle: Handle, admin_arn: str
) -> None:
    seen: list[ApiCall] = []

    def answer(call: ApiCall) -> dict[str, Any]:
        seen.append(call)
        return {"status": "ready", "message": "well"}

    handle(answer)
    told = aws("cloud9", region="eu-west-1").describe_environment_status(**ID)
    assert (told["status"], told["message"]) == ("ready", "well")
    (call,) = seen
    assert (call.service, call.operation, call.region, call.params) == (
        "cloud9",
        "DescribeEnvironmentStatus",
        "eu-west-1",
        ID,
    )
    assert (call.principal.arn, call.via, call.account) == (admin_arn, (), "123456789012")
    assert told["ResponseMetadata"]["RequestId"] == call.request_id


@pytest.mark.parametrize(
    ("error", "code", "status"),
    [
        (ApiError("NotFoundException", "not here", 400), "NotFoundException", 400),
        (ApiError("ForbiddenException", "no", 403), "ForbiddenException", 403),
        (NotSimulated("This"), "NotSimulated", 400),
        pytest.param(KeyError("x"), "SimulatorFault", 400, marks=pytest.mark.expects_fault),
    ],
)
def test_every_failure_is_a_client_error(
    aws: Callable[..., Any], handle: Handle, error: Exception, code: str, status: int
) -> None:
    def fail(call: ApiCall) -> dict[str, Any]:
        raise error

    handle(fail)
    found, message, got = _code(aws("cloud9").describe_environment_status, **ID)
    assert (found, got) == (code, status)
    if code == "SimulatorFault":
        assert "cloud9:DescribeEnvironmentStatus" in message
        assert "KeyError" in message


def test_required_members_and_types_are_checked_first(front: Front, handle: Handle) -> None:
    handle(lambda call: pytest.fail("the operation must not be asked"))
    target = {
        "CONTENT_TYPE": "application/x-amz-json-1.1",
        "HTTP_X_AMZ_TARGET": "AWSCloud9WorkspaceManagementService.DescribeEnvironmentStatus",
    }
    for body in ("{}", '{"environmentId": 5}', '{"environmentId": null}'):
        status, text = _raw(front, body, "cloud9", **target)
        assert status == 400
        assert json.loads(text)["__type"] == "ValidationException"
    assert json.loads(_raw(front, "{", "cloud9", **target)[1])["__type"] == "SerializationException"
    assert "<Code>ValidationError</Code>" in _raw(front, "Action=GetRole&Version=2010-05-08")[1]


@pytest.mark.parametrize(
    ("service", "ask", "params"),
    [
        ("s3", "list_buckets", {}),
        ("lambda", "list_functions", {}),
        ("accessanalyzer", "list_analyzers", {}),  # signs as access-analyzer
        ("iot-data", "list_named_shadows_for_thing", {"thingName": "t"}),  # signs as iotdata
        ("health", "describe_events", {}),  # moto has no service at this address
        ("pricing", "describe_services", {}),
        ("cloudformation", "list_types", {}),
        ("ec2", "describe_capacity_blocks", {}),
        ("iam", "generate_service_last_accessed_details", {"Arn": "arn:aws:iam::123456789012:role/x"}),
        ("ssm", "describe_ops_items", {}),
    ],
)
def test_what_nobody_has_is_refused_by_name(
    aws: Callable[..., Any], service: str, ask: str, params: dict[str, Any]
) -> None:
    code, message, status = _code(getattr(aws(service), ask), **params)
    assert (code, status) == ("NotSimulated", 400)
    assert service.replace("-", "") in message.replace("-", "")


@pytest.mark.parametrize(
    ("headers", "body", "service", "code", "status"),
    [
        ({}, "Action=Nonsense&Version=2010-05-08", "iam", "InvalidAction", 400),
        ({}, "", "iam", "InvalidAction", 400),
        ({}, "Action=Nonsense&Version=2016-11-15", "ec2", "InvalidAction", 400),
        ({"HTTP_X_AMZ_TARGET": "AmazonSSM.Nonsense"}, "{}", "ssm", "UnknownOperationException", 400),
        ({"HTTP_AUTHORIZATION": ""}, "Action=ListRoles", "", "MissingAuthenticationToken", 403),
        ({}, "Action=ListRoles", "nonsense", "NotSimulated", 400),
    ],
)
def test_what_aws_does_not_know_either(
    front: Front, headers: dict[str, str], body: str, service: str, code: str, status: int
) -> None:
    got, text = _raw(front, body, service, **headers)
    assert got == status
    assert code in text


def test_reads_and_refusals_are_not_written_down(aws: Callable[..., Any]) -> None:
    written: list[bytes] = []
    front = Front(World(seed=1, clock=Clock(speed=0.0)), written=lambda environ, body: written.append(body))
    assert written == []
    assert _raw(front, "Action=ListUsers&Version=2010-05-08")[0] == 200
    assert _raw(front, "Action=CreateUser&UserName=bad+name&Version=2010-05-08")[0] == 400
    assert written == []
    assert _raw(front, "Action=CreateUser&UserName=ada&Version=2010-05-08")[0] == 200
    assert written == [b"Action=CreateUser&UserName=ada&Version=2010-05-08"]


def test_on_behalf_is_the_caller_by_way_of_a_service(aws: Callable[..., Any], handle: Handle, admin_arn: str) -> None:
    def answer(call: ApiCall) -> dict[str, Any]:
        return {
            "status": "ready",
            "message": call.on_behalf("sts", via="cloud9.amazonaws.com").get_caller_identity()["Arn"],
        }

    handle(answer)
    assert aws("cloud9").describe_environment_status(**ID)["message"] == admin_arn


def test_an_operation_hears_of_the_caller_and_their_program(
    aws: Callable[..., Any], front: Front, handle: Handle
) -> None:
    seen: list[ApiCall] = []
    handle(lambda call: seen.append(call) or {"status": "ready", "message": "well"})  # type: ignore[func-returns-value]
    aws("cloud9").describe_environment_status(**ID)
    front.world.client("cloud9", "us-east-1", seen[0].principal, ("ec2.amazonaws.com",)).describe_environment_status(
        **ID
    )
    from_outside, from_inside = seen
    assert (from_outside.outside, from_outside.via) == (True, ())
    assert "Boto3" in from_outside.user_agent
    assert (from_inside.outside, from_inside.via, from_inside.user_agent) == (False, ("ec2.amazonaws.com",), "")


def test_a_refused_request_asks_neither_us_nor_moto_nor_changes_ids(
    aws: Callable[..., Any], front: Front, handle: Handle
) -> None:
    """What is refused is as if it hadn't been asked: no write is noted, no count moves, no id is shifted."""
    handle(lambda call: pytest.fail("the operation must not be asked"))
    key = aws("iam").create_access_key(UserName="c9-learner")["AccessKey"]["AccessKeyId"]
    before = (front.world.changes, dict(front.world.asked))
    noted: list[bytes] = []
    front.written = lambda environ, body: noted.append(body)
    assert _code(aws("cloud9", key=key).describe_environment_status, **ID)[0] == "AccessDeniedException"
    assert _code(aws("ec2", key=key).create_vpc, CidrBlock="10.9.0.0/16")[0] == "UnauthorizedOperation"
    assert (front.world.changes, dict(front.world.asked), noted) == (*before, [])


def test_the_same_request_gives_the_same_ids_whatever_came_between() -> None:
    def made(*before: str) -> str:
        front = Front(World(seed=1, clock=Clock(speed=0.0)))
        for body in before:
            assert _raw(front, f"{body}&Version=2010-05-08")[0] == 200
        return _raw(front, "Action=CreateUser&UserName=ada&Version=2010-05-08")[1].partition("<UserId>")[2][:21]

    assert made() == made("Action=ListUsers", "Action=CreateGroup&GroupName=g")
    front = Front(World(seed=1, clock=Clock(speed=0.0)))
    create, delete = (
        "Action=CreateUser&UserName=ada&Version=2010-05-08",
        "Action=DeleteUser&UserName=ada&Version=2010-05-08",
    )
    first, _, second = (_raw(front, body)[1] for body in (create, delete, create))
    assert first.partition("<UserId>")[2][:21] != second.partition("<UserId>")[2][:21]
