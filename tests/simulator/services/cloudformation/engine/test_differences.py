"""What a change set shows: what would be done to which resource, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from c9lib.simulator.api import ApiError
from c9lib.simulator.services.cloudformation.engine import create, differences, differs
from c9lib.simulator.services.cloudformation.engine.sources import Detail
from c9lib.simulator.services.stacks import Submission
from c9lib.simulator.templates.nouns import Declared, Given, Told
from tests.simulator.services.cloudformation.engine.things import REGION, Bench, part, things

COLOUR = {"Colour": Declared("Colour", "String")}


def wanted(bench: Bench, colour: str = "red", kind: str = "old", **more: object) -> Submission:
    given = {"Colour": Given("Colour", colour, colour)}
    parts = (part("A", Kind=kind, Colour={"Ref": "Colour"}), part("B", Needs={"Fn::GetAtt": ["A", "Arn"]}))
    return bench.wanted(*parts, parameters=COLOUR, given=given, **more)


@pytest.fixture
def made(bench: Bench) -> Bench:
    create(bench.world, REGION, bench.stack, wanted(bench), bench.worker)
    bench.passes()
    return bench


def found(bench: Bench, what: Submission) -> dict[str, tuple[str, str, str]]:
    told = differences(bench.world, REGION, bench.stack, what, bench.worker)
    return {one.logical_id: (one.action, one.replacement, one.policy_action) for one in told}


def test_of_a_new_stack_everything_is_added(bench: Bench) -> None:
    assert found(bench, wanted(bench)) == {"A": ("Add", "", ""), "B": ("Add", "", "")}


def test_nothing(made: Bench) -> None:
    assert found(made, wanted(made)) == {}
    assert not differs(made.stack, wanted(made))


def test_a_parameter_changes_in_place(made: Bench) -> None:
    one, reader = differences(made.world, REGION, made.stack, wanted(made, "blue"), made.worker)
    assert (one.action, one.logical_id, one.replacement, one.scope) == ("Modify", "A", "False", ("Properties",))
    assert one.details == (Detail("Properties", "Colour", "Never", "Static", "ParameterReference", "Colour"),)
    assert one.physical_id == "thing-A-1"
    # Who reads an attribute of it may change with it: AWS can't tell before.
    assert reader.details == (Detail("Properties", "Needs", "Never", "Dynamic", "ResourceAttribute", "A.Arn"),)


def test_a_policy_alone(made: Bench) -> None:
    a, b = wanted(made).template.parts.values()
    kept = replace(a, deletion_policy="Retain", update_replace_policy="Retain")
    what = made.wanted(kept, b, parameters=COLOUR, given={"Colour": Given("Colour", "red", "red")})
    [one] = differences(made.world, REGION, made.stack, what, made.worker)
    assert (one.action, one.logical_id, one.replacement) == ("Modify", "A", "False")
    assert one.scope == ("DeletionPolicy", "UpdateReplacePolicy")
    assert one.details == (Detail("DeletionPolicy"), Detail("UpdateReplacePolicy"))


def test_another_resource_and_who_refers_to_it(made: Bench) -> None:
    a, b = differences(made.world, REGION, made.stack, wanted(made, kind="new"), made.worker)
    assert (a.replacement, a.policy_action) == ("True", "ReplaceAndDelete")
    assert a.details == (Detail("Properties", "Kind", "Always", "Static", "DirectModification"),)
    assert (b.replacement, b.details[0].evaluation, b.details[0].causing) == ("False", "Dynamic", "A.Arn")
    assert b.details[0].source == "ResourceAttribute"


def test_what_hangs_on_the_unknown_is_conditional(made: Bench) -> None:
    changed = made.wanted(
        part("A", Kind="new", Colour={"Ref": "Colour"}),
        part("B", Kind={"Ref": "A"}, Needs={"Fn::GetAtt": ["A", "Arn"]}),
        parameters=COLOUR,
        given={"Colour": Given("Colour", "red", "red")},
    )
    assert found(made, changed)["B"][:2] == ("Modify", "Conditional")


def test_removed_and_retained(made: Bench) -> None:
    only = made.wanted(part("C", update_replace_policy="Retain"))
    assert found(made, only) == {
        "C": ("Add", "", ""),
        "A": ("Remove", "", "Delete"),
        "B": ("Remove", "", "Delete"),
    }


def test_tags_of_the_stack(made: Bench) -> None:
    told = differences(made.world, REGION, made.stack, wanted(made, tags={"team": "blue"}), made.worker)
    assert [(one.logical_id, one.scope, one.replacement) for one in told] == [
        ("A", ("Tags",), "False"),
        ("B", ("Tags",), "False"),
    ]


def test_outputs_alone_are_a_change(made: Bench) -> None:
    what = wanted(made, outputs={"Name": Told("Name", {"Ref": "A"})})
    assert found(made, what) == {}
    assert differs(made.stack, what)


def test_looking_changes_nothing(made: Bench) -> None:
    before = (dict(things(made.world)), len(made.stack.events), made.stack.submission)
    differences(made.world, REGION, made.stack, wanted(made, "blue", "new"), made.worker)
    assert (dict(things(made.world)), len(made.stack.events), made.stack.submission) == before


def test_what_cant_be_resolved_is_refused(made: Bench) -> None:
    what = made.wanted(part("A", Needs={"Fn::ImportValue": "nowhere"}))
    with pytest.raises(ApiError, match="No export named nowhere found"):
        differences(made.world, REGION, made.stack, what, made.worker)
