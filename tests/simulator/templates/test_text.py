"""YAML and JSON as CloudFormation reads them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from c9lib.simulator.templates.nouns import TemplateError
from c9lib.simulator.templates.text import DEEPEST, plain

KEYS = st.text("abcXYZ019 -:!{}[]'\"\n\tä%&*#|>@`", min_size=1, max_size=8)
SCALARS = st.one_of(
    st.text("abcXYZ019 -:!{}[]'\"\nä%&*#|>@`$~", max_size=10),
    st.integers(-(10**15), 10**15),
    st.booleans(),
    st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3)),
    st.sampled_from(["yes", "2012-10-17", "0123", "1:30", "null", "~", "=", "<<", "on", "1e3", "0x1f"]),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=15
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("!Ref A", {"Ref": "A"}),
        ("!Ref 'AWS::NoValue'", {"Ref": "AWS::NoValue"}),
        ("!Condition A", {"Condition": "A"}),
        ("!GetAtt A.B", {"Fn::GetAtt": ["A", "B"]}),
        ("!GetAtt A.Outputs.B", {"Fn::GetAtt": ["A", "Outputs.B"]}),
        ("!GetAtt [A, B]", {"Fn::GetAtt": ["A", "B"]}),
        ("{'Fn::GetAtt': A.B}", {"Fn::GetAtt": ["A", "B"]}),
        ("!Sub '${A}-${!B}'", {"Fn::Sub": "${A}-${!B}"}),
        ("!Sub ['${A}', {A: !Ref B}]", {"Fn::Sub": ["${A}", {"A": {"Ref": "B"}}]}),
        ("!GetAZs ''", {"Fn::GetAZs": ""}),
        ("!GetAZs", {"Fn::GetAZs": ""}),
        ("!GetAZs {Ref: 'AWS::Region'}", {"Fn::GetAZs": {"Ref": "AWS::Region"}}),
        ("!Base64 {'Fn::Sub': '${A}'}", {"Fn::Base64": {"Fn::Sub": "${A}"}}),
        (
            "!Select [0, !Cidr [!GetAtt V.C, 2, 8]]",
            {"Fn::Select": [0, {"Fn::Cidr": [{"Fn::GetAtt": ["V", "C"]}, 2, 8]}]},
        ),
        ("!If [A, !Ref B, !Ref 'AWS::NoValue']", {"Fn::If": ["A", {"Ref": "B"}, {"Ref": "AWS::NoValue"}]}),
        ("!Not [!Equals [!Ref A, '']]", {"Fn::Not": [{"Fn::Equals": [{"Ref": "A"}, ""]}]}),
        ("!Join ['', [a, !Ref B]]", {"Fn::Join": ["", ["a", {"Ref": "B"}]]}),
        ("!ImportValue {'Fn::Sub': '${A}-x'}", {"Fn::ImportValue": {"Fn::Sub": "${A}-x"}}),
        ("!Ref 123", {"Ref": "123"}),
    ],
)
def test_short_forms_stand_for_long_ones(written: str, meant: object) -> None:
    assert plain(f"A: {written}") == {"A": meant}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2012-10-17", "2012-10-17"),  # no date: policies have it without quotation marks
        ("2010-09-09T01:02:03Z", "2010-09-09T01:02:03Z"),
        ("0755", 493),  # YAML 1.1: octal
        ("'0755'", "0755"),
        ("089", "089"),  # no octal digits
        ("0x1f", 31),
        ("1_000", 1000),
        ("1:30", 90),  # YAML 1.1: sixty minutes
        ("'1:30'", "1:30"),
        ("yes", True),
        ("Off", False),
        ("n", "n"),
        ("true", True),
        ("'true'", "true"),
        ("1.10", 1.1),
        ("1.2.3", "1.2.3"),
        ("10.0.0.0/16", "10.0.0.0/16"),
        ("=", "="),
        ("!!str 2012", "2012"),
        ("arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/A"),
        ("|\n  a\n  b\n", "a\nb\n"),
        (">-\n  a\n  b\n", "a b"),
    ],
)
def test_scalars_are_those_of_yaml_1_1_without_dates(written: str, meant: object) -> None:
    read = plain(f"A: {written}")["A"]

    assert (read, type(read)) == (meant, type(meant))


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
def test_yaml_and_json_of_the_same_data_are_the_same(value: dict[str, Any]) -> None:
    written = yaml.safe_dump(value)
    assume("<<" not in written)  # PyYAML writes it without quotation marks

    assert plain(written) == plain(json.dumps(value)) == value


@pytest.mark.parametrize("body", ["A: {B: 1, B: 2}", '{"A": {"B": 1, "B": 2}}', "A: {B: 0}\nA: {B: 2}"])
def test_the_last_of_two_equal_keys_counts(body: str) -> None:
    assert plain(body) == {"A": {"B": 2}}


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "Template format error: unsupported structure."),
        ("just a text", "Template format error: unsupported structure."),
        ("file://template.yaml", "Template format error: unsupported structure."),
        ("- a\n- b", "Template format error: unsupported structure."),
        ("[1, 2]", "Template format error: unsupported structure."),
        ("A: b\n  C: d", "Template format error: YAML not well-formed. (line 2, column 4)"),
        ("A:\n\tB: c", "Template format error: YAML not well-formed. (line 2, column 1)"),
        ("A: [b", "Template format error: YAML not well-formed. (line 1, column 6)"),
        ("A: !Foo b", "Template format error: YAML not well-formed. (line 1, column 4)"),
        ("A: !!set {b}", "Template format error: YAML not well-formed. (line 1, column 4)"),
        ("A: !!binary YQ==", "Template format error: YAML not well-formed. (line 1, column 4)"),
        ("A: !!timestamp 2012-10-17", "Template format error: YAML not well-formed. (line 1, column 4)"),
        ("A: 1\n---\nB: 2", "Template format error: YAML not well-formed. (line 2, column 1)"),
        ("A: !Base64 !Sub b", "Template format error: YAML not well-formed. (line 1, column 12)"),
        ("A: \x07", "Template format error: YAML not well-formed."),
        ('{"this is invalid JSON"="bobbins"}', "Template format error: JSON not well-formed. (line 1, column 25)"),
        ('{"A": 1,\n "B" 2}', "Template format error: JSON not well-formed. (line 2, column 7)"),
        ('{"A": NaN}', "Template format error: JSON not well-formed."),
        ("{A: b}", "Template format error: JSON not well-formed. (line 1, column 3)"),
        ("A: &x {b: c}\nB: *x", "Template error: YAML aliases are not allowed in CloudFormation templates"),
        ("A: &x {b: c}\nB:\n  <<: *x", "Template error: YAML aliases are not allowed in CloudFormation templates"),
        ("A:\n  B:", "[/A/B] 'null' values are not allowed in templates"),
        ("A: [1, ~]", "[/A/1] 'null' values are not allowed in templates"),
        ('{"A": {"B": [{"C": null}]}}', "[/A/B/0/C] 'null' values are not allowed in templates"),
        (
            "Mappings:\n  Accounts:\n    123456789012: {a: b}",
            "Template format error: [/Mappings/Accounts] map keys must be strings; received numeric [123456789012] "
            "instead",
        ),
        ("A: {0653: b}", "Template format error: [/A] map keys must be strings; received numeric [427] instead"),
        ("A: {6.53: b}", "Template format error: [/A] map keys must be strings; received numeric [6.53] instead"),
        ("A: {on: b}", "Template format error: [/A] map keys must be strings; received boolean [true] instead"),
        ("A: {~: b}", "Template format error: [/A] map keys must be strings; received null [null] instead"),
        ("A: {B: {!Sub '${x}': y}}", "Template format error: [/A/B] map keys must be strings; received a map instead"),
        ("A: {[1]: b}", "Template format error: [/A] map keys must be strings; received a list instead"),
        (
            "A: !GetAtt B",
            "Template error: if specifying one argument to Fn::GetAtt, that argument must be a non-empty string in "
            "format <LogicalId>.<Attribute>",
        ),
        (
            "A: !GetAtt .B",
            "Template error: if specifying one argument to Fn::GetAtt, that argument must be a non-empty string in "
            "format <LogicalId>.<Attribute>",
        ),
    ],
)
def test_what_is_not_well_formed_is_refused_in_awss_words(body: str, message: str) -> None:
    with pytest.raises(TemplateError) as refused:
        plain(body)

    assert str(refused.value) == message


@pytest.mark.parametrize(
    "body", ["\ufeffA: b", '\ufeff{"A": "b"}', '\n  {"A": "b"}\n', "---\nA: b\n...\n", "A: &anchor b"]
)
def test_marks_and_anchors_that_nothing_uses_do_no_harm(body: str) -> None:
    assert plain(body) == {"A": "b"}


@pytest.mark.parametrize("depth", [DEEPEST, 5000, 50_000])
@pytest.mark.parametrize(("front", "back"), [('{"A": ' + "[", "]"), ("A: [", "]"), ('{"A": ' + '{"B": ', "}")])
def test_what_is_nested_too_deeply_is_refused(front: str, back: str, depth: int) -> None:
    opening = front[-1] if back == "]" else '{"B": '
    body = front + opening * depth + "1" + back * (depth + 1) + ("}" if front.startswith("{") else "")

    with pytest.raises(TemplateError, match="unsupported structure"):
        plain(body)


def test_what_is_nested_less_deeply_is_read() -> None:
    assert plain("A: " + "[" * (DEEPEST - 2) + "1" + "]" * (DEEPEST - 2))["A"]


def test_an_attribute_beside_others_is_no_call() -> None:
    assert plain("A: {'Fn::GetAtt': B, C: d}") == {"A": {"Fn::GetAtt": "B", "C": "d"}}
