"""Calls that several steps share: one thing that may be missing or made by others meanwhile, and tags."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from c9lib.aws import Session, error_code
from c9lib.aws.session import DEPLOYMENT_TAG


def found(ask: Callable[..., Mapping[str, Any]], *missing: str, **params: Any) -> Mapping[str, Any] | None:
    """The answer of one call; None when AWS answers with a code of `missing`: there is no such thing."""
    try:
        return ask(**params)
    except ClientError as error:
        if error_code(error) in missing:
            return None
        raise


def shared(write: Callable[..., Any], clash: str, right: Callable[[], bool], **params: Any) -> None:
    """Write what the whole account shares. When AWS answers `clash`, another deployment did it since the plan looked:
    that is as good, if what is there now is `right`.
    """
    try:
        write(**params)
    except ClientError as error:
        if error_code(error) != clash or not right():
            raise


def tag(tags: Iterable[Mapping[str, str]], key: str) -> str:
    """The value of a tag; "" when it isn't there."""
    return next((one["Value"] for one in tags if one["Key"] == key), "")


def is_ours(session: Session, thing: Mapping[str, Any]) -> bool:
    """Whether this deployment made a thing, told by its `Tags`."""
    return tag(thing.get("Tags", ()), DEPLOYMENT_TAG) == session.parameters.deployment


def specified(session: Session, kind: str, name: str) -> list[dict[str, Any]]:
    """EC2's `TagSpecifications`: tagged at its creation, so that a crash leaves nothing untagged."""
    return [{"ResourceType": kind, "Tags": session.tags(name)}]


def in_words(things: Iterable[str], nothing: str = "none") -> str:
    """Names in one line, in a fixed order."""
    return ", ".join(sorted(things)) or nothing
