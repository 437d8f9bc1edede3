"""Whether calls of functions are well-formed."""

from __future__ import annotations

import pytest

from c9lib.simulator.templates.nouns import TemplateError
from tests.simulator.templates.making import refusal, with_property

REST = """
Parameters: {Name: {Type: String}, Names: {Type: CommaDelimitedList}}
Mappings: {M: {A: {B: [c, d]}}}
Conditions: {Always: !Equals [a, a]}
"""

JOIN = (
    "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a "
    "function that returns a list of strings (such as Fn::GetAZs) to be joined."
)
SPLIT = (
    "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function "
    "that returns a string to be split."
)
SUB = (
    "One or more Fn::Sub intrinsic functions don't specify expected arguments. Specify a string as first argument, and "
    "an optional second argument to specify a mapping of values to replace in the string"
)
VARIABLE = (
    "variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons"
)
FIND = "every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value"
ATTRIBUTE = "every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute"
REF = "every Ref object must have a single String value."
IF = "Fn::If requires a list argument with "
SELECT = "Fn::Select requires a list argument with "
CIDR = "every Fn::Cidr object requires three parameters, the address block, the number of ranges and the bits of each."


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("!Ref [Name]", REF),
        ("{Ref: 1}", REF),
        ("{Ref: ''}", REF),
        ("{Ref: {Ref: Name}}", REF),
        ("!GetAtt [Vpc]", ATTRIBUTE),
        ("!GetAtt [Vpc, '']", ATTRIBUTE),
        ("!GetAtt ['', A]", ATTRIBUTE),
        ("!GetAtt [Vpc, A, B]", ATTRIBUTE),
        ("!GetAtt [!Ref Name, A]", ATTRIBUTE),
        ("!Sub ['${Name}']", SUB),
        ("!Sub ['${Name}', {}, {}]", SUB),
        ("!Sub ['${Name}', [a]]", SUB),
        ("!Sub ['${Name}', {Ref: Name}]", SUB),
        ("!Sub [{Ref: Name}, {}]", SUB),
        ("{'Fn::Sub': {Name: a}}", SUB),
        ("{'Fn::Sub': 1}", SUB),
        ("!Sub '${NAME:-default}'", VARIABLE),
        ("!Sub '${ Name }'", VARIABLE),
        ("!Sub '${}'", VARIABLE),
        ("!Sub '${A${Name}}'", VARIABLE),
        ("!Join ['']", JOIN),
        ("!Join ['', a]", JOIN),
        ("!Join [!Ref Name, [a]]", JOIN),
        ("!Join ['', [a], b]", JOIN),
        ("!Split [',']", SPLIT),
        ("!Split ['', a]", SPLIT),
        ("!Split [',', [a]]", SPLIT),
        ("!Split [!Ref Name, a]", SPLIT),
        ("!Select [[0], [a]]", SELECT + "a valid index value as its first element"),
        ("!Select []", SELECT + "a valid index value as its first element"),
        ("!Select [0]", SELECT + "two elements: an integer index and a list"),
        ("!Select [0, a]", SELECT + "two elements: an integer index and a list"),
        ("!Select [0, [a], b]", SELECT + "two elements: an integer index and a list"),
        ("!FindInMap [M, A]", FIND),
        ("!FindInMap [M, A, [B]]", FIND),
        ("!FindInMap M", FIND),
        ("!If [Always, a]", IF + "three elements"),
        ("!If [Always, a, b, c]", IF + "three elements"),
        ("!If [!Equals [a, b], c, d]", IF + "the first element being a condition"),
        ("!If Always", IF + "the first element being a condition"),
        ("{'Fn::Base64': [a]}", "every Fn::Base64 object must have a String-typed value."),
        ("{'Fn::GetAZs': {a: b}}", "every Fn::GetAZs object must have a String-typed value."),
        ("{'Fn::ImportValue': [a]}", "every Fn::ImportValue object must have a String-typed value."),
        ("!Cidr [10.0.0.0/16, 2]", CIDR),
        ("!Cidr [10.0.0.0/16, 2, [8]]", CIDR),
        ("!Equals [a, b]", "Fn::Equals cannot be partially collapsed"),
        ("!Not [!Equals [a, b]]", "Fn::Not cannot be partially collapsed"),
        ("{'Fn::Foo': a}", "Fn::Foo isn't a function of CloudFormation"),
        ("{'Fn::Sub': a, B: c}", "Fn::Sub has to stand alone in its object, and is with [B]"),
        ("[{a: {b: !Join [c]}}]", JOIN),
        ("!Sub ['${x}', {x: !Join [c]}]", JOIN),
    ],
)
def test_a_call_that_is_not_well_formed_is_refused_in_awss_words(value: str, message: str) -> None:
    with pytest.raises(TemplateError) as refused:
        with_property(value, REST)

    assert str(refused.value) == f"Template error: {message}"


@pytest.mark.parametrize(
    "value",
    [
        "!Ref Name",
        "!GetAtt [Net, !Ref Name]",
        "!Sub '${Name}${!Literal}${Net.Id}${AWS::Region}$ {}'",
        "!Sub '${Unclosed'",
        "!Join ['', !Ref Names]",
        "!Join ['', []]",
        "!Join [',', !Split ['|', !Ref Name]]",
        "!Select ['0', !GetAZs '']",
        "!Select [!Ref Name, [a, b]]",
        "!Select [1, !FindInMap [M, !Ref Name, B]]",
        "!FindInMap [M, A, B]",
        "!If [Always, {a: b}, !If [Always, [c], !Ref 'AWS::NoValue']]",
        "!Base64 {'Fn::Sub': '${Name}'}",
        "!GetAZs {Ref: 'AWS::Region'}",
        "!Cidr [!GetAtt Net.Cidr, '2', 8]",
        "{Condition: {StringEquals: {a: b}}}",  # of a policy, not of the template
        "{Condition: Always}",
        "{Ref: a, Other: b}",  # data of some other service
    ],
)
def test_a_call_that_is_well_formed_is_taken(value: str) -> None:
    made = with_property(value, REST)

    assert made.parts["Vpc"].properties["P"] is not None


def test_calls_in_metadata_are_checked_too() -> None:
    assert refusal("Resources: {A: {Type: B, Metadata: {C: !Join [a]}}}") == f"Template error: {JOIN}"


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        (
            "'yes'",
            "Template format error: Conditions can only be boolean operations on parameters and other conditions",
        ),
        ("true", "Template format error: Conditions can only be boolean operations on parameters and other conditions"),
        (
            "!Ref Name",
            "Template format error: Conditions can only be boolean operations on parameters and other conditions",
        ),
        (
            "!If [Other, a, b]",
            "Template format error: Conditions can only be boolean operations on parameters and other conditions",
        ),
        ("!Equals [a]", "Template error: every Fn::Equals object requires a list of 2 string parameters."),
        ("!Equals [a, b, c]", "Template error: every Fn::Equals object requires a list of 2 string parameters."),
        ("!Equals [[a], b]", "Template error: every Fn::Equals object requires a list of 2 string parameters."),
        ("!Equals [!Join [a], b]", f"Template error: {JOIN}"),
        ("!Not [a]", "Template error: Fn::Not requires a list argument with one function token"),
        ("!Not []", "Template error: Fn::Not requires a list argument with one element"),
        (
            "!Not [!Equals [a, b], !Equals [a, b]]",
            "Template error: Fn::Not requires a list argument with one element",
        ),
        (
            "!And [!Equals [a, b]]",
            "Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.",
        ),
        (
            f"!Or [{', '.join(['!Equals [a, b]'] * 11)}]",
            "Template error: every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.",
        ),
        (
            "!And [!Equals [a, b], a]",
            "Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.",
        ),
        (
            "!Or [!Not [!Not [a]], !Condition C]",
            "Template error: Fn::Not requires a list argument with one function token",
        ),
    ],
)
def test_a_condition_that_is_not_well_formed_is_refused_in_awss_words(condition: str, message: str) -> None:
    assert refusal(f"Conditions: {{C: {condition}}}") == message
