"""A stack being changed: in place, by another resource, back again; and nothing left of what was given up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from c9lib.simulator.api import ApiError
from c9lib.simulator.services.cloudformation.engine import cancel_update, continue_rollback, create, delete, update
from c9lib.simulator.services.stacks import Submission
from c9lib.simulator.templates.nouns import Part, Told
from tests.simulator.services.cloudformation.engine.things import REGION, Bench, failing, part, things

REPLACED = "Requested update requires the creation of a new physical resource; hence creating one."


@pytest.fixture
def made(bench: Bench) -> Bench:
    """A stack with A, and B that refers to it."""
    create(bench.world, REGION, bench.stack, bench.wanted(*parts()), bench.worker)
    bench.passes()
    assert bench.stack.status == "CREATE_COMPLETE"
    return bench


def parts(**of_a: object) -> tuple[Part, Part]:
    return part("A", **{"Kind": "old", "Colour": "red", **of_a}), part("B", Needs={"Ref": "A"})


def changed(bench: Bench, wanted: Submission, *, keep: bool = False) -> list[str]:
    """The events of an update to its end."""
    since = len(bench.stack.events)
    update(bench.world, REGION, bench.stack, wanted, bench.worker, disable_rollback=keep)
    bench.passes()
    return bench.events(since)


def test_in_place(made: Bench) -> None:
    assert changed(made, made.wanted(*parts(Colour="blue"))) == [
        "box UPDATE_IN_PROGRESS: User Initiated",
        "A UPDATE_IN_PROGRESS",
        "A UPDATE_COMPLETE",
        "box UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "box UPDATE_COMPLETE",
    ]
    assert things(made.world)["thing-A-1"]["Colour"] == "blue"


def test_another_resource_and_who_refers_to_it(made: Bench) -> None:
    """The old one goes in the clean-up, after the one that refers to it has been changed."""
    assert changed(made, made.wanted(*parts(Kind="new"))) == [
        "box UPDATE_IN_PROGRESS: User Initiated",
        f"A UPDATE_IN_PROGRESS: {REPLACED}",
        "A UPDATE_IN_PROGRESS: Resource creation Initiated",
        "A UPDATE_COMPLETE",
        "B UPDATE_IN_PROGRESS",
        "B UPDATE_COMPLETE",
        "box UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "A DELETE_IN_PROGRESS",
        "A DELETE_COMPLETE",
        "box UPDATE_COMPLETE",
    ]
    assert {name: one.get("Needs") for name, one in things(made.world).items()} == {
        "thing-A-2": None,
        "thing-B-1": "thing-A-2",
    }


def test_what_is_added_and_what_isnt_wanted_any_more(made: Bench) -> None:
    events = changed(made, made.wanted(part("A", Kind="old", Colour="red"), part("C")))
    assert "C CREATE_COMPLETE" in events
    assert events[-3:] == ["B DELETE_IN_PROGRESS", "B DELETE_COMPLETE", "box UPDATE_COMPLETE"]
    assert set(things(made.world)) == {"thing-A-1", "thing-C-1"}


def test_a_policy_alone_is_taken_over(made: Bench) -> None:
    kept = part("A", deletion_policy="Retain", Kind="old", Colour="red")
    assert changed(made, made.wanted(kept, parts()[1]))[-1] == "box UPDATE_COMPLETE"
    with pytest.raises(ApiError, match="No updates are to be performed"):
        changed(made, made.wanted(kept, parts()[1]))
    delete(made.world, REGION, made.stack, made.worker)
    made.passes()
    assert set(things(made.world)) == {"thing-A-1"}


def test_another_type_under_the_same_logical_id_is_refused(made: Bench) -> None:
    told = r"Update of resource type is not permitted\. The new template modifies resource type of the following"
    since = len(made.stack.events)
    other = replace(parts()[0], kind="AWS::IAM::Group", properties={})
    with pytest.raises(ApiError, match=told + r" resources: \[A\]"):
        changed(made, made.wanted(other, parts()[1]))
    assert made.events(since) == []


def test_what_is_retained_is_forgotten(made: Bench) -> None:
    changed(made, made.wanted(*parts(), part("C", deletion_policy="Retain")))
    assert "C DELETE_SKIPPED" in changed(made, made.wanted(*parts()))
    assert "thing-C-1" in things(made.world)


def test_nothing_to_do(made: Bench) -> None:
    before = len(made.stack.events)
    with pytest.raises(ApiError, match="No updates are to be performed"):
        update(made.world, REGION, made.stack, made.wanted(*parts()), made.worker)
    assert len(made.stack.events) == before


def test_tags_of_the_stack_are_passed_on(made: Bench) -> None:
    changed(made, made.wanted(*parts(), tags={"team": "blue"}))
    assert {name: one["StackTags"] for name, one in things(made.world).items()} == {
        "thing-A-1": {"team": "blue"},
        "thing-B-1": {"team": "blue"},
    }


def test_outputs_alone(made: Bench) -> None:
    outputs = {"Name": Told("Name", {"Ref": "A"})}
    assert changed(made, made.wanted(*parts(), outputs=outputs))[-1] == "box UPDATE_COMPLETE"
    assert [(one.name, one.value) for one in made.stack.outputs] == [("Name", "thing-A-1")]


def test_a_failure_takes_everything_back(made: Bench) -> None:
    before = dict(things(made.world))
    wanted = made.wanted(*parts(Kind="new"), part("C", "B"), part("Bad", "C", Fails="create"))
    events = changed(made, wanted)
    at = events.index("box UPDATE_ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [Bad]. ")
    assert "Bad CREATE_FAILED: Bad fails to create" in events[:at]
    assert events[-1] == "box UPDATE_ROLLBACK_COMPLETE"
    assert things(made.world) == before
    assert made.stack.resources["A"].physical_id == "thing-A-1"
    assert made.stack.submission is not wanted


def test_what_is_under_way_is_cancelled(made: Bench) -> None:
    wanted = made.wanted(*parts(), part("Slow", Seconds=500), part("Bad", Fails="create", Seconds=5))
    events = changed(made, wanted)
    assert "Slow CREATE_FAILED: Resource creation cancelled" in events
    assert set(things(made.world)) == {"thing-A-1", "thing-B-1"}
    assert made.stack.status == "UPDATE_ROLLBACK_COMPLETE"


def test_left_as_it_is_and_gone_on_with(made: Bench) -> None:
    bad = made.wanted(*parts(Colour="blue"), part("C", "A", Fails="create"))
    assert changed(made, bad, keep=True)[-1].startswith("box UPDATE_FAILED: The following resource(s) failed to create")
    assert things(made.world)["thing-A-1"]["Colour"] == "blue"
    assert changed(made, made.wanted(*parts(Colour="blue"), part("C", "A")))[-1] == "box UPDATE_COMPLETE"
    assert set(things(made.world)) == {"thing-A-1", "thing-B-1", "thing-C-2"}


def test_cancelled(made: Bench) -> None:
    before = dict(things(made.world))
    update(made.world, REGION, made.stack, made.wanted(*parts(Kind="new", Seconds=900)), made.worker)
    made.passes(60)
    assert made.stack.status == "UPDATE_IN_PROGRESS"
    cancel_update(made.world, REGION, made.stack)
    assert made.stack.status == "UPDATE_ROLLBACK_IN_PROGRESS"
    made.passes()
    assert made.stack.status == "UPDATE_ROLLBACK_COMPLETE"
    assert things(made.world) == before


def test_a_rollback_that_fails_is_continued(made: Bench) -> None:
    update(
        made.world, REGION, made.stack, made.wanted(*parts(Colour="blue"), part("C", "A", Fails="create")), made.worker
    )
    made.passes(25)
    failing(made.world)["thing-A-1"] = "update"
    made.passes()
    assert made.stack.status == "UPDATE_ROLLBACK_FAILED"
    with pytest.raises(ApiError, match="UPDATE_FAILED"):
        continue_rollback(made.world, REGION, made.stack, made.worker, ["B"])
    failing(made.world).clear()
    continue_rollback(made.world, REGION, made.stack, made.worker)
    made.passes()
    assert made.stack.status == "UPDATE_ROLLBACK_COMPLETE"
    assert things(made.world)["thing-A-1"]["Colour"] == "red"
    assert set(things(made.world)) == {"thing-A-1", "thing-B-1"}


def test_a_rollback_that_fails_without_a_resource(made: Bench) -> None:
    update(
        made.world, REGION, made.stack, made.wanted(*parts(Colour="blue"), part("C", "A", Fails="create")), made.worker
    )
    made.passes(25)
    failing(made.world)["thing-A-1"] = "update"
    made.passes()
    continue_rollback(made.world, REGION, made.stack, made.worker, ["A"])
    made.passes()
    assert made.stack.status == "UPDATE_ROLLBACK_COMPLETE"


@pytest.mark.parametrize("seconds", [5, 12, 25, 40, 60])
def test_deleted_in_the_middle_nothing_is_left(made: Bench, seconds: int) -> None:
    update(made.world, REGION, made.stack, made.wanted(*parts(Kind="new"), part("C")), made.worker)
    made.passes(seconds)
    delete(made.world, REGION, made.stack, made.worker)
    made.passes()
    assert made.stack.status == "DELETE_COMPLETE"
    assert things(made.world) == {}


@pytest.mark.expects_fault
def test_a_fault_of_ours_never_hangs_the_stack(made: Bench) -> None:
    events = changed(made, made.wanted(*parts(), part("C", Breaks="create")))
    assert "C CREATE_FAILED: Internal failure of the simulator: ZeroDivisionError: C breaks in create" in events
    assert events[-1] == "box UPDATE_ROLLBACK_COMPLETE"
