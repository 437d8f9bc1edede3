"""Cloud9's errors (facts 3.1). All of them arrive with HTTP status 400; AccessDeniedException, too (seen in facts 3.7).

Where AWS's own words are known the fact is named; the other sentences are ours.
"""

from __future__ import annotations

from c9lib.simulator.api import ApiError


def bad_request(message: str) -> ApiError:
    """The request is well-formed, and can't be done."""
    return ApiError("BadRequestException", message)


def conflict(message: str) -> ApiError:
    """Something is already there, or differs from an earlier request."""
    return ApiError("ConflictException", message)


def limit_exceeded(message: str) -> ApiError:
    """A quota of facts 3.5 is used up."""
    return ApiError("LimitExceededException", message)


def no_environment(environment_id: str) -> ApiError:
    """The environment isn't there, or not any more."""
    return ApiError("NotFoundException", f"Environment {environment_id} does not exist")


def no_user(arn: str) -> ApiError:
    """Facts 6.1, row 16."""
    return ApiError("NotFoundException", f"User {arn} does not exist")


def not_authorized(caller: str, action: str, resource: str) -> ApiError:
    """Facts 6.1, row 7: what Cloud9 itself refuses, whatever IAM allows."""
    return ApiError(
        "AccessDeniedException", f"User {caller} is not authorized to perform cloud9:{action} on resource {resource}"
    )


def no_access() -> ApiError:
    """Facts 3.7: Cloud9 isn't open to the account."""
    return ApiError("AccessDeniedException", "This account does not have access to the Cloud9 service")


def no_service_role() -> ApiError:
    """Facts 6.1, row 4: the service-linked role isn't there."""
    return ApiError("AccessDeniedException", "Not authorized to perform sts:AssumeRole")
