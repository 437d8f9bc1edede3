"""What seats are called on a board, with names and without."""

from __future__ import annotations

import re

from c9lib.workshop.state import SeatState

LEAST = 2
"""Letters of a name that are looked for in the name of its seat: one letter alone is in most of them."""


def natural(name: str) -> list[tuple[int, int, str]]:
    """What names are sorted by, so that 10 comes after 9."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.findall(r"[0-9]+|[^0-9]+", name)]


def label_of(seat: SeatState, number: int) -> str:
    """What a seat is called where names are hidden: as in the roster, or by its `number` in it where that tells who
    sits there."""
    who = seat.learner.rpartition("/")[2].casefold()
    parts = [part for part in (who, *re.split(r"[^a-z0-9]+", who.partition("@")[0])) if len(part) >= LEAST]
    tells = any(part in seat.seat.casefold() for part in parts if not part.isdigit())
    return f"no. {number}" if tells else seat.seat
