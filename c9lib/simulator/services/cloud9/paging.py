"""Pages of a list, with a token that belongs to one operation and tells how much has been shown."""

from __future__ import annotations

import base64
from typing import TypeVar

Item = TypeVar("Item")


class BadTokenError(ValueError):
    """The token isn't one that this operation gave out."""


def page(items: list[Item], operation: str, token: str | None, size: int) -> tuple[list[Item], str | None]:
    """One page of at most `size` items, and the token of the next one, or None after the last."""
    start = _start(operation, token) if token else 0
    end = start + size
    return items[start:end], _token(operation, end) if end < len(items) else None


def _token(operation: str, start: int) -> str:
    return base64.urlsafe_b64encode(f"{operation}/{start}".encode()).decode()


def _start(operation: str, token: str) -> int:
    try:
        told, _, start = base64.urlsafe_b64decode(token.encode()).decode().rpartition("/")
        found = int(start)
    except ValueError:
        raise BadTokenError(token) from None
    if told != operation or found < 1 or token != _token(operation, found):
        raise BadTokenError(token)
    return found
