"""The outputs of a template."""

from __future__ import annotations

import pytest

from c9lib.simulator.templates.nouns import UNKNOWN, TemplateError
from c9lib.simulator.templates.outputs import exports, outputs
from tests.simulator.templates.making import Known, template

PARAMETERS = "Parameters: {Name: {Type: String}, Names: {Type: CommaDelimitedList}}\n"
KNOWN = Known(
    parameters={"Name": "main", "Names": ["a", "b"]},
    references={"Vpc": "vpc-1"},
    attributes={("Vpc", "Count"): 3, ("Vpc", "Open"): True, ("Vpc", "All"): ["a"]},
)


def test_outputs_are_texts_with_their_exports() -> None:
    made = template(
        PARAMETERS
        + """
Conditions: {Main: !Equals [!Ref Name, main], Other: !Not [!Condition Main]}
Outputs:
  Id: {Value: !Ref Vpc, Description: the network, Export: {Name: !Sub '${AWS::StackName}:${Name}-vpc'}}
  Count: {Value: !GetAtt Vpc.Count}
  Open: {Value: !GetAtt Vpc.Open, Condition: Main}
  Gone: {Value: !Ref Vpc, Condition: Other, Export: {Name: gone}}
  Text: {Value: 10}
"""
    )

    assert outputs(made, KNOWN) == (
        ("Id", "vpc-1", "the network", "mine:main-vpc"),
        ("Count", "3", "", ""),
        ("Open", "true", "", ""),
        ("Text", "10", "", ""),
    )
    assert exports(made, KNOWN) == {"Id": "mine:main-vpc"}


def test_exports_are_known_before_anything_is_made() -> None:
    made = template(PARAMETERS + "Outputs: {Id: {Value: !Ref Vpc, Export: {Name: !Ref Name}}}")

    assert exports(made, Known(parameters={"Name": "main"})) == {"Id": "main"}


def test_an_output_may_be_unknown() -> None:
    made = template("Outputs: {Id: {Value: !Sub 'x-${Vpc}'}}")

    assert outputs(made, Known(references={"Vpc": UNKNOWN})) == (("Id", UNKNOWN, "", ""),)


@pytest.mark.parametrize(
    "value", ["!Ref Names", "!GetAtt Vpc.All", "!Ref 'AWS::NoValue'", "!If [C, a, !Ref 'AWS::NoValue']"]
)
def test_an_output_is_a_text(value: str) -> None:
    made = template(f"{PARAMETERS}Conditions: {{C: !Equals [a, b]}}\nOutputs: {{Id: {{Value: {value}}}}}")

    with pytest.raises(TemplateError) as refused:
        outputs(made, KNOWN)

    told = "Template format error: The Value field of every Outputs member must evaluate to a String."
    assert str(refused.value) == told


@pytest.mark.parametrize("name", ["my.name", "my name", "a/b", "!Ref Names", "''", "!Ref 'AWS::NoValue'"])
def test_the_name_of_an_export_has_no_other_characters(name: str) -> None:
    made = template(f"{PARAMETERS}Outputs: {{Id: {{Value: a, Export: {{Name: {name}}}}}}}")

    with pytest.raises(TemplateError) as refused:
        outputs(made, KNOWN)

    assert str(refused.value) == (
        "Template format error: Output Id is malformed. The Name field of every Export member must be specified and "
        "consist only of alphanumeric characters, colons, or hyphens."
    )
