"""Mend a class: each remedy once for all seats that share its cause, round after round, until nothing new is found."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from c9lib.aws import Session
from c9lib.errors import UserError, WaitError
from c9lib.nouns import Seen, Table, Wait
from c9lib.nouns.table import Drawn
from c9lib.workshop.causes import named
from c9lib.workshop.layout import Layout
from c9lib.workshop.mending import Left, Mending, Planner, RepairPlan, Wishes, left_json
from c9lib.workshop.model import counted
from c9lib.workshop.state import look_at
from c9lib.workshop.verdict import ClassVerdict, verify

AS_USUAL = Wishes()
ROUNDS = 5
"""Behind a cause that is mended another one may show itself: so often is looked again."""
WAITING = ("silent", "launching")
AGENTS = Wait(
    "the agents of the mended seats are online",
    60,
    360,
    15,
    "facts 7.4: an agent gives a sign of life every 5 minutes",
)


@dataclass(frozen=True)
class Done:
    """A mending that was tried, and why it failed; "" where it didn't."""

    mending: Mending
    error: str = ""


@dataclass(frozen=True)
class Repaired(Drawn):
    """What became of a repair: what was `done` in `rounds`, how the class was `before` and is `after`, what is `left`
    and why. `agreed` is False where somebody said no to a round."""

    before: ClassVerdict
    after: ClassVerdict
    done: tuple[Done, ...]
    left: tuple[Left, ...]
    rounds: int
    agreed: bool = True

    @property
    def mended(self) -> tuple[str, ...]:
        """The seats that didn't work and do now."""
        return tuple(seat for seat in self.before.broken if seat not in self.after.broken)

    @property
    def exit_code(self) -> int:
        """0 when every seat works."""
        return 1 if self.after.broken else 0

    @property
    def headline(self) -> str:
        """`Class python: 3 of 4 seats mended in 2 rounds, 1 still doesn't work`."""
        rest, rounds = len(self.after.broken), counted(self.rounds, "round")
        told = f"{rest} still {'doesn' if rest == 1 else 'don'}'t work" if rest else "all seats work"
        if not self.before.broken:
            return f"Class {self.before.name}: {told}"
        many = f"{len(self.mended)} of {counted(len(self.before.broken), 'broken seat')}"
        return f"Class {self.before.name}: {many} mended in {rounds}, {told}"

    def table(self) -> Table:
        rows: list[tuple[str, ...]] = [
            ("failed" if one.error else "done", _what(one), one.mending.why, named(one.mending.seats))
            for one in self.done
        ]
        rows += [one.row for one in self.left]
        note = "Nobody agreed to do more." if not self.agreed else ""
        if self.rounds >= ROUNDS and self.after.broken:
            note = f"After {ROUNDS} rounds no further one begins; repair again goes on."
        return Table(
            self.headline, ("how", "what", "why", "for seats"), tuple(rows), note, empty="nothing was to be mended"
        )

    def to_json(self) -> dict[str, Any]:
        """The one document of `c9lib workshop repair --json`."""
        done = [
            {
                "how": one.mending.how,
                "what": one.mending.what,
                "why": one.mending.why,
                "seats": list(one.mending.seats),
                "error": one.error,
            }
            for one in self.done
        ]
        return {
            "class": self.before.name,
            "rounds": self.rounds,
            "done": done,
            "mended": list(self.mended),
            "left": [left_json(one) for one in self.left],
            "before": self.before.to_json(),
            "after": self.after.to_json(),
        }


def repair(
    session: Session,
    layout: Layout,
    agree: Callable[[RepairPlan], bool],
    say: Callable[[str], None],
    wishes: Wishes = AS_USUAL,
) -> Repaired:
    """Mend what can be mended. `agree` is shown each round's plan before anything is done, and says whether to do it. A
    remedy that fails stops no other one. Raises `AwsError` when AWS can't be asked."""
    before = after = verify(session, layout)
    planner, done, rounds, agreed = Planner(session, layout, wishes), list[Done](), 0, True
    plan = planner.plan(before)
    while plan.mendings and rounds < ROUNDS:
        agreed = agree(plan)
        if not agreed:
            break
        rounds += 1
        done += [_do(session, one, say) for one in plan.mendings]
        planner.tried(plan)
        _wait(session, layout, {seat for one in plan.mendings for seat in one.seats}, say)
        after = verify(session, layout)
        plan = planner.plan(after)
        say(f"Round {rounds}: {after.headline}")
    return Repaired(before, after, tuple(done), plan.left, rounds, agreed)


def _do(session: Session, one: Mending, say: Callable[[str], None]) -> Done:
    """Do it; a failure is told, and the next verdict says what it means."""
    say(f"  {one.what}")
    try:
        with session.translated():
            one.run()
    except UserError as error:
        say(f"    {error.title}")
        return Done(one, str(error))
    return Done(one)


def _wait(session: Session, layout: Layout, seats: Collection[str], say: Callable[[str], None]) -> None:
    """Give agents the time that they need to be heard again; what is silent after that has a cause."""

    def look() -> Seen:
        states = look_at(session, layout)
        silent = [name for name in states if name in seats and states[name].state in WAITING]
        return Seen(f"{len(silent)} not yet" if silent else "all of them", done=not silent)

    try:
        session.wait(AGENTS, look)
    except WaitError as in_vain:
        say(f"  {in_vain.title}")


def _what(one: Done) -> str:
    return "\n".join(filter(None, (one.mending.what, one.error)))
