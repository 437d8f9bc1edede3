"""Where am I: the nine notebooks with their state, what is there costs right now, and where to go on.

All of it is observed: nothing is remembered of what was run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from c9lib import checks
from c9lib.aws import Session
from c9lib.notebook.chapters import CHAPTERS, Chapter, chapter, missing
from c9lib.nouns import MARKS, Check, Checks, Piece, Plan, Table, cost
from c9lib.nouns.table import NO_FORMULA
from c9lib.steps import in_order, inventory
from c9lib.steps.stale import Found, stale

State = Literal["done", "open", "stale", "not yet", "reads"]
SIGNS: dict[State, str] = {
    "done": "✔ done",
    "open": "○ open",
    "stale": "▲ stale",
    "not yet": "– not yet",
    "reads": "· only reads",
}
"""A sign and a word for each state."""
ENVIRONMENT, COST = "environment", "cost"
ALIVE = (ENVIRONMENT, "agent", COST)
"""Families of checks that tell whether there is an environment that answers, and what all of it costs."""
COLUMNS = ("notebook", "state", "detail")


@dataclass(frozen=True)
class Visit:
    """One notebook on the map: its state, why, and which ones come first."""

    chapter: Chapter
    state: State
    detail: str = ""
    first: tuple[Chapter, ...] = ()
    to_do: bool = False
    """Whether going there changes something: what is stale may be left alone by a run."""

    @property
    def told(self) -> str:
        """The detail, with the files of the notebooks that come first."""
        return "\n".join(filter(None, (self.detail, *(f"first: {one.file}" for one in self.first))))

    def html(self, here: Chapter | None) -> str:
        """A row of the table."""
        lines = [*map(escape, filter(None, self.detail.split("\n"))), *(f"first: {one.link}" for one in self.first)]
        mark = ' aria-current="step"' if self.chapter == here else ""
        cells = (self.chapter.link, escape(SIGNS[self.state]), "<br>".join(lines))
        left = ' style="text-align:left;vertical-align:top"'
        return f"<tr{mark}>{''.join(f'<td{left}>{cell}</td>' for cell in cells)}</tr>"


@dataclass(frozen=True)
class Map:
    """The map of a deployment. `where` are lines, `per_hour` is what is there costs, in words."""

    where: tuple[str, ...]
    visits: tuple[Visit, ...]
    per_hour: str

    @property
    def here(self) -> Chapter | None:
        """Where to go on: the first notebook that has something to do, and can; None when all is done."""
        return next((one.chapter for one in self.visits if one.to_do), None)

    def going_on(self, *, linked: bool) -> str:
        """The sentence that says where to go on, with a link in HTML or the name of the file."""
        at = self.here or chapter("tear-down")
        told = "Continue here" if self.here else "All is done. When you don't need it any more"
        return f"{escape(told) if linked else told}: {at.link if linked else at.file}"

    def table(self) -> Table:
        """The notebooks as text."""
        rows = tuple((one.chapter.file, SIGNS[one.state], one.told) for one in self.visits)
        return Table("Where you are", COLUMNS, rows, note=f"{self.per_hour} {self.going_on(linked=False)}")

    def __str__(self) -> str:
        return "\n".join((*self.where, "", str(self.table())))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        head = "".join(f'<th scope="col" style="text-align:left">{name}</th>' for name in COLUMNS)
        rows = "".join(one.html(self.here) for one in self.visits)
        caption = '<caption style="caption-side:top;text-align:left;font-weight:bold">Where you are</caption>'
        html = (
            f'<div class="{NO_FORMULA}"><p>{"<br>".join(map(escape, self.where))}</p>'
            f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
            f"<p>{escape(self.per_hour)}</p><p><strong>{self.going_on(linked=True)}</strong></p></div>"
        )
        return {"text/plain": str(self), "text/html": html}


def map_of(session: Session, where: str) -> Map:
    """Look at every step, at all that there is, and what it costs. Reads only. Raises `AwsError`."""
    plans = {kind.name: kind(session).plan() for kind in in_order(session.parameters)}
    old, pieces = stale(session), inventory(session, stacks=False)
    found = checks.of(session, ALIVE)
    visits = tuple(_visit(one, plans, old, pieces, found) for one in CHAPTERS)
    return Map(tuple(where.splitlines()), visits, _per_hour(found, pieces))


def _visit(at: Chapter, plans: dict[str, Plan], old: Found, pieces: Sequence[Piece], found: Checks) -> Visit:
    if at.step in plans:
        return of_step(at, plans[at.step], old)
    if at.step == "verify":
        return _verification(at, found, there=any(one.thing == ENVIRONMENT for one in pieces))
    if at.step == "tear-down":
        left = f"would take away {len(pieces)} things" if pieces else "nothing is there to take away"
        return Visit(at, "reads", left)
    return Visit(at, "reads", "you are here")


def of_step(at: Chapter, plan: Plan, old: Found) -> Visit:
    """A step by its plan: how much is to be changed, what was made by other parameters, what has to come first."""
    detail = "\n".join((*plan.waits_for, *told(plan, old)))
    to_do = bool(plan.changes or plan.refusals) and not plan.waits_for
    return Visit(at, state_of(plan, old), detail, missing(plan.waits_for), to_do=to_do)


def state_of(plan: Plan, old: Found) -> State:
    """Whether a step is done, has something to do, was made by other parameters, or can't work yet."""
    if old.of(plan.step):
        return "stale"
    if plan.waits_for:
        return "not yet"
    return "open" if plan.changes or plan.refusals else "done"


def told(plan: Plan, old: Found) -> Iterator[str]:
    """Why: how much is to be changed, and what was made by other parameters."""
    if plan.changes:
        yield f"{plan.counted} to come"
    if plan.refusals:
        yield "refused, as its plan says"
    yield from (f"{one}: the run {one.then}" for one in old.of(plan.step))
    yield from (f"whether it is stale can't be told: {why}" for step, why in old.unknown if step == plan.step)


def _verification(at: Chapter, found: Checks, *, there: bool) -> Visit:
    """What the verdict would build on: is the environment well, and does its agent answer?"""
    if not there:
        return Visit(at, "not yet", "there is no environment to verify", (chapter(ENVIRONMENT),))
    failed = next((one for one in found if one.status == "fail"), None)
    if failed:
        return Visit(at, "open", f"{MARKS['fail']} {failed.id}: {failed.evidence}", to_do=True)
    return Visit(at, "done", "environment and agent are well; its verdict asks everything")


def _per_hour(found: Checks, pieces: Sequence[Piece]) -> str:
    """What is there costs right now, in a sentence: that of the check `cost.hourly`. Where that has no network to look
    at, the prices of what is left are added up."""
    told: Check | None = next((one for one in found if one.family == COST), None)
    if told and told.status != "skip":
        return f"Right now: {told.evidence}."
    left = sum(one.cost_per_hour or 0.0 for one in pieces)
    return f"Right now: {cost(left)} per hour." if left else "Right now nothing of it costs by the hour."
