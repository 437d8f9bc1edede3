"""What the policies of a role allow besides the five actions of sessions (facts 5.2): pure functions over documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from c9lib.checks.documented import SESSION_ACTIONS
from c9lib.policy import Document, listed, statements

SHOWN = 6
"""How many are named before the rest is only counted."""


def besides(documents: Iterable[Document | str]) -> list[str]:
    """The actions, as the policies write them, sorted: `s3:Get*`, `everything but iam:*`."""
    known = {action.lower() for action in SESSION_ACTIONS}
    found = {action for document in documents for one in statements(document) for action in _allowed(one)}
    return sorted(action for action in found if action.lower() not in known)


def in_short(actions: Sequence[str]) -> str:
    """`a, b, c and 14 more`."""
    shown, left = ", ".join(actions[:SHOWN]), len(actions) - SHOWN
    return f"{shown} and {left} more" if left > 0 else shown


def _allowed(statement: Document) -> Iterator[str]:
    if statement["Effect"] != "Allow":
        return
    if "NotAction" in statement:
        yield f"everything but {', '.join(map(str, listed(statement['NotAction'])))}"
    yield from map(str, listed(statement.get("Action")))
