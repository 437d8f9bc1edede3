"""The guide of the first notebook: may this account, may this caller, and what would the whole run do?"""

from __future__ import annotations

from c9lib import checks
from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.notebook.forecast import forecast
from c9lib.notebook.notes import Notes
from c9lib.notebook.showing import show, stop_if_failed
from c9lib.nouns import Checks, Plan, Table
from c9lib.rehearsal import permissions, refuse
from c9lib.rehearsal.acts import START_FAMILIES
from c9lib.show import Ways
from c9lib.steps import in_order, standing


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
