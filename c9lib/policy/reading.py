"""A policy document, read once: its statements as tests of a request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from c9lib.cached import cached_property
from c9lib.policy import patterns, variables
from c9lib.policy.conditions import Condition, conditions
from c9lib.policy.context import Context
from c9lib.policy.patterns import EVERYTHING
from c9lib.policy.truth import Truth, some

Document = Mapping[str, Any]
REMEMBERED = 1000
"""Actions whose statements a document remembers."""


def listed(value: Any) -> list[Any]:
    """IAM writes one thing or a list of things."""
    return value if isinstance(value, list) else [] if value is None else [value]


def statements(document: Document | str) -> Iterator[Document]:
    """Its statements; IAM also takes a single one without a list."""
    parsed = json.loads(document) if isinstance(document, str) else document
    yield from listed(parsed.get("Statement"))


def touches(statement: Document, action: str) -> bool:
    """Whether a statement speaks of an action: by `Action`, or by not being among `NotAction`."""
    pattern, negated = _actions(statement)
    return (pattern.fullmatch(action) is None) == negated


def _actions(statement: Document) -> tuple[re.Pattern[str], bool]:
    """What its actions match, and whether it speaks of all others."""
    negated = "NotAction" in statement
    return patterns.actions(_texts(statement.get("NotAction" if negated else "Action"))), negated


class Clause:
    """A statement as tests of a request. `number` is its place in the document, from 1 on."""

    def __init__(self, number: int, body: Document, version: str) -> None:
        self.number = number
        self.body = body
        self.denies = body.get("Effect") == "Deny"
        self.allows = body.get("Effect") == "Allow"
        self.conditions: tuple[Condition, ...] = conditions(body.get("Condition"), version)
        self._actions, self._negated = _actions(body)
        self.not_resource = "NotResource" in body
        self.wanted = _texts(body.get("NotResource" if self.not_resource else "Resource"))
        self._names_none = not self.not_resource and "Resource" not in body
        self._varying = tuple(one for one in self.wanted if variables.has_variables(one, version))

    @cached_property
    def _fixed(self) -> re.Pattern[str]:
        return patterns.resources(tuple(one for one in self.wanted if one not in self._varying))

    def speaks_of(self, action: str) -> bool:
        """As `touches`, from what is compiled already."""
        return (self._actions.fullmatch(action) is None) == self._negated

    def covers(self, resource: str, context: Context, *, attached: bool = False) -> Truth:
        """Whether it is about a resource. `attached`: the policy hangs on the resource itself, and may leave it out, as
        trust policies do."""
        if self._names_none:
            return attached
        named: Truth = self._fixed.fullmatch(resource) is not None
        if self._varying and not named:
            named = some(self._means(one, resource, context) for one in self._varying)
        return named if not self.not_resource or named is None else not named

    def covers_everything(self, *, attached: bool = False) -> Truth:
        """Whether it is about every resource; where it names some, nobody knows which is asked about."""
        everything = attached if self._names_none else EVERYTHING in self.wanted and not self.not_resource
        return True if everything else None

    def _means(self, pattern: str, resource: str, context: Context) -> Truth:
        """A variable has its place after the fifth colon alone; without a value it matches no resource ("Where you can
        use policy variables", "Policy variables with no value")."""
        if "${" in ":".join(pattern.split(":", 5)[:5]):
            return False
        text = variables.filled(pattern, context)
        if text is variables.Void.UNKNOWN:
            return None
        return isinstance(text, str) and patterns.resources((text,)).fullmatch(resource) is not None


class Reading:
    """The statements of a document, in their order."""

    def __init__(self, document: Document) -> None:
        version = str(document.get("Version", ""))
        numbered = enumerate(statements(document), 1)
        self.clauses = tuple(Clause(number, body, version) for number, body in numbered)
        self._about: dict[str, tuple[Clause, ...]] = {}

    def about(self, action: str) -> tuple[Clause, ...]:
        """Those that speak of an action; most requests are for an action that was asked about before."""
        found = self._about.get(action)
        if found is None:
            found = tuple(one for one in self.clauses if one.speaks_of(action))
            if len(self._about) < REMEMBERED:
                self._about[action] = found
        return found


def read(document: Document | str) -> Reading:
    """A document, parsed or as JSON text; the same text is read once."""
    return _read_text(document) if isinstance(document, str) else Reading(document)


@lru_cache(maxsize=2048)
def _read_text(document: str) -> Reading:
    return Reading(json.loads(document))


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(str, listed(value)))
