"""A simple reading of IAM policy documents: which actions they allow without a condition, on every resource.

It is no policy evaluation: what depends on a condition or on a resource is `conditional`, not decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

Document = dict[str, Any]
Decision = Literal["allowed", "explicitDeny", "implicitDeny", "conditional"]


def listed(value: Any) -> list[Any]:
    """IAM writes one thing or a list of things."""
    return value if isinstance(value, list) else [] if value is None else [value]


def decided(documents: Iterable[Document], action: str) -> Decision:
    """How the documents together decide on an action, on all resources."""
    touching = [one for document in documents for one in statements(document) if touches(one, action)]
    denying = [one for one in touching if one["Effect"] == "Deny"]
    allowing = [one for one in touching if one["Effect"] == "Allow"]
    if any(map(_always, denying)):
        return "explicitDeny"
    if denying or (allowing and not any(map(_always, allowing))):
        return "conditional"
    return "allowed" if allowing else "implicitDeny"


def carries(document: Document, action: str) -> bool:
    """Whether a statement allows the action at all, under whatever condition."""
    return any(one["Effect"] == "Allow" and touches(one, action) for one in statements(document))


def statements(document: Document) -> Iterator[Document]:
    """Its statements; IAM also takes a single one without a list."""
    yield from listed(document.get("Statement"))


def touches(statement: Document, action: str) -> bool:
    """Whether a statement speaks of an action: by `Action`, or by not being among `NotAction`."""
    if "NotAction" in statement:
        return not any(_like(pattern, action) for pattern in listed(statement["NotAction"]))
    return any(_like(pattern, action) for pattern in listed(statement.get("Action")))


def _always(statement: Document) -> bool:
    return not statement.get("Condition") and "*" in listed(statement.get("Resource"))


def _like(pattern: str, action: str) -> bool:
    """IAM's wildcards, without regard to case."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, action, re.IGNORECASE) is not None
