"""A policy of a VPC endpoint, changed as little as lets the agent through: a pure function over plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from c9lib.policy import Document, decided, statements


@dataclass(frozen=True)
class Need:
    """An action on a resource that is asked about, and the pattern that allows it and its like."""

    action: str
    resource: str = "*"
    pattern: str = "*"


def letting_through(document: Document | str, needs: Sequence[Need]) -> dict[str, Any]:
    """The policy without the statements that deny one of the needs, and with one more for what nothing allows then."""
    parsed = json.loads(document) if isinstance(document, str) else dict(document)
    kept = [dict(one) for one in statements(parsed) if not any(_denies(one, need) for need in needs)]
    lacking = [need for need in needs if decided([{"Statement": kept}], need.action, need.resource) != "allowed"]
    return {**parsed, "Statement": [*kept, *_allowing(lacking)]}


def _denies(statement: Document, need: Need) -> bool:
    return statement["Effect"] == "Deny" and decided([{"Statement": [statement]}], need.action, need.resource) in (
        "explicitDeny",
        "conditional",
    )


def _allowing(needs: Iterable[Need]) -> list[dict[str, Any]]:
    """One statement for each resource."""
    by_pattern: dict[str, list[str]] = {}
    for need in needs:
        by_pattern.setdefault(need.pattern, []).append(need.action)
    return [
        {"Effect": "Allow", "Principal": "*", "Action": actions, "Resource": pattern}
        for pattern, actions in by_pattern.items()
    ]
