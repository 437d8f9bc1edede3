"""What a step sees on AWS now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from c9lib.nouns.table import Drawn, Table


@dataclass(frozen=True)
class Fact:
    """One thing that was looked for. `state` is a word ("there", "missing", "available"); `detail` names it (ARN, id,
    value)."""

    thing: str
    state: str
    detail: str = ""


@dataclass(frozen=True)
class Observation(Drawn):
    """What is there now, as one step sees it. `facts` are drawn; `data` is what the step's own verbs read, never
    drawn."""

    step: str
    facts: tuple[Fact, ...]
    data: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    title: str = ""
    """What is drawn above the rows; "" for the usual words."""

    def table(self) -> Table:
        rows = tuple((fact.thing, fact.state, fact.detail) for fact in self.facts)
        return Table(self.title or f"What is there now: step {self.step}", ("thing", "state", "detail"), rows)
