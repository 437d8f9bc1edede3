"""What must hold so that an instance is reached: role, instance profile, instance, agent, service; a link each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from c9lib.nouns.table import Drawn, Table

Holding = Literal["ok", "broken", "unknown"]
HOLDING: dict[Holding, str] = {"ok": "✔ holds", "broken": "✘ is broken", "unknown": "▲ isn't known"}
"""How a link is: a mark and words, never a colour alone."""


@dataclass(frozen=True)
class Link:
    """One link: its kind, the id of what it is, what it does for the next one, whether it holds, and why.

    `checks` are the ids of the checks that were asked; `reason` is the standard code of the one that decided.
    """

    kind: str
    id: str
    does: str
    holding: Holding
    why: str = ""
    reason: str = ""
    checks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chain(Drawn):
    """The links in order, each of which needs all before it."""

    links: tuple[Link, ...]
    title: str = "The chain by which the instance is reached"

    @property
    def broken(self) -> Link | None:
        """The first link that is broken: those after it can't hold without it."""
        return next((one for one in self.links if one.holding == "broken"), None)

    @property
    def verdict(self) -> str:
        """One sentence about the whole chain."""
        if self.broken:
            return f"It breaks at: {self.broken.kind}."
        unknown = [one.kind for one in self.links if one.holding == "unknown"]
        return f"What isn't known: {', '.join(unknown)}." if unknown else "Every link holds."

    def table(self) -> Table:
        """One row per link; the face of a chain as text."""
        rows = tuple(
            (HOLDING[one.holding], one.kind, one.id, "\n".join(filter(None, (one.does, one.why, one.reason))))
            for one in self.links
        )
        return Table(f"{self.title}: {self.verdict}", ("link", "what", "id", "what it does, and why"), rows)
