"""What became of everything that a deployment had made: the end of a tear-down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from c9lib.nouns.change import cost
from c9lib.nouns.observation import Fact
from c9lib.nouns.plain import plain
from c9lib.nouns.table import Drawn, Table

HOURS_PER_MONTH = 730


@dataclass(frozen=True)
class Piece:
    """One thing of a deployment, as it is now; `cost_per_hour` in USD, None where the price isn't known."""

    thing: str
    name: str
    state: str
    cost_per_hour: float | None = 0.0


@dataclass(frozen=True)
class Row:
    """What became of one thing: `gone`; `kept`, rightly, for the reason in `why`; or `left`."""

    piece: Piece
    end: Literal["gone", "kept", "left"]
    why: str = ""


@dataclass(frozen=True)
class Proof(Drawn):
    """Everything that there was and is, a row each. `notes` tell what was found besides, and is nobody knows whose."""

    deployment: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    prices: str = ""
    """Whose prices the costs are, and of when."""

    def of(self, end: str) -> tuple[Row, ...]:
        """The rows that ended so."""
        return tuple(row for row in self.rows if row.end == end)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is left."""
        return tuple(Fact(row.piece.thing, row.piece.state, row.piece.name) for row in self.of("left"))

    @property
    def cost_per_hour(self) -> float | None:
        """USD per hour that what is left or kept goes on costing; None when a price isn't known."""
        return _sum(row.piece.cost_per_hour for row in self.rows if row.end != "gone")

    def table(self) -> Table:
        rows = tuple(
            (
                row.piece.thing,
                row.piece.name,
                row.end,
                cost(row.piece.cost_per_hour) if row.end != "gone" else "",
                row.why,
            )
            for row in self.rows
        )
        return Table(
            f"What became of deployment {self.deployment}: {self.summary}",
            ("thing", "id", "end", "cost per hour", "why"),
            rows,
            " ".join((*self._costs(), *self.notes)),
            empty="nothing of it is there, and nothing was when this began",
        )

    @property
    def summary(self) -> str:
        """`13 gone, 2 kept, nothing left`."""
        gone, kept, left = (len(self.of(end)) for end in ("gone", "kept", "left"))
        return f"{gone} gone, {kept} kept, {left or 'nothing'} left"

    def _costs(self) -> tuple[str, ...]:
        hourly = self.cost_per_hour
        if hourly == 0:
            return ()
        monthly = None if hourly is None else hourly * HOURS_PER_MONTH
        told = f", ${monthly:.2f} per month" if monthly is not None else ""
        return (
            f"What is there still costs {cost(hourly)} per hour{told}{f' ({self.prices})' if self.prices else ''}.",
        )

    def to_json(self) -> dict[str, Any]:
        """As plain data, with `facts` (what is left), `kept` and `summary` beside the rows."""
        told = {"facts": plain(self.facts), "kept": plain(self.of("kept")), "summary": self.summary}
        return {**plain(self), **told, "cost_per_hour": self.cost_per_hour}


def _sum(costs: Iterable[float | None]) -> float | None:
    known = list(costs)
    return None if None in known else round(sum(one for one in known if one), 6)
