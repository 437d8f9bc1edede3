"""What a step would do (`Change`, `Plan`) and what it did (`Outcome`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from c9lib.nouns.call import Call
from c9lib.nouns.table import Drawn, Table
from c9lib.nouns.wait import Waited

SMALLEST = 0.0001
"""The smallest price per hour that is shown as a number, in USD."""


def _nothing() -> None:
    """The action of a change that is only shown."""


@dataclass(frozen=True)
class Change:
    """One thing that would be done.

    `action` is a verb ("create", "attach", "delete"); `permission` are the IAM actions that it needs;
    `cost_per_hour` is in USD (0 for none, None for unknown); `undo` says how it is taken back; `run` does it. What
    comes after a wait that `reveals` something depends on that, and is planned anew then.
    """

    action: str
    what: str
    why: str
    permission: tuple[str, ...]
    undo: str
    cost_per_hour: float | None = 0.0
    run: Callable[[], object] = field(default=_nothing, compare=False, repr=False)
    reveals: bool = field(default=False, compare=False, repr=False)

    @property
    def is_wait(self) -> bool:
        """Whether nothing is changed by it: it only waits until something is so."""
        return self.action == "wait"


@dataclass(frozen=True)
class Plan(Drawn):
    """The changes of one step, in order. `notes` say what is left alone and why; `refusals` say why it can't be done.

    `waits_for` says what an earlier step of the run has to do first: the step itself is refused until then, a whole
    run isn't.
    """

    step: str
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    title: str = ""
    """What is drawn above the changes; "" for the usual words."""
    waits_for: tuple[str, ...] = ()
    prices: str = field(default="", compare=False)
    """Where the prices come from, with their date; drawn when a change costs something."""

    @property
    def cost_per_hour(self) -> float | None:
        """USD per hour that the changes add; None when one of them is unknown."""
        return None if self.unknown_costs else self.known_cost_per_hour

    @property
    def known_cost_per_hour(self) -> float:
        """USD per hour that those changes add whose cost is known."""
        return round(sum(change.cost_per_hour or 0.0 for change in self.changes), 6)

    @property
    def unknown_costs(self) -> int:
        """How many changes have a cost that isn't known."""
        return sum(change.cost_per_hour is None for change in self.changes)

    @property
    def counted(self) -> str:
        """`9 changes`, `4 changes and 1 wait`: a wait changes nothing, and is counted by itself."""
        return counted(self.changes)

    @property
    def cost_told(self) -> str:
        """What the changes add in words: `none`, `$0.0569 per hour`, `at least $0.0590 per hour, and 2 unknown`."""
        unknown, known = self.unknown_costs, self.known_cost_per_hour
        if not unknown:
            return f"{cost(known)} per hour" if known else cost(known)
        return f"at least {cost(known)} per hour, and {unknown} unknown" if known else f"{cost(None)} per hour"

    def table(self) -> Table:
        rows = tuple(
            (
                change.action,
                change.what,
                change.why,
                cost(change.cost_per_hour),
                "\n".join(change.permission),
                change.undo,
            )
            for change in self.changes
        )
        costs = self.cost_per_hour != 0
        dated = (f"Costs by {self.prices}.",) if costs and self.prices else ()
        told = f"{self.counted}, {self.cost_told}" if costs else self.counted
        return Table(
            title=f"{self.title or f'Plan of step {self.step}'}: {told}",
            columns=("action", "what", "why", "cost per hour", "permission", "undo"),
            rows=rows,
            note=" ".join((*self.notes, *dated, *self._hindrances())),
            empty="nothing is planned, for the reason below"
            if self._hindrances()
            else "nothing to change: what this step is for is already so",
        )

    def _hindrances(self) -> tuple[str, ...]:
        waiting = (f"Not yet: {' '.join(self.waits_for)}",) if self.waits_for else ()
        return (*waiting, *(f"Refused: {line}" for line in self.refusals))


@dataclass(frozen=True)
class Outcome(Drawn):
    """What `apply` or `undo` did: the changes made, the calls they took, and what was waited for.

    `revealed` is the plan as it came to be, where a wait has shown what was still to be known.
    """

    step: str
    changes: tuple[Change, ...]
    calls: tuple[Call, ...] = ()
    waits: tuple[Waited, ...] = ()
    notes: tuple[str, ...] = ()
    revealed: Plan | None = field(default=None, compare=False, repr=False)

    def table(self) -> Table:
        rows = tuple((change.action, change.what, "done") for change in self.changes)
        rows += tuple(("wait", waited.condition, f"{waited.duration}: {waited.last_seen}") for waited in self.waits)
        return Table(
            title=f"Step {self.step}: {len(self.changes)} of {len(self.changes)} done",
            columns=("action", "what", "result"),
            rows=rows,
            note=" ".join(self.notes),
            empty="nothing had to be done",
        )


def counted(changes: Sequence[Change]) -> str:
    """How many changes there are, and how many waits between them: `4 changes and 1 wait`."""
    waits = sum(change.is_wait for change in changes)
    made = _number(len(changes) - waits, "change")
    return f"{made} and {_number(waits, 'wait')}" if waits else made


def _number(many: int, noun: str) -> str:
    return f"{many} {noun}" if many == 1 else f"{many} {noun}s"


def cost(amount: float | None) -> str:
    """USD per hour as a person reads it: `$0.0208`, `-$0.0208` for what is saved, `none`, `unknown`."""
    if amount is None:
        return "unknown"
    if 0 < abs(amount) < SMALLEST:
        return f"less than ${SMALLEST:.4f}"
    sign = "-" if amount < 0 else ""
    return f"{sign}${abs(amount):.4f}" if amount else "none"
