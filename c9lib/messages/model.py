"""One message that people meet, and what is known of it. Pure data: nothing here knows AWS, or asks it."""

from __future__ import annotations

from dataclasses import dataclass

GENERIC = "generic"
"""The rank of a message that only says that something was refused: whatever is more exact goes first."""


@dataclass(frozen=True)
class Message:
    """A message with its real variants.

    `patterns` are regular expressions on one line of text with single spaces, whatever its case; named groups fill the
    placeholders of `remedy` (`{instance}`), whose lines are AWS CLI commands or words. `checks` are the ids of the
    checks that show whether this cause holds; the first one decides. `seen` says where it is met.
    """

    id: str
    patterns: tuple[str, ...]
    seen: str
    means: str
    cause: str
    remedy: tuple[str, ...]
    checks: tuple[str, ...] = ()
    notebook: str = "07-verify"
    fact: str = ""
    rank: str = ""
