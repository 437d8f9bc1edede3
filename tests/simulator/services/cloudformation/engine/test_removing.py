"""A stack being deleted: in the order of what needs what, in the middle of its making, and what can't be removed."""

from __future__ import annotations

import pytest

from c9lib.simulator.services.cloudformation.engine import create, delete
from c9lib.simulator.services.stacks import Submission
from c9lib.simulator.templates.nouns import Told
from tests.simulator.services.cloudformation.engine.things import REGION, Bench, failing, part, things


def begin(bench: Bench, wanted: Submission, seconds: float = 100_000) -> Bench:
    create(bench.world, REGION, bench.stack, wanted, bench.worker)
    bench.passes(seconds)
    return bench


def deleted(bench: Bench, *retain: str) -> list[str]:
    """The events of a deletion to its end."""
    since = len(bench.stack.events)
    delete(bench.world, REGION, bench.stack, bench.worker, retain)
    bench.passes()
    return bench.events(since)


def test_who_needs_something_goes_before_it(bench: Bench) -> None:
    begin(bench, bench.wanted(part("A"), part("B", "A"), part("C", "A", Seconds=100)))
    assert deleted(bench) == [
        "box DELETE_IN_PROGRESS: User Initiated",
        "C DELETE_IN_PROGRESS",
        "B DELETE_IN_PROGRESS",
        "B DELETE_COMPLETE",
        "C DELETE_COMPLETE",
        "A DELETE_IN_PROGRESS",
        "A DELETE_COMPLETE",
        "box DELETE_COMPLETE",
    ]
    assert things(bench.world) == {}
    assert bench.stack.outputs == ()


@pytest.mark.parametrize("seconds", [0, 11, 15, 22, 30, 45, 75, 95, 105, 120])
@pytest.mark.parametrize("fails", [False, True])
def test_at_whatever_moment_of_its_making_nothing_is_left(bench: Bench, seconds: float, *, fails: bool) -> None:
    """C has no name for a while, D is slow, E fails: a deletion meets a creation, a failure or a rollback under way."""
    last = part("E", ("C", "D"), Fails="create") if fails else part("E", ("C", "D"))
    begin(
        bench, bench.wanted(part("A"), part("B", "A"), part("C", Quiet=20), part("D", "B", Seconds=40), last), seconds
    )
    assert deleted(bench)[-1] == "box DELETE_COMPLETE"
    assert things(bench.world) == {}
    assert all(one.status == "DELETE_COMPLETE" for one in bench.stack.resources.values())


def test_what_is_under_way_is_cancelled_and_never_heard_of_again(bench: Bench) -> None:
    begin(bench, bench.wanted(part("A", Seconds=500), part("B", Quiet=500), part("C", "A")), 60)
    assert deleted(bench) == [
        "box DELETE_IN_PROGRESS: User Initiated",
        "A CREATE_FAILED: Resource creation cancelled",
        "B CREATE_FAILED: Resource creation cancelled",
        "B DELETE_COMPLETE",
        "A DELETE_IN_PROGRESS",
        "A DELETE_COMPLETE",
        "box DELETE_COMPLETE",
    ]


def test_what_cant_be_removed_keeps_what_it_needs(bench: Bench) -> None:
    begin(bench, bench.wanted(part("A"), part("B", "A", Fails="delete"), part("C")))
    assert deleted(bench)[-3:] == [
        "B DELETE_FAILED: B fails to delete",
        "C DELETE_COMPLETE",
        "box DELETE_FAILED: The following resource(s) failed to delete: [B]. ",
    ]
    assert set(things(bench.world)) == {"thing-A-1", "thing-B-1"}
    assert deleted(bench, "B")[1:] == [
        "B DELETE_SKIPPED",
        "A DELETE_IN_PROGRESS",
        "A DELETE_COMPLETE",
        "box DELETE_COMPLETE",
    ]


def test_a_second_try(bench: Bench) -> None:
    begin(bench, bench.wanted(part("A"), part("B", "A")))
    failing(bench.world)["thing-B-1"] = "delete"
    assert deleted(bench)[-1].startswith("box DELETE_FAILED")
    failing(bench.world).clear()
    assert deleted(bench)[-1] == "box DELETE_COMPLETE"
    assert things(bench.world) == {}


@pytest.mark.expects_fault
def test_a_fault_of_ours_fails_the_resource(bench: Bench) -> None:
    begin(bench, bench.wanted(part("A", Breaks="delete")))
    assert deleted(bench)[-2:] == [
        "A DELETE_FAILED: Internal failure of the simulator: ZeroDivisionError: A breaks in delete",
        "box DELETE_FAILED: The following resource(s) failed to delete: [A]. ",
    ]


def test_what_is_retained_stays(bench: Bench) -> None:
    kept = (part("A", deletion_policy="Retain"), part("B", "A", deletion_policy="RetainExceptOnCreate"))
    begin(bench, bench.wanted(*kept))
    assert deleted(bench)[1:] == ["B DELETE_SKIPPED", "A DELETE_SKIPPED", "box DELETE_COMPLETE"]
    assert set(things(bench.world)) == {"thing-A-1", "thing-B-1"}


def test_an_export_that_is_used_holds_its_stack(bench: Bench) -> None:
    told = Told("Arn", {"Fn::GetAtt": ["A", "Arn"]}, export="shared")
    begin(bench, bench.wanted(part("A"), outputs={"Arn": told}))
    user = begin(bench.beside("user"), bench.wanted(part("U", Needs={"Fn::ImportValue": "shared"})))
    assert things(bench.world)["thing-U-1"]["Needs"] == "arn:thing-A-1"
    why = "Delete canceled. Cannot delete export shared as it is in use by user."
    assert deleted(bench) == ["box DELETE_IN_PROGRESS: User Initiated", f"box CREATE_COMPLETE: {why}"]
    assert set(things(bench.world)) == {"thing-A-1", "thing-U-1"}
    assert deleted(user)[-1] == "user DELETE_COMPLETE"
    assert deleted(bench)[-1] == "box DELETE_COMPLETE"
