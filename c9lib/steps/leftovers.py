"""What a tear-down has left, and why: the proof, from what was there before and what is there now."""

from __future__ import annotations

from collections.abc import Sequence

from c9lib.aws import Session
from c9lib.checks.prices import source
from c9lib.errors import WaitError
from c9lib.nouns import Observation, Piece, Plan, Proof, Row, Seen, Wait
from c9lib.steps.inventory import inventory
from c9lib.steps.stray_stacks import strays
from c9lib.steps.undo import TearDownStep

SHARED = ("role", "instance profile")
"""What the whole account shares: it stays rightly while others need it, and costs nothing."""
NOTHING_SHOWN = Wait(
    "AWS shows nothing of this deployment any more", 5, 60, 5, "estimate: IAM and EC2 are eventually consistent"
)


def leftovers(session: Session) -> Observation:
    """What exists with this deployment's tag and should be gone; no facts when nothing does. Raises `AwsError`."""
    facts = _judged(session, (), inventory(session)).facts
    return Observation("tear-down", facts, title=f"What is left of deployment {session.parameters.deployment}")


def prove(session: Session, before: Sequence[Piece]) -> Proof:
    """What became of everything that there was `before`, and of what there is now. Raises `AwsError`.

    What AWS has deleted it may still show for some seconds, so nothing is called left before that time is over.
    """

    def look() -> Seen:
        told = _judged(session, before, inventory(session))
        unexplained = [row for row in told.of("left") if not row.why]
        return Seen(f"{len(unexplained)} still shown" if unexplained else "nothing", done=not unexplained)

    if not look().done:
        try:
            session.wait(NOTHING_SHOWN, look)
        except WaitError as in_vain:
            session.progress(f"  {in_vain.title}")
    return _judged(session, before, inventory(session))


def _judged(session: Session, before: Sequence[Piece], now: Sequence[Piece]) -> Proof:
    """Each thing with its end. Why something stays, the plan of a tear-down says, made afresh."""
    names = {(piece.thing, piece.name) for piece in now}
    gone = tuple(Row(piece, "gone") for piece in before if (piece.thing, piece.name) not in names)
    plan = TearDownStep(session).plan_undo() if now else None
    there = tuple(_row(piece, plan) for piece in now) if plan else ()
    return Proof(
        session.parameters.deployment,
        (*gone, *there),
        strays(session),
        source(session.region),
    )


def _row(piece: Piece, plan: Plan) -> Row:
    """A thing that is there: what a tear-down would still remove has no reason to stay, whatever is said of it."""
    name = piece.name.split()[-1] if piece.thing == "environment" else piece.name
    going = any(name in change.what for change in plan.changes)
    why = "" if going else next((line for line in (*plan.notes, *plan.refusals) if name in line), "")
    return Row(piece, "kept" if piece.thing in SHARED and why else "left", why)
