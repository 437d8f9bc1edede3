"""What every step is: five verbs. `observe`, `plan`, `verify` read; `apply` and `undo` write."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import ClassVar

from c9lib import checks
from c9lib.aws import Session
from c9lib.checks.reader import Unread
from c9lib.errors import AwsError, RefusedError
from c9lib.nouns import Change, Checks, Observation, Outcome, Plan
from c9lib.steps.costs import dated
from c9lib.steps.leaving import NOBODY, Leaving
from c9lib.steps.overtaken import OVERTAKING, Rounds

LOOKS, LOOK_SECONDS = 6, 5
"""How often a check that fails right after a change is asked again, and how far apart: EC2 and IAM mostly show a change
within seconds (facts 5.11)."""


class Step(ABC):
    """One step of the runbook on one account.

    Nothing is remembered between two verbs: each looks at AWS afresh, so a step can be run again, resumed after a
    crash at any call, or taken over by another person. `leaving` is what a tear-down has removed by the time that
    this step is undone.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    families: ClassVar[tuple[str, ...]]
    """The families of checks that tell whether the step is done."""

    def __init__(self, session: Session, leaving: Leaving = NOBODY) -> None:
        self.session = session
        self.parameters = session.parameters
        self.leaving = leaving

    def observe(self) -> Observation:
        """What is there now. Raises `AwsError`."""
        with translated(self.session):
            return self._observe()

    def plan(self) -> Plan:
        """What `apply` would change. Raises `AwsError`."""
        with translated(self.session):
            return dated(self.session, self._plan(self._observe()))

    def look(self) -> tuple[Observation, Plan]:
        """What is there now, and what `apply` would change, by one look. Raises `AwsError`."""
        with translated(self.session):
            seen = self._observe()
            return seen, dated(self.session, self._plan(seen))

    def apply(self, plan: Plan | None = None) -> Outcome:
        """Make the changes, in order: those of a plan that was made just now, or of one that is made now.

        Raises `RefusedError` before anything is changed, `AwsError` when AWS refuses a call, `WaitError` when a wait
        is in vain; what was done until then stays, and the next `apply` goes on from there.
        """
        return carry_out(self.session, self.plan, plan)

    def verify(self) -> Checks:
        """The checks of this step. What this session has written may be shown late: then a check that fails is asked
        again, for half a minute at most. Raises `AwsError`.
        """
        found = self._checks()
        for _ in range(LOOKS if any(call.writes for call in self.session.calls) else 0):
            if found.well:
                break
            failed = ", ".join(check.id for check in found if check.status == "fail")
            told = "what was just written may be shown late, looking again"
            self.session.progress(f"  {failed}: {told} in {LOOK_SECONDS} s")
            self.session.target.let_pass(LOOK_SECONDS)
            found = self._checks()
        return found

    def plan_undo(self) -> Plan:
        """What `undo` would remove, and what is kept, with why. Raises `AwsError`."""
        with translated(self.session):
            return dated(self.session, self._plan_undo(self._observe()))

    def undo(self) -> Outcome:
        """Remove what this deployment made. Raises as `apply` does."""
        return carry_out(self.session, self.plan_undo)

    def _checks(self) -> Checks:
        """One look: the checks of this step, without what a later step does."""
        return checks.of(self.session, self.families)

    @abstractmethod
    def _observe(self) -> Observation: ...

    @abstractmethod
    def _plan(self, seen: Observation) -> Plan: ...

    @abstractmethod
    def _plan_undo(self, seen: Observation) -> Plan: ...


@contextmanager
def translated(session: Session) -> Iterator[None]:
    """Raise `AwsError` for whatever AWS refuses, be it a step that asks or a check."""
    try:
        with session.translated():
            yield
    except Unread as refused:
        told = f"AWS refused {refused.permission}: {refused.code}"
        details = (refused.message, f"target is {session.parameters.target}, Region {session.region}")
        remedy = (refused.remedy(session.identity.arn).removeprefix("# "),)
        raise AwsError(
            told, code=refused.code, operation=refused.permission, details=details, remedy=remedy
        ) from refused


def carry_out(session: Session, planned: Callable[[], Plan], first: Plan | None = None) -> Outcome:
    """Make a plan and do what it says: refused as a whole, or done in order. `first` is the plan where it was made just
    now.

    Where AWS says that the world is otherwise than planned, or a wait has shown what it will be like, the plan is made
    anew, and the rest of it done.
    """
    calls, waits = len(session.calls), len(session.waits)
    rounds, done, plan, revealed = Rounds(session), list[Change](), Plan(""), None
    with translated(session):
        while True:
            before = len(done)
            try:
                plan, first = _accepted(first or planned(), done), None
                if any(change.reveals for change in done):
                    revealed = revealed or replace(plan, changes=(*done, *plan.changes))
                if not _do(plan, done):
                    break
            except OVERTAKING as error:
                rounds.look_again(error, tuple(change.what for change in plan.changes), len(done) - before)
    told, waited = tuple(session.calls[calls:]), tuple(session.waits[waits:])
    return Outcome(plan.step, tuple(done), told, waited, plan.notes, revealed)


def _do(plan: Plan, done: list[Change]) -> bool:
    """Make the changes of a plan, and put each into `done`; gives whether the rest is to be planned anew."""
    for change in plan.changes:
        change.run()
        done.append(change)
        if change.reveals:
            return True
    return False


def _accepted(plan: Plan, done: Sequence[Change]) -> Plan:
    """The plan, if nothing in it stands against it. Raises `RefusedError`, that says what was changed before."""
    if not plan.refusals and not plan.waits_for:
        return plan
    changed = "; ".join(f"{change.action} {change.what}" for change in done)
    raise RefusedError(
        f"Step {plan.step} is refused; {f'this was changed before: {changed}' if changed else 'nothing was changed'}.",
        details=(*plan.waits_for, *plan.refusals),
        remedy=("Mend what is named above, then run the same again.",),
    )
