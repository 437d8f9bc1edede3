"""A resource's tags in moto, found by its id. moto compares a pattern with every tag of the Region for each resource
that it describes: in a class of 200 a listing of the instances took a second.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

WILD = frozenset("*?[\\")
"""What makes an id a pattern."""


def find_by_id() -> None:
    """Let moto look up the tags of one resource; whatever else is asked for goes on to moto. Does nothing the second
    time."""
    from moto.ec2.models.tags import TagBackend
    from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE, get_prefix

    slow = TagBackend.describe_tags
    if hasattr(slow, "__wrapped__"):
        return

    @wraps(slow)
    def describe_tags(self: Any, filters: dict[str, list[str]] | None = None) -> list[dict[str, str]]:
        ids = filters.get("resource-id", []) if filters and len(filters) == 1 else []
        if len(ids) != 1 or WILD.intersection(ids[0]):
            return slow(self, filters)
        about = {"resource_id": ids[0], "resource_type": EC2_PREFIX_TO_RESOURCE.get(get_prefix(ids[0]), "")}
        return [{**about, "key": key, "value": value} for key, value in self.tags.get(ids[0], {}).items()]

    TagBackend.describe_tags = describe_tags  # type: ignore[method-assign]
