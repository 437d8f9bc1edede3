"""The verdict on a class: every check put to all seats at once, and what fails grouped by its root cause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from c9lib import checks
from c9lib.aws import Session
from c9lib.nouns import Judged, Table
from c9lib.nouns.check import Status
from c9lib.nouns.table import MARKS, Drawn
from c9lib.workshop.asked import asked_as
from c9lib.workshop.causes import Cause, by_kind, causes_of, named
from c9lib.workshop.layout import Layout
from c9lib.workshop.learners import holder
from c9lib.workshop.model import counted
from c9lib.workshop.state import SeatState, look_at

NO_ACCESS = "What each learner may do isn't asked: --access does, with about 12 calls for each."
LAUNCH = "c9lib workshop launch"
MOST_LINES = 3


@dataclass(frozen=True)
class Missing:
    """A seat without an environment that could be judged, and why."""

    seat: str
    state: str
    why: str

    @property
    def status(self) -> Status:
        """A seat on its way is no failure, nor is one that AWS doesn't show."""
        return "warn" if self.state in ("launching", "not known") else "fail"

    @property
    def remedy(self) -> str:
        """What to do about it."""
        if self.state == "launching":
            return "wait, then verify again"
        return "have the right to see it" if self.state == "not known" else LAUNCH


@dataclass(frozen=True)
class ClassVerdict(Drawn):
    """What is wrong in a class of these `seats`: its root causes, and the seats that have no environment. `judged` are
    the verdicts by seat, `states` how each seat stands."""

    name: str
    seats: tuple[str, ...]
    causes: tuple[Cause, ...]
    missing: tuple[Missing, ...] = ()
    note: str = ""
    judged: Mapping[str, Judged] = field(default_factory=dict, repr=False)
    states: Mapping[str, SeatState] = field(default_factory=dict, repr=False)

    @property
    def failing(self) -> tuple[Cause, ...]:
        """The causes for which seats don't work."""
        return tuple(one for one in self.causes if one.status == "fail")

    @property
    def broken(self) -> tuple[str, ...]:
        """The seats that don't work, in the order of the roster."""
        found = {seat for cause in self.failing for seat in cause.seats}
        found |= {one.seat for one in self.missing if one.status == "fail"}
        return tuple(seat for seat in self.seats if seat in found)

    @property
    def verdict(self) -> Status:
        """The worst of all seats."""
        if self.broken:
            return "fail"
        return "warn" if self.causes or self.missing else "ok"

    @property
    def headline(self) -> str:
        """`Class python: ✘ fail: 3 of 40 seats don't work, for 2 root causes`."""
        many = counted(len(self.seats), "seat")
        if not self.broken:
            return f"Class {self.name}: {MARKS[self.verdict]}: all {many} work" + (
                f" but {counted(len(self.missing), 'seat')} that nobody could judge" if self.missing else ""
            )
        why = counted(len(self.failing) + bool(self._gone), "root cause")
        verb = "doesn't" if len(self.broken) == 1 else "don't"
        return f"Class {self.name}: {MARKS['fail']}: {len(self.broken)} of {many} {verb} work, for {why}"

    def table(self) -> Table:
        """A row for each root cause; for those of one kind, each with a thing of its own, one row with all."""
        rows = (*self._rows_of_missing(), *(row for kind in by_kind(self.causes) for row in _rows(kind)))
        columns = ("status", "seats", "root cause", "what mends it")
        return Table(self.headline, columns, rows, self.note, empty="every check is ok for every seat")

    def to_json(self) -> dict[str, Any]:
        """The one document of `c9lib workshop verify --json`."""
        missing = [{"seat": one.seat, "state": one.state, "why": one.why, "status": one.status} for one in self.missing]
        return {
            "class": self.name,
            "verdict": self.verdict,
            "seats": list(self.seats),
            "broken": list(self.broken),
            "causes": [one.to_json() for one in self.causes],
            "missing": missing,
            "not_asked": self.note,
        }

    @property
    def _gone(self) -> list[Missing]:
        return [one for one in self.missing if one.status == "fail"]

    def _rows_of_missing(self) -> Iterator[tuple[str, ...]]:
        alike: dict[tuple[str, str, str], list[Missing]] = {}
        for one in self.missing:
            alike.setdefault((one.status, one.state, one.why), []).append(one)
        for (_, state, why), some in alike.items():
            told = ": ".join(filter(None, (f"{counted(len(some), 'seat')}: {state}", why)))
            yield MARKS[some[0].status], named([one.seat for one in some]), told, some[0].remedy


def verify(session: Session, layout: Layout, seats: Sequence[str] = (), *, access: bool = False) -> ClassVerdict:
    """Judge all seats, or these. Only reads; 200 seats take at most 80 calls, unless `access` is asked for: what each
    learner may do. Raises `AwsError`."""
    wanted = [one for one in layout.roster.seats if not seats or one.name in seats]
    states = look_at(session, layout)
    ids = {states[one.name].environment_id: one.name for one in wanted if states[one.name].environment_id}
    asked = {name: _as_seat(session, layout, seat, access=access) for name, seat in ids.items()}
    found = checks.verdicts(session, list(ids), asked) if ids else None
    judged = {ids[one.environment_id]: one for one in (found.environments if found else ())}
    ordered = {one.name: judged[one.name] for one in wanted if one.name in judged}
    missing = tuple(
        Missing(one.name, states[one.name].state, states[one.name].why) for one in wanted if one.name not in judged
    )
    note = " ".join(filter(None, (found.note if found else "", "" if access else NO_ACCESS)))
    names = tuple(one.name for one in wanted)
    return ClassVerdict(layout.roster.name, names, causes_of(ordered), missing, note, ordered, states)


def _as_seat(session: Session, layout: Layout, name: str, *, access: bool) -> Session:
    """The session with what was asked for this seat; what its learner may do only where that is asked."""
    seat = next(one for one in layout.roster.seats if one.name == name)
    who = holder(seat.owner)
    learner = seat.parameters.access_for or ((who,) if who.startswith("user/") else layout.own.access_for)
    wanted = learner if access else layout.own.access_for
    return asked_as(session, seat.parameters.model_copy(update={"access_for": wanted}))


def _rows(kind: tuple[Cause, ...]) -> Iterator[tuple[str, ...]]:
    """One cause in one row; several of a kind under one heading, with the remedy of each. Of what only warns the first
    one is shown."""
    first = kind[0]
    if len(kind) == 1:
        told = [first.headline, f"at fault: {first.thing}", f"evidence: {first.evidence}", f"check: {first.check}"]
        yield MARKS[first.status], named(first.seats), "\n".join(told), "\n".join(_shown(first))
        return
    seats = [seat for cause in kind for seat in cause.seats]
    heading = f"{counted(len(seats), 'seat')}, each with its own {first.noun}: {first.alike}\ncheck: {first.check}"
    if first.status != "fail":
        like = f"for {first.seats[0]}, and likewise for the others:"
        yield MARKS[first.status], named(seats), heading, "\n".join((like, *first.remedy))
        return
    yield MARKS[first.status], named(seats), heading, ""
    for cause in kind:
        yield "", named(cause.seats), cause.thing, "\n".join(cause.remedy)


def _shown(cause: Cause) -> tuple[str, ...]:
    """What mends it; of many lines, such as one for each seat's own group, the first one."""
    more = len(cause.remedy) - MOST_LINES
    if more <= 0:
        return cause.remedy
    return cause.remedy[0], f"and {len(cause.remedy) - 1} more of its kind; --json has them"
