"""What AWS and botocore refuse, in words that help."""

from __future__ import annotations

import pytest
from botocore import exceptions as raised_by
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from c9lib.aws import Session, error_code, outcome_unknown
from c9lib.aws.failures import translated
from c9lib.aws.remedies import IAM_QUOTAS, OPT_IN, QUOTAS, REMEDIES
from c9lib.errors import AwsError


def refused(code: str, message: str = "No.", operation: str = "CreateRole") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


def told(error: Exception) -> AwsError:
    with pytest.raises(AwsError) as raised, translated("eu-west-1", "aws"):
        raise error
    assert raised.value.__cause__ is error
    return raised.value


@pytest.mark.parametrize("code", sorted(REMEDIES))
def test_what_is_known_has_a_remedy(code: str) -> None:
    error = told(refused(code, "User x is not authorized"))
    assert (error.code, error.operation, error.exit_code) == (code, "CreateRole", 1)
    assert error.title == f"AWS refused CreateRole: {code}"
    assert error.details == ("User x is not authorized", "target is aws, Region eu-west-1")
    assert error.remedy == REMEDIES[code]


@pytest.mark.parametrize("code", sorted(QUOTAS))
def test_a_quota_of_the_network_that_is_used_up_is_named_with_the_commands(code: str) -> None:
    error, quota = told(refused(code, "The maximum number has been reached.", "CreateVpc")), QUOTAS[code]
    assert error.remedy[0].endswith(f"aws {quota.listing} --region eu-west-1")
    assert f"more than {quota.default}: " in error.remedy[1]
    asked = (
        f"--service-code {quota.service} --quota-code {quota.code} --desired-value {quota.wanted} --region eu-west-1"
    )
    assert asked in error.remedy[1]
    assert error.remedy[2].startswith("Then run the same command")


@pytest.mark.parametrize("name", sorted(IAM_QUOTAS))
def test_a_quota_of_iam_is_told_by_its_message(name: str) -> None:
    """Its code is always the same, and its quotas are those of the whole account: no Region."""
    error, quota = told(refused("LimitExceeded", f"Cannot exceed quota for {name}: 5")), IAM_QUOTAS[name]
    assert error.remedy[0].endswith(f"aws {quota.listing}")
    assert quota.default in error.remedy[1]
    assert ("--region us-east-1" in error.remedy[1]) is bool(quota.code)


def test_a_quota_of_iam_that_isnt_known_is_still_one() -> None:
    assert told(refused("LimitExceeded", "Cannot exceed quota for Moons: 1")).remedy == REMEDIES["LimitExceeded"]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("SignatureDoesNotMatch", "Signature expired: 20300101T000000Z is now earlier than 20300101T010000Z"),
        ("InvalidSignatureException", "Signature not yet current: 20300101T020000Z is still later than …"),
        ("RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
    ],
)
def test_a_clock_that_is_wrong_is_told_so(code: str, message: str) -> None:
    assert "date -u" in told(refused(code, message)).remedy[0]


@pytest.mark.parametrize("code", ["InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure"])
def test_where_a_region_may_be_switched_off_it_is_said(code: str) -> None:
    error = refused(code, "The security token included in the request is invalid.")
    for region in OPT_IN:
        with pytest.raises(AwsError) as raised, translated(region, "aws"):
            raise error
        assert f"aws account enable-region --region-name {region}" in raised.value.remedy[-1]
    assert "enable-region" not in str(told(error))


ENDED = "the credentials: ended at 2026-11-28 08:00 UTC, 5 min ago"


def test_credentials_that_have_ended_say_since_when() -> None:
    with pytest.raises(AwsError) as raised, translated("eu-west-1", "aws", lambda: ENDED):
        raise refused("ExpiredToken", "The security token included in the request is expired")
    assert ENDED in raised.value.details
    assert "Sign in again" in raised.value.remedy[0]


def answered(status: int, code: str, operation: str, retried: int) -> ClientError:
    metadata = {"HTTPStatusCode": status, "RetryAttempts": retried}
    return ClientError(
        {"Error": {"Code": code, "Message": "Oh."}, "ResponseMetadata": metadata},  # type: ignore[typeddict-item]
        operation,
    )


@pytest.mark.parametrize(
    ("error", "title", "detail"),
    [
        (answered(500, "InternalError", "CreateVpc", 0), "Nobody knows whether AWS carried out CreateVpc", "sent once"),
        (answered(503, "Unavailable", "DeleteVpc", 7), "Nobody knows whether AWS carried out DeleteVpc", "8 times, wh"),
        (answered(500, "", "DeleteVpc", 7), "Nobody knows whether AWS carried out DeleteVpc: it answered 500", "8 tim"),
        (answered(500, "InternalError", "DescribeVpcs", 7), "AWS refused DescribeVpcs: InternalError", "asked 8 times"),
        (answered(503, "RequestLimitExceeded", "CreateVpc", 7), "AWS refused CreateVpc: Request", "asked 8 times"),
        (answered(500, "InsufficientInstanceCapacity", "RunInstances", 0), "AWS refused RunInstances: Insuff", "Oh."),
        (answered(429, "", "CreateVpc", 1), "AWS refused CreateVpc: 429", "asked 2 times"),
    ],
)
def test_it_is_told_apart_whether_nothing_was_done_or_nobody_knows(error: Exception, title: str, detail: str) -> None:
    error = told(error)
    assert error.title.startswith(title)
    assert detail in "\n".join(error.details)
    assert ("looks first whether that was done" in "\n".join(error.remedy)) is title.startswith("Nobody")
    assert error.remedy


def test_a_page_that_a_network_puts_between_isnt_an_answer_of_aws() -> None:
    error = ResponseParserError("Unable to parse response, invalid XML received: <html>Sign in to GuestNet")
    assert outcome_unknown(error)
    translated_error = told(error)
    assert "doesn't speak as AWS does" in translated_error.title
    assert "GuestNet" in translated_error.details[0]
    assert "sign-in page" in translated_error.remedy[0]


def test_no_secret_is_in_what_is_told() -> None:
    error = told(refused("AccessDenied", "Bad https://b/k?X-Amz-Signature=0a1b2c3d4e5f&X-Amz-Date=1"))
    assert "0a1b2c3d4e5f" not in str(error)
    assert "X-Amz-Date=1" in str(error)


def test_credentials_that_nobody_renews_are_told_as_such() -> None:
    error = told(RuntimeError("Credentials were refreshed, but the refreshed credentials are still expired."))
    assert "Sign in" in error.remedy[0]
    with pytest.raises(RuntimeError, match="mine"), translated("eu-west-1", "aws"):
        raise RuntimeError("mine")


def test_what_isnt_known_still_says_where_and_what() -> None:
    error = told(refused("Surprise", "Something new."))
    assert "Something new." in str(error)
    assert "What to do" not in str(error)


def test_an_answer_without_code_or_message_is_no_fault_of_ours() -> None:
    error = told(ClientError({}, "DescribeVpcs"))
    assert (error.code, error.details) == ("", ("target is aws, Region eu-west-1",))


def test_an_account_that_cloud9_is_closed_to_isnt_told_to_ask_for_permissions() -> None:
    error = told(refused("AccessDeniedException", "Your account does not have access to the Cloud9 service."))
    assert "closed to new customers" in error.remedy[0]
    assert "permission that the message names" not in str(error)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (raised_by.NoCredentialsError(), "NoCredentials"),
        (
            raised_by.PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
            "PartialCredentialsError",
        ),
        (raised_by.ProfileNotFound(profile="p"), "ProfileNotFound"),
        (raised_by.UnauthorizedSSOTokenError(), "UnauthorizedSSOTokenError"),
        (raised_by.TokenRetrievalError(provider="sso", error_msg="expired"), "TokenRetrievalError"),
    ],
)
def test_credentials_that_cant_be_used_send_to_sign_in(error: Exception, code: str) -> None:
    translated_error = told(error)
    assert translated_error.code == code
    assert "Sign in" in translated_error.remedy[0]


@pytest.mark.parametrize(
    "error",
    [
        raised_by.EndpointConnectionError(endpoint_url="https://ec2.eu-west-1.amazonaws.com/"),
        raised_by.ConnectTimeoutError(endpoint_url="https://ec2.eu-west-1.amazonaws.com/"),
        raised_by.ReadTimeoutError(endpoint_url="https://ec2.eu-west-1.amazonaws.com/"),
        raised_by.SSLError(endpoint_url="https://ec2.eu-west-1.amazonaws.com/", error="bad certificate"),
        raised_by.ConnectionClosedError(endpoint_url="https://ec2.eu-west-1.amazonaws.com/"),
        raised_by.ProxyConnectionError(proxy_url="http://127.0.0.1:9"),
    ],
)
def test_where_nobody_answers_the_network_is_looked_at(error: Exception) -> None:
    translated_error = told(error)
    assert translated_error.code == type(error).__name__
    assert "Nobody answers at" in translated_error.title
    assert "Check the network" in translated_error.remedy[0]


def test_other_refusals_of_botocore_keep_their_words() -> None:
    error = told(raised_by.WaiterError(name="n", reason="r", last_response={}))
    assert error.title == "Waiter n failed: r"


@pytest.mark.parametrize("error", [KeyError("x"), raised_by.ParamValidationError(report="x")])
def test_faults_of_ours_stay_faults(error: Exception) -> None:
    with pytest.raises(type(error)), translated("eu-west-1", "aws"):
        raise error


def test_codes_are_awss_own() -> None:
    assert error_code(refused("NoSuchEntity")) == "NoSuchEntity"
    assert error_code(ClientError({}, "X")) == ""
    assert error_code(KeyError("NoSuchEntity")) == ""


def test_a_session_says_its_own_target_and_region(session: Session) -> None:
    with pytest.raises(AwsError, match="target is simulated, Region us-east-1") as raised, session.translated():
        session.client("iam").get_role(RoleName="nobody")
    assert (raised.value.code, raised.value.operation) == ("NoSuchEntity", "GetRole")
