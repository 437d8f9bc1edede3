"""A policy of a VPC endpoint, changed as little as lets the agent through: a pure function over plain data."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from c9lib.policy import Document, decided, statements

ALLOWING = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


@dataclass(frozen=True)
class Need:
    """An action on a resource that is asked about, and the pattern that allows it and its like."""

    action: str
    resource: str = "*"
    pattern: str = "*"


def account_names(account_id: str) -> tuple[str, str]:
    """The two names by which a policy means everybody in an account."""
    return (account_id, f"arn:aws:iam::{account_id}:root")


def letting_through(document: Document | str, needs: Sequence[Need], who: Collection[str] = ()) -> dict[str, Any]:
    """The policy without the statements that deny one of the needs, and with one more for what nothing allows then.

    `who` as `decided` takes it: denials that are meant for others stay.
    """
    parsed = json.loads(document) if isinstance(document, str) else dict(document)
    kept = [dict(one) for one in statements(parsed) if not any(_denies(one, need, who) for need in needs)]
    now = {"Statement": kept}
    lacking = [need for need in needs if decided([now], need.action, need.resource, who=who) != "allowed"]
    return {**parsed, "Statement": [*kept, *_allowing(lacking)]}


def _denies(statement: Document, need: Need, who: Collection[str]) -> bool:
    beside = {"Statement": [ALLOWING, statement]}
    return statement["Effect"] == "Deny" and decided([beside], need.action, need.resource, who=who) != "allowed"


def _allowing(needs: Iterable[Need]) -> list[dict[str, Any]]:
    """One statement for each resource."""
    by_pattern: dict[str, list[str]] = {}
    for need in needs:
        by_pattern.setdefault(need.pattern, []).append(need.action)
    return [
        {"Effect": "Allow", "Principal": "*", "Action": actions, "Resource": pattern}
        for pattern, actions in by_pattern.items()
    ]
