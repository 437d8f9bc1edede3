"""The section Parameters: types, and constraints that fit them."""

from __future__ import annotations

import pytest

from c9lib.simulator.templates.nouns import Declared
from c9lib.simulator.templates.types import Kind, kind_of
from tests.simulator.templates.making import refusal, template


def test_a_declaration_is_read_with_everything_in_it() -> None:
    made = template(
        """
        Parameters:
          Name:
            Type: String
            Default: main
            AllowedValues: [main, 1, true]
            AllowedPattern: '[a-z]+'
            MinLength: 1
            MaxLength: '60'
            NoEcho: true
            Description: a name
            ConstraintDescription: small letters
          Size: {Type: Number, Default: 10, MinValue: -1.5, MaxValue: 20}
        """
    )

    assert made.parameters["Name"] == Declared(
        "Name", "String", "main", ("main", "1", "true"), "[a-z]+", 1, 60, None, None, True, "a name", "small letters"
    )
    assert made.parameters["Size"] == Declared("Size", "Number", "10", min_value=-1.5, max_value=20)


@pytest.mark.parametrize(
    ("declaration", "message"),
    [
        ("P: {Type: Bool}", "Template format error: Unrecognized parameter type: Bool"),
        ("P: {Type: 'List<AWS::EC2::KeyPair::KeyName>'}", None),
        ("P: {Type: 'List<CommaDelimitedList>'}", None),
        ("P: {Type: 'AWS::SSM::Parameter::Value<Foo>'}", None),
        ("P: {Type: 'AWS::SSM::Parameter::Value<AWS::SSM::Parameter::Value<String>>'}", None),
        ("P: {Type: 'AWS::EC2::Subnet'}", None),
        ("P: {Default: a}", "Template format error: Every Parameters object must contain a Type member."),
        ("P: String", "Template format error: Any Parameters member must be an object."),
        ("my-p: {Type: String}", "Template format error: Parameter name my-p is non alphanumeric."),
        ("P: {Type: String, Properties: {}}", "Invalid template parameter property 'Properties'"),
        ("P: {Type: [String]}", "Template format error: Every Type member must be a string."),
        ("P: {Type: String, Default: [a]}", "Template format error: Every Default member must be a string."),
        (
            "P: {Type: String, Default: !Ref 'AWS::Region'}",
            "Template format error: Every Default member must be a string.",
        ),
        ("P: {Type: String, AllowedValues: a}", "Template format error: Every AllowedValues member must be a list."),
        (
            "P: {Type: String, AllowedValues: [[a]]}",
            "Template format error: Every AllowedValues value must be a string.",
        ),
        ("P: {Type: Number, MinValue: a}", "Template format error: Every MinValue member must be a number."),
        (
            "P: {Type: Number, MinLength: 1}",
            "Template error: Parameter 'P' MinLength must be on a parameter of type String",
        ),
        (
            "P: {Type: Number, AllowedPattern: a}",
            "Template error: Parameter 'P' AllowedPattern must be on a parameter of type String",
        ),
        (
            "P: {Type: CommaDelimitedList, MaxLength: 1}",
            "Template error: Parameter 'P' MaxLength must be on a parameter of type String",
        ),
        (
            "P: {Type: String, MaxValue: 1}",
            "Template error: Parameter 'P' MaxValue must be on a parameter of type Number",
        ),
        (
            "P: {Type: String, MinLength: 3, MaxLength: 2}",
            "Template error: Parameter 'P' MinLength must be less than MaxLength.",
        ),
        (
            "P: {Type: Number, MinValue: 1, MaxValue: 0}",
            "Template error: Parameter 'P' MinValue must be less than MaxValue.",
        ),
        (
            "P: {Type: String, Default: '{{resolve:ssm:/a}}'}",
            "Template error: parameter P should not contain ssm versionless resolver",
        ),
        (
            "P: {Type: String, Default: '{{resolve:ssm:/a:prod}}'}",
            "Incorrect format is used in the following SSM reference: [{{resolve:ssm:/a:prod}}]",
        ),
        (
            f"P: {{Type: String, Default: {'a' * 4097}}}",
            f"Template format error: Parameter 'P' default value '{'a' * 4097}' length is greater than 4096.",
        ),
        (
            f"P: {{Type: String, Description: {'a' * 4001}}}",
            "Template format error: 'Description' length is greater than 4000.",
        ),
    ],
)
def test_a_declaration_that_is_not_well_formed_is_refused_in_awss_words(declaration: str, message: str | None) -> None:
    expected = message or f"Template format error: Unrecognized parameter type: {declaration.split(chr(39))[1]}"

    assert refusal(f"Parameters: {{{declaration}}}") == expected


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("String", Kind("String")),
        ("CommaDelimitedList", Kind("String", listed=True)),
        ("List<Number>", Kind("Number", listed=True)),
        ("List<String>", Kind("String", listed=True)),
        ("AWS::EC2::VPC::Id", Kind("AWS::EC2::VPC::Id")),
        ("List<AWS::EC2::Subnet::Id>", Kind("AWS::EC2::Subnet::Id", listed=True)),
        ("AWS::SSM::Parameter::Name", Kind("AWS::SSM::Parameter::Name")),
        ("AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Kind("AWS::EC2::Image::Id", looked_up=True)),
        (
            "AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>",
            Kind("AWS::EC2::Subnet::Id", listed=True, looked_up=True),
        ),
        ("AWS::SSM::Parameter::Value<CommaDelimitedList>", Kind("String", listed=True, looked_up=True)),
    ],
)
def test_a_type_is_taken_apart(name: str, kind: Kind) -> None:
    assert kind_of(name) == kind
