"""What AWS and botocore say when something goes wrong, in words that help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from botocore import exceptions as raised
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from c9lib.aws import remedies
from c9lib.aws.outcomes import Failure, failure_of, operation_of, outcome_unknown, times_sent
from c9lib.errors import AwsError
from c9lib.nouns.call import reads
from c9lib.nouns.secrets import scrubbed

CLOSED = "does not have access to the Cloud9 service"
CLOSED_REMEDY = (
    "AWS Cloud9 is closed to new customers since 25 July 2024; no permission opens it to an account without a history.",
    "Use an account that has used Cloud9 before.",
)
EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
CREDENTIALS = (
    raised.NoCredentialsError,
    raised.PartialCredentialsError,
    raised.CredentialRetrievalError,
    raised.ProfileNotFound,
    raised.SSOError,
    raised.TokenRetrievalError,
)
CONNECTION = (raised.HTTPClientError, raised.ConnectionError)
STILL_EXPIRED = "refreshed credentials are still expired"
"""botocore says so in a RuntimeError when credentials end that nobody renews."""


def error_code(error: BaseException) -> str:
    """AWS's own code of an error (`NoSuchEntity`), or "" when it is no answer of AWS."""
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


@contextmanager
def translated(region: str, target: str, until: Callable[[], str] = str) -> Iterator[None]:
    """Turn what botocore raises into an `AwsError` that says what happened, where, and what to do. `until` says in
    words how long the credentials hold, where that is known."""
    where = f"target is {target}, Region {region}"
    try:
        yield
    except ClientError as error:
        raise _of_aws(error, where, region, until()) from error
    except raised.ParamValidationError:
        raise  # A fault of ours: parameters are checked before anything is called.
    except CREDENTIALS as error:
        raise _of_credentials(error, where) from error
    except CONNECTION as error:
        raise _of_connection(error, where) from error
    except ResponseParserError as error:
        raise _of_nonsense(error, where) from error
    except BotoCoreError as error:
        raise AwsError(scrubbed(str(error)), code=type(error).__name__, operation="", details=(where,)) from error
    except RuntimeError as error:
        if STILL_EXPIRED not in str(error):
            raise
        raise _of_credentials(error, where) from error


def _of_aws(error: ClientError, where: str, region: str, until: str) -> AwsError:
    code = error_code(error) or str(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", ""))
    message = scrubbed(str(error.response.get("Error", {}).get("Message", "")))
    known = remedies.remedy(code, message, region)
    title, details, remedy = f"AWS refused {error.operation_name}: {code}", [message, where], known
    if outcome_unknown(error) and not reads(error.operation_name):
        title = f"Nobody knows whether AWS carried out {error.operation_name}: it answered {code}."
        details.insert(1, _sent(error))
        remedy = (remedies.LOOKS_FIRST,)
    elif failure_of(error) is not Failure.REFUSED:
        details.insert(1, _asked(error))
        remedy = known or remedies.LATER
    elif code in EXPIRED and until:
        details.insert(1, until)
    return AwsError(
        title,
        code=code,
        operation=error.operation_name,
        details=tuple(one for one in details if one),
        remedy=CLOSED_REMEDY if CLOSED in message else remedy,
    )


def _sent(error: BaseException) -> str:
    """How often a write was sent whose outcome is unknown."""
    times = times_sent(error)
    if times > 1:
        return f"it was sent {times} times, which does no more than once"
    return "it was sent once and not repeated: a second one could do it twice"


def _asked(error: BaseException) -> str:
    times = times_sent(error)
    return f"asked {times} times" if times > 1 else ""


def _of_credentials(error: BotoCoreError | RuntimeError, where: str) -> AwsError:
    nothing = isinstance(error, raised.NoCredentialsError)
    return AwsError(
        "No AWS credentials were found."
        if nothing
        else f"The AWS credentials can't be used: {scrubbed(str(error)).removesuffix('.')}.",
        code="NoCredentials" if nothing else type(error).__name__,
        operation="",
        details=(where, "boto3 looks in its own chain: environment, profile, SSO, instance"),
        remedy=("Sign in, for example with `aws sso login`, then run the same command.",),
    )


def _of_connection(error: BotoCoreError, where: str) -> AwsError:
    address, operation = error.kwargs.get("endpoint_url") or "the address of the service", operation_of(error)
    told, code = scrubbed(str(error)), type(error).__name__
    if outcome_unknown(error) and operation and not reads(operation):
        return AwsError(
            f"Nobody knows whether AWS carried out {operation}: no answer came.",
            code=code,
            operation=operation,
            details=(told, _sent(error), where),
            remedy=(remedies.LOOKS_FIRST,),
        )
    details = (told, _asked(error), where)
    return AwsError(
        f"Nobody answers at {address}.",
        code=code,
        operation=operation,
        details=tuple(one for one in details if one),
        remedy=remedies.NETWORK,
    )


def _of_nonsense(error: ResponseParserError, where: str) -> AwsError:
    operation = operation_of(error)
    return AwsError(
        f"What answered {operation or 'a call'} doesn't speak as AWS does.",
        code=type(error).__name__,
        operation=operation,
        details=(scrubbed(str(error))[:500], where),
        remedy=("A proxy or a sign-in page of the network may stand between; sign in there, or leave it out.",)
        if not operation or reads(operation)
        else (remedies.LOOKS_FIRST,),
    )
