"""Parameters and their values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from c9lib.simulator.templates.nouns import Given, NotInTemplates, TemplateError
from c9lib.simulator.templates.parameters import ParameterDoesNotExist, given
from tests.simulator.templates.making import template

STORED = {"/ami": "ami-1", "/ami:2": "ami-2", "/zones": "a, b ,c", "/empty": ""}


def handed(
    declarations: str,
    asked: Mapping[str, str] | None = None,
    previous: Mapping[str, Given] | None = None,
    kept: Collection[str] = (),
    exists: Callable[[str, str], bool] = lambda kind, value: True,
) -> dict[str, Given]:
    """The parameters of a template with these declarations."""
    made = template(f"Parameters: {{{declarations}}}")
    return given(made, asked or {}, previous or {}, kept, exists, STORED.__getitem__)


def value(kind: str, text: str, more: str = "") -> Any:
    """What `Ref` gives of a parameter of this type with this value."""
    return handed(f"P: {{Type: '{kind}'{more}}}", {"P": text})["P"].value


def refused(kind: str, text: str, more: str) -> str:
    """What CloudFormation says of a value."""
    with pytest.raises(TemplateError) as error:
        value(kind, text, f", {more}")
    return str(error.value)


@pytest.mark.parametrize(
    ("default", "text"),
    [
        ("true", "true"),
        ("'true'", "true"),
        ("No", "false"),
        ("30", "30"),
        ("0.50", "0.5"),
        ("010", "8"),
        ("2012-10-17", "2012-10-17"),
    ],
)
def test_a_default_is_a_text_whatever_yaml_makes_of_it(default: str, text: str) -> None:
    assert handed(f"P: {{Type: String, Default: {default}}}")["P"] == Given("P", text, text)


@pytest.mark.parametrize(
    ("kind", "text", "result"),
    [
        ("String", "", ""),
        ("String", " a, b ", " a, b "),
        ("Number", "3.50", "3.50"),
        ("Number", "-1e3", "-1e3"),
        ("CommaDelimitedList", "a, b ,c", ["a", "b", "c"]),
        ("CommaDelimitedList", "a", ["a"]),
        ("CommaDelimitedList", "a,,b", ["a", "", "b"]),
        ("CommaDelimitedList", "", []),
        ("List<Number>", "80, 443", ["80", "443"]),
        ("AWS::EC2::Subnet::Id", "subnet-1", "subnet-1"),
        ("List<AWS::EC2::Subnet::Id>", "subnet-1, subnet-2", ["subnet-1", "subnet-2"]),
        ("AWS::SSM::Parameter::Value<String>", "/ami", "ami-1"),
        ("AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", "/ami:2", "ami-2"),
        ("AWS::SSM::Parameter::Value<List<String>>", "/zones", ["a", "b", "c"]),
        ("AWS::SSM::Parameter::Value<CommaDelimitedList>", "/empty", []),
        ("AWS::SSM::Parameter::Name", "/ami", "/ami"),
    ],
)
def test_ref_gives_a_value_of_its_type(kind: str, text: str, result: object) -> None:
    assert value(kind, text) == result


def test_what_was_handed_in_and_what_was_found_stay_apart() -> None:
    made = handed("P: {Type: 'AWS::SSM::Parameter::Value<List<String>>', NoEcho: true}", {"P": "/zones"})

    assert made == {"P": Given("P", "/zones", ["a", "b", "c"], no_echo=True, resolved="a,b,c")}


@pytest.mark.parametrize(
    ("kind", "text", "more", "message"),
    [
        ("String", "c", "AllowedValues: [a, b]", "Parameter 'P' must be one of AllowedValues"),
        ("String", "1.0", "AllowedValues: [1]", "Parameter 'P' must be one of AllowedValues"),
        ("CommaDelimitedList", "a,c", "AllowedValues: [a, b]", "Parameter 'P' must be one of AllowedValues"),
        ("String", "main!", "AllowedPattern: '[a-z]+'", "Parameter 'P' must match pattern [a-z]+"),
        ("String", "xmain", "AllowedPattern: main", "Parameter 'P' must match pattern main"),
        ("String", "main\n", "AllowedPattern: '^main$'", "Parameter 'P' must match pattern ^main$"),
        ("String", "ä", "AllowedPattern: '\\w'", "Parameter 'P' must match pattern \\w"),
        ("CommaDelimitedList", "a,1", "AllowedPattern: '[a-z]'", "Parameter 'P' must match pattern [a-z]"),
        ("String", "", "MinLength: 1", "Parameter 'P' must contain at least 1 characters"),
        ("String", "abc", "MaxLength: 2", "Parameter 'P' must contain at most 2 characters"),
        ("Number", "abc", "NoEcho: false", "Parameter 'P' must be a number."),
        ("Number", "", "NoEcho: false", "Parameter 'P' must be a number."),
        ("Number", "1_000", "NoEcho: false", "Parameter 'P' must be a number."),
        ("Number", "nan", "NoEcho: false", "Parameter 'P' must be a number."),
        ("List<Number>", "1,a", "NoEcho: false", "Parameter 'P' must be a number."),
        ("Number", "-1", "MinValue: 0", "Parameter 'P' must be a number not less than 0"),
        ("Number", "20161", "MaxValue: 20160", "Parameter 'P' must be a number not greater than 20160"),
        ("List<Number>", "1,2", "MaxValue: 1.5", "Parameter 'P' must be a number not greater than 1.5"),
        (
            "String",
            "c",
            "AllowedValues: [a, b], ConstraintDescription: must be a or b.",
            "Parameter P failed to satisfy constraint: must be a or b.",
        ),
        (
            "Number",
            "c",
            "ConstraintDescription: must be a number of minutes.",
            "Parameter P failed to satisfy constraint: must be a number of minutes.",
        ),
        ("String", "a", "AllowedPattern: '[a'", "Parameter 'P' AllowedPattern must be a valid regular expression."),
        # Constraints of what is looked up are those of its name.
        (
            "AWS::SSM::Parameter::Value<String>",
            "/ami",
            "AllowedPattern: 'ami-.*'",
            "Parameter 'P' must match pattern ami-.*",
        ),
        (
            "AWS::SSM::Parameter::Value<String>",
            "/ami",
            "AllowedValues: [ami-1]",
            "Parameter 'P' must be one of AllowedValues",
        ),
        (
            "String",
            "a" * 4097,
            "NoEcho: true",
            "Template format error: Parameter 'P' value length is greater than 4096.",
        ),
    ],
)
def test_a_value_outside_of_its_constraints_is_refused_in_awss_words(
    kind: str, text: str, more: str, message: str
) -> None:
    assert refused(kind, text, more) == message


@pytest.mark.parametrize(
    ("kind", "text", "more"),
    [
        ("String", "1", "AllowedValues: [1]"),
        ("String", "false", "AllowedValues: [no]"),  # YAML 1.1
        ("String", "main", "AllowedPattern: '^[a-z]+$'"),
        ("String", "", "AllowedPattern: '[a-z]*'"),
        ("String", "ab", "MinLength: 2, MaxLength: 2"),
        ("Number", "20160", "MinValue: 0, MaxValue: 20160"),
        ("CommaDelimitedList", "", "AllowedPattern: '[a-z]+'"),  # no item, no mistake
        ("AWS::SSM::Parameter::Value<String>", "/ami", "AllowedPattern: '/.*'"),
    ],
)
def test_a_value_at_the_edge_of_its_constraints_is_taken(kind: str, text: str, more: str) -> None:
    assert value(kind, text, f", {more}") is not None


@pytest.mark.parametrize("pattern", [r"\p{Alpha}+", r"\Qa\E", "[a-z&&[^b]]", "(?<name>a)"])
def test_a_pattern_that_only_java_knows_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(NotInTemplates) as error:
        value("String", "a", f", AllowedPattern: '{pattern}'")

    assert error.value.what == f"the regular expression {pattern} of parameter P"


def test_a_default_has_to_keep_the_constraints_too() -> None:
    with pytest.raises(TemplateError, match="Parameter 'P' must be one of AllowedValues"):
        handed("P: {Type: String, Default: c, AllowedValues: [a]}")


TWO = "A: {Type: String}, B: {Type: String}, C: {Type: String, Default: c}"
BEFORE = {"A": Given("A", "was", "was"), "C": Given("C", "other", "other")}


def test_values_come_from_the_request_the_stack_and_the_template() -> None:
    made = handed(TWO, {"B": ""}, BEFORE, kept=["A"])

    assert {name: one.text for name, one in made.items()} == {"A": "was", "B": "", "C": "c"}


@pytest.mark.parametrize(
    ("asked", "kept", "message"),
    [
        ({}, (), "Parameters: [A, B] must have values"),
        ({"A": "a"}, (), "Parameters: [B] must have values"),  # what the stack has now isn't kept unasked
        ({"A": "a", "B": "b", "X": "x", "Y": "y"}, (), "Parameters: [X, Y] do not exist in the template"),
        ({"A": "a", "B": "b"}, ("X",), "Parameters: [X] do not exist in the template"),
        (
            {"A": "a"},
            ("B",),
            "Invalid input for parameter key B. Cannot specify usePreviousValue as true for a parameter key not in the "
            "previous template",
        ),
        (
            {"A": "a", "B": "b"},
            ("A",),
            "Invalid input for parameter key A. Cannot specify usePreviousValue as true and non empty value for a "
            "parameter",
        ),
    ],
)
def test_every_parameter_has_one_value(asked: dict[str, str], kept: tuple[str, ...], message: str) -> None:
    with pytest.raises(TemplateError) as error:
        handed(TWO, asked, BEFORE, kept)

    assert str(error.value) == message


def test_what_ssm_has_not_is_refused_with_all_names() -> None:
    two = "A: {Type: 'AWS::SSM::Parameter::Value<String>'}, B: {Type: 'AWS::SSM::Parameter::Value<String>'}"

    with pytest.raises(TemplateError) as error:
        handed(two, {"A": "/none", "B": "/ami:99"})

    assert str(error.value) == "Unable to fetch parameters [/none,/ami:99] from parameter store for this account."


def test_what_is_looked_up_is_looked_up_anew() -> None:
    before = {"P": Given("P", "/ami", "ami-0", resolved="ami-0")}

    assert handed("P: {Type: 'AWS::SSM::Parameter::Value<String>'}", {}, before, kept=["P"])["P"].value == "ami-1"


def test_a_value_that_names_nothing_in_the_account_is_found_after_the_request_was_taken() -> None:
    asked_for: list[tuple[str, str]] = []

    def exists(kind: str, value: str) -> bool:
        asked_for.append((kind, value))
        return value.endswith("1")

    three = (
        "Net: {Type: 'List<AWS::EC2::Subnet::Id>'}, Ami: {Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>'}, "
        "Name: {Type: String}"
    )
    with pytest.raises(ParameterDoesNotExist) as error:
        handed(three, {"Net": "subnet-1,subnet-2", "Ami": "/ami:2", "Name": "x"}, exists=exists)

    assert str(error.value) == (
        "Parameter validation failed: parameter value subnet-2 for parameter name Net does not exist, parameter value "
        "ami-2 for parameter name Ami does not exist. Rollback requested by user."
    )
    assert list(error.value.given) == ["Net", "Ami", "Name"]
    assert asked_for == [
        ("AWS::EC2::Subnet::Id", "subnet-1"),
        ("AWS::EC2::Subnet::Id", "subnet-2"),
        ("AWS::EC2::Image::Id", "ami-2"),
    ]


def test_an_empty_value_names_nothing_either() -> None:
    with pytest.raises(ParameterDoesNotExist) as error:
        handed("Key: {Type: 'AWS::EC2::KeyPair::KeyName', Default: ''}", exists=lambda kind, value: False)

    told = "Parameter validation failed: parameter value  for parameter name Key does not exist."
    assert str(error.value) == f"{told} Rollback requested by user."


@hypothesis_given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.integers(0, 10**6))
def test_limits_of_numbers_are_what_they_say(number: int, low: int, width: int) -> None:
    limits = f", MinValue: {low}, MaxValue: {low + width}"

    if low <= number <= low + width:
        assert value("Number", str(number), limits) == str(number)
    else:
        with pytest.raises(TemplateError, match=r"must be a number not (less|greater) than"):
            value("Number", str(number), limits)


@hypothesis_given(st.lists(st.text("ab c", min_size=1).map(str.strip).filter(bool)))
def test_a_list_is_its_items_however_they_are_spaced(items: list[str]) -> None:
    assert value("CommaDelimitedList", " , ".join(items)) == items
