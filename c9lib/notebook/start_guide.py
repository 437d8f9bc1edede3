"""The guide of the first notebook: may this account, may this caller, and what would the whole run do?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from c9lib import checks
from c9lib.aws import Session
from c9lib.aws.place import where
from c9lib.aws.remembering import is_unattended
from c9lib.errors import RefusedError
from c9lib.notebook import acts
from c9lib.notebook.asked import Asked
from c9lib.notebook.forecast import forecast
from c9lib.notebook.map import Map, State, map_of, state_of, told
from c9lib.notebook.notes import Notes
from c9lib.notebook.showing import show, stop_if_failed
from c9lib.nouns import Checks, Plan, Table
from c9lib.rehearsal import permissions, refuse
from c9lib.rehearsal.acts import START_FAMILIES
from c9lib.show import Ways
from c9lib.steps import in_order, standing
from c9lib.steps.run_plan import all_reads, plans, together
from c9lib.steps.stale import Found, stale

NOTHING_TO_DO = "The whole run has nothing to do."
"""What a run hears where everything is as it is to be: then no notebook needs to wait for another one."""
STALE = "Stale is what other parameters than those above have made. What isn't there yet is open."

PLAIN: dict[State, str] = {"done": "done", "open": "open", "stale": "stale", "not yet": "open"}
"""The states of `progress`: whether a step has something to do, and not whether it can by now."""


class Start(Asked):
    """The guide of the first notebook: where am I, what would the whole run do. Reads only."""

    def __init__(self, session: Session, notes: Notes) -> None:
        self.session = session
        self._notes = notes

    @property
    def acts(self) -> tuple[acts.Act, ...]:
        return acts.OF_START

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

    def map(self) -> Map:
        """Where am I: the notebooks with their state, what all costs right now, where to go on. Reads only."""
        with self.session.one_look():
            return map_of(self.session, where(self.session))

    def progress(self) -> Table:
        """Which steps are done, which are open, and which are stale, from observed state. Reads only."""
        with self.session.one_look():
            old = stale(self.session)
            found = [kind(self.session).plan() for kind in in_order(self.session.parameters)]
        rows = [(plan.step, PLAIN[state_of(plan, old)], "\n".join(told(plan, old))) for plan in found]
        title, columns = "Where the deployment stands", ("step", "state", "detail")
        return Table(title, columns, tuple(rows), note=STALE if old.stale else "")

    def forecast(self) -> Ways:
        """Will an instance of this deployment reach Systems Manager? Reads only."""
        found = forecast(self.session)
        self._notes.tell("forecast", found)
        return found

    def plan(self) -> Plan:
        """The plan of the whole run: every change of every step that can be told now, with what all of them cost. Its
        notes say what is stale, and how many calls were made until here, all of them reads.

        Raises `RefusedError` when a step would refuse and no earlier step can help it, before anything is made.
        """
        with self.session.one_look():
            found = plans(self.session, in_order(self.session.parameters))
            whole, old = together(self.session, found), stale(self.session)
        proof = f"{all_reads(self.session)}: nothing was written."
        whole = replace(whole, notes=(*_of_stale(old), *whole.notes, proof))
        self._notes.tell("plan", whole)
        if refused := standing(found):
            show(whole)
            raise RefusedError(
                "The run is refused; nothing was changed.",
                details=refused,
                remedy=("Mend what the refusal names, or choose another network, then run the same command.",),
            )
        if not whole.changes and not old.stale and is_unattended():  # a person reads it in the plan
            print(NOTHING_TO_DO)  # noqa: T201
        return whole


def _of_stale(old: Found) -> Iterator[str]:
    """What is stale, in sentences below the plan."""
    yield from (f"Step {one.step} was made by another parameter, {one}: the run {one.then}." for one in old.stale)
