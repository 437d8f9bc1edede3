"""IAM's wildcards: `*` for any characters, `?` for one. Patterns are compiled once.

Actions are compared without regard to case, everything else with it. In an ARN a wildcard has to do with its segments:
- `Resource` and `NotResource`: a wildcard stays in its segment, but a `*` that ends a segment may go beyond the colon
  (IAM user guide, "IAM JSON policy elements: Resource", "Using wildcards in resource ARNs");
- `ArnLike`, `ArnEquals`: each of the six segments is checked by itself (… "Condition operators", "ARN condition
  operators").
An ARN with fewer than six segments gets `*` for each missing one (… "IAM identifiers", the note on incomplete ARNs).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

EVERYTHING = "*"
SEGMENTS = 6
_STAR, _MARK = "\ue000", "\ue001"
"""Stand for `*` and `?` that came out of a variable: text, not wildcards."""
_QUOTED = str.maketrans({"*": _STAR, "?": _MARK})
_PLAIN = str.maketrans({_STAR: "*", _MARK: "?"})


def quoted(text: str) -> str:
    """A text whose `*` and `?` mean themselves when it stands in a pattern."""
    return text.translate(_QUOTED)


def plain(pattern: str) -> str:
    """A pattern as a text to compare with: undoes `quoted`."""
    return pattern.translate(_PLAIN)


@lru_cache(maxsize=4096)
def actions(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Matches an action that one of the patterns means: `ec2:Describe*`, in whatever case."""
    return _compiled((_glob(one) for one in patterns), re.IGNORECASE)


@lru_cache(maxsize=4096)
def text(pattern: str) -> re.Pattern[str]:
    """Matches a text as `StringLike` does."""
    return _compiled([_glob(pattern)])


@lru_cache(maxsize=4096)
def resources(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Matches an ARN that one of the patterns means, as `Resource` does. `*` alone also means what has no ARN."""
    return _compiled(_glob(one) if one == EVERYTHING else _resource(one) for one in patterns)


@lru_cache(maxsize=4096)
def arn(pattern: str) -> re.Pattern[str]:
    """Matches an ARN as `ArnLike` does."""
    *first, last = _six(pattern)
    return _compiled([":".join([*(_glob(one, "[^:]") for one in first), _glob(last)])])


def _compiled(expressions: Iterable[str], flags: int = 0) -> re.Pattern[str]:
    """One that matches nothing if there are no expressions."""
    return re.compile("|".join(f"(?:{one})" for one in expressions) or "(?!)", re.DOTALL | flags)


def _glob(pattern: str, one: str = ".") -> str:
    """The regular expression of a pattern; `one` is what `?` may be.

    What stands between two `*` is matched where it comes first, for good: another place could never match more, and
    trying them all takes years for a pattern such as `*a*a*a*a*b`.
    """
    first, *rest = (_literal(piece, one) for piece in re.sub(r"\*+", "*", pattern).split("*"))
    if not rest:
        return first
    *middle, last = rest
    return first + "".join(f"(?>{one}*?{piece})" for piece in middle) + f"{one}*{last}"


def _literal(piece: str, one: str) -> str:
    return "".join(one if char == "?" else re.escape(plain(char)) for char in piece)


def _resource(pattern: str) -> str:
    *first, last = _six(pattern)
    return ":".join([*(_segment(one) for one in first), _glob(last)])


def _segment(pattern: str) -> str:
    """A segment before the fifth colon; only a `*` at its end goes beyond it."""
    if not pattern.endswith("*"):
        return _glob(pattern, "[^:]")
    return _glob(pattern[:-1], "[^:]") + ".*"


def _six(pattern: str) -> list[str]:
    """An ARN's segments; those that lack are `*`."""
    found = pattern.split(":", SEGMENTS - 1)
    return found + [EVERYTHING] * (SEGMENTS - len(found))
