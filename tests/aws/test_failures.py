"""What AWS and botocore refuse, in words that help."""

from __future__ import annotations

import pytest
from botocore import exceptions as raised_by
from botocore.exceptions import ClientError

from c9lib.aws import Session, error_code
from c9lib.aws.failures import QUOTAS, REMEDIES, translated
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
    assert error.remedy[0].endswith(f"aws ec2 {quota.listing} --region eu-west-1")
    assert f"more than {quota.default}: " in error.remedy[1]
    assert f"--service-code {quota.service} --quota-code {quota.code} --desired-value 10 --region" in error.remedy[1]


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
