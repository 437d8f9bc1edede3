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
    """Facts 6.1, row 7."""
    return ApiError(
        "AccessDeniedException", f"User {caller} is not authorized to perform cloud9:{action} on resource {resource}"
    )
