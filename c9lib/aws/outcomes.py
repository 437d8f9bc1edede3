"""What a call that came to nothing tells of itself: refused for now, never sent, or nobody knows if it was done."""

from __future__ import annotations

from enum import Enum

from botocore import exceptions as raised
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

THROTTLED = frozenset(
    {
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "SlowDown",
        "EC2ThrottledException",
        "BandwidthLimitExceeded",
        "PriorRequestNotComplete",
    }
)
"""AWS's codes for "not now": the call was refused and nothing was done. botocore's standard mode has the same list; but
it takes `LimitExceededException` for one, which in the services here says that a quota is used up."""
TOO_MANY = 429
"""HTTP's own status for the same, where a service has no code of its own."""
NOT_READ = frozenset({"RequestTimeout", "RequestTimeoutException"})
"""AWS gave up reading the request; how much of it arrived nobody says."""
NEVER_SENT = (raised.EndpointConnectionError, raised.ConnectTimeoutError, raised.ProxyConnectionError)
"""No connection came about, so AWS has heard of nothing. TLS can fail later, too, so `SSLError` isn't one."""
LOST = (raised.HTTPClientError, raised.ConnectionError, ResponseParserError)
"""Everything else about a connection, and an answer that can't be read: the request may have arrived."""

OPERATION, TIMES = "operation_name", "c9lib_times_sent"
"""Attributes of an exception; the first has the name that `ClientError` gives it."""


class Failure(Enum):
    """How a call came to nothing."""

    THROTTLED = "refused for now"
    NEVER_SENT = "never sent"
    UNKNOWN = "its outcome is unknown"
    REFUSED = "refused"


def failure_of(error: BaseException) -> Failure:
    """What an error says of the call, be it botocore's or AWS's."""
    if isinstance(error, ClientError):
        told = error.response
        return failure_of_answer(
            told.get("ResponseMetadata", {}).get("HTTPStatusCode", 0), str(told.get("Error", {}).get("Code", ""))
        )
    if isinstance(error, NEVER_SENT):
        return Failure.NEVER_SENT
    return Failure.UNKNOWN if isinstance(error, LOST) else Failure.REFUSED


def failure_of_answer(status: int, code: str) -> Failure:
    """What an answer says of the call: HTTP's status and AWS's code. A 5xx that isn't throttling can come after the
    work was done (EC2 API reference, "Error codes": InternalError, Unavailable).
    """
    if code in THROTTLED or status == TOO_MANY:
        return Failure.THROTTLED
    if code in NOT_READ:
        return Failure.UNKNOWN
    # No place for an instance: a 500 that is a definite answer.
    return Failure.UNKNOWN if status >= 500 and not code.startswith("Insufficient") else Failure.REFUSED


def outcome_unknown(error: BaseException) -> bool:
    """Whether nobody can tell from this error if AWS carried the call out."""
    return failure_of(error) is Failure.UNKNOWN


def passing(error: BaseException) -> bool:
    """Whether an error may be over in a moment: AWS was asked too often, or it wasn't reached, or it failed itself."""
    return failure_of(error) is not Failure.REFUSED


def mark(error: BaseException, operation: str, times: int) -> None:
    """Let an exception of botocore's tell which call it ended, and how often that was sent; AWS's errors do."""
    vars(error).setdefault(OPERATION, operation)
    vars(error)[TIMES] = times


def operation_of(error: BaseException) -> str:
    """Which operation an error ended, or "" when it doesn't tell."""
    return str(getattr(error, OPERATION, ""))


def times_sent(error: BaseException) -> int:
    """How often the call was sent that ended in this error; 0 when it doesn't tell."""
    if isinstance(error, ClientError):
        retried = error.response.get("ResponseMetadata", {}).get("RetryAttempts")
        return 0 if retried is None else retried + 1
    return int(vars(error).get(TIMES, 0))
