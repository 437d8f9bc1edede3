"""The board of a class: every seat with its state, as one table and one picture, made of what `state.py` saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from c9lib.aws import Session
from c9lib.nouns.table import Table
from c9lib.workshop.board_labs import Progress
from c9lib.workshop.board_names import label_of, natural
from c9lib.workshop.layout import Layout
from c9lib.workshop.model import counted
from c9lib.workshop.state import MEANINGS, STATES, WELL, SeatState, State, look_at

Sort = Literal["seat", "state", "learner", "since"]
SORTS: tuple[Sort, ...] = get_args(Sort)
LETTERS: Mapping[State, str] = {
    "failed": "Fa",
    "missing": "Mi",
    "silent": "Si",
    "not known": "??",
    "launching": "La",
    "online": "On",
    "opened": "Op",
    "idle": "Id",
    "stopped": "St",
}
"""How a tile says its state, beside its colour."""
WIDTH = 100
"""Columns of the picture in a terminal."""
LONGEST_LABEL = 12
NOT_SIMULATED = "Nobody can open an IDE on the simulated AWS: only sessions of Systems Manager count as opened."
NOT_VERIFIED = (
    "A seat counts as opened while Systems Manager has a session to it; that an open IDE is one isn't verified."
)
"""Facts 7.5."""


@dataclass(frozen=True)
class Row:
    """One seat as the board shows it. `sort_since` is in seconds since 1970, 0 where nobody knows."""

    seat: str
    state: State
    why: str
    learner: str = ""
    environment: str = ""
    since: str = ""
    sort_since: int = 0
    labs: str = ""


@dataclass(frozen=True)
class Board:
    """All seats at one moment, in the roster's order. `place` says in words where they are, `at` is that account's
    time. Without `names` neither learners nor what is named after them are shown. `notes` are sentences below."""

    name: str
    place: str
    at: datetime
    states: tuple[SeatState, ...]
    sort: Sort = "seat"
    names: bool = True
    labs: Mapping[str, object] | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def well(self) -> bool:
        """Whether nothing is to be done at any seat."""
        return all(one.well for one in self.states)

    @property
    def counts(self) -> dict[State, int]:
        """How many seats are in each state, without states in which none is."""
        found = [one.state for one in self.states]
        return {state: found.count(state) for state in STATES if state in found}

    @property
    def summary(self) -> str:
        """`24 seats: 1 failed, 20 online, 3 idle`."""
        told = ", ".join(f"{number} {state}" for state, number in self.counts.items())
        return f"{counted(len(self.states), 'seat')}: {told or 'none'}"

    @property
    def title(self) -> str:
        return f"Class {self.name} at {self.at:%H:%M:%S} UTC, {self.place}"

    def rows(self) -> tuple[Row, ...]:
        """All seats in the order that is asked for; whoever is equal stays in the order of the seats."""
        seats = sorted(enumerate(self.states, start=1), key=lambda one: natural(one[1].seat))
        rows = [self._row(number, one) for number, one in seats]
        return tuple(sorted(rows, key=ORDERS[self.sort]))

    def tiles(self) -> tuple[Row, ...]:
        """The seats in their places: in the roster's order, whatever the table is sorted by."""
        return tuple(self._row(number, one) for number, one in enumerate(self.states, start=1))

    def columns(self) -> tuple[str, ...]:
        """The table's columns, each the name of a field of `Row`."""
        named = (("learner",), ("environment",)) if self.names else ((), ())
        return ("seat", *named[0], "state", "since", *(("labs",) if self.labs is not None else ()), "why", *named[1])

    def table(self) -> Table:
        """One row per seat."""
        columns = self.columns()
        rows = tuple(tuple(str(getattr(row, name)) for name in columns) for row in self.rows())
        return Table(self.summary, columns, rows, " ".join(self.notes))

    def picture(self) -> str:
        """The tiles as text, and how many seats are in each state."""
        labels = [_short(one.seat) for one in self.tiles()]
        wide = max(map(len, labels), default=0)
        cells = [f"{label:{wide}} {LETTERS[one.state]}" for label, one in zip(labels, self.states, strict=True)]
        each = max(WIDTH // (wide + 6), 1)
        lines = ["   ".join(cells[start : start + each]) for start in range(0, len(cells), each)]
        legend = [f"{LETTERS[one]} {many:3} {one}: {MEANINGS[one]}" for one, many in self.counts.items()]
        return "\n".join([*lines, "", *legend])

    def __str__(self) -> str:
        # Of many seats a terminal shows the end: that is the picture.
        return f"{self.title}\n\n{self.table()}\n\n{self.picture()}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from c9lib.workshop.board_html import fragment  # it knows this module

        return {"text/plain": str(self), "text/html": fragment(self)}

    def to_json(self) -> dict[str, Any]:
        """The one document of `c9lib workshop status --json`."""
        return {
            "class": self.name,
            "place": self.place,
            "at": self.at.isoformat(timespec="seconds"),
            "well": self.well,
            "counts": self.counts,
            "seats": [self._seat(row) for row in self.rows()],
            "notes": list(self.notes),
        }

    def _seat(self, row: Row) -> dict[str, Any]:
        told: dict[str, Any] = {name: getattr(row, name) for name in self.columns()}
        told["well"] = row.state in WELL
        if self.names:
            whole = next(one for one in self.states if one.seat == row.seat)
            told |= whole.to_json()
        return {**told, "since": _moment(row.sort_since)}

    def _row(self, number: int, one: SeatState) -> Row:
        since = one.since.astimezone(UTC) if one.since else None
        labs = (self.labs or {}).get(one.seat, "")
        return Row(
            one.seat if self.names else label_of(one, number),
            one.state,
            one.why if self.names else one.words,
            one.learner if self.names else "",
            one.environment if self.names else "",
            _ago(since, self.at) if since else "",
            int(since.timestamp()) if since else 0,
            str(labs),
        )


ORDERS: Mapping[Sort, Callable[[Row], Any]] = {
    "seat": lambda row: (),
    "state": lambda row: STATES.index(row.state),
    "learner": lambda row: row.learner.casefold(),
    "since": lambda row: (not row.sort_since, row.sort_since),
}
"""What the table may be sorted by; seats whose time nobody knows come last."""


def look(
    session: Session,
    layout: Layout,
    *,
    sort: Sort = "seat",
    names: bool = True,
    labs: Progress | None = None,
    before: Board | None = None,
) -> Board:
    """The board of a class as AWS shows it now. Only reads, at most 20 calls for 200 seats; `before` is an earlier one.

    Raises `AwsError` when AWS can't be asked at all.
    """
    seen = look_at(session, layout, {one.seat: one for one in before.states} if before else None)
    notes = (NOT_SIMULATED if session.simulated else NOT_VERIFIED, *_of_labs(labs, names=names))
    return Board(
        layout.roster.name,
        f"{session.region} in {session.place}",
        session.now().astimezone(UTC),
        tuple(seen.values()),
        sort,
        names,
        labs.seats if labs else None,
        notes,
    )


def _of_labs(labs: Progress | None, *, names: bool) -> tuple[str, ...]:
    """Which files say nothing; without names only how many, since a file may be called as its learner."""
    if not labs or not labs.broken:
        return ()
    if not names:
        return (f"Labs: {counted(len(labs.broken), 'file')} can't be used; see them without --no-names.",)
    return tuple(f"Labs: {one}." for one in labs.broken)


def _ago(since: datetime, now: datetime) -> str:
    """`09:03, 12 min ago`; another day's with its date."""
    minutes = max(int((now - since).total_seconds()) // 60, 0)
    told = f"{since:%H:%M}" if since.date() == now.date() else f"{since:%Y-%m-%d %H:%M}"
    if minutes < 60:
        return f"{told}, {minutes} min ago"
    return f"{told}, {minutes // 60} h {minutes % 60:02} min ago" if minutes < 24 * 60 else told


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds else ""


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 5]}…{label[-4:]}"
