"""The functions of a template, carried out."""

from __future__ import annotations

import base64
import ipaddress
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c9lib.simulator.templates.intrinsics import condition, holding, resolve
from c9lib.simulator.templates.nouns import UNKNOWN, Template, TemplateError
from tests.simulator.templates.making import Known, template, with_property

REST = """
Parameters: {Name: {Type: String}, Size: {Type: Number}, Nets: {Type: CommaDelimitedList}, Open: {Type: String}}
Mappings: {Sizes: {us-east-1: {small: t3.small, all: [a, b], count: 2, open: true}, eu: {small: t2}}}
Conditions:
  Big: !Equals [!Ref Size, 3]
  Small: !Not [!Condition Big]
"""
KNOWN = Known(
    parameters={"Name": "main", "Size": "3", "Nets": ["n1", "n2", "n3"], "Open": "{{resolve:ssm:/a:1}}"},
    references={"Net": "subnet-1"},
    attributes={("Net", "Arn"): "arn:net", ("Net", "A.B"): "deep", ("Net", "Zones"): ["z1", "z2"], ("Net", "Count"): 4},
    stored={"ssm:/a:1": "stored", "ssm:/a": "newest", "ssm:/main": "by name"},
    exported={"main-vpc": "vpc-1"},
)
UNMADE = Known(
    parameters=KNOWN.parameters,
    references={"Net": UNKNOWN},
    attributes={("Net", name): UNKNOWN for name in ("Arn", "Zones", "A.B")},
)

INDEX = "Fn::Select requires a list argument with a valid index value as its first element"
JOIN = (
    "every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a "
    "function that returns a list of strings (such as Fn::GetAZs) to be joined."
)
SPLIT = (
    "every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function "
    "that returns a string to be split."
)


def result(value: str, scope: Known = KNOWN) -> Any:
    """What a property with this value gets."""
    made = with_property(value, REST)
    return resolve(made.parts["Vpc"].properties, made, scope).get("P")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("!Ref Name", "main"),
        ("!Ref Nets", ["n1", "n2", "n3"]),
        ("!Ref 'AWS::Region'", "us-east-1"),
        ("!Ref 'AWS::NotificationARNs'", ["arn:a", "arn:b"]),
        ("!Ref Net", "subnet-1"),
        ("!GetAtt Net.Arn", "arn:net"),
        ("!GetAtt Net.A.B", "deep"),
        ("!GetAtt [Net, Zones]", ["z1", "z2"]),
        ("!Sub 'x-${Name}-${Net}-${Net.Arn}-${AWS::Region}'", "x-main-subnet-1-arn:net-us-east-1"),
        ("!Sub '${!Name}-${!aws:username}-${Name}'", "${Name}-${aws:username}-main"),
        ("!Sub ['${a}-${Name}', {a: !Ref Size, Name: other}]", "3-other"),
        ("!Sub ['${a}', {a: '${Name}'}]", "${Name}"),  # what is put in isn't looked at again
        ("!Sub ['${a}${b}${c}', {a: true, b: 0.5, c: 7}]", "true0.57"),
        ("!Sub '${Net.Count} $ {Name} $$ {}'", "4 $ {Name} $$ {}"),
        ("!Sub plain", "plain"),
        ("!Join ['-', [a, !Ref Name, 1, true]]", "a-main-1-true"),
        ("!Join [',', !Ref Nets]", "n1,n2,n3"),
        ("!Join ['', []]", ""),
        ("!Join ['-', [a, !Ref 'AWS::NoValue', b]]", "a-b"),
        ("!Join ['|', !Split [',', 'a,b,,c']]", "a|b||c"),
        ("!Split ['-', !Ref Name]", ["main"]),
        ("!Select [0, [a, b]]", "a"),
        ("!Select ['1', !Ref Nets]", "n2"),
        ("!Select [!FindInMap [Sizes, us-east-1, count], !Ref Nets]", "n3"),
        ("!Select [0, [{a: !Ref Name}]]", {"a": "main"}),
        ("!Select [1, !GetAZs '']", "us-east-1b"),
        ("!GetAZs eu-west-1", ["eu-west-1a", "eu-west-1b"]),
        ("!GetAZs {Ref: 'AWS::Region'}", ["us-east-1a", "us-east-1b"]),
        ("!FindInMap [Sizes, !Ref 'AWS::Region', small]", "t3.small"),
        ("!FindInMap [Sizes, us-east-1, all]", ["a", "b"]),
        ("!FindInMap [Sizes, us-east-1, open]", True),
        ("!If [Big, large, tiny]", "large"),
        ("!If [Small, large, tiny]", "tiny"),
        ("!If [Big, [a, !Ref Name], b]", ["a", "main"]),
        ("!If [Small, a, !If [Big, !Ref Name, c]]", "main"),
        ("!If [Small, !Ref Net, !Ref 'AWS::NoValue']", None),
        ("[a, !If [Small, b, !Ref 'AWS::NoValue'], c]", ["a", "c"]),
        ("{a: !Ref 'AWS::NoValue', b: {c: !Ref 'AWS::NoValue'}, d: [!Ref 'AWS::NoValue']}", {"b": {}, "d": []}),
        ("!Base64 {'Fn::Sub': '#!/bin/sh ${Name}'}", base64.b64encode(b"#!/bin/sh main").decode()),
        ("!ImportValue {'Fn::Sub': '${Name}-vpc'}", "vpc-1"),
        ("!Cidr [10.0.0.0/16, 2, 8]", ["10.0.0.0/24", "10.0.1.0/24"]),
        ("!Select [1, !Cidr [10.0.7.9/16, '3', '4']]", "10.0.0.16/28"),
        ("!Cidr ['2600:1f18:abc:de00::/56', 2, 64]", ["2600:1f18:abc:de00::/64", "2600:1f18:abc:de01::/64"]),
        ("'{{resolve:ssm:/a:1}}'", "stored"),
        ("'x-{{resolve:ssm:/a:1}}-{{resolve:ssm:/a}}'", "x-stored-newest"),
        ("!Sub '${Name}-{{resolve:ssm:/a}}'", "main-newest"),
        ("!Sub '{{resolve:ssm:/${Name}}}'", "by name"),
        ("!Join ['', ['{{resolve:ssm:/', !Ref Name, '}}']]", "by name"),
        ("!Ref Open", "stored"),
        ("[{a: '{{resolve:ssm:/a}}'}]", [{"a": "newest"}]),
        ("resolve:ssm:/aws/service/cloud9/amis/x", "resolve:ssm:/aws/service/cloud9/amis/x"),
        (
            "{Statement: [{Condition: {Bool: {a: true}}}]}",
            {"Statement": [{"Condition": {"Bool": {"a": True}}}]},
        ),
        ("2012-10-17", "2012-10-17"),
        ("[1, true, 0.5, '1']", [1, True, 0.5, "1"]),
    ],
)
def test_a_function_gives_what_amazons_gives(value: str, expected: object) -> None:
    assert result(value) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("!Select [3, [a, b]]", "Fn::Select cannot select nonexistent value at index 3"),
        ("!Select [0, []]", "Fn::Select cannot select nonexistent value at index 0"),
        ("!Select [-1, [a]]", INDEX),
        ("!Select [!Ref Name, [a]]", INDEX),
        (
            "!Select [0, !Ref Name]",
            "Fn::Select requires a list argument with two elements: an integer index and a list",
        ),
        ("!FindInMap [Sizes, !Ref Name, small]", "Unable to get mapping for Sizes::main::small"),
        ("!FindInMap [Sizes, !Ref 'AWS::Region', !Ref Name]", "Unable to get mapping for Sizes::us-east-1::main"),
        ("!FindInMap [!Ref Name, a, b]", "Mapping named 'main' is not present in the 'Mappings' section of template."),
        ("!Join ['', !Ref Name]", JOIN),
        ("!Join ['', [a, !Ref Nets]]", JOIN),
        ("!Split [',', !Ref Nets]", SPLIT),
        ("!Base64 {Ref: Nets}", "every Fn::Base64 object must have a String-typed value."),
        ("!Sub '${Nets}'", "the variable Nets in Fn::Sub must be a string"),
        ("!Sub ['${a}', {a: !Ref 'AWS::NoValue'}]", "the variable a in Fn::Sub must be a string"),
        ("!Cidr [10.0.0.0/24, 9, 5]", "Fn::Cidr: 10.0.0.0/24 has 8 ranges of 5 bits, not 9"),
        ("!Cidr [10.0.0.0/16, 0, 8]", "Fn::Cidr: the number of ranges must be from 1 to 256, and is 0"),
        ("!Cidr [10.0.0.0/16, 257, 4]", "Fn::Cidr: the number of ranges must be from 1 to 256, and is 257"),
        ("!Cidr [10.0.0.0/24, 1, 9]", "Fn::Cidr: 10.0.0.0/24 has no ranges with 9 bits for their addresses"),
        ("!Cidr [10.0.0.0/24, 1, 0]", "Fn::Cidr: 10.0.0.0/24 has no ranges with 0 bits for their addresses"),
        ("!Cidr [!Ref Name, 1, 8]", "Fn::Cidr: main isn't a CIDR block"),
    ],
)
def test_what_a_function_cannot_do_is_refused_in_awss_words(value: str, message: str) -> None:
    with pytest.raises(TemplateError) as refused:
        result(value)

    assert str(refused.value) == f"Template error: {message}"


def test_what_nobody_exports_is_refused() -> None:
    with pytest.raises(TemplateError, match=r"^No export named other found\.$"):
        result("!ImportValue other")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("!Ref Net", UNKNOWN),
        ("!Sub 'a-${Net}'", UNKNOWN),
        ("!Sub ['${a}', {a: !GetAtt Net.Arn}]", UNKNOWN),
        ("!Join ['-', [a, !Ref Net]]", UNKNOWN),
        ("!Join ['-', !GetAtt Net.Zones]", UNKNOWN),
        ("!Select [0, !GetAtt Net.Zones]", UNKNOWN),
        ("!Select [0, [a, !Ref Net]]", "a"),
        ("!Select [0, !Split [':', !GetAtt Net.Arn]]", UNKNOWN),
        ("!Select [0, !Cidr [!GetAtt Net.Arn, 2, 8]]", UNKNOWN),
        ("!Base64 {'Fn::Sub': 'x ${Net}'}", UNKNOWN),
        ("!If [Small, !Ref Net, b]", "b"),
        ("[a, !Ref Net]", ["a", UNKNOWN]),
        ("{a: !Ref Net, b: c}", {"a": UNKNOWN, "b": "c"}),
    ],
)
def test_what_is_not_known_yet_makes_unknown_what_is_built_of_it(value: str, expected: object) -> None:
    assert result(value, UNMADE) == expected


def test_only_the_branch_that_counts_is_carried_out() -> None:
    nothing_made = Known(parameters=KNOWN.parameters)

    assert result("!If [Small, !GetAtt Net.Arn, !Sub '${Name}']", nothing_made) == "main"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("!Equals [!Ref Name, main]", True),
        ("!Equals [!Ref Name, Main]", False),
        ("!Equals [3, '3']", True),  # a number is compared as it is written
        ("!Equals [!Ref Size, 3]", True),
        ("!Equals [3.0, 3]", False),
        ("!Equals [true, 'true']", True),
        ("!Equals [yes, true]", True),  # YAML 1.1
        ("!Equals ['yes', true]", False),
        ("!Equals ['', '']", True),
        ("!Equals [!Ref 'AWS::Region', us-east-1]", True),
        ("!Equals [!Select [0, !Ref Nets], n1]", True),
        ("!Equals [!Join ['', [a, !Ref Name]], amain]", True),
        ("!Equals [!Select [0, !Split [a, !Ref Name]], m]", True),
        ("!Equals [!FindInMap [Sizes, !Ref 'AWS::Region', open], true]", True),
        ("!Equals [!Sub '${Name}-${AWS::Region}', main-us-east-1]", True),
        ("!Not [!Condition Big]", False),
        ("!And [!Condition Big, !Not [!Condition Small]]", True),
        ("!And [!Condition Big, !Condition Small]", False),
        ("!Or [!Condition Big, !Condition Small]", True),
        ("!Or [!Not [!Condition Big], !Condition Small]", False),
        ("!Condition Big", True),
    ],
)
def test_a_condition_holds_or_not(text: str, holds: bool) -> None:
    made = template(f"{REST}\n  C: {text}\n")

    assert condition("C", made, KNOWN) is holds
    assert holding(made, KNOWN) == ({"Big", "C"} if holds else {"Big"})


def test_a_list_is_not_compared() -> None:
    made = template(f"{REST}\n  C: !Equals [!Ref Nets, n1]\n")

    with pytest.raises(TemplateError, match="every Fn::Equals object requires a list of 2 string parameters"):
        condition("C", made, KNOWN)


def test_alone_no_value_is_nothing() -> None:
    assert resolve({"Ref": "AWS::NoValue"}, Template(""), Known()) is None


TEXTS = st.text("ab-${}! ", max_size=12)


@given(st.lists(st.text("ab-", max_size=3), min_size=1), st.sampled_from([",", "||", "x"]))
def test_split_takes_apart_what_join_put_together(items: list[str], delimiter: str) -> None:
    value = {"Fn::Split": [delimiter, {"Fn::Join": [delimiter, items]}]}

    assert resolve(value, Template(""), Known()) == items


@given(
    st.recursive(TEXTS | st.integers() | st.booleans(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner))
)
def test_what_has_no_function_stays_as_it_is(value: object) -> None:
    assert resolve(value, Template(""), Known()) == value


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3), TEXTS, min_size=1), st.data())
def test_sub_puts_in_each_value_once(values: dict[str, str], data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(values))))
    text = "|".join(f"${{{name}}}${{!{name}}}" for name in names)

    made = resolve({"Fn::Sub": [text, values]}, Template(""), Known())

    assert made == "|".join(f"{values[name]}${{{name}}}" for name in names)


@given(st.integers(0, 2**32 - 1), st.integers(8, 28), st.integers(1, 20), st.integers(1, 12))
def test_ranges_are_the_first_ones_inside_and_do_not_overlap(address: int, length: int, count: int, bits: int) -> None:
    block = f"{ipaddress.IPv4Address(address)}/{length}"
    outer = ipaddress.ip_network(block, strict=False)
    fits = bits <= 32 - length and count <= 2 ** (32 - length - bits)
    value = {"Fn::Cidr": [block, count, bits]}

    if not fits:
        with pytest.raises(TemplateError, match="Fn::Cidr"):
            resolve(value, Template(""), Known())
        return
    made = [ipaddress.IPv4Network(one) for one in resolve(value, Template(""), Known())]
    assert len(made) == count
    assert made[0].network_address == outer.network_address
    assert all(after.network_address == before.broadcast_address + 1 for before, after in pairwise(made))
    assert all(one.prefixlen == 32 - bits and one.subnet_of(outer) for one in made)
