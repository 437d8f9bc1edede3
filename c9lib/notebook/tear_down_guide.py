"""The guide of the last notebook: what goes, what is kept, and the proof that nothing is left."""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.errors import StepError
from c9lib.notebook.notes import Notes
from c9lib.notebook.showing import show
from c9lib.nouns import Call, Observation, Outcome, Plan
from c9lib.show import Commands, by_hand
from c9lib.steps import TearDownStep, leftovers


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
