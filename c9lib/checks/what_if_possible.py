"""One thing that may be otherwise: the option that a person sees, and what it does to what the checks read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from c9lib.checks.reader import Answer
from c9lib.checks.what_if_reader import Answering
from c9lib.nouns.what_if import Act, Option
from c9lib.path.edits import Edit


@dataclass(frozen=True)
class Possible:
    """`edit` is what becomes of the network, `answers` what becomes of other answers, by boto3's method."""

    option: Option
    edit: Edit = field(default_factory=Edit)
    answers: Mapping[str, Answering] = field(default_factory=dict)


def act(operation: str, **arguments: Any) -> Act:
    """A call to EC2."""
    return Act("ec2", operation, arguments)


def own_tags(thing: Mapping[str, Any]) -> list[Answer]:
    """The tags that a person may set again: those of AWS's own begin with `aws:`."""
    return [dict(one) for one in thing.get("Tags", ()) if not one["Key"].startswith("aws:")]


def tagged(kind: str, thing: Mapping[str, Any]) -> dict[str, Any]:
    """The argument that gives a thing made anew the tags of the old one; none for one without tags."""
    tags = own_tags(thing)
    return {"TagSpecifications": [{"ResourceType": kind, "Tags": tags}]} if tags else {}


def known(told: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments without those that are empty."""
    return {name: value for name, value in told.items() if value not in (None, "", [], ())}
