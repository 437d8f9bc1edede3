"""What a resource needs, which resources are made, and circles."""

from __future__ import annotations

import graphlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c9lib.simulator.templates import order
from c9lib.simulator.templates.nouns import TemplateError
from c9lib.simulator.templates.order import cycles, needs, present
from tests.simulator.templates.making import template

TEXT = """
Parameters: {Name: {Type: String}}
Conditions: {Nat: !Equals [!Ref Name, nat], Open: !Equals [!Ref Name, public]}
Resources:
  Vpc: {Type: V}
  Gateway: {Type: G, Condition: Nat, Properties: {VpcId: !Ref Vpc, Name: !Ref Name}}
  Group: {Type: S, Properties: {VpcId: !GetAtt Vpc.Id, Text: !Sub '${Net.Id}-${Name}-${!Gateway}'}}
  Net: {Type: N, Properties: {A: !If [Nat, !Ref Gateway, !Ref Vpc], B: !Sub ['${Gateway}', {Gateway: a}]}}
  Ready: {Type: R, Metadata: {After: !If [Nat, !Ref Gateway, '']}}
  Last: {Type: L, DependsOn: [Group, Vpc]}
Outputs:
  Id: {Value: !If [Nat, !Ref Gateway, !Ref 'AWS::Region']}
  Gone: {Value: !Ref Gateway, Condition: Nat}
"""


@pytest.mark.parametrize(
    ("name", "living", "expected"),
    [
        ("Vpc", None, set()),
        ("Gateway", None, {"Vpc"}),
        ("Group", None, {"Vpc", "Net"}),
        ("Net", None, {"Gateway", "Vpc"}),
        ("Net", {"Nat"}, {"Gateway"}),
        ("Net", set(), {"Vpc"}),
        ("Ready", None, {"Gateway"}),
        ("Ready", {"Nat"}, {"Gateway"}),
        ("Ready", set(), set()),
        ("Last", set(), {"Group", "Vpc"}),
    ],
)
def test_a_resource_needs_what_it_points_at(name: str, living: set[str] | None, expected: set[str]) -> None:
    made = template(TEXT)

    assert needs(made.parts[name], made, living) == expected


def test_a_resource_whose_condition_does_not_hold_is_not_made() -> None:
    made = template(TEXT)

    assert list(present(made)) == list(made.parts)
    assert list(present(made, {"Nat"})) == list(made.parts)
    assert list(present(made, {"Open"})) == [name for name in made.parts if name != "Gateway"]


@pytest.mark.parametrize("living", [set(), {"Nat"}, {"Open"}])
def test_what_points_at_what_is_made_is_taken(living: set[str]) -> None:
    order.check(template(TEXT), living)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "B: {Type: T, Properties: {P: !Ref A}}",
            "Template format error: Unresolved resource dependencies [A] in the Resources block of the template",
        ),
        (
            "B: {Type: T, Properties: {P: !GetAtt A.Id}}, C: {Type: T, Properties: {P: !Sub '${A.Id}'}}",
            "Template format error: Unresolved resource dependencies [A] in the Resources block of the template",
        ),
        (
            "B: {Type: T, DependsOn: A}",  # a condition is no excuse
            "Template format error: Unresolved resource dependencies [A] in the Resources block of the template",
        ),
        (
            "B: {Type: T, Properties: {P: !If [C, x, !Ref A]}}",
            "Template format error: Unresolved resource dependencies [A] in the Resources block of the template",
        ),
        (
            "B: {Type: T, Properties: {P: !If [C, !Ref D, !Ref D]}}, D: {Type: T, Metadata: {P: !If [C, x, !Ref B]}}",
            "Circular dependency between resources: [B, D]",
        ),
    ],
)
def test_what_points_at_what_is_not_made_is_refused_in_awss_words(text: str, message: str) -> None:
    made = template(f"Conditions: {{C: !Equals [a, b]}}\nResources: {{A: {{Type: T, Condition: C}}, {text}}}")

    order.check(made, {"C"})
    with pytest.raises(TemplateError) as refused:
        order.check(made, set())

    assert str(refused.value) == message


def test_an_output_of_what_is_not_made_is_refused_without_the_words_in_front() -> None:
    made = template(
        "Conditions: {C: !Equals [a, b]}\nResources: {A: {Type: T, Condition: C}}\nOutputs: {O: {Value: !Ref A}}"
    )

    order.check(made, {"C"})
    with pytest.raises(TemplateError) as refused:
        order.check(made, set())

    assert str(refused.value) == "Unresolved resource dependencies [A] in the Outputs block of the template"


def test_what_is_not_made_may_point_anywhere() -> None:
    both = "A: {Type: T, Condition: C}, B: {Type: T, Condition: C, DependsOn: A}"
    made = template(f"Conditions: {{C: !Equals [a, b]}}\nResources: {{{both}}}")

    order.check(made, set())


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ({}, []),
        ({"A": []}, []),
        ({"A": ["A"]}, ["A"]),
        ({"A": ["B"], "B": ["A"]}, ["A", "B"]),
        ({"A": ["B"], "B": ["C"], "C": ["B"], "D": ["C"], "E": []}, ["B", "C"]),
        ({"A": ["X"], "B": ["A"]}, []),  # what isn't there isn't waited for
        ({"A": ["B"], "B": ["A", "C"], "C": ["D"], "D": ["C"]}, ["A", "B", "C", "D"]),
    ],
)
def test_a_circle_is_found(edges: dict[str, list[str]], expected: list[str]) -> None:
    assert cycles(edges) == expected


NAMES = "ABCDEFG"


@given(st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES))))
def test_there_is_a_circle_where_nothing_can_be_sorted(edges: dict[str, set[str]]) -> None:
    inside = {name: needed & set(edges) for name, needed in edges.items()}
    circle = set(cycles(edges))

    if circle:
        with pytest.raises(graphlib.CycleError) as found:
            list(graphlib.TopologicalSorter(inside).static_order())
        assert set(found.value.args[1]) <= circle
        assert all(inside[name] & circle for name in circle)  # nobody in it could begin
    else:
        assert len(list(graphlib.TopologicalSorter(inside).static_order())) == len(edges)
