"""The nouns of a class: a seat, and the roster with all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

from c9lib.nouns.table import Drawn, Table
from c9lib.parameters import Parameters

Share = Literal["vpc", "none"]
"""What the seats of a class have in common: one VPC, or nothing."""
MOST_SHOWN = 12
"""Seats that a table names one by one in a terminal's height; of more, it shows the first ones."""


@dataclass(frozen=True)
class Seat:
    """One place in the class: its name, who sits there, the parameters of its own deployment, its row in the roster.

    `learner` is as the roster writes it; Cloud9 knows the learner by `owner_arn`.
    """

    name: str
    learner: str
    parameters: Parameters
    row: int

    @property
    def owner(self) -> str:
        """The ARN of the user or role session that will own the environment."""
        return self.parameters.owner_arn


@dataclass(frozen=True)
class Roster(Drawn):
    """Everybody in a class, in the order of the file `source`. `shared` are the parameters of the class as a whole,
    under whose `deployment` is made what the seats have in common."""

    source: str
    seats: tuple[Seat, ...]
    shared: Parameters
    share: Share = "vpc"

    @property
    def name(self) -> str:
        """The name of the class: its own deployment."""
        return self.shared.deployment

    def most_of_one_owner(self) -> int:
        """How many seats the owner with the most of them has."""
        return max(Counter(seat.owner for seat in self.seats).values())

    def table(self) -> Table:
        seats = self.seats[:MOST_SHOWN]
        rows = tuple((one.name, one.learner, one.parameters.environment_name, one.owner) for one in seats)
        more = len(self.seats) - len(seats)
        note = f"and {more} more" if more else ""
        title = f"Class {self.name}: {counted(len(self.seats), 'seat')} from {self.source}"
        return Table(title, ("seat", "learner", "environment", "owner"), rows, note)

    def to_json(self) -> dict[str, Any]:
        """The class with all its seats, as `--json` prints it."""
        seats = [
            {
                "seat": one.name,
                "learner": one.learner,
                "row": one.row,
                "owner_arn": one.owner,
                "deployment": one.parameters.deployment,
                "environment_name": one.parameters.environment_name,
            }
            for one in self.seats
        ]
        return {"class": self.name, "source": self.source, "share": self.share, "seats": seats}


def counted(many: int, noun: str) -> str:
    """`1 seat`, `60 seats`."""
    return f"{many} {noun}" if many == 1 else f"{many} {noun}s"
