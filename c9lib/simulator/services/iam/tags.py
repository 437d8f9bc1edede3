"""Tags on roles, users, instance profiles and policies: at most 50, keys without regard to case, none of AWS's own."""

from __future__ import annotations

from typing import Any

from c9lib.simulator import moto_state
from c9lib.simulator.api import Answer, ApiCall, operation
from c9lib.simulator.services.iam import checks
from c9lib.simulator.services.iam.refusals import refused

LIMIT = 50
RESERVED = "aws:"


def check_tags(call: ApiCall, present: tuple[str, ...] = ()) -> None:
    """Raise what AWS raises for the tags in a request to something that has the keys `present` already."""
    keys = [tag["Key"].lower() for tag in call.params.get("Tags", [])]
    check_keys(keys)
    if len(set(keys)) < len(keys):
        raise refused("InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    if len({*keys, *(key.lower() for key in present)}) > LIMIT:
        raise refused("LimitExceeded", f"The number of tags has reached the maximum limit: {LIMIT}")


def check_keys(keys: list[str]) -> None:
    """Raise InvalidInput for a key that is AWS's own."""
    for key in keys:
        if key.lower().startswith(RESERVED):
            raise refused("InvalidInput", f"Tag key {key} is invalid: the prefix {RESERVED} is reserved for AWS.")


@operation("iam", "TagRole", "TagUser", "TagInstanceProfile")
def tag(call: ApiCall) -> Answer:
    """Add tags, or replace the values of those whose keys are there."""
    checks.checked(call)
    kind, name = named(call)
    if kind == "role":
        checks.check_modifiable(call)
    check_tags(call, _present(kind, name))
    return call.forward()


@operation("iam", "UntagRole", "UntagUser", "UntagInstanceProfile")
def untag(call: ApiCall) -> Answer:
    """Take tags away; keys that aren't there don't matter."""
    checks.checked(call)
    if "RoleName" in call.params:
        checks.check_modifiable(call)
    check_keys(call.params["TagKeys"])
    return call.forward()


@operation("iam", "ListInstanceProfileTags")
def list_instance_profile_tags(call: ApiCall) -> Answer:
    """The tags of an instance profile, which moto shows only with the profile."""
    checks.checked(call)
    profile = call.world.moto(
        "iam", "GetInstanceProfile", call.region, {"InstanceProfileName": call.params["InstanceProfileName"]}
    )
    tags: list[dict[str, Any]] = profile["InstanceProfile"].get("Tags", [])
    return {"Tags": tags, "IsTruncated": False}


def named(call: ApiCall) -> tuple[str, str]:
    """The kind and name of what a request is about."""
    member = next(member for member in checks.NAMES if member in call.params)
    return checks.NAMES[member], call.params[member]


def _present(kind: str, name: str) -> tuple[str, ...]:
    found = moto_state.iam_entity(kind, name)
    return found.tags if found else ()
