"""The tear-down: every step undone, in the order in which AWS lets go (facts 5.12, 7.7, 7.8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from c9lib.aws import Session
from c9lib.checks.documented import PROFILE
from c9lib.nouns import Outcome, Plan
from c9lib.steps.access import AccessStep
from c9lib.steps.base import carry_out, translated
from c9lib.steps.endpoint_keeping import needed_by
from c9lib.steps.endpoint_undo import interfaces, tagged
from c9lib.steps.endpoints import EndpointsStep
from c9lib.steps.environments import Environment, instances_of, liveliest_first, ours_to_remove
from c9lib.steps.holdings import Holdings
from c9lib.steps.leaving import Leaving
from c9lib.steps.needed import Needs
from c9lib.steps.network import NetworkStep
from c9lib.steps.profile import ProfileStep
from c9lib.steps.removing import delete_failed_stacks
from c9lib.steps.role import RoleStep
from c9lib.steps.stack_names import all_stacks


class TearDownStep:
    """Removes what this deployment made: environment, failed stacks, endpoints, access, network, profile, role.
    What a stack of it holds goes with the stack: early, or, where that holds a network, after what lives in it.

    Each is told what has left before it, so the whole plan can be shown at once; where something else still needs a
    thing, the plan says so and keeps it; what a stack holds goes as a whole, or the plan is refused before anything is
    removed.
    """

    name = "tear-down"
    title = "Everything that this deployment made"

    def __init__(self, session: Session) -> None:
        self.session = session

    def plan_undo(self) -> Plan:
        """What would be removed, in order, and what is kept, with why. Raises `AwsError`."""
        with translated(self.session):
            there = liveliest_first(ours_to_remove(self.session))
            stacks = all_stacks(self.session)
            holdings = Holdings.of(self.session, there, stacks)
            leaving = _with_endpoints(self.session, replace(leaving_with(self.session, there), of_stacks=holdings.ids))
            early = holdings.plan_early(there)
            failed = Plan("stacks", delete_failed_stacks(self.session, stacks))
            needs = Needs(self.session, leaving)
            late = holdings.plan_late(lambda: needs.reason)
        profile = ProfileStep(self.session, leaving, needs).plan_undo()
        without = replace(leaving, profiles=frozenset({PROFILE} if profile.changes else ()))
        plans = (
            early,
            failed,
            EndpointsStep(self.session, leaving).plan_undo(),
            AccessStep(self.session).plan_undo(),
            NetworkStep(self.session, leaving).plan_undo(),
            late,
            profile,
            RoleStep(self.session, without, needs).plan_undo(),
        )
        return Plan(
            self.name,
            tuple(change for plan in plans for change in plan.changes),
            tuple(note for plan in plans for note in plan.notes),
            tuple(refusal for plan in plans for refusal in plan.refusals),
        )

    def undo(self) -> Outcome:
        """Remove it all. Raises as `Step.apply` does; run again to go on."""
        return carry_out(self.session, self.plan_undo)


def leaving_with(session: Session, there: Sequence[Environment]) -> Leaving:
    """What goes with these environments."""
    environments = [one["id"] for one in there]
    instances = instances_of(session, environments).values()
    return Leaving(
        frozenset(environments),
        frozenset(str(one["InstanceId"]) for one in instances),
    )


def _with_endpoints(session: Session, leaving: Leaving) -> Leaving:
    """With those of this deployment's endpoints that nobody else needs."""
    there = tagged(session)
    staying = needed_by(session, [one for one in there if one["VpcEndpointId"] not in leaving.of_stacks], leaving)
    going = [one for one in there if one["VpcEndpointId"] not in staying]
    ids = frozenset(str(one["VpcEndpointId"]) for one in going)
    return replace(leaving, endpoints=ids, interfaces=interfaces(going), staying=staying)
