"""The way of a packet as it is shown: station by station, with the rule that decided at each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from c9lib.nouns.table import MARKS, Drawn, Table

Judgement = Literal["ok", "warn", "fail"]
Passing = Literal["pass", "stop", "unknown"]
PASSING: dict[Passing, str] = {"pass": "✔ goes on", "stop": "✘ stops here", "unknown": "▲ not evaluated"}
"""What becomes of the packet at a station: a mark and words, never a colour alone."""


@dataclass(frozen=True)
class Station:
    """One place that the packet, or with `back` its answer, comes to: `kind` in AWS's words, its id, the rule that
    decided there ("" where none does)."""

    kind: str
    id: str
    note: str = ""
    rule: str = ""
    status: Passing = "pass"
    back: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.id}" + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True)
class Way(Drawn):
    """The way from an instance, or from the subnet where one will be, to a service.

    `service` is the word of the check (`ssm` for `path.ssm`), `destination` host and port. `status` is the judgement:
    `warn` where something that isn't evaluated may decide otherwise. `reason` is the explanation code of VPC
    Reachability Analyzer, "" when the packet arrives.
    """

    service: str
    destination: str
    reachable: bool
    status: Judgement
    reason: str = ""
    explanation: str = ""
    stations: tuple[Station, ...] = ()

    @property
    def there(self) -> tuple[Station, ...]:
        """The stations of the packet, without those of its answer."""
        return tuple(station for station in self.stations if not station.back)

    @property
    def back(self) -> tuple[Station, ...]:
        """The stations of the answer."""
        return tuple(station for station in self.stations if station.back)

    def table(self) -> Table:
        """One row per station; the face of a way as text."""
        rows = tuple(
            (
                PASSING[one.status],
                "back" if one.back else "there",
                one.kind,
                one.id,
                "\n".join(filter(None, (one.note, one.rule))),
            )
            for one in self.stations
        )
        title = f"{MARKS[self.status]}: {self.service} ({self.destination})" + (
            f": {self.reason}" if self.reason else ""
        )
        columns = ("packet", "direction", "station", "id", "note and rule")
        return Table(title, columns, rows, note=self.explanation, empty="no station is known")
