"""A stack being made, failing, and being rolled back."""

from __future__ import annotations

import pytest

from c9lib.simulator.api import ApiError
from c9lib.simulator.services.cloudformation.engine import create
from c9lib.simulator.services.stacks import Submission
from c9lib.simulator.templates.nouns import Told
from tests.simulator.services.cloudformation.engine.things import REGION, Bench, part, things


def make(bench: Bench, wanted: Submission) -> None:
    create(bench.world, REGION, bench.stack, wanted, bench.worker)
    bench.passes()


def test_resources_are_made_in_the_order_of_what_they_need(bench: Bench) -> None:
    wanted = bench.wanted(part("B", Needs={"Ref": "A"}), part("A"), tags={"team": "blue"})
    make(bench, wanted)
    assert bench.events() == [
        "box CREATE_IN_PROGRESS: User Initiated",
        "A CREATE_IN_PROGRESS",
        "A CREATE_IN_PROGRESS: Resource creation Initiated",
        "A CREATE_COMPLETE",
        "B CREATE_IN_PROGRESS",
        "B CREATE_IN_PROGRESS: Resource creation Initiated",
        "B CREATE_COMPLETE",
        "box CREATE_COMPLETE",
    ]
    assert things(bench.world)["thing-B-1"] == {"Needs": "thing-A-1", "StackTags": {"team": "blue"}}
    assert bench.stack.submission is wanted
    assert bench.stack.resources["B"].depends_on == ("A",)


def test_what_needs_nobody_is_made_in_parallel(bench: Bench) -> None:
    make(bench, bench.wanted(part("A", Seconds=60), part("B", Seconds=60), part("C", ("A", "B"))))
    begun = {one.logical_id: one.moment for one in reversed(bench.stack.events) if one.status == "CREATE_IN_PROGRESS"}
    assert begun["A"] == begun["B"]
    assert (begun["C"] - begun["A"]).total_seconds() == 61


def test_outputs_are_there_at_the_end(bench: Bench) -> None:
    outputs = {"Arn": Told("Arn", {"Fn::GetAtt": ["A", "Arn"]}, "its ARN", export={"Fn::Sub": "${AWS::StackName}-arn"})}
    create(bench.world, REGION, bench.stack, bench.wanted(part("A"), outputs=outputs), bench.worker)
    assert bench.stack.outputs == ()
    bench.passes()
    (told,) = bench.stack.outputs
    assert (told.name, told.value, told.description, told.export) == ("Arn", "arn:thing-A-1", "its ARN", "box-arn")


def test_a_failure_cancels_what_is_under_way_and_rolls_back(bench: Bench) -> None:
    make(
        bench,
        bench.wanted(
            part("A", Seconds=0),
            part("Bad", "A", Fails="create", Seconds=5),
            part("Slow", "A", Seconds=500),
            part("Late", "Bad"),
            part("Nameless", "A", Quiet=500),
        ),
    )
    assert bench.events()[4:] == [
        "Bad CREATE_IN_PROGRESS",
        "Bad CREATE_IN_PROGRESS: Resource creation Initiated",
        "Slow CREATE_IN_PROGRESS",
        "Slow CREATE_IN_PROGRESS: Resource creation Initiated",
        "Nameless CREATE_IN_PROGRESS",
        "Bad CREATE_FAILED: Bad fails to create",
        "Slow CREATE_FAILED: Resource creation cancelled",
        "Nameless CREATE_FAILED: Resource creation cancelled",
        "box ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [Bad, Slow, Nameless]. "
        "Rollback requested by user.",
        "Nameless DELETE_COMPLETE",
        "Slow DELETE_IN_PROGRESS",
        "Bad DELETE_IN_PROGRESS",
        "Bad DELETE_COMPLETE",
        "Slow DELETE_COMPLETE",
        "A DELETE_IN_PROGRESS",
        "A DELETE_COMPLETE",
        "box ROLLBACK_COMPLETE",
    ]
    assert things(bench.world) == {}
    assert "Late" not in bench.stack.resources


@pytest.mark.expects_fault
@pytest.mark.parametrize("verb", ["start", "create"])
def test_a_fault_of_ours_fails_the_resource(bench: Bench, verb: str) -> None:
    make(bench, bench.wanted(part("A"), part("Bad", "A", Breaks=verb)))
    assert f"Bad CREATE_FAILED: Internal failure of the simulator: ZeroDivisionError: Bad breaks in {verb}" in (
        bench.events()
    )
    assert bench.stack.status == "ROLLBACK_COMPLETE"
    assert things(bench.world) == {}


def test_do_nothing_goes_on_with_the_independent_ones(bench: Bench) -> None:
    parts = (part("Bad", Fails="create", Seconds=1), part("Late", "Bad"), part("A", Seconds=60), part("B", "A"))
    make(bench, bench.wanted(*parts, on_failure="DO_NOTHING"))
    assert bench.events()[-1] == "box CREATE_FAILED: The following resource(s) failed to create: [Bad]. "
    assert set(things(bench.world)) == {"thing-Bad-1", "thing-A-1", "thing-B-1"}


def test_delete_on_failure_leaves_no_stack(bench: Bench) -> None:
    make(bench, bench.wanted(part("A"), part("Bad", "A", Fails="start"), on_failure="DELETE"))
    assert bench.events()[-5:] == [
        "box DELETE_IN_PROGRESS: The following resource(s) failed to create: [Bad]. Delete requested by user.",
        "Bad DELETE_COMPLETE",
        "A DELETE_IN_PROGRESS",
        "A DELETE_COMPLETE",
        "box DELETE_COMPLETE",
    ]
    assert bench.stack.deleted == bench.stack.events[-1].moment


def test_a_stack_that_takes_too_long_is_rolled_back(bench: Bench) -> None:
    make(bench, bench.wanted(part("A", Seconds=400), timeout_minutes=5))
    told = [line for line in bench.events() if line.startswith("box ROLLBACK_IN")]
    why = "Stack creation time exceeded the specified timeout. Rollback requested by user."
    assert told == [f"box ROLLBACK_IN_PROGRESS: {why}"]
    assert bench.stack.status == "ROLLBACK_COMPLETE"
    assert things(bench.world) == {}


def test_a_stack_in_time_isnt_rolled_back_afterwards(bench: Bench) -> None:
    make(bench, bench.wanted(part("A", Seconds=200), timeout_minutes=5))
    assert bench.stack.status == "CREATE_COMPLETE"


def test_a_handler_that_never_ends_is_given_up(bench: Bench) -> None:
    make(bench, bench.wanted(part("A", Seconds=8000)))
    assert any("A CREATE_FAILED: Exceeded attempts to wait" in line for line in bench.events())


def test_what_a_rollback_cant_remove_is_said(bench: Bench) -> None:
    make(bench, bench.wanted(part("Root"), part("A", "Root", Fails="delete"), part("Bad", "A", Fails="start")))
    assert bench.events()[-3:] == [
        "A DELETE_IN_PROGRESS",
        "A DELETE_FAILED: A fails to delete",
        "box ROLLBACK_FAILED: The following resource(s) failed to delete: [A]. ",
    ]
    assert set(things(bench.world)) == {"thing-Root-1", "thing-A-1"}


def test_retain_holds_in_a_rollback_too_and_retain_except_on_create_doesnt(bench: Bench) -> None:
    parts = (
        part("Kept", deletion_policy="Retain"),
        part("Gone", deletion_policy="RetainExceptOnCreate"),
        part("Bad", ("Kept", "Gone"), Fails="start"),
    )
    make(bench, bench.wanted(*parts))
    assert "Kept DELETE_SKIPPED" in bench.events()
    assert bench.stack.status == "ROLLBACK_COMPLETE"
    assert set(things(bench.world)) == {"thing-Kept-1"}


def test_a_condition_leaves_a_resource_out(bench: Bench) -> None:
    conditions = {"Never": {"Fn::Equals": ["a", "b"]}}
    maybe = {"Fn::If": ["Never", {"Ref": "B"}, "nobody"]}
    make(bench, bench.wanted(part("A", Needs=maybe), part("B", condition="Never"), conditions=conditions))
    assert bench.stack.status == "CREATE_COMPLETE"
    assert list(bench.stack.resources) == ["A"]


def test_who_needs_what_is_left_out_is_refused_at_once(bench: Bench) -> None:
    conditions = {"Never": {"Fn::Equals": ["a", "b"]}}
    wanted = bench.wanted(part("A", Needs={"Ref": "B"}), part("B", condition="Never"), conditions=conditions)
    with pytest.raises(ApiError, match=r"Unresolved resource dependencies \[B\] in the Resources block"):
        create(bench.world, REGION, bench.stack, wanted, bench.worker)
    assert bench.stack.status == ""
    assert bench.stack.events == []


def test_a_value_that_cant_be_resolved_fails_its_resource(bench: Bench) -> None:
    make(bench, bench.wanted(part("A"), part("B", "A", Needs={"Fn::GetAtt": ["A", "Size"]})))
    assert "B CREATE_FAILED: Resource A has no Size now" in bench.events()
    assert bench.stack.status == "ROLLBACK_COMPLETE"


def test_a_chain_of_hundreds_is_no_matter(bench: Bench) -> None:
    chain = [part("R0", Seconds=0)] + [part(f"R{number}", f"R{number - 1}", Seconds=0) for number in range(1, 400)]
    make(bench, bench.wanted(*chain))
    assert bench.stack.status == "CREATE_COMPLETE"
    assert len(things(bench.world)) == 400
