"""What a notebook asks: one guide per kind of notebook. Each verb gives something that draws itself, and notes it for
the evidence.
"""

from __future__ import annotations

from typing import TypeVar

from c9lib import checks
from c9lib.aws import Session
from c9lib.errors import RefusedError, StepError
from c9lib.notebook.forecast import forecast
from c9lib.notebook.notes import Notes
from c9lib.nouns import Call, Checks, Observation, Outcome, Plan, Table, Verdict
from c9lib.rehearsal import permissions, refuse
from c9lib.rehearsal.acts import START_FAMILIES
from c9lib.show import Commands, Ways, by_hand
from c9lib.steps import Step, TearDownStep, in_order, leftovers, standing

Noun = TypeVar("Noun")


class Guide:
    """The guide of a notebook with one step. `observe`, `plan` and `verify` read; `apply` writes."""

    def __init__(self, step: Step, notes: Notes) -> None:
        self.step = step
        self.session = step.session
        self._notes = notes
        self._written: list[Call] = []

    def observe(self) -> Observation:
        """What is there now. Reads only."""
        return self._told("observe", self.step.observe())

    def plan(self) -> Plan:
        """What would change. Reads only."""
        return self._told("plan", self.step.plan())

    def apply(self) -> Outcome:
        """Make the change. Writes."""
        with self._notes.kept():
            outcome = self.step.apply()
        self._written += outcome.calls
        return self._told("apply", outcome)

    def by_hand(self) -> Commands:
        """What `apply` did, as AWS CLI commands."""
        return by_hand(self._written)

    def checks(self) -> Checks:
        """What the checks of this step say now, good or bad. Reads only."""
        return self._told("checks", self.step.verify())

    def ways(self) -> Ways:
        """The ways out of the deployment's instance or subnet, station by station. Reads only."""
        return self._told("ways", Ways.of(checks.ways_out(self.session)))

    def verify(self) -> Checks:
        """Look afresh whether the step is done. Raises `StepError` when a check fails, after showing all of them."""
        return stop_if_failed(self._told("verify", self.step.verify()), self.step.name)

    def _told(self, verb: str, result: Noun) -> Noun:
        self._notes.tell(verb, result)
        return result


class Start:
    """The guide of the first notebook: where am I, what would the whole run do. Reads only."""

    def __init__(self, session: Session, notes: Notes) -> None:
        self.session = session
        self._notes = notes

    def check(self) -> Checks:
        """Is Cloud9 open to this account, in this Region, within its quotas? Raises `StepError` when not."""
        found = checks.of(self.session, START_FAMILIES)
        self._notes.tell("check", found)
        return stop_if_failed(found, "start")

    def permissions(self) -> Checks:
        """May this caller do all that the run needs? Raises `RefusedError` when something is missing, after showing it.

        Nothing is tried: IAM is asked, about everything that a rehearsal of this run needed.
        """
        found = permissions(self.session)
        self._notes.tell("permissions", found)
        if not found.well:
            show(found)
        refuse(found)
        return found

    def progress(self) -> Table:
        """Which steps are done, from observed state."""
        rows = []
        for kind in in_order(self.session.parameters):
            open_changes = len(kind(self.session).plan().changes)
            rows.append(
                (kind.name, "done" if not open_changes else "open", f"{open_changes} to change" if open_changes else "")
            )
        return Table("Where the deployment stands", ("step", "state", "detail"), tuple(rows))

    def forecast(self) -> Ways:
        """Will an instance of this deployment reach Systems Manager? Reads only."""
        found = forecast(self.session)
        self._notes.tell("forecast", found)
        return found

    def plan(self) -> Plan:
        """The plan of the whole run: every change of every step that can be told now.

        Raises `RefusedError` when a step would refuse and no earlier step can help it, before anything is made.
        """
        plans = [kind(self.session).plan() for kind in in_order(self.session.parameters)]
        whole = Plan(
            step="run",
            title="Plan of the whole run",
            changes=tuple(change for plan in plans for change in plan.changes),
            notes=tuple(note for plan in plans for note in plan.notes),
        )
        self._notes.tell("plan", whole)
        if refused := standing(plans):
            show(whole)
            raise RefusedError(
                "The run is refused; nothing was changed.",
                details=refused,
                remedy=("Mend what the refusal names, or choose another network, then run the same command.",),
            )
        return whole


class Verify:
    """The guide of the verification: every check, one verdict. Reads only."""

    def __init__(self, session: Session, notes: Notes) -> None:
        self.session = session
        self._notes = notes
        self._found: Verdict | None = None

    def verdict(self) -> Verdict:
        """Every check and one judgement. Raises `StepError` when it is `fail`, after showing it with its ways."""
        self._found = checks.verdict(self.session)
        self._notes.tell("verdict", self._found)
        stop_if_failed(self._found, "verify", Ways.of(self._found.ways))
        return self._found

    def ways(self) -> Ways:
        """The ways that the last verdict judged, station by station. Reads only."""
        return Ways.of((self._found or self.verdict()).ways)


class TearDown:
    """The guide of the last notebook: what belongs to this deployment, in the order in which it goes. `undo` writes."""

    def __init__(self, session: Session, notes: Notes) -> None:
        self.session = session
        self.step = TearDownStep(session)
        self._notes = notes
        self._written: list[Call] = []

    def plan(self) -> Plan:
        """What would be removed, and what is kept and why. Reads only."""
        plan = self.step.plan_undo()
        self._notes.tell("plan", plan)
        return plan

    def undo(self) -> Outcome:
        """Remove it. Writes."""
        with self._notes.kept():
            outcome = self.step.undo()
        self._written += outcome.calls
        self._notes.tell("undo", outcome)
        return outcome

    def by_hand(self) -> Commands:
        """What `undo` did, as AWS CLI commands."""
        return by_hand(self._written)

    def proof(self) -> Observation:
        """What is left with this deployment's tag. Raises `StepError` when anything is, after showing it."""
        left = leftovers(self.session)
        self._notes.tell("proof", left)
        if left.facts:
            show(left)
            raise StepError(
                f"{len(left.facts)} thing(s) of deployment {self.session.parameters.deployment} are left.",
                details=tuple(f"{fact.thing} {fact.detail}: {fact.state}" for fact in left.facts),
                remedy=("Run the tear-down again; what it can't remove, its plan names with the reason.",),
            )
        return left


def stop_if_failed(found: Checks, step: str, *with_it: object) -> Checks:
    """Give the checks back; if one failed, show them `with_it`, and raise `StepError`: a headless run stops here."""
    failed = [check for check in found if check.status == "fail"]
    if not failed:
        return found
    for each in (found, *with_it):
        show(each)
    raise StepError(
        f"Step {step}: {len(failed)} of {len(found.checks)} checks fail, the first is {failed[0].id}.",
        details=tuple(f"{check.id}: {check.evidence}. {check.cause}" for check in failed),
        remedy=tuple(line for check in failed for line in check.remedy),
    )


def show(result: object) -> None:
    """Draw something in the middle of a cell."""
    from IPython.display import display  # Only in a kernel; importing it costs the command line 0.3 s.

    display(result)  # type: ignore[no-untyped-call]
