"""The plan of a class: where its seats go, whether they fit, what it costs. Only reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from c9lib.aws import Session
from c9lib.nouns.table import Table
from c9lib.parameters import Parameters
from c9lib.steps.run_plan import all_reads, calls_by_service
from c9lib.workshop import quotas
from c9lib.workshop.costs import Bill, Ways, bill, ways
from c9lib.workshop.fit import Fit, fit, needs
from c9lib.workshop.instead import what_would
from c9lib.workshop.layout import Layout, lay_out
from c9lib.workshop.model import Roster, counted
from c9lib.workshop.quotas import Quotas
from c9lib.workshop.there import NO_USER, There, look

MOST_NAMED = 10
"""Learners that a message names one by one."""


@dataclass(frozen=True)
class ClassPlan:
    """What a class takes. `refusals` say why it can't be, `instead` what could; `notes` what wasn't looked at. `reads`
    are the calls that were made, in words, and by service."""

    roster: Roster
    layout: Layout
    there: There
    fit: Fit
    bill: Bill
    ways: Ways
    refusals: tuple[str, ...]
    instead: tuple[str, ...]
    notes: tuple[str, ...]
    reads: str
    calls: dict[str, int]

    @property
    def well(self) -> bool:
        """Whether the class can be launched."""
        return not self.refusals

    def tables(self) -> tuple[Table, ...]:
        """All of it, in the order in which it is drawn."""
        parts = [one.table() for one in (self.roster, self.layout, self.fit, self.bill, self.ways)]
        return (*parts, self.verdict())

    def verdict(self) -> Table:
        """Whether it can be, and what could be instead."""
        rows = (*(("refused", line) for line in self.refusals), *(("would fit", line) for line in self.instead))
        seats = counted(len(self.roster.seats), "seat")
        done = f", {len(self.there.seats)} of them there already" if self.there.seats else ""
        title = f"Class {self.roster.name} {'fits' if self.well else 'would be refused'}: {seats}{done}"
        note = " ".join((*self.notes, f"{self.reads}: nothing was written."))
        return Table(title, ("", "why"), rows, note, empty="nothing is in the way, as far as quotas are known")

    def __str__(self) -> str:
        return "\n\n".join(map(str, self.tables()))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        html = "".join(table._repr_html_() for table in self.tables())
        return {"text/plain": str(self), "text/html": html}

    def to_json(self) -> dict[str, Any]:
        """The one document of `c9lib workshop plan --json`."""
        groups = [
            {"number": one.number, "cidr": one.cidr, "room": one.room, "seats": list(one.seats)}
            for one in self.layout.groups
        ]
        return {
            **self.roster.to_json(),
            "network": self.layout.own.network,
            "networks_made": len(self.layout.makers),
            "groups": groups,
            "there": sorted(self.there.seats),
            "fit": [row.to_json() for row in self.fit.rows],
            "cost": self.bill.to_json(),
            "ways": self.ways.to_json(),
            "refused": list(self.refusals),
            "instead": list(self.instead),
            "notes": list(self.notes),
            "calls": {"by_service": self.calls, "told": self.reads},
        }


def plan(session: Session, roster: Roster, hours: int) -> ClassPlan:
    """Look at the account, and judge. Raises `AwsError`."""
    layout = lay_out(roster)
    with session.translated():
        there = look(session, layout)
        limits = Quotas(session).read(_kinds(layout, there))
    found = fit(layout, there, limits)
    strangers = _in_short(there.missing)
    refusals = (
        *_of_another_account(session, roster),
        *layout.refusals,
        *(row.told() for row in found.broken if row.need.kind != quotas.ROOM or not layout.groups),
        *_without_type(layout, there),
        *strangers,
    )
    return ClassPlan(
        roster,
        layout,
        there,
        found,
        bill(layout, hours),
        ways(layout, hours),
        refusals,
        (*what_would(layout, there, limits, found), *_to_make(there)),
        tuple(_notes(there, found)),
        all_reads(session),
        calls_by_service(session),
    )


def own_parameters(roster: Roster) -> Parameters:
    """The parameters with which the account of a class is looked at: its own deployment's."""
    return lay_out(roster).own


def _kinds(layout: Layout, there: There) -> list[quotas.Kind]:
    """The quotas that this class meets."""
    return list(dict.fromkeys(need.kind for need in needs(layout, there)))


def _of_another_account(session: Session, roster: Roster) -> list[str]:
    """Owners are of the environment's account (facts 3.4)."""
    wrong = [seat for seat in roster.seats if seat.owner.split(":")[4] != session.account_id]
    if not wrong:
        return []
    first = f"{wrong[0].owner} of seat {wrong[0].name}"
    return [
        f"{len(wrong)} of {counted(len(roster.seats), 'learner')} belong to another account than {session.account_id}:"
        f" {first} first. Name the account in account_id, or correct the ARNs."
    ]


def _without_type(layout: Layout, there: There) -> list[str]:
    asked = {seat.parameters.instance_type for seat in layout.roster.seats}
    unknown = sorted(asked - there.vcpus.keys())
    return [f"{layout.own.region} has no instance type {one}. Choose another instance_type." for one in unknown]


def _in_short(missing: tuple[str, ...]) -> list[str]:
    """Learners that aren't there: Cloud9 would refuse each as an owner."""
    if not missing:
        return []
    more = f"; and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
    return [f"Cloud9 takes nobody as an owner who isn't there: {'; '.join(missing[:MOST_NAMED])}{more}."]


def _to_make(there: There) -> list[str]:
    """How learners come to be there, by the first that isn't."""
    users = [one for one in there.missing if NO_USER in one]
    if not users:
        return []
    name = users[0].rpartition(" ")[2]
    return [f"Learners who are there, {len(users)} more: aws iam create-user --user-name {name}"]


def _notes(there: There, found: Fit) -> list[str]:
    notes = []
    unknown = [row.thing for row in found.rows if row.answer == "skip"]
    if unknown:
        notes.append(f"Not known, so not judged: {', '.join(unknown)}; look at them in the console of Service Quotas.")
    if there.unasked:
        notes.append(f"Whether the learners exist wasn't looked at: {there.unasked}.")
    return notes
