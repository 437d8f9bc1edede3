"""What a notebook asks: the guide of a step, and that of the verification.

Each verb gives something that draws itself, and notes it for the evidence.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TypeVar

from c9lib import checks
from c9lib.aws import Session
from c9lib.errors import UserError
from c9lib.notebook import acts
from c9lib.notebook.asked import Asked
from c9lib.notebook.choosing import Offer, offer
from c9lib.notebook.notes import Notes
from c9lib.notebook.planned import linked, show_first
from c9lib.notebook.showing import stop_if_failed
from c9lib.notebook.what_if import WhatIf, what_if
from c9lib.nouns import Call, Checks, Observation, Outcome, Plan, Verdict
from c9lib.show import ByHand, Ways
from c9lib.steps import Step

Noun = TypeVar("Noun")
AFTER = "observe-after"
"""Under this name the notes keep what is there once a step has changed it; under `observe` what was there before."""


class Guide(Asked):
    """The guide of a notebook with one step. `observe`, `plan` and `verify` read; `apply` writes."""

    def __init__(self, step: Step, notes: Notes) -> None:
        self.step = step
        self.session = step.session
        self._notes = notes
        self._written: list[Call] = []

    @property
    def acts(self) -> tuple[acts.Act, ...]:
        return acts.OF_NETWORK if self.step.name in acts.WITH_NETWORK else acts.OF_STEP

    def observe(self) -> Observation:
        """What is there now. Reads only."""
        return self._told("observe", self.step.observe())

    def plan(self) -> Plan:
        """What would change, with links to the notebooks that it waits for. Reads only."""
        return linked(self._told("plan", self.step.plan()))

    def apply(self) -> Outcome:
        """Make the change. Writes."""
        self.looks.change()
        with self._notes.kept():
            try:
                outcome = self.step.apply()
            except UserError as error:
                self._look_after_failure()
                show_first(error.details)
                raise
        self._written += outcome.calls
        return self._applied(outcome)

    def by_hand(self) -> ByHand:
        """What `apply` did, as AWS CLI commands; where to see it in the AWS console; what of AWS's page it is."""
        return ByHand.of(self._written, self.step.name, real=self.session.parameters.target == "aws")

    def checks(self) -> Checks:
        """What the checks of this step say now, good or bad. Reads only."""
        return self._told("checks", self.step.verify())

    def ways(self) -> Ways:
        """The ways out of the deployment's instance or subnet, station by station. Reads only."""
        return self._told("ways", Ways.of(checks.ways_out(self.session)))

    def what_if(self, change: str | None = None) -> Offer | WhatIf:
        """What may be otherwise; with an id of that list what would follow. Reads only: `try_it()` writes."""
        found = what_if(self.session, change, before=self.looks.change)
        return found if isinstance(found, WhatIf) else offer(found, self.what_if)

    def at_once(self) -> Checks:
        """Observe, plan, apply and verify where nobody reads between: by one look, and by the checks afterwards.
        Writes. Raises as each of them."""
        seen, plan = self.step.look()
        self._told("observe", seen)
        self._told("plan", plan)
        try:
            outcome = self._applied(self.step.apply(plan))
        except UserError:
            self._look_after_failure()
            raise
        if not outcome.changes:
            self._told(AFTER, seen)
        return stop_if_failed(self._told("verify", self.step.verify()), self.step.name)

    def verify(self) -> Checks:
        """Look afresh whether the step is done. Raises `StepError` when a check fails, after showing all of them."""
        self._told(AFTER, self.step.observe())
        return stop_if_failed(self._told("verify", self.step.verify()), self.step.name)

    def _look_after_failure(self) -> None:
        """What a step that failed has left, for the evidence; unless AWS isn't to be asked any more."""
        with suppress(UserError):  # the failure that counts is raised by whoever asks
            self._told(AFTER, self.step.observe())

    def _applied(self, outcome: Outcome) -> Outcome:
        """Note what was done, and by which plan where a wait has shown more than the first one knew."""
        if outcome.revealed is not None:
            self._told("plan", outcome.revealed)
        return self._told("apply", outcome)

    def _told(self, verb: str, result: Noun) -> Noun:
        self._notes.tell(verb, result)
        return result


class Verify(Asked):
    """The guide of the verification: every check, one verdict. Reads only."""

    def __init__(self, session: Session, notes: Notes) -> None:
        self.session = session
        self._notes = notes
        self._found: Verdict | None = None

    @property
    def acts(self) -> tuple[acts.Act, ...]:
        return acts.OF_VERIFY

    def verdict(self) -> Verdict:
        """Every check and one judgement. Raises `StepError` when it is `fail`, after showing it with its ways."""
        self._found = checks.verdict(self.session)
        self._notes.tell("verdict", self._found)
        stop_if_failed(self._found, "verify", Ways.of(self._found.ways))
        return self._found

    def ways(self) -> Ways:
        """The ways that the last verdict judged, station by station. Reads only."""
        return Ways.of((self._found or self.verdict()).ways)

    def what_if(self, change: str | None = None) -> Offer | WhatIf:
        """What may be otherwise; with an id of that list what would follow. Reads only: `try_it()` writes."""
        found = what_if(self.session, change, before=self.looks.change)
        return found if isinstance(found, WhatIf) else offer(found, self.what_if)
