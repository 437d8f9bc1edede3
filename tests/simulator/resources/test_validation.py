"""Properties against the schema of their type: coercion, mistakes in the registry's words, what isn't simulated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from c9lib.simulator import resources
from c9lib.simulator.resources import nouns
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles
from c9lib.simulator.resources.validation import coerced, mistakes, refusal, unsimulated
from c9lib.simulator.templates.nouns import UNKNOWN

ENVIRONMENT, ROLE, GROUP = "AWS::Cloud9::EnvironmentEC2", "AWS::IAM::Role", "AWS::EC2::SecurityGroup"
TRUST = {"Version": "2012-10-17", "Statement": []}


@pytest.mark.parametrize(
    ("kind", "given", "made"),
    [
        (ENVIRONMENT, {"AutomaticStopTimeMinutes": "30"}, {"AutomaticStopTimeMinutes": 30}),
        (ENVIRONMENT, {"AutomaticStopTimeMinutes": 30.0}, {"AutomaticStopTimeMinutes": 30}),
        (ENVIRONMENT, {"AutomaticStopTimeMinutes": "soon"}, {"AutomaticStopTimeMinutes": "soon"}),
        (ENVIRONMENT, {"AutomaticStopTimeMinutes": "30.5"}, {"AutomaticStopTimeMinutes": "30.5"}),
        (ENVIRONMENT, {"Name": 7}, {"Name": "7"}),
        (ENVIRONMENT, {"Name": True}, {"Name": "true"}),
        (ENVIRONMENT, {"Tags": [{"Key": "n", "Value": 1.5}]}, {"Tags": [{"Key": "n", "Value": "1.5"}]}),
        ("AWS::EC2::VPC", {"EnableDnsSupport": "true"}, {"EnableDnsSupport": True}),
        ("AWS::EC2::VPC", {"EnableDnsSupport": "False"}, {"EnableDnsSupport": False}),
        ("AWS::EC2::VPC", {"EnableDnsSupport": "yes"}, {"EnableDnsSupport": "yes"}),
        (GROUP, {"SecurityGroupEgress": [{"FromPort": "443"}]}, {"SecurityGroupEgress": [{"FromPort": 443}]}),
        # A policy stays as it is written, in all its parts.
        (ROLE, {"AssumeRolePolicyDocument": {"X": 1, "Y": True}}, {"AssumeRolePolicyDocument": {"X": 1, "Y": True}}),
        ("AWS::Unknown::Type", {"X": "1"}, {"X": "1"}),
        (ENVIRONMENT, {"Foo": "1"}, {"Foo": "1"}),
    ],
)
def test_values_come_in_the_types_that_the_schema_has(kind: str, given: Properties, made: Properties) -> None:
    result = coerced(kind, given)
    assert result == made
    assert repr(result) == repr(made), "1 and True are equal, and not the same"


def test_what_is_given_stays_as_it_is() -> None:
    given = {"Tags": [{"Key": "n", "Value": 1}]}
    coerced(ENVIRONMENT, given)
    assert given == {"Tags": [{"Key": "n", "Value": 1}]}


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        (ROLE, {}, "#: required key [AssumeRolePolicyDocument] not found"),
        (ENVIRONMENT, {"Foo": 1}, "#: extraneous key [Foo] is not permitted"),
        (ENVIRONMENT, {"Arn": "arn"}, "Encountered unsupported property Arn"),
        (ENVIRONMENT, {"ConnectionType": "X"}, "#/ConnectionType: failed validation constraint for keyword [enum]"),
        (ENVIRONMENT, {"Name": "n" * 61}, "#/Name: expected maxLength: 60, actual: 61"),
        (ENVIRONMENT, {"Name": ""}, "#/Name: expected minLength: 1, actual: 0"),
        (ENVIRONMENT, {"InstanceType": "t3a.small"},
         "#/InstanceType: failed validation constraint for keyword [pattern]"),
        (ENVIRONMENT, {"AutomaticStopTimeMinutes": 30000},
         "#/AutomaticStopTimeMinutes: failed validation constraint for keyword [maximum]"),
        (ENVIRONMENT, {"AutomaticStopTimeMinutes": "soon"},
         "#/AutomaticStopTimeMinutes: expected type: Integer, found: String"),
        (ENVIRONMENT, {"Name": ["a"]}, "#/Name: expected type: String, found: JSONArray"),
        (ENVIRONMENT, {"Name": {"a": 1}}, "#/Name: expected type: String, found: JSONObject"),
        (ENVIRONMENT, {"Tags": "x"}, "#/Tags: expected type: JSONArray, found: String"),
        (ENVIRONMENT, {"Tags": [{"Key": "k"}]}, "#/Tags/0: required key [Value] not found"),
        (ENVIRONMENT, {"Tags": [{"Key": "k", "Value": "v"}] * 2}, "#/Tags: array items are not unique"),
        (ENVIRONMENT, {"Repositories": [{"PathComponent": "/", "RepositoryUrl": "u", "Branch": "b"}]},
         "#/Repositories/0: extraneous key [Branch] is not permitted"),
        ("AWS::IAM::InstanceProfile", {"Roles": ["a", "b"]}, "#/Roles: expected maximum item count: 1, found: 2"),
        ("AWS::EC2::VPCEndpoint", {"VpcId": "vpc-1", "DnsOptions": {"PrivateDnsSpecifiedDomains": []}},
         "#/DnsOptions/PrivateDnsSpecifiedDomains: expected minimum item count: 1, found: 0"),
        ("AWS::IAM::Policy", {"PolicyName": "p", "PolicyDocument": TRUST},
         "#: #: no subschema matched out of the total 3 subschemas"),
        ("AWS::IAM::RolePolicy", {"PolicyName": "p", "RoleName": "r", "PolicyDocument": 1},
         "#/PolicyDocument: #: no subschema matched out of the total 2 subschemas"),
        ("AWS::EC2::Instance", {"LaunchTemplate": {"LaunchTemplateName": "x"}},
         "#/LaunchTemplate: #: 0 subschemas matched instead of one"),
        ("AWS::EC2::Instance",
         {"LaunchTemplate": {"LaunchTemplateName": "x", "LaunchTemplateId": "y", "Version": "1"}},
         "#/LaunchTemplate: #: 2 subschemas matched instead of one"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_the_words_of_the_registry(kind: str, given: Properties, told: str) -> None:
    assert mistakes(kind, given) == [told]


def test_all_mistakes_are_said_at_once() -> None:
    found = mistakes(ENVIRONMENT, {"Foo": 1, "Bar": 2, "Name": "n" * 61})
    assert found == [
        "#: extraneous key [Foo] is not permitted",
        "#: extraneous key [Bar] is not permitted",
        "#/Name: expected maxLength: 60, actual: 61",
    ]
    assert refusal("Env", found[:2]) == (
        "Properties validation failed for resource Env with message:\n"
        "#: extraneous key [Foo] is not permitted\n#: extraneous key [Bar] is not permitted"
    )


@pytest.mark.parametrize(
    ("kind", "right"),
    [
        (ROLE, {"AssumeRolePolicyDocument": TRUST}),
        (ROLE, {"AssumeRolePolicyDocument": "{}", "Path": "/service-role/"}),
        (ROLE, {"AssumeRolePolicyDocument": TRUST, "Tags": [{"Key": "Größe", "Value": "a_b c"}]}),
        (ENVIRONMENT, {}),
        (ENVIRONMENT, {"Name": "n" * 60, "AutomaticStopTimeMinutes": 20160, "Description": "d" * 200}),
        ("AWS::IAM::Policy", {"PolicyName": "p", "PolicyDocument": TRUST, "Users": ["ann"]}),
        ("AWS::CDK::Metadata", {"Analytics": "v2:deflate64:H4s"}),
        ("AWS::S3::Bucket", {"Anything": "is believed of a type without a schema"}),
    ],
)
def test_what_is_right_has_no_mistakes(kind: str, right: Properties) -> None:
    assert mistakes(kind, right) == []


def test_a_tag_out_of_form() -> None:
    given = {"AssumeRolePolicyDocument": TRUST, "Tags": [{"Key": "a", "Value": "b!"}]}
    assert mistakes(ROLE, given) == ["#/Tags/0/Value: failed validation constraint for keyword [pattern]"]


def test_nothing_is_said_of_what_is_not_known_yet() -> None:
    assert mistakes(ENVIRONMENT, {"SubnetId": UNKNOWN}) == []
    assert mistakes(ENVIRONMENT, {"SubnetId": "subnet"}) != []


def test_a_property_that_is_not_simulated_is_named() -> None:
    resources.register()
    repositories = [{"PathComponent": "/", "RepositoryUrl": "https://example.com"}]
    assert unsimulated(ENVIRONMENT, {"Name": "n", "Repositories": repositories}) == [
        "Property Repositories of AWS::Cloud9::EnvironmentEC2"
    ]
    assert unsimulated(ENVIRONMENT, {"Name": "n", "Tags": [{"Key": "k", "Value": "v"}]}) == []
    # The registry says that.
    assert unsimulated(ENVIRONMENT, {"Foo": 1}) == []


class Some(Handler):
    """A type that takes parts of its properties."""

    def create(self, work: Work) -> Waiting:
        yield 0.0

    def delete(self, work: Work) -> Waiting:
        yield 0.0

    def read(self, work: Work) -> Properties | None:
        return None


@pytest.fixture
def some() -> Iterator[str]:
    kind = "Test::Some::Type"
    handles(kind, takes=("Name", "Options/Mode", "Disks/Ebs/Size"))(Some)
    yield kind
    del nouns._handled[kind]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"Name": {"any": {"depth": 1}}, "Options": {"Mode": "x"}}, []),
        ({"Options": {"Mode": "x", "Level": 2}}, ["Options.Level"]),
        ({"Disks": [{"Ebs": {"Size": 8}}, {"Ebs": {"Key": {"a": 1}}, "Name": "b"}]}, ["Disks.Ebs.Key", "Disks.Name"]),
        ({"Naming": "x", "Option": []}, ["Naming", "Option"]),
        ({"Options": {}}, []),
    ],
)
def test_parts_of_properties_can_be_taken(some: str, given: dict[str, Any], named: list[str]) -> None:
    assert unsimulated(some, given) == [f"Property {path} of {some}" for path in named]


def test_a_type_has_one_handler(some: str) -> None:
    with pytest.raises(RuntimeError, match="registered twice"):
        handles(some)(Some)
