"""Whoever teaches gets into every environment, as its member: checked before anything is called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from c9lib.errors import ParameterError
from c9lib.parameters import Parameters, judge
from c9lib.workshop.model import Roster

SHOWN = 20
"""Seats whose mistakes are told one by one."""
LOSING = (
    "Learners' terminals lose the AWS managed temporary credentials within 15 minutes, because somebody else than the"
    " owner invites the trainer; each learner turns them on again in the preferences of the environment."
)
"""What inviting costs (facts 6.3)."""


def with_trainers(roster: Roster, trainers: Sequence[str]) -> Roster:
    """The class with each trainer a member of each seat, besides those whom the roster names; whoever owns a seat isn't
    its member. Raises `ParameterError` with everything that is wrong."""
    if not trainers:
        return roster
    shared = _judged(roster.shared, trainers)
    if isinstance(shared, str):
        raise _wrong([shared])
    seats, wrong = [], []
    for seat in roster.seats:
        made = _judged(seat.parameters, [arn for arn in trainers if arn != seat.owner])
        if isinstance(made, str):
            wrong.append(f"seat {seat.name}: {made}")
        else:
            seats.append(replace(seat, parameters=made))
    if wrong:
        raise _wrong(wrong)
    return replace(roster, seats=tuple(seats), shared=shared)


def _judged(asked: Parameters, trainers: Sequence[str]) -> Parameters | str:
    """The parameters with these members besides, or what is wrong with them."""
    judged = judge({**asked.given(), "members": list(dict.fromkeys((*asked.members, *trainers)))})
    return judged.made or "; ".join(one.words for one in (*judged.alone, *judged.between))


def _wrong(lines: Sequence[str]) -> ParameterError:
    more = (f"and {len(lines) - SHOWN} more",) if len(lines) > SHOWN else ()
    return ParameterError(
        "A trainer given with --trainer can't be a member; nothing was called.",
        details=(*lines[:SHOWN], *more),
        remedy=("Give the ARN of an IAM user, or of a role session, of the account of the class.",),
    )
