"""How a launch ended, by seat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from c9lib.errors import UserError
from c9lib.nouns import Table, duration
from c9lib.nouns.table import Drawn
from c9lib.workshop.model import counted
from c9lib.workshop.record import RIGHT, WAITS
from c9lib.workshop.task import SeatResult


@dataclass(frozen=True)
class Launched(Drawn):
    """What became of the class: `results` of the seats that were run, `right` those that weren't touched, `error` what
    stopped it as a whole. `changes` are those of what all share."""

    name: str
    folder: Path
    seats: tuple[str, ...]
    results: Mapping[str, SeatResult]
    right: frozenset[str]
    changes: int
    error: UserError | None
    seconds: float

    @property
    def failed(self) -> tuple[SeatResult, ...]:
        """The seats that failed, in the order of the roster."""
        return tuple(one for seat in self.seats if (one := self.results.get(seat)) and not one.well)

    @property
    def not_begun(self) -> tuple[str, ...]:
        """The seats that nobody came to."""
        return tuple(seat for seat in self.seats if seat not in self.results and seat not in self.right)

    @property
    def exit_code(self) -> int:
        """0 when every seat is well."""
        if self.error:
            return self.error.exit_code
        return 1 if self.failed or self.not_begun else 0

    @property
    def headline(self) -> str:
        """`Class python: 38 of 40 seats are well, 1 failed, 1 not begun`."""
        well = len(self.seats) - len(self.failed) - len(self.not_begun)
        parts = [f"{well} of {counted(len(self.seats), 'seat')} well"]
        parts += [f"{len(self.failed)} failed"] if self.failed else []
        parts += [f"{len(self.not_begun)} not begun"] if self.not_begun else []
        return f"Class {self.name}: {', '.join(parts)}"

    def table(self) -> Table:
        rows = tuple(self._row(seat) for seat in self.seats)
        return Table(self.headline, ("seat", "well", "changes", "time", "why not"), rows)

    def _row(self, seat: str) -> tuple[str, ...]:
        one = self.results.get(seat)
        if one is None:
            return (seat, "yes", "0", "", "") if seat in self.right else (seat, "no", "0", "", WAITS)
        return (seat, "yes" if one.well else "no", str(one.changes), duration(one.seconds), one.title)

    def to_json(self) -> dict[str, Any]:
        """The one document of `c9lib workshop launch --json`."""
        return {
            "class": self.name,
            "exit_code": self.exit_code,
            "folder": str(self.folder),
            "seconds": round(self.seconds, 1),
            "shared_changes": self.changes,
            "right_already": [seat for seat in self.seats if seat in self.right],
            "not_begun": list(self.not_begun),
            "seats": {seat: self._state(seat) for seat in self.seats},
            "error": str(self.error) if self.error else None,
        }

    def _state(self, seat: str) -> dict[str, Any]:
        one = self.results.get(seat)
        return one.to_json() if one else {"seat": seat, "well": seat in self.right, "state": self._word(seat)}

    def _word(self, seat: str) -> str:
        return RIGHT if seat in self.right else WAITS
