"""A resource of a stack that another physical resource takes the place of, and what an update uses and gives back."""

from __future__ import annotations

import pytest

from c9lib.simulator.services.cloudformation.engine import comparing, create, delete, differences, update
from c9lib.simulator.services.stacks import Submission
from c9lib.simulator.templates.nouns import Part, Told
from tests.simulator.services.cloudformation.engine.things import REGION, Bench, described, failing, part, things


def made(bench: Bench, *parts: Part, **more: object) -> Bench:
    create(bench.world, REGION, bench.stack, bench.wanted(*parts, **more), bench.worker)
    bench.passes()
    return bench


def changed(bench: Bench, wanted: Submission, *, keep: bool = False) -> list[str]:
    """The events of an update to its end."""
    since = len(bench.stack.events)
    update(bench.world, REGION, bench.stack, wanted, bench.worker, disable_rollback=keep)
    bench.passes()
    return bench.events(since)


@pytest.fixture
def one_at_a_time(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """A type of which the old resource goes before the new one is made."""
    monkeypatch.setattr(comparing, "type_of", lambda _: described(delete_first=True))
    return bench


def test_a_name_of_the_template_is_in_the_way(bench: Bench) -> None:
    made(bench, part("A", Name="mine", Kind="old"))
    told = "CloudFormation cannot update a stack when a custom-named resource requires replacing."
    events = changed(bench, bench.wanted(part("A", Name="mine", Kind="new")))
    assert f"A UPDATE_FAILED: {told} Rename mine and update the stack again." in events
    assert events[-1] == "box UPDATE_ROLLBACK_COMPLETE"
    assert things(bench.world)["mine"]["Kind"] == "old"
    assert changed(bench, bench.wanted(part("A", Name="other", Kind="new")))[-1] == "box UPDATE_COMPLETE"
    assert set(things(bench.world)) == {"other"}


def test_the_old_one_stays_where_the_template_says_so(bench: Bench) -> None:
    made(bench, part("A", Kind="old"))
    events = changed(bench, bench.wanted(part("A", Kind="new", update_replace_policy="Retain")))
    assert events[-2:] == ["A DELETE_SKIPPED", "box UPDATE_COMPLETE"]
    assert set(things(bench.world)) == {"thing-A-1", "thing-A-2"}


def test_what_a_clean_up_cant_remove_is_tried_three_times(bench: Bench) -> None:
    made(bench, part("A", Kind="old"))
    failing(bench.world)["thing-A-1"] = "delete"
    events = changed(bench, bench.wanted(part("A", Kind="new")))
    assert events.count("A DELETE_FAILED: A fails to delete") == 3
    assert events[-1] == "box UPDATE_COMPLETE: Update successful. One or more resources could not be deleted."
    assert bench.stack.resources["A"].status == "UPDATE_COMPLETE"


def test_the_old_one_goes_first(one_at_a_time: Bench) -> None:
    bench = made(one_at_a_time, part("A", Kind="old"), part("B", Needs={"Ref": "A"}))
    events = changed(bench, bench.wanted(part("A", Kind="new"), part("B", Needs={"Ref": "A"})))
    assert events[-2:] == ["box UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "box UPDATE_COMPLETE"]
    assert set(things(bench.world)) == {"thing-A-2", "thing-B-1"}
    assert things(bench.world)["thing-B-1"]["Needs"] == "thing-A-2"


@pytest.mark.parametrize("fails", ["start", "create"])
def test_it_is_made_again_when_the_update_is_taken_back(one_at_a_time: Bench, fails: str) -> None:
    bench = made(one_at_a_time, part("A", Kind="old"))
    events = changed(bench, bench.wanted(part("A", Kind="new", Fails=fails)))
    assert events[-1] == "box UPDATE_ROLLBACK_COMPLETE"
    [left] = things(bench.world).values()
    assert left["Kind"] == "old"
    assert bench.stack.resources["A"].physical_id in things(bench.world)
    assert changed(bench, bench.wanted(part("A", Kind="newest")))[-1] == "box UPDATE_COMPLETE"
    assert [one["Kind"] for one in things(bench.world).values()] == ["newest"]


def test_the_old_one_cant_be_removed_first(one_at_a_time: Bench) -> None:
    bench = made(one_at_a_time, part("A", Kind="old"))
    failing(bench.world)["thing-A-1"] = "delete"
    events = changed(bench, bench.wanted(part("A", Kind="new")))
    assert "A UPDATE_FAILED: A fails to delete" in events
    assert events[-1] == "box UPDATE_ROLLBACK_COMPLETE"
    assert things(bench.world)["thing-A-1"]["Kind"] == "old"


def test_what_is_left_as_it_is_says_which_failed(one_at_a_time: Bench) -> None:
    bench = made(one_at_a_time, part("A", Kind="old"), part("B", Kind="old"))
    events = changed(bench, bench.wanted(part("A", Kind="new", Fails="create"), part("B", Kind="new")), keep=True)
    assert events[-1] == "box UPDATE_FAILED: The following resource(s) failed to update: [A]. "
    assert bench.stack.resources["A"].status == "UPDATE_FAILED"
    assert sorted(one["Kind"] for one in things(bench.world).values()) == ["new", "old"]
    assert changed(bench, bench.wanted(part("A", Kind="new"), part("B", Kind="new")))[-1] == "box UPDATE_COMPLETE"
    assert [one["Kind"] for one in things(bench.world).values()] == ["new", "new"]


def test_after_several_that_were_left_a_deletion_removes_every_one(bench: Bench) -> None:
    bad = part("Bad", "A", Fails="create")
    made(bench, part("A", Kind="1"))
    for kind in ("2", "3"):
        assert changed(bench, bench.wanted(part("A", Kind=kind), bad), keep=True)[-1].startswith("box UPDATE_FAILED")
    assert {"thing-A-1", "thing-A-2", "thing-A-3"} < set(things(bench.world))
    delete(bench.world, REGION, bench.stack, bench.worker)
    bench.passes()
    assert bench.stack.status == "DELETE_COMPLETE"
    assert things(bench.world) == {}


def test_after_several_that_were_left_a_rollback_goes_back_to_the_first(bench: Bench) -> None:
    bad = part("Bad", "A", Fails="create")
    made(bench, part("A", Kind="1"))
    changed(bench, bench.wanted(part("A", Kind="2"), bad), keep=True)
    assert changed(bench, bench.wanted(part("A", Kind="3"), bad))[-1] == "box UPDATE_ROLLBACK_COMPLETE"
    assert set(things(bench.world)) == {"thing-A-1"}
    assert bench.stack.resources["A"].properties == {"Kind": "1"}


def test_a_creation_that_was_left_is_gone_on_with_though_all_resources_are_there(bench: Bench) -> None:
    told = Told("Arn", {"Fn::GetAtt": ["A", "Arn"]}, export="shared")
    other = made(bench.beside("other"), part("O"), outputs={"Arn": Told("Arn", "x", export="shared")})
    wanted = bench.wanted(part("A"), outputs={"Arn": told}, on_failure="DO_NOTHING")
    create(bench.world, REGION, bench.stack, wanted, bench.worker)
    bench.passes()
    why = "Export with name shared is already exported by stack other. "
    assert bench.events()[-1] == f"box CREATE_FAILED: {why}"
    delete(bench.world, REGION, other.stack, bench.worker)
    bench.passes()
    assert changed(bench, wanted)[-1] == "box UPDATE_COMPLETE"
    assert bench.stack.outputs[0].export == "shared"


def test_an_update_that_is_taken_back_uses_no_export_any_more(bench: Bench) -> None:
    other = made(bench.beside("other"), part("O"), outputs={"Arn": Told("Arn", "x", export="shared")})
    made(bench, part("A", Colour="red"))
    bad = part("Bad", "A", Fails="create")
    changed(bench, bench.wanted(part("A", Colour={"Fn::ImportValue": "shared"}), bad))
    assert bench.stack.status == "UPDATE_ROLLBACK_COMPLETE"
    delete(bench.world, REGION, other.stack, bench.worker)
    bench.passes()
    assert other.stack.status == "DELETE_COMPLETE"


def test_what_reads_of_a_resource_that_is_changed_is_looked_at_afterwards(bench: Bench) -> None:
    """An attribute may change with what is changed in place: the change set can't know, and says so."""
    made(bench, part("A", Colour="red"), part("B", Needs={"Fn::GetAtt": ["A", "Colour"]}))
    wanted = bench.wanted(part("A", Colour="blue"), part("B", Needs={"Fn::GetAtt": ["A", "Colour"]}))
    a, b = differences(bench.world, REGION, bench.stack, wanted, bench.worker)
    assert (a.logical_id, a.replacement) == ("A", "False")
    assert (b.logical_id, b.details[0].evaluation, b.details[0].causing) == ("B", "Dynamic", "A.Colour")
    assert "B UPDATE_COMPLETE" in changed(bench, wanted)
    assert things(bench.world)["thing-B-1"]["Needs"] == "blue"
