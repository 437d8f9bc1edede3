"""The filters of DescribeInstanceInformation: `Filters`, and the older `InstanceInformationFilterList` (facts 7.5)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from c9lib.simulator.api import ApiCall, ApiError

if TYPE_CHECKING:
    from c9lib.simulator.services.ssm.nodes import Node

KEYS: Mapping[str, str] = {
    "InstanceIds": "InstanceId",
    "AgentVersion": "AgentVersion",
    "PingStatus": "PingStatus",
    "PlatformTypes": "PlatformType",
    "ActivationIds": "ActivationId",
    "IamRole": "IamRole",
    "ResourceType": "ResourceType",
    "AssociationStatus": "AssociationStatus",
}
"""A filter's key, and the member that it looks at."""

VALUES: Mapping[str, tuple[str, ...]] = {
    "PingStatus": ("Online", "ConnectionLost", "Inactive"),
    "PlatformTypes": ("Windows", "Linux", "MacOS"),
    "ResourceType": ("ManagedInstance", "EC2Instance"),
}
"""Keys that take only these values."""

NODE_ID = re.compile(r"m?i-[0-9a-f]{8}(?:[0-9a-f]{9})?")
TAG = "tag:"


def selected(call: ApiCall, nodes: list[Node]) -> list[Node]:
    """The nodes that every filter lets through. Refuses wrong keys, values and combinations as Systems Manager does."""
    filters = _filters(call)
    for key, values in filters:
        _check(key, values)
    tagged = [key for key, _values in filters if _is_tag(key)]
    if tagged and len(tagged) < len(filters):
        raise ApiError("InvalidFilterKey", f"A tag filter ({tagged[0]}) can't be combined with other filters.")
    return [node for node in nodes if all(_passes(node, key, values) for key, values in filters)]


def named(call: ApiCall) -> frozenset[str] | None:
    """The ids that a request asks for, which no node without one of them can be; None when it asks for none."""
    asked = [frozenset(values) for key, values in _filters(call) if key == "InstanceIds"]
    return frozenset.intersection(*asked) if asked else None


def _filters(call: ApiCall) -> list[tuple[str, list[str]]]:
    new, old = call.params.get("Filters", []), call.params.get("InstanceInformationFilterList", [])
    if new and old:
        told = "Filters and InstanceInformationFilterList can't be used in the same request."
        raise ApiError("ValidationException", told)
    return [(one["Key"], one["Values"]) for one in new] + [(one["key"], one["valueSet"]) for one in old]


def _is_tag(key: str) -> bool:
    return key == "tag-key" or key.startswith(TAG)


def _check(key: str, values: list[str]) -> None:
    if not _is_tag(key) and key not in KEYS:
        accepted = ", ".join([*KEYS, "tag-key", "tag:<key>"])
        raise ApiError("InvalidFilterKey", f"The filter key {key} isn't valid. Valid keys: {accepted}.")
    wrong = [value for value in values if key in VALUES and value not in VALUES[key]]
    wrong += [value for value in values if key == "InstanceIds" and not NODE_ID.fullmatch(value)]
    if wrong:
        told = f"The value {wrong[0]} isn't valid for the filter {key}."
        raise ApiError("InvalidInstanceInformationFilterValue", told)


def _passes(node: Node, key: str, values: list[str]) -> bool:
    if key == "tag-key":
        return any(value in node.tags for value in values)
    if key.startswith(TAG):
        return node.tags.get(key.removeprefix(TAG)) in values
    shown: Any = node.information.get(KEYS[key])
    return shown in values
