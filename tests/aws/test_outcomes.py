"""What an error says of the call: refused for now, never sent, refused for good, or nobody knows."""

from __future__ import annotations

import pytest
from botocore import exceptions as raised_by
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError
from botocore.retries.standard import ThrottledRetryableChecker

from c9lib.aws.outcomes import THROTTLED, Failure, failure_of, mark, operation_of, outcome_unknown, passing, times_sent

URL = "https://ec2.eu-west-1.amazonaws.com/"


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (raised_by.EndpointConnectionError(endpoint_url=URL), Failure.NEVER_SENT),
        (raised_by.ConnectTimeoutError(endpoint_url=URL), Failure.NEVER_SENT),
        (raised_by.ProxyConnectionError(proxy_url=URL), Failure.NEVER_SENT),
        (raised_by.ConnectionClosedError(endpoint_url=URL), Failure.UNKNOWN),
        (raised_by.ReadTimeoutError(endpoint_url=URL), Failure.UNKNOWN),
        (raised_by.ResponseStreamingError(error="cut"), Failure.UNKNOWN),
        (raised_by.SSLError(endpoint_url=URL, error="bad record"), Failure.UNKNOWN),
        (raised_by.HTTPClientError(error="?"), Failure.UNKNOWN),
        (ResponseParserError("html"), Failure.UNKNOWN),
        (raised_by.NoCredentialsError(), Failure.REFUSED),
        (raised_by.ParamValidationError(report="x"), Failure.REFUSED),
        (KeyError("x"), Failure.REFUSED),
    ],
)
def test_what_botocore_raises(error: BaseException, failure: Failure) -> None:
    assert failure_of(error) is failure
    assert outcome_unknown(error) is (failure is Failure.UNKNOWN)
    assert passing(error) is (failure is not Failure.REFUSED)


@pytest.mark.parametrize(
    ("status", "code", "failure"),
    [
        (503, "RequestLimitExceeded", Failure.THROTTLED),
        (400, "Throttling", Failure.THROTTLED),
        (429, "TooManyRequestsException", Failure.THROTTLED),
        (429, "", Failure.THROTTLED),
        (500, "InternalError", Failure.UNKNOWN),
        (503, "Unavailable", Failure.UNKNOWN),
        (502, "", Failure.UNKNOWN),
        (504, "", Failure.UNKNOWN),
        (400, "RequestTimeout", Failure.UNKNOWN),
        (500, "InsufficientInstanceCapacity", Failure.REFUSED),
        (400, "LimitExceededException", Failure.REFUSED),
        (409, "LimitExceeded", Failure.REFUSED),
        (400, "VpcLimitExceeded", Failure.REFUSED),
        (403, "AccessDenied", Failure.REFUSED),
    ],
)
def test_what_aws_answers(status: int, code: str, failure: Failure) -> None:
    told = {"Error": {"Code": code, "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": status}}
    assert failure_of(ClientError(told, "X")) is failure  # type: ignore[arg-type]


def test_our_throttling_codes_are_botocores_but_for_those_of_quotas_and_of_dynamodb() -> None:
    others = {"LimitExceededException", "ProvisionedThroughputExceededException", "TransactionInProgressException"}
    assert set(ThrottledRetryableChecker._THROTTLED_ERROR_CODES) - others == THROTTLED


def test_an_error_tells_its_operation_and_how_often_it_was_sent() -> None:
    lost = raised_by.ConnectionClosedError(endpoint_url=URL)
    assert (operation_of(lost), times_sent(lost)) == ("", 0)
    mark(lost, "CreateVpc", 3)
    assert (operation_of(lost), times_sent(lost)) == ("CreateVpc", 3)
    told = {"Error": {"Code": "X", "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": 500, "RetryAttempts": 2}}
    refused = ClientError(told, "GetRole")  # type: ignore[arg-type]
    assert (operation_of(refused), times_sent(refused)) == ("GetRole", 3)
