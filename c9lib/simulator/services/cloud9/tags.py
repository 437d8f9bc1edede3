"""Tags of environments: TagResource, UntagResource, ListTagsForResource.

A change later on doesn't reach the instance (facts 4.2). CloudFormation may give an environment its own tags,
`aws:cloudformation:...`; they don't count, stay when others change, and don't reach the instance, which has a stack of
Cloud9's.
"""

from __future__ import annotations

from typing import Any

from c9lib.simulator.api import ACCOUNT, Answer, ApiCall, ApiError
from c9lib.simulator.services.cloud9.door import cloud9
from c9lib.simulator.services.cloud9.environments import Environment, environment
from c9lib.simulator.services.cloud9.refusals import bad_request

MOST = 50
"""User tags on an environment (facts 3.2: the console's limit; a single request may carry 200)."""
RESERVED = "aws:"
OF_STACKS = "aws:cloudformation:"


def given(call: ApiCall, tags: list[dict[str, str]]) -> dict[str, str]:
    """A request's tags as a dictionary. Raises BadRequestException for reserved or repeated keys, and for too many."""
    keys = [tag["Key"] for tag in tags]
    # Nobody else asks from inside with such tags, and nobody outside can pass for CloudFormation: with a stack's role
    # its calls don't carry aws:CalledVia.
    _not_reserved([key for key in keys if call.outside or not key.startswith(OF_STACKS)])
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise bad_request(f"Tag keys must be unique; given more than once: {', '.join(twice)}")
    _not_too_many(keys)
    return {tag["Key"]: tag["Value"] for tag in tags}


def _not_reserved(keys: list[str]) -> None:
    reserved = [key for key in keys if key.lower().startswith(RESERVED)]
    if reserved:
        raise bad_request(f"Tag keys that start with '{RESERVED}' are reserved for AWS: {', '.join(reserved)}")


def users(tags: dict[str, str]) -> dict[str, str]:
    """The tags without those of CloudFormation."""
    return {key: value for key, value in tags.items() if not key.startswith(RESERVED)}


def _not_too_many(keys: list[str] | dict[str, str]) -> None:
    number = len([key for key in keys if not key.startswith(RESERVED)])
    if number > MOST:
        raise bad_request(f"An environment can have at most {MOST} tags; this would make {number}")


def _environment(call: ApiCall) -> Environment:
    """The environment that ResourceARN names, in this account and Region. Raises NotFoundException."""
    arn = call.params["ResourceARN"]
    _, _, _, region, account, _, environment_id = arn.split(":")
    if (region, account) != (call.region, ACCOUNT):
        raise ApiError("NotFoundException", f"The resource {arn} isn't in account {ACCOUNT} and Region {call.region}")
    return environment(call, environment_id)


@cloud9("TagResource")
def tag_resource(call: ApiCall) -> Answer:
    """Add tags, or give keys that are there another value."""
    found = _environment(call)
    merged = {**found.tags, **given(call, call.params["Tags"])}
    _not_too_many(merged)
    found.tags = merged
    return {}


@cloud9("UntagResource")
def untag_resource(call: ApiCall) -> Answer:
    """Take tags away; a key that isn't there is no error."""
    found = _environment(call)
    _not_reserved(call.params["TagKeys"])
    found.tags = {key: value for key, value in found.tags.items() if key not in call.params["TagKeys"]}
    return {}


@cloud9("ListTagsForResource")
def list_tags_for_resource(call: ApiCall) -> Answer:
    """The tags of an environment."""
    found = _environment(call)
    tags: list[dict[str, Any]] = [{"Key": key, "Value": value} for key, value in found.tags.items()]
    return {"Tags": tags}
