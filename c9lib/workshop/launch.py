"""Launch a class: what all share once, then every seat that isn't right yet, many at a time."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from c9lib.aws import Session, connect
from c9lib.aws.pace import Pace
from c9lib.aws.side_by_side import SideBySide
from c9lib.aws.target import leave_simulated, run_address
from c9lib.checks.principals import Iam
from c9lib.checks.reader import Reader
from c9lib.errors import ParameterError, RefusedError, UserError
from c9lib.runbook import sealing
from c9lib.runbook.evidence import Evidence
from c9lib.runbook.run import RUNS, stopped, undisturbed
from c9lib.steps.base import translated
from c9lib.steps.members import strangers
from c9lib.workshop.in_process import Ran, Ways, run_steps
from c9lib.workshop.launched import Launched
from c9lib.workshop.model import Roster, counted
from c9lib.workshop.notebooks import run_notebooks
from c9lib.workshop.plan import ClassPlan, own_parameters, plan
from c9lib.workshop.pool import Limits, Pooled, run_all
from c9lib.workshop.record import Record
from c9lib.workshop.right import seats_right
from c9lib.workshop.seat import run_seat
from c9lib.workshop.shared import own_steps, parameters_of, places, steps_of
from c9lib.workshop.task import SeatResult, SeatTask
from c9lib.workshop.telling import Telling
from c9lib.workshop.trainers import LOSING, with_trainers
from c9lib.workshop.turns import Turns

AT_ONCE, NOTEBOOKS_AT_ONCE = 50, 4
"""How many seats run at once unless somebody says it: with notebooks each has a kernel, of 150 MB."""
HOURS = 8
"""For the costs in the plan, which nobody is shown here."""
SEATS, PACE = "seats", "pace"
"""Folders of a class's run: the seats' evidence, and the tokens of the call limits while it goes."""


@dataclass(frozen=True)
class Asked:
    """What a launch is asked for. `at_once` and `errors` bound it, None where nobody says it; `trainers` are ARNs.
    `scheduler` is the address of a cluster's, "" where the seats run in threads of this process."""

    roster: Roster
    at_once: int | None = None
    errors: int | None = None
    notebooks: bool = False
    trainers: tuple[str, ...] = ()
    runs: Path = RUNS
    scheduler: str = ""

    @property
    def limits(self) -> Limits:
        """The bounds."""
        usual = NOTEBOOKS_AT_ONCE if self.notebooks else AT_ONCE
        return Limits.of(len(self.roster.seats), self.at_once or usual, self.errors)


def launch(asked: Asked, say: Callable[[str], None]) -> Launched:
    """Launch a class, or what isn't right of it.

    Raises `ParameterError` before anything is called, and `RefusedError` before anything is changed, when the class
    can't be. What fails afterwards is in the result, and so is Ctrl-C.
    """
    asked = replace(asked, roster=with_trainers(asked.roster, asked.trainers))
    if asked.scheduler:
        _reached(asked, say)
    own = own_parameters(asked.roster)
    joined = run_address(own, say).get("endpoint_url", "")
    try:
        found = _planned(asked, joined, say)
        return _Launch(asked, found, joined, say).all()
    finally:
        leave_simulated(own)


def _reached(asked: Asked, say: Callable[[str], None]) -> None:
    """Look whether the cluster is there and right, before anything is called. Raises as `scheduler.run_on`."""
    if asked.notebooks:
        raise ParameterError(
            "Notebooks aren't run on a cluster; nothing was called.", remedy=("Leave out --notebooks, or --scheduler.",)
        )
    from c9lib.workshop.scheduler import pooled_on

    pooled_on(asked.scheduler, (), asked.limits, lambda *_: None, lambda _: None, say)


def _planned(asked: Asked, joined: str, say: Callable[[str], None]) -> ClassPlan:
    """The plan of a class that can be."""
    session = connect(own_parameters(asked.roster), say, joined=joined)
    found = plan(session, asked.roster, HOURS)
    refused = (*found.refusals, *_unknown_trainers(session))
    if refused:
        raise RefusedError(
            f"Class {asked.roster.name} can't be launched; nothing was changed.",
            details=refused,
            remedy=(*found.instead, "`c9lib workshop plan` with the same roster shows all of it."),
        )
    return found


def _unknown_trainers(session: Session) -> tuple[str, ...]:
    """Trainers who aren't there, once for all seats."""
    if not session.parameters.members:
        return ()
    with translated(session):
        return strangers(Iam(Reader(session)))


class _Launch:
    """One launch: its folder, what is done for all, the seats."""

    def __init__(self, asked: Asked, found: ClassPlan, joined: str, say: Callable[[str], None]) -> None:
        self._asked, self._layout, self._joined, self._say = asked, found.layout, joined, say
        self._began = time.monotonic()
        self._evidence = Evidence.make(asked.runs, self._layout.own)
        names = [seat.name for seat in asked.roster.seats]
        self._record = Record(self._evidence, "launch", asked.roster.name, names, found.to_json())
        self._pace = Pace(self._evidence.folder / PACE)

    def all(self) -> Launched:
        """What all share, then the seats. Ends with everything written and sealed, whatever happens."""
        shared: Ran | None = None
        pooled, right, error = Pooled(), frozenset[str](), None
        try:
            shared = self._shared()
            if shared.error is None:
                session = connect(self._layout.own, self._say, pace=self._pace, joined=self._joined)
                right = seats_right(session, self._layout)
                session.rest()
                pooled = self._seats(session, right)
        except UserError as failed:
            error = failed
        except KeyboardInterrupt:
            error = stopped("")
        with undisturbed():
            return self._end(shared, pooled, right, error)

    def _shared(self) -> Ran:
        steps = own_steps(self._layout)
        self._say(f"What all seats share: {', '.join(steps)}")
        run = run_notebooks if self._asked.notebooks else run_steps
        ran = run(self._layout.own, steps, self._evidence, Ways(self._pace, self._joined, say=self._indented))
        if ran.error is None:
            self._say(f"  {counted(ran.changes, 'change')}" if ran.changes else "  all of it is there already")
        self._record.tell(shared={"steps": list(steps), "changes": ran.changes, "calls": dict(ran.calls)})
        return ran

    def _indented(self, text: str) -> None:
        self._say(f"  {text.strip()}")

    def _seats(self, session: Session, right: frozenset[str]) -> Pooled:
        tasks = self._tasks(session, right)
        self._record.right(right)
        if right:
            many = counted(len(right), "seat")
            self._say(f"{many} {'is' if len(right) == 1 else 'are'} right already, and not touched")
        if not tasks:
            return Pooled()
        limits = self._asked.limits
        self._say(
            f"{counted(len(tasks), 'seat')} to launch, {min(limits.at_once, len(tasks))} at a time; when more than"
            f" {limits.errors} fail no further one begins"
        )
        if self._asked.trainers:
            self._say(LOSING)
        telling = Telling(self._say, [task.seat for task in tasks])
        if self._asked.scheduler:
            return self._on_cluster(tasks, limits, telling)

        beside = SideBySide()

        def run(task: SeatTask, tell: Callable[[str], None], is_stopped: Callable[[], bool]) -> SeatResult:
            return run_seat(task, tell, is_stopped=is_stopped, joined=self._joined, side_by_side=beside)

        return run_all(tasks, limits, telling.of_seat, self._record.ended, run, Turns(session, self._pace).wait)

    def _on_cluster(self, tasks: list[SeatTask], limits: Limits, telling: Telling) -> Pooled:
        from c9lib.workshop.scheduler import pooled_on

        where, ended = self._asked.scheduler, self._record.ended
        return pooled_on(where, tasks, limits, telling.of_seat, ended, self._say, self._joined)

    def _tasks(self, session: Session, right: frozenset[str]) -> list[SeatTask]:
        where = places(session, self._layout)
        return [
            SeatTask(
                seat.name,
                asked := parameters_of(self._layout, seat, where[seat.name]),
                self._evidence.folder / SEATS,
                steps_of(self._layout, asked),
                self._pace,
                self._asked.notebooks,
            )
            for seat in self._asked.roster.seats
            if seat.name not in right
        ]

    def _end(self, shared: Ran | None, pooled: Pooled, right: frozenset[str], error: UserError | None) -> Launched:
        failed = error or (shared.error if shared else None) or (stopped("") if pooled.interrupted else None)
        done = Launched(
            self._asked.roster.name,
            self._evidence.folder,
            tuple(seat.name for seat in self._asked.roster.seats),
            pooled.results,
            right,
            shared.changes if shared else 0,
            failed,
            time.monotonic() - self._began,
        )
        buckets = {name: {"taken": kept.taken, "throttled": kept.throttled} for name, kept in self._pace.told().items()}
        self._record.close(pooled.results.values(), done.exit_code, str(failed or ""), pace=buckets)
        shutil.rmtree(self._evidence.folder / PACE, ignore_errors=True)  # the next run begins with AWS's own figures
        sealing.seal(self._evidence.folder)
        return done
