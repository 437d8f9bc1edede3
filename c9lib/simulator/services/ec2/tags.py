"""Tags: the prefix that AWS keeps for itself, resources that don't exist, and the tags that a request brings along.

EC2 API reference, "Tag": keys don't begin with `aws:` and have at most 127 characters, values at most 255.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from c9lib.simulator import moto_network as network
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups

KEY_LIMIT = 127
VALUE_LIMIT = 255
OF_STACKS = "aws:cloudformation:"
Tags = Iterable[Mapping[str, str]]


def check_tags(call: ApiCall, tags: Tags) -> None:
    """Refuse what EC2 refuses of tags, wherever they come from. Keys with `aws:` are for AWS's own calls, and for those
    that its services make in somebody's name. With a stack's role CloudFormation's carry no aws:CalledVia; nobody else
    asks from inside with such tags.
    """
    own = call.principal.service or call.via
    for tag in tags:
        key, value = tag.get("Key", ""), tag.get("Value") or ""
        if key.lower().startswith("aws:") and not (own or (key.startswith(OF_STACKS) and not call.outside)):
            raise ApiError("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use")
        if not 1 <= len(key) <= KEY_LIMIT:
            raise ApiError("InvalidParameterValue", f"Tag key exceeds the maximum length of {KEY_LIMIT} characters")
        if len(value) > VALUE_LIMIT:
            raise ApiError("InvalidParameterValue", f"Tag value exceeds the maximum length of {VALUE_LIMIT} characters")


def check_tag_specifications(call: ApiCall, *resource_types: str) -> None:
    """Check a request's TagSpecifications; `resource_types` are what the operation may tag (`vpc`)."""
    for specification in call.params.get("TagSpecifications", []):
        told = specification.get("ResourceType", "")
        if told not in resource_types:
            raise ApiError(
                "InvalidParameterValue", f"'{told}' is not a valid taggable resource type for this operation."
            )
        if not specification.get("Tags"):
            raise ApiError("InvalidParameterValue", "Tag specification must have at least one tag")
        check_tags(call, specification["Tags"])


def one_tag_specification(call: ApiCall) -> dict[str, Any]:
    """The TagSpecifications to hand to moto, which reads only the first one of some operations: all in one."""
    given = call.params.get("TagSpecifications", [])
    if len(given) < 2:
        return {}
    tags = [tag for specification in given for tag in specification["Tags"]]
    return {"TagSpecifications": [{"ResourceType": given[0]["ResourceType"], "Tags": tags}]}


# What moto tags without looking whether it exists. It looks for the other kinds itself.
_UNCHECKED: dict[str, Callable[[ApiCall, str], object]] = {
    "eni": lookups.interface,
    "nat": lookups.nat_gateway,
    "vpce": lookups.endpoint,
    "sg": lookups.group,
    "vpc": lookups.vpc,
    "igw": lookups.internet_gateway,
    "acl": lookups.network_acl,
}


def _must_exist(call: ApiCall, resource: str) -> None:
    kind = resource.partition("-")[0]
    if kind in _UNCHECKED:
        _UNCHECKED[kind](call, resource)
    elif kind == "eipalloc" and all(found.allocation_id != resource for found in network.addresses(call.region)):
        raise ApiError("InvalidAllocationID.NotFound", f"The allocation ID '{resource}' does not exist")


@operation("ec2", "CreateTags", "DeleteTags")
def change_tags(call: ApiCall) -> Answer:
    """Tags of others' or of no resources aren't changed, and nobody but AWS touches `aws:` keys."""
    check_tags(call, call.params.get("Tags", []))
    for resource in call.params["Resources"]:
        _must_exist(call, resource)
    lookups.dry_run(call)
    return call.forward()
