"""True, false, or nobody knows (None): the logic of three values of Kleene."""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None
"""None: it depends on something that the request doesn't tell."""


def every(truths: Iterable[Truth]) -> Truth:
    """False if one is false, whatever the others are; else unknown if one is unknown."""
    known = True
    for one in truths:
        if one is False:
            return False
        known = known and one is True
    return True if known else None


def some(truths: Iterable[Truth]) -> Truth:
    """True if one is true, whatever the others are; else unknown if one is unknown."""
    known = True
    for one in truths:
        if one is True:
            return True
        known = known and one is False
    return False if known else None


def opposite(truth: Truth) -> Truth:
    """What isn't known stays unknown."""
    return None if truth is None else not truth
