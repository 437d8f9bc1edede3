"""The public and the private subnets of a network that a deployment made, told apart by the tag `c9lib:tier`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Tier = Literal["public", "private"]
PUBLIC: Tier = "public"
PRIVATE: Tier = "private"
TIER_TAG = "c9lib:tier"
HOME: Mapping[str, Tier] = {"public": PUBLIC, "nat": PRIVATE, "isolated": PRIVATE}
"""The tier that an instance goes to, by the parameter `network`; with `existing` the subnet is given."""


def tier_of(thing: Mapping[str, Any]) -> Tier:
    """The tier of a subnet or a route table. One without the tag is older than the tag: then all were public."""
    told = {tag["Value"] for tag in thing.get("Tags", ()) if tag["Key"] == TIER_TAG}
    return PRIVATE if PRIVATE in told else PUBLIC
