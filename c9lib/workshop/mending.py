"""What a repair would do about each root cause: which step of the class mends it, which commands do, what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from c9lib.aws import Session
from c9lib.errors import ParameterError, UserError
from c9lib.nouns import Table
from c9lib.nouns.table import Drawn
from c9lib.parameters import Parameters
from c9lib.steps import STEPS
from c9lib.steps.base import translated
from c9lib.workshop import lines
from c9lib.workshop.asked import asked_as
from c9lib.workshop.causes import Cause, causes_of, named
from c9lib.workshop.layout import Layout
from c9lib.workshop.lines import Line
from c9lib.workshop.model import counted
from c9lib.workshop.owned import Owned
from c9lib.workshop.shared import is_shared, own_steps, steps_of
from c9lib.workshop.verdict import LAUNCH, ClassVerdict, Missing

STEPS_OF = {
    "role": ("role",),
    "profile": ("role", "profile"),
    "access": ("access",),
    "dns": ("network", "endpoints"),
    "path": ("network", "endpoints"),
    "endpoint": ("endpoints",),
    "instance.public-address": ("network",),
}
"""The steps that make what a check, or a family of checks, is about."""
OF_CLOUD9 = ("security-group", "instance", "environment")
"""Kinds of things that Cloud9 makes for each environment: no step of ours does."""
LAUNCHES = ("environment.lifecycle", "environment.connection-type", "stack.status")
"""What is wrong with the environment itself: launching again makes it anew."""
STOPPED = "instance.state"
START = "start-instances"


@dataclass(frozen=True)
class Wishes:
    """What a repair may do besides: change `others`' things, `start` stopped instances."""

    others: bool = False
    start: bool = False


@dataclass(frozen=True)
class Mending:
    """One thing that is done, once for all `seats` that have the cause: a step of the class, or a command."""

    how: Literal["step", "command"]
    what: str
    why: str
    seats: tuple[str, ...]
    causes: tuple[tuple[str, str, str], ...]
    run: Callable[[], object] = field(compare=False, repr=False, default=lambda: None)

    @property
    def row(self) -> tuple[str, ...]:
        return self.how, self.what, self.why, named(self.seats)


@dataclass(frozen=True)
class Left:
    """What a repair doesn't do: for these seats, why not, and with what a person would."""

    seats: tuple[str, ...]
    what: str
    reason: str
    lines: tuple[str, ...] = ()

    @property
    def row(self) -> tuple[str, ...]:
        return "left", "\n".join(filter(None, (f"{self.reason}", *self.lines))), self.what, named(self.seats)


@dataclass(frozen=True)
class RepairPlan(Drawn):
    """What would be done in one round, in order, and what is left."""

    name: str
    mendings: tuple[Mending, ...]
    left: tuple[Left, ...] = ()

    def table(self) -> Table:
        rows = (*(one.row for one in self.mendings), *(one.row for one in self.left))
        title = f"Repair of class {self.name}: {counted(len(self.mendings), 'remedy').replace('remedys', 'remedies')}"
        return Table(title, ("how", "what", "why", "for seats"), rows, empty="nothing is to be mended")

    def to_json(self) -> dict[str, Any]:
        told = [{"how": one.how, "what": one.what, "why": one.why, "seats": list(one.seats)} for one in self.mendings]
        return {"remedies": told, "left": [left_json(one) for one in self.left]}


def left_json(one: Left) -> dict[str, Any]:
    """As plain data."""
    return {"seats": list(one.seats), "what": one.what, "reason": one.reason, "commands": list(one.lines)}


class Planner:
    """Plans round after round; what was tried against a cause isn't tried again."""

    def __init__(self, session: Session, layout: Layout, wishes: Wishes) -> None:
        self._session, self._layout, self._wishes = session, layout, wishes
        self._tried: set[tuple[Any, ...]] = set()
        self._plans: dict[tuple[str, str], Mending | None] = {}
        self._owned: Owned | None = None

    def plan(self, found: ClassVerdict) -> RepairPlan:
        """What is to be done about a verdict. Only reads. Raises `AwsError`."""
        environments = {one.environment_id for one in found.states.values() if one.environment_id}
        seats = [seat.parameters.deployment for seat in self._layout.roster.seats]
        self._owned = Owned(self._session, (self._layout.own.deployment, *seats), environments)
        self._plans = {}
        made: list[Mending] = []
        failed = {name: one for name, one in found.states.items() if one.state == "failed" and name in found.judged}
        left = [_to_launch(one) for one in found.missing if one.status == "fail"]
        left += [_to_launch(Missing(name, "failed", one.why)) for name, one in failed.items()]
        causes = causes_of({name: one for name, one in found.judged.items() if name not in failed})
        wanted = [one for one in causes if one.status == "fail" or (one.check == STOPPED and _starts(one))]
        with translated(self._session):
            self._owned.look(_readable(wanted))
            for cause in wanted:
                some, rest = self._for(cause)
                made += some
                left += rest
        return RepairPlan(found.name, tuple(_once(made)), tuple(_alike(left)))

    def tried(self, plan: RepairPlan) -> None:
        """These have been done."""
        self._tried |= {(cause, one.how, one.what) for one in plan.mendings for cause in one.causes}

    def _for(self, cause: Cause) -> tuple[list[Mending], list[Left]]:
        if cause.check in LAUNCHES or (cause.check == STOPPED and not _starts(cause)):
            return [], [Left(cause.seats, cause.headline, f"left to {LAUNCH}, which makes it anew")]
        if cause.check == STOPPED and not self._wishes.start:
            told = "a stopped instance starts when its learner opens it; --start starts it now"
            return [], [Left(cause.seats, cause.headline, told)]
        steps = [one for one in self._by_steps(cause) if self._is_new(cause, one)]
        if steps:
            return steps, []
        if not cause.commands:
            return [], [Left(cause.seats, cause.headline, "left to a person", (cause.words,))]
        return self._by_commands(cause)

    def _is_new(self, cause: Cause, one: Mending) -> bool:
        return (cause.key, one.how, one.what) not in self._tried

    def _by_steps(self, cause: Cause) -> Iterator[Mending]:
        """The steps that have something to change, of whoever makes what is at fault."""
        wanted = STEPS_OF.get(cause.check) or STEPS_OF.get(cause.check.partition(".")[0], ())
        if cause.noun in OF_CLOUD9:
            return
        for asked, made, seats in self._makers(cause):
            for step in wanted:
                if step in made and (planned := self._planned(asked, step)):
                    yield replace(planned, why=cause.headline, seats=seats, causes=(cause.key,))

    def _makers(self, cause: Cause) -> Iterator[tuple[Parameters, tuple[str, ...], tuple[str, ...]]]:
        """The deployments whose steps may mend it: the class's own, and where each seat makes its own, those."""
        yield self._layout.own, own_steps(self._layout), cause.seats
        for seat in self._layout.roster.seats:
            if seat.name in cause.seats:
                asked = seat.parameters if is_shared(self._layout) else self._layout.for_seat(seat)
                yield asked, () if is_shared(self._layout) else steps_of(self._layout, asked), (seat.name,)

    def _planned(self, asked: Parameters, step: str) -> Mending | None:
        """The step as a mending; None where it has nothing to change, or is refused."""
        key = (asked.deployment, step)
        if key not in self._plans:
            one = STEPS[step](asked_as(self._session, asked))
            try:
                plan = one.plan()
            except UserError:  # then commands mend it, or say why they can't
                self._plans[key] = None
            else:
                changes = [f"{change.action} {change.what}" for change in plan.changes if not change.is_wait]
                told = f"step {step} of {asked.deployment}: {'; '.join(changes)}"
                runs = changes and not plan.refusals and not plan.waits_for
                self._plans[key] = Mending("step", told, "", (), (), one.apply) if runs else None
        return self._plans[key]

    def _by_commands(self, cause: Cause) -> tuple[list[Mending], list[Left]]:
        """The commands of a cause: all of them, or none where one isn't ours to run."""
        made = []
        for text in cause.commands:
            try:
                line = lines.read(text)
            except ParameterError as error:
                return [], [Left(cause.seats, cause.headline, f"left to a person: {error.details[-1]}", cause.remedy)]
            why = "" if self._wishes.others else self._whose().why_not(line)
            if why:
                told = f"not this class's, so it is changed only with --others: {why}"
                return [], [Left(cause.seats, cause.headline, told, cause.commands)]
            run = _Run(self._session, line)
            made.append(Mending("command", text, cause.headline, cause.seats, (cause.key,), run))
        fresh = [one for one in made if self._is_new(cause, one)]
        if not fresh:
            return [], [Left(cause.seats, cause.headline, "still so after its remedy", cause.remedy)]
        return fresh, []

    def _whose(self) -> Owned:
        assert self._owned is not None, "plan has made it"
        return self._owned


@dataclass(frozen=True)
class _Run:
    session: Session
    line: Line

    def __call__(self) -> object:
        return lines.run(self.session, self.line)


def _readable(causes: Iterable[Cause]) -> Iterator[Line]:
    for cause in causes:
        for text in cause.commands:
            try:
                yield lines.read(text)
            except ParameterError:
                continue  # whoever plans it says so


def _to_launch(one: Missing) -> Left:
    told = ": ".join(filter(None, (f"the environment is {one.state}", one.why)))
    return Left((one.seat,), told, f"left to {LAUNCH}")


def _starts(cause: Cause) -> bool:
    return any(START in line for line in cause.commands)


def _once(mendings: Iterable[Mending]) -> Iterator[Mending]:
    """Each step and each command once, for all seats."""
    found: dict[tuple[str, str], Mending] = {}
    for one in mendings:
        key = (one.how, one.what)
        if key in found:
            before = found[key]
            one = replace(
                before,
                why=before.why if one.why == before.why else f"{before.why}\n{one.why}",
                seats=tuple(dict.fromkeys((*before.seats, *one.seats))),
                causes=(*before.causes, *one.causes),
            )
        found[key] = one
    yield from found.values()


def _alike(left: Iterable[Left]) -> Iterator[Left]:
    """What is left for the same reason in one line."""
    found: dict[tuple[Any, ...], Left] = {}
    for one in left:
        key = (one.what, one.reason, one.lines)
        found[key] = replace(found[key], seats=(*found[key].seats, *one.seats)) if key in found else one
    yield from found.values()
