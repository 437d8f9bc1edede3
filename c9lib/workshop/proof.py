"""What became of everything that a class had: gone, kept, left, and what it has cost."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from c9lib.nouns import Piece, Row, Table, cost
from c9lib.nouns.plain import plain
from c9lib.nouns.table import Drawn
from c9lib.workshop.model import counted
from c9lib.workshop.spent import Spent

NOTES = Path("notes/tear-down.json")
"""Where a seat's tear-down keeps its proof, in the folder of its evidence."""


@dataclass(frozen=True)
class Part:
    """What became of one deployment: a seat's, or the class's own. `error` says why its tear-down stopped."""

    deployment: str
    rows: tuple[Row, ...]
    error: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClassProof(Drawn):
    """All parts of a class. `strangers` are deployments that look like seats of it and aren't in its roster, with how
    many things each has: they were left alone."""

    name: str
    parts: tuple[Part, ...]
    spent: Spent
    strangers: Mapping[str, int]

    def of(self, end: str) -> list[tuple[str, Row]]:
        """The rows that ended so, with their deployment."""
        return [(part.deployment, row) for part in self.parts for row in part.rows if row.end == end]

    @property
    def left(self) -> int:
        """How much is left: things, and deployments of which nobody knows."""
        return len(self.of("left")) + sum(bool(one.error) and not _names_left(one) for one in self.parts)

    @property
    def made(self) -> int:
        """How many things there were."""
        return sum(len(one.rows) for one in self.parts)

    @property
    def cost_per_hour(self) -> float | None:
        """USD per hour that what is there goes on costing; None when a price isn't known."""
        costs = [row.piece.cost_per_hour for end in ("kept", "left") for _, row in self.of(end)]
        return None if None in costs else round(sum(one for one in costs if one), 6)

    @property
    def headline(self) -> str:
        """`Class python: made 57, gone 55, kept 2, nothing left; cost so far $3.20`."""
        gone, kept = len(self.of("gone")), len(self.of("kept"))
        left = f"{self.left} left, {cost(self.cost_per_hour)} per hour" if self.left else "nothing left"
        return f"Class {self.name}: {self.made} made, {gone} gone, {kept} kept, {left}; cost so far {self.spent.told}"

    def table(self) -> Table:
        """What is gone by kind; all that is there by name."""
        gone = Counter(row.piece.thing for _, row in self.of("gone"))
        rows = [(thing, str(many), "gone", "", "") for thing, many in gone.items()]
        rows += [
            (row.piece.thing, f"{row.piece.name}\nof {deployment}", row.end, cost(row.piece.cost_per_hour), row.why)
            for end in ("kept", "left")
            for deployment, row in self.of(end)
        ]
        rows += [("?", one.deployment, "not known", "", one.error) for one in self.parts if _unknown(one)]
        return Table(
            self.headline,
            ("thing", "number or id", "end", "cost per hour", "why"),
            tuple(rows),
            " ".join(self._notes()),
            empty="nothing of it is there, and nothing was when this began",
        )

    def to_json(self) -> dict[str, Any]:
        """As `proof.json` and `--json` have it."""
        parts = [
            {"deployment": one.deployment, "error": one.error, "notes": list(one.notes), "rows": plain(one.rows)}
            for one in self.parts
        ]
        return {
            "class": self.name,
            "made": self.made,
            "gone": len(self.of("gone")),
            "kept": len(self.of("kept")),
            "left": self.left,
            "cost_per_hour": self.cost_per_hour,
            "cost_so_far": self.spent.to_json(),
            "strangers": dict(self.strangers),
            "parts": parts,
        }

    def _notes(self) -> Iterator[str]:
        for name, many in self.strangers.items():
            yield (
                f"The roster doesn't name {name}, whose tag c9lib:deployment begins as the class's seats do:"
                f" {counted(many, 'thing')}, not touched. To remove it: c9lib tear-down -p deployment {name}."
            )
        yield from dict.fromkeys(note for one in self.parts for note in one.notes)


def part_of(deployment: str, evidence: str, error: str) -> Part | None:
    """The proof of a deployment from the evidence of its tear-down; None where it didn't come so far."""
    try:
        told = json.loads((Path(evidence) / NOTES).read_text(encoding="utf-8"))["results"]["proof"]
        rows = tuple(Row(Piece(**one["piece"]), one["end"], one["why"]) for one in told["rows"])
        return Part(deployment, rows, error, tuple(told["notes"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def still_there(deployment: str, pieces: Sequence[Piece], error: str) -> Part:
    """The part of a deployment whose tear-down stopped: what there is of it now."""
    return Part(deployment, tuple(Row(piece, "left", error) for piece in pieces), error)


def _names_left(part: Part) -> bool:
    return any(row.end == "left" for row in part.rows)


def _unknown(part: Part) -> bool:
    return bool(part.error) and not _names_left(part)
