"""A simple reading of policy documents: which actions they allow without a condition, on everything or on one resource.

It is no whole policy evaluation: what depends on a condition is `conditional`, not decided; so is what depends on a
principal, unless the caller says `who` asks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Literal

Document = Mapping[str, Any]
Decision = Literal["allowed", "explicitDeny", "implicitDeny", "conditional"]
DENIED: tuple[Decision, ...] = ("explicitDeny", "implicitDeny")
"""By a statement, or because none allows."""
EVERYTHING = "*"
EVERYBODY = (EVERYTHING, {"AWS": EVERYTHING}, {"AWS": [EVERYTHING]})


def listed(value: Any) -> list[Any]:
    """IAM writes one thing or a list of things."""
    return value if isinstance(value, list) else [] if value is None else [value]


def decided(
    documents: Iterable[Document | str], action: str, resource: str = EVERYTHING, *, who: Collection[str] = ()
) -> Decision:
    """How the documents (parsed, or JSON text) together decide on an action, on every resource or on one by its ARN.

    `who` are all names of the one that asks: its account's id, that account's root ARN, its role's ARN. With them a
    statement for one of these applies to it, and a statement for other accounts or ARNs doesn't.
    """
    touching = [one for document in documents for one in statements(document) if touches(one, action)]
    touching = [one for one in touching if _concerns(one, resource) and not _for_others(one, who)]
    denying = [one for one in touching if one["Effect"] == "Deny"]
    allowing = [one for one in touching if one["Effect"] == "Allow"]
    if any(_always(one, resource, who) for one in denying):
        return "explicitDeny"
    if not allowing:  # whatever a condition of a denial says, nothing allows it
        return "implicitDeny"
    return "allowed" if not denying and any(_always(one, resource, who) for one in allowing) else "conditional"


def carries(document: Document | str, action: str) -> bool:
    """Whether a statement allows the action at all, under whatever condition."""
    return any(one["Effect"] == "Allow" and touches(one, action) for one in statements(document))


def statements(document: Document | str) -> Iterator[Document]:
    """Its statements; IAM also takes a single one without a list."""
    parsed = json.loads(document) if isinstance(document, str) else document
    yield from listed(parsed.get("Statement"))


def touches(statement: Document, action: str) -> bool:
    """Whether a statement speaks of an action: by `Action`, or by not being among `NotAction`."""
    if "NotAction" in statement:
        return not any(_like(pattern, action) for pattern in listed(statement["NotAction"]))
    return any(_like(pattern, action) for pattern in listed(statement.get("Action")))


def _concerns(statement: Document, resource: str) -> bool:
    """Whether a statement can decide on the resource; asked about all of them, every statement can."""
    return resource == EVERYTHING or _covers(statement, resource)


def _covers(statement: Document, resource: str) -> bool:
    """Whether a statement speaks of a resource: ARNs are compared with regard to case."""
    if "NotResource" in statement:
        return not any(_like(pattern, resource, 0) for pattern in listed(statement["NotResource"]))
    return any(_like(pattern, resource, 0) for pattern in listed(statement.get("Resource")))


def _for_others(statement: Document, who: Collection[str]) -> bool:
    """Whether it names accounts and ARNs alone, and none of them is the one that asks."""
    principal = statement.get("Principal", EVERYTHING)
    if not who or principal in EVERYBODY or not isinstance(principal, Mapping) or set(principal) != {"AWS"}:
        return False
    named = [str(one) for one in listed(principal["AWS"])]
    return not _names(principal, who) and all(re.fullmatch(r"\d{12}|arn:.*", one) for one in named)


def _names(principal: Any, who: Collection[str]) -> bool:
    """Whether a principal is everybody, or one of those that ask."""
    if principal in EVERYBODY:
        return True
    named = listed(principal.get("AWS")) if isinstance(principal, Mapping) else []
    return EVERYTHING in named or any(one in who for one in named)


def _always(statement: Document, resource: str, who: Collection[str]) -> bool:
    """Whether it holds for whoever asks, or for those in `who`, under whatever circumstances."""
    if statement.get("Condition") or "NotPrincipal" in statement:
        return False
    if not _names(statement.get("Principal", EVERYTHING), who):
        return False
    return _covers(statement, resource) if resource != EVERYTHING else EVERYTHING in listed(statement.get("Resource"))


def _like(pattern: str, value: str, flags: int = re.IGNORECASE) -> bool:
    """IAM's wildcards; actions are compared without regard to case."""
    expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, value, flags) is not None
