"""What is rehearsed: the same calls that the notebooks make, in the order of a run.

Each verb of a step looks at AWS afresh: `apply` observes and plans before it writes. So `apply` and `verify` make every
call that the cells of a notebook make. What is asked of the same state once more is left out: a second run of steps
that are done is their plans, which the first notebook makes, and the verdict. A test holds this beside the notebooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from c9lib import checks
from c9lib.aws import Session
from c9lib.rehearsal import presupposed
from c9lib.rehearsal.nouns import Purpose
from c9lib.steps import STEPS, Step, TearDownStep, in_order, leftovers
from c9lib.steps.forecast import endpoints_first
from c9lib.steps.run_plan import plans
from c9lib.steps.stale import stale

START_FAMILIES = ("service", "quota", "kms")
"""What the first notebook checks before anything is made."""

ANYTHING = ["iam:SimulatePrincipalPolicy"]


@dataclass(frozen=True)
class Act:
    """A part of the rehearsal: the step that it belongs to, and what it is needed for."""

    step: str
    purposes: tuple[Purpose, ...]


START = Act("start", ("plan", "run"))
VERDICT = Act("verify", ("verify",))
TEAR_DOWN = Act("tear-down", ("tear-down",))


def acts(session: Session) -> Iterator[Act | None]:
    """Play a whole run on a fresh account, the same again beside somebody else's environment, and the tear-down; with
    `repair` also the mending of what others have changed.

    Each act is told before it is played; None for what others do.
    """
    yield VERDICT
    checks.verdict(session)
    yield from _around(session, _visited(session))
    yield None
    presupposed.neighbour(session)
    yield from _around(session, ())
    if session.parameters.repair:
        yield None
        presupposed.drift(session)
        for name in ("role", "profile"):
            yield Act(name, ("run",))
            STEPS[name](session).apply()
    yield TEAR_DOWN
    TearDownStep(session).undo()
    leftovers(session)


def _around(session: Session, steps: Iterable[type[Step]]) -> Iterator[Act]:
    """The first notebook, those of these steps, and the verdict."""
    yield START
    _start(session)
    for kind in steps:
        yield Act(kind.name, ("run",))
        step = kind(session)
        step.apply()
        step.verify()
    yield replace(VERDICT, purposes=("run", "verify"))
    checks.verdict(session)


def _start(session: Session) -> None:
    """What 00-start-here and `c9lib plan` ask. To ask IAM what the caller may do takes a permission itself."""
    checks.of(session, START_FAMILIES)
    session.client("iam").simulate_principal_policy(PolicySourceArn=session.identity.arn, ActionNames=ANYTHING)
    plans(session, in_order(session.parameters))
    stale(session)
    checks.ways_out(session)


def _visited(session: Session) -> Iterator[type[Step]]:
    """The steps as a run comes to them: to the endpoints a second time where they come before the launch."""
    yield from in_order(session.parameters)
    if endpoints_first(session.parameters):
        yield STEPS["endpoints"]
