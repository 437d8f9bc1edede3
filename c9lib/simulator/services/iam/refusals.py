"""IAM's errors: their codes with the HTTP status of each (botocore's IAM model), and the sentences that recur."""

from __future__ import annotations

from c9lib.simulator.api import ApiError

STATUS = {
    "AccessDenied": 403,
    "DeleteConflict": 409,
    "EntityAlreadyExists": 409,
    "InvalidInput": 400,
    "LimitExceeded": 409,
    "MalformedPolicyDocument": 400,
    "NoSuchEntity": 404,
    "UnmodifiableEntity": 400,
    "ValidationError": 400,
}

MISSING = {
    "role": "The role with name {} cannot be found.",
    "user": "The user with name {} cannot be found.",
    "group": "The group with name {} cannot be found.",
    "instance profile": "Instance Profile {} cannot be found.",
}

TAKEN = {
    "role": "Role with name {} already exists.",
    "user": "User with name {} already exists.",
    "group": "Group with name {} already exists.",
    "instance profile": "Instance Profile {} already exists.",
    "policy": "A policy called {} already exists. Duplicate names are not allowed.",
}


def refused(code: str, message: str) -> ApiError:
    """An IAM error with its HTTP status."""
    return ApiError(code, message, STATUS[code])


def missing(kind: str, name: str) -> ApiError:
    """NoSuchEntity for a `role`, `user`, `group` or `instance profile`."""
    return refused("NoSuchEntity", MISSING[kind].format(name))


def no_policy(arn: str, *, attaching: bool = False) -> ApiError:
    """NoSuchEntity for a managed policy."""
    told = "does not exist or is not attachable" if attaching else "was not found"
    return refused("NoSuchEntity", f"Policy {arn} {told}.")


def taken(kind: str, name: str) -> ApiError:
    """EntityAlreadyExists, with the name as it was asked for."""
    return refused("EntityAlreadyExists", TAKEN[kind].format(name))


def beyond(quota: str, limit: int) -> ApiError:
    """LimitExceeded in IAM's usual form."""
    return refused("LimitExceeded", f"Cannot exceed quota for {quota}: {limit}")
