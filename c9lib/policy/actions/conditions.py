"""The condition keys of a requirement: what the request says, and what is known of the resource.

A key is told only where the Service Authorization Reference lists it for the action or for its resource. AWS evaluates
a key that isn't supported as absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from c9lib.policy.actions.nouns import ActionFacts, Facts, ResourceType, Values

RESOURCE_TAG = ("aws:ResourceTag/", "ec2:ResourceTag/", "iam:ResourceTag/", "ssm:resourceTag/")
"""The ways in which services name a tag of the resource. All of one that the action supports are told."""
REQUEST_TAG = "aws:RequestTag/"
TAG_KEYS = "aws:TagKeys"


def texts(value: Any) -> tuple[str, ...]:
    """A value of a request as IAM compares it: `true`, `8`, each of a list."""
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, list | tuple):
        return tuple(text for one in value for text in texts(one))
    return (str(value),)


def of_tags(tags: Iterable[Any]) -> dict[str, tuple[str, ...]]:
    """The keys of tags that a request brings. What isn't of a tag's form is for the service to refuse."""
    pairs = {str(one.get("Key", "")): one.get("Value") for one in tags if isinstance(one, Mapping)}
    told = {f"{REQUEST_TAG}{key}": (str(value),) for key, value in pairs.items() if value is not None}
    return {**told, TAG_KEYS: tuple(pairs)} if pairs else {}


def of_tag_keys(keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The key of a request that names tags without values, to take them away."""
    return {TAG_KEYS: found} if (found := tuple(keys)) else {}


def of_resource(arn: str, facts: Facts) -> dict[str, tuple[str, ...]]:
    """Everything that is known of an existing resource."""
    told = {f"{name}{key}": (value,) for key, value in facts.tags(arn).items() for name in RESOURCE_TAG}
    return {**told, **facts.about(arn)}


def supported(told: Values, action: ActionFacts, kind: ResourceType | None) -> dict[str, tuple[str, ...]]:
    """Of these keys those that are listed for the action or the resource's type."""
    listed = (*action.conditions, *(kind.conditions if kind else ()))
    whole = {key.lower() for key in listed if "${" not in key}
    begun = tuple(key.partition("${")[0].lower() for key in listed if "${" in key)
    return {key: value for key, value in told.items() if key.lower() in whole or key.lower().startswith(begun)}
