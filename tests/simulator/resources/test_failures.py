"""The reason of a failed resource: the service's words, the registry's code."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from c9lib.simulator.api import ApiError, NotSimulated
from c9lib.simulator.resources.failures import handler_code, reason_of, request_token, tagging_refused
from c9lib.simulator.resources.nouns import ResourceFailed, Work

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
Make = Callable[..., Any]


@pytest.fixture
def work(resource: Make) -> Work:
    made: Work = resource("AWS::EC2::VPC", CidrBlock="10.0.0.0/16").work
    return made


def asked(call: Any, **params: Any) -> ClientError:
    with pytest.raises(ClientError) as told:
        call(**params)
    return told.value


def test_the_error_of_a_service(work: Work, aws: Callable[..., Any]) -> None:
    error = asked(work.client("ec2").delete_vpc, VpcId="vpc-0123456789abcdef0")
    told = reason_of(error, work)
    message = r"The vpc ID 'vpc-0123456789abcdef0' does not exist"
    assert re.fullmatch(
        rf'Resource handler returned message: "{message} \(Service: Ec2, Status Code: 400, Request ID: {UUID}\)" '
        rf"\(RequestToken: {UUID}, HandlerErrorCode: NotFound\)",
        told,
    ), told


def test_another_service_than_that_of_the_type_is_named(work: Work) -> None:
    error = asked(work.client("iam").get_role, RoleName="nobody")
    assert "(Service: Iam, Status Code: 404, " in reason_of(error, work)


def test_the_token_is_the_same_for_the_same_resource(resource: Make) -> None:
    one, again = (resource("AWS::EC2::InternetGateway").work for _ in range(2))
    other = resource("AWS::EC2::InternetGateway", attempt=1).work
    assert request_token(one) == request_token(again) != request_token(other)


def test_what_the_resource_itself_says_stands(work: Work) -> None:
    assert reason_of(ResourceFailed("as it is"), work) == "as it is"


def test_what_is_not_simulated_says_so(work: Work) -> None:
    told = reason_of(NotSimulated("Property X of AWS::EC2::VPC"), work)
    assert told == "Property X of AWS::EC2::VPC isn't simulated here. AWS has it; this simulator doesn't."
    by_service = ClientError(
        {"Error": {"Code": "NotSimulated", "Message": "No."}, "ResponseMetadata": {"HTTPStatusCode": 400}}, "CreateVpc"
    )
    assert reason_of(by_service, work) == "No."


def test_a_refusal_from_inside(work: Work) -> None:
    assert reason_of(ApiError("InvalidParameterValue", "Wrong."), work) == (
        f'Resource handler returned message: "Wrong." (RequestToken: {request_token(work)}, '
        "HandlerErrorCode: InvalidRequest)"
    )


def test_what_botocore_does_not_send(work: Work) -> None:
    with pytest.raises(ParamValidationError) as told:
        work.client("cloud9").create_environment_ec2(name="n", instanceType="t3.small")
    assert reason_of(told.value, work) == (
        "Resource handler returned message: \"1 validation error detected: Value null at 'imageId' failed to satisfy "
        f'constraint: Member must not be null" (RequestToken: {request_token(work)}, HandlerErrorCode: InvalidRequest)'
    )
    with pytest.raises(ParamValidationError) as short:
        work.client("iam").get_role(RoleName="")
    assert "Invalid length for parameter RoleName" in reason_of(short.value, work)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("EntityAlreadyExists", "AlreadyExists"),
        ("InvalidGroup.Duplicate", "AlreadyExists"),
        ("InvalidVpcID.NotFound", "NotFound"),
        ("NoSuchEntity", "NotFound"),
        ("UnauthorizedOperation", "AccessDenied"),
        ("AccessDenied", "AccessDenied"),
        ("AccessDeniedException", "AccessDenied"),
        ("AddressLimitExceeded", "ServiceLimitExceeded"),
        ("LimitExceededException", "ServiceLimitExceeded"),
        ("DependencyViolation", "InvalidRequest"),
        ("DeleteConflict", "GeneralServiceException"),
        ("BadRequestException", "InvalidRequest"),
        ("MalformedPolicyDocument", "InvalidRequest"),
        ("TooManyRequestsException", "Throttling"),
        ("SomethingNew", "GeneralServiceException"),
    ],
)
def test_codes(code: str, told: str) -> None:
    assert handler_code(code) == told


def test_a_refusal_of_a_request_with_tags(work: Work) -> None:
    error = asked(work.client("iam").get_role, RoleName="nobody")
    told = tagging_refused(work, error).reason
    assert told.startswith('Resource handler returned message: "Encountered a permissions error performing a tagging')
    assert "The role with name nobody cannot be found. (Service: Iam, Status Code: 404" in told
    assert told.endswith("HandlerErrorCode: UnauthorizedTaggingOperation)")
