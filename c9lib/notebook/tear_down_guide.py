"""The guide of the last notebook: what goes, what is kept, and the proof that nothing is left."""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.errors import StepError
from c9lib.notebook import acts
from c9lib.notebook.asked import Asked
from c9lib.notebook.notes import Notes
from c9lib.notebook.showing import show
from c9lib.nouns import Call, Outcome, Piece, Plan, Proof, cost
from c9lib.show import ByHand
from c9lib.steps import TearDownStep, inventory, prove


class TearDown(Asked):
    """The guide of the last notebook: what belongs to this deployment, in the order in which it goes. `undo` writes."""

    def __init__(self, session: Session, notes: Notes) -> None:
        self.session = session
        self.step = TearDownStep(session)
        self._notes = notes
        self._written: list[Call] = []
        self._before: tuple[Piece, ...] = ()

    @property
    def acts(self) -> tuple[acts.Act, ...]:
        return acts.OF_TEAR_DOWN

    def plan(self) -> Plan:
        """What would be removed, and what is kept and why. Reads only."""
        with self.session.one_look():
            plan = self.step.plan_undo()
        self._notes.tell("plan", plan)
        return plan

    def undo(self) -> Outcome:
        """Remove it, after a look at what there is. Writes."""
        self.looks.change()
        self._before = inventory(self.session)
        self._notes.tell("before", self._before)
        with self._notes.kept():
            outcome = self.step.undo()
        self._written += outcome.calls
        self._notes.tell("undo", outcome)
        return outcome

    def by_hand(self) -> ByHand:
        """What `undo` did, as AWS CLI commands; where it was seen in the AWS console; what of AWS's page it is."""
        return ByHand.of(self._written, "tear-down", real=self.session.parameters.target == "aws")

    def proof(self) -> Proof:
        """What became of everything: gone, kept with why, or left. Raises `StepError` when anything is left, after
        showing it."""
        proof = prove(self.session, self._before)
        self._notes.tell("proof", proof)
        left = proof.of("left")
        if left:
            show(proof)
            named = (f"{row.piece.thing} {row.piece.name}: {row.piece.state}" for row in left)
            reasons = dict.fromkeys(row.why for row in left if row.why)
            raise StepError(
                f"{len(left)} thing(s) of deployment {self.session.parameters.deployment} are left,"
                f" {cost(proof.cost_per_hour)} per hour.",
                details=(*named, *reasons),
                remedy=("Mend what the reasons name, if there are any, and run the tear-down again.",),
            )
        return proof
