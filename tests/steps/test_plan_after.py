"""A plan and its run agree: looking changes nothing, the run does what was counted before, and right after it there is
nothing to change and nothing stale.
"""

from __future__ import annotations

from collections import Counter

import pytest

from c9lib import checks
from c9lib.aws import Session
from c9lib.nouns import Outcome
from c9lib.simulator.front import Front
from c9lib.steps import in_order, standing
from c9lib.steps.network import NetworkStep
from c9lib.steps.run_plan import WroteError, all_reads, calls_by_service, plans, together
from c9lib.steps.stale import stale
from tests.steps.conftest import Connected
from tests.steps.picture import untouched
from tests.steps.topologies import EVERY, GIVEN, run, session_of, visited


def look(front: Front, reader: Session, session: Session) -> None:
    """All that only reads: the plan of a run, what is stale, the verdict."""
    with untouched(front, session):
        plans(reader, in_order(reader.parameters))
        stale(reader)
        checks.verdict(reader)
        assert all_reads(reader) == f"{len(reader.calls)} calls, all of them reads"
        assert sum(calls_by_service(reader).values()) == len(reader.calls) >= 40


@pytest.mark.parametrize("name", GIVEN)
def test_looking_changes_nothing_before_in_the_middle_of_and_after_a_run(
    name: str, connected: Connected, front: Front
) -> None:
    session = session_of(connected, name)
    reader = Session(session.parameters, session.target, session.progress)
    look(front, reader, session)
    for number, kind in enumerate(visited(session)):
        kind(session).apply()
        if number in (2, 4):
            look(front, reader, session)
    look(front, reader, session)


@pytest.mark.parametrize("name", EVERY)
def test_a_run_does_what_was_counted_and_then_there_is_nothing_to_change(name: str, connected: Connected) -> None:
    session = session_of(connected, name)
    before = plans(session, in_order(session.parameters))
    assert standing(before) == ()
    planned = Counter((plan.step, one.action) for plan in before for one in plan.changes if not one.is_wait)
    assert counted(run(session)) == planned
    assert stale(session).table().rows == ()
    after = plans(session, in_order(session.parameters))
    assert [(plan.step, one.action, one.what) for plan in after for one in plan.changes] == []
    assert [(plan.refusals, plan.waits_for) for plan in after] == [((), ())] * len(after)
    assert together(session, after).counted == "0 changes"


def counted(outcomes: list[Outcome]) -> Counter[tuple[str, str]]:
    """The changes that were made, by step and action; waits change nothing."""
    return Counter((made.step, one.action) for made in outcomes for one in made.changes if not one.is_wait)


def test_later_steps_tell_their_changes_already_and_what_comes_with_the_instance(connected: Connected) -> None:
    session = connected(network="isolated", restrict_egress=True)
    found = plans(session, in_order(session.parameters))
    assert [(plan.step, bool(plan.changes), bool(plan.waits_for)) for plan in found] == [
        ("role", True, False),
        ("profile", True, True),
        ("network", True, False),
        ("access", False, False),
        ("endpoints", True, True),
        ("environment", True, True),
        ("endpoints", True, False),
    ]
    assert [one.action for one in found[-1].changes] == ["allow", "revoke", "restrict", "wait"]
    assert str(found[-1]).startswith("Plan of step endpoints, once the instance is there: 3 changes and 1 wait\n")
    assert all(one.why and one.permission and one.undo for plan in found for one in plan.changes)


def test_a_plan_that_wrote_is_a_fault_of_ours(session: Session) -> None:
    NetworkStep(session).apply()
    with pytest.raises(WroteError, match=r"^A plan only reads, but this one called ec2:CreateVpc, ec2:"):
        all_reads(session)


@pytest.mark.parametrize(
    ("region", "told"),
    [
        ("us-east-1", "$0.1019 per hour"),
        ("ap-southeast-1", "at least $0.0590 per hour, and 5 unknown"),
        ("eu-west-1", "unknown per hour"),
    ],
)
def test_costs_of_all_steps_are_added_and_what_is_unknown_is_counted(
    connected: Connected, region: str, told: str
) -> None:
    session = connected(region=region, network="nat")
    whole = together(session, plans(session, in_order(session.parameters)))
    assert whole.cost_told == told
    assert f"Costs by list prices of {region}" in " ".join(str(whole).split())
