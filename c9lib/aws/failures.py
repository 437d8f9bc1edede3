"""What AWS and botocore say when something goes wrong, in words that help."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from botocore import exceptions as raised
from botocore.exceptions import BotoCoreError, ClientError

from c9lib.errors import AwsError

CLOSED = "does not have access to the Cloud9 service"

PERMISSION = ("Ask for the permission that the message names; the plan lists every permission that a step needs.",)
SIGN_IN = ("Sign in again, then run the same command: it goes on where it stopped.",)
WHO = ("Check which credentials are in use: aws sts get-caller-identity",)
LATER = ("Wait a minute, then run the same command: it goes on where it stopped.",)
QUOTA = ("Ask for a higher quota in Service Quotas, or remove what is no longer needed.",)
NETWORK = ("Check the network, and the parameter endpoint_url if it is set; then run the same command.",)
CLOSED_REMEDY = (
    "AWS Cloud9 is closed to new customers since 25 July 2024; no permission opens it to an account without a history.",
    "Use an account that has used Cloud9 before.",
)

REMEDIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("AccessDenied", "AccessDeniedException", "UnauthorizedOperation"), PERMISSION),
    **dict.fromkeys(("ExpiredToken", "ExpiredTokenException", "RequestExpired"), SIGN_IN),
    **dict.fromkeys(
        ("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure", "SignatureDoesNotMatch"), WHO
    ),
    **dict.fromkeys(("Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"), LATER),
    **dict.fromkeys(("LimitExceeded", "LimitExceededException"), QUOTA),
    "DependencyViolation": ("Something else uses it. `c9lib verify` and the console's VPC page show what.",),
    "NotSimulated": ("The simulated AWS doesn't have this; the same call works on a real account.",),
}


@dataclass(frozen=True)
class Quota:
    """A quota of the network: AWS's default, what shows its use, and its name in Service Quotas."""

    default: str
    listing: str
    service: str
    code: str

    def remedy(self, region: str) -> tuple[str, ...]:
        raised = (
            f"aws service-quotas request-service-quota-increase --service-code {self.service} --quota-code {self.code}"
        )
        return (
            f"Remove what nobody needs; this shows it: aws ec2 {self.listing} --region {region}",
            f"Or ask for more than {self.default}: {raised} --desired-value 10 --region {region}",
            LATER_ON,
        )


LATER_ON = "Then run the same command: it goes on where it stopped."
QUOTAS: dict[str, Quota] = {  # Amazon VPC User Guide, "Amazon VPC quotas"; for addresses and NAT gateways facts 7.7
    "VpcLimitExceeded": Quota("5 VPCs per Region", "describe-vpcs", "vpc", "L-F678F1CE"),
    "InternetGatewayLimitExceeded": Quota(
        "5 internet gateways per Region", "describe-internet-gateways", "vpc", "L-A4707A72"
    ),
    "AddressLimitExceeded": Quota("5 Elastic IP addresses per Region", "describe-addresses", "ec2", "L-0263D0A3"),
    "NatGatewayLimitExceeded": Quota("5 NAT gateways per zone", "describe-nat-gateways", "vpc", "L-FE5A380F"),
}
CREDENTIALS = (
    raised.NoCredentialsError,
    raised.PartialCredentialsError,
    raised.CredentialRetrievalError,
    raised.ProfileNotFound,
    raised.SSOError,
    raised.TokenRetrievalError,
)
CONNECTION = (raised.HTTPClientError, raised.ConnectionError)


def error_code(error: BaseException) -> str:
    """AWS's own code of an error (`NoSuchEntity`), or "" when it is no answer of AWS."""
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


@contextmanager
def translated(region: str, target: str) -> Iterator[None]:
    """Turn what botocore raises into an `AwsError` that says what happened, where, and what to do."""
    where = f"target is {target}, Region {region}"
    try:
        yield
    except ClientError as error:
        raise _of_aws(error, where, region) from error
    except raised.ParamValidationError:
        raise  # A fault of ours: parameters are checked before anything is called.
    except CREDENTIALS as error:
        raise _of_credentials(error, where) from error
    except CONNECTION as error:
        raise _of_connection(error, where) from error
    except BotoCoreError as error:
        raise AwsError(str(error), code=type(error).__name__, operation="", details=(where,)) from error


def _of_aws(error: ClientError, where: str, region: str) -> AwsError:
    code, message = error_code(error), str(error.response.get("Error", {}).get("Message", ""))
    remedy = QUOTAS[code].remedy(region) if code in QUOTAS else REMEDIES.get(code, ())
    return AwsError(
        f"AWS refused {error.operation_name}: {code}",
        code=code,
        operation=error.operation_name,
        details=(message, where) if message else (where,),
        remedy=CLOSED_REMEDY if CLOSED in message else remedy,
    )


def _of_credentials(error: BotoCoreError, where: str) -> AwsError:
    nothing = isinstance(error, raised.NoCredentialsError)
    return AwsError(
        "No AWS credentials were found." if nothing else f"The AWS credentials can't be used: {error}",
        code="NoCredentials" if nothing else type(error).__name__,
        operation="",
        details=(where, "boto3 looks in its own chain: environment, profile, SSO, instance"),
        remedy=("Sign in, for example with `aws sso login`, then run the same command.",),
    )


def _of_connection(error: BotoCoreError, where: str) -> AwsError:
    address = error.kwargs.get("endpoint_url") or "the address of the service"
    return AwsError(
        f"Nobody answers at {address}.",
        code=type(error).__name__,
        operation="",
        details=(str(error), where),
        remedy=NETWORK,
    )
