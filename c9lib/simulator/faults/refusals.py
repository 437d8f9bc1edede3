"""How each service throttles, fails, is away, and says that credentials have expired.

Codes: botocore's models of the services where they have one, else AWS's lists of common errors (EC2 API reference,
"Error codes"; IAM, STS and CloudFormation API references, "Common errors"; facts 5.12).
"""

from __future__ import annotations

from c9lib.simulator import models
from c9lib.simulator.api import ApiError
from c9lib.simulator.identity import EXPIRED_KEY

RATE = "Rate exceeded"
KMS_RATE = "You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls."
BUSY = "The server is overloaded and can't handle the request."
FAILED = "The request processing has failed because of an unknown error, exception or failure."
INTERNAL = "An internal error has occurred"
AWAY = "The request has failed due to a temporary failure of the server."
THROTTLED = ("ThrottlingException", "TooManyRequestsException")
BROKEN = (
    "InternalServerErrorException",
    "InternalServerError",
    "InternalServerException",
    "KMSInternalException",
    "ServiceException",
)
"""Codes of JSON services; a service has the first of them that its model names, else the first."""


def refusal(kind: str, service: str, protocol: str) -> ApiError | None:
    """The refusal of a kind of fault by a service (botocore's name) that speaks `json`, `query` or `ec2`; None for a
    kind that is no refusal."""
    told = _REFUSALS.get(kind)
    return told(service, protocol) if told else None


def throttled(service: str, protocol: str) -> ApiError:
    """How a service says that it was called too often."""
    if protocol == "ec2":
        return ApiError("RequestLimitExceeded", "Request limit exceeded.", 503)
    if protocol == "query":
        return ApiError("Throttling", RATE)
    return ApiError(_modelled(service, THROTTLED), KMS_RATE if service == "kms" else RATE)


def _broken(service: str, protocol: str) -> ApiError:
    if protocol == "ec2":
        return ApiError("InternalError", INTERNAL, 500)
    if protocol == "query":
        return ApiError("ServiceFailure" if service == "iam" else "InternalFailure", FAILED, 500)
    return ApiError(_modelled(service, BROKEN), f"{INTERNAL}.", 500)


def _away(_service: str, protocol: str) -> ApiError:
    return ApiError("Unavailable", BUSY, 503) if protocol == "ec2" else ApiError("ServiceUnavailable", AWAY, 503)


def _expired(_service: str, protocol: str) -> ApiError:
    return ApiError(*EXPIRED_KEY[protocol])


def _modelled(service: str, codes: tuple[str, ...]) -> str:
    model = models.service_model(service)
    known = {shape.name for shape in model.error_shapes} if model else set()
    return next((code for code in codes if code in known), codes[0])


_REFUSALS = {"throttle": throttled, "error-500": _broken, "error-503": _away, "expired": _expired}
