"""The sections of a template: what becomes of them, and what CloudFormation doesn't take."""

from __future__ import annotations

import pytest

from c9lib.simulator.templates.nouns import Part, TemplateError, Told
from c9lib.simulator.templates.reading import LARGEST, read
from tests.simulator.templates.making import RESOURCES, refusal, template

EXPORT = (
    "Template format error: Output Id is malformed. The Name field of every Export member must be specified and "
    "consist only of alphanumeric characters, colons, or hyphens."
)

SEED = """
AWSTemplateFormatVersion: 2010-09-09
Resources:
  AWSCloud9SSMAccessRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal:
              Service:
              - cloud9.amazonaws.com
              - ec2.amazonaws.com
            Action:
              - 'sts:AssumeRole'
      Path: '/service-role/'
      RoleName: 'AWSCloud9SSMAccessRole'

  AWSCloud9SSMInstanceProfile:
    Type: "AWS::IAM::InstanceProfile"
    Properties:
      InstanceProfileName: AWSCloud9SSMInstanceProfile
      Path: "/cloud9/"
      Roles:
        -
          Ref: AWSCloud9SSMAccessRole
"""


def test_the_documented_excerpt_is_read_as_it_stands() -> None:
    made = read(SEED)

    role, profile = made.parts.values()
    assert made.version == "2010-09-09"
    assert role.properties["AssumeRolePolicyDocument"]["Version"] == "2012-10-17"
    assert profile.properties["Roles"] == [{"Ref": "AWSCloud9SSMAccessRole"}]


def test_every_section_becomes_a_noun() -> None:
    made = template(
        """
        AWSTemplateFormatVersion: '2010-09-09'
        Description: what it is
        Metadata: {AWS::CloudFormation::Interface: {ParameterGroups: []}}
        Parameters: {Size: {Type: Number, Default: 3}}
        Mappings: {Zones: {us-east-1: {First: a, All: [a, b], Count: 2, Open: true}}}
        Conditions: {Big: !Equals [!Ref Size, 3]}
        Resources:
          Vpc: {Type: AWS::EC2::VPC}
          Net:
            Type: AWS::EC2::Subnet
            DependsOn: Vpc
            Condition: Big
            DeletionPolicy: RetainExceptOnCreate
            UpdateReplacePolicy: Retain
            Metadata: {why: because}
            Properties: {VpcId: !Ref Vpc}
        Outputs:
          Id: {Value: !Ref Net, Condition: Big, Description: its id, Export: {Name: !Sub '${AWS::StackName}-id'}}
        """
    )

    assert made.description == "what it is"
    assert made.metadata == {"AWS::CloudFormation::Interface": {"ParameterGroups": []}}
    assert made.parameters["Size"].default == "3"
    assert made.mappings == {"Zones": {"us-east-1": {"First": "a", "All": ["a", "b"], "Count": 2, "Open": True}}}
    assert made.conditions == {"Big": {"Fn::Equals": [{"Ref": "Size"}, 3]}}
    assert made.parts["Vpc"] == Part("Vpc", "AWS::EC2::VPC")
    assert made.parts["Net"] == Part(
        "Net",
        "AWS::EC2::Subnet",
        {"VpcId": {"Ref": "Vpc"}},
        ("Vpc",),
        "Big",
        "RetainExceptOnCreate",
        "Retain",
        {"why": "because"},
    )
    assert made.outputs["Id"] == Told("Id", {"Ref": "Net"}, "its id", "Big", {"Fn::Sub": "${AWS::StackName}-id"})


def test_json_as_other_tools_write_it_is_read() -> None:
    made = read(
        """{"Resources": {"VPCB9E5F0B4": {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"},
        "Metadata": {"aws:cdk:path": "Stack/VPC/Resource"}},
        "CDKMetadata": {"Type": "AWS::CDK::Metadata", "Properties": {"Analytics": "v2:deflate64:H4sI"},
        "Condition": "CDKMetadataAvailable"}},
        "Conditions": {"CDKMetadataAvailable": {"Fn::Or": [
        {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]}, {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}]}},
        "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>",
        "Default": "/cdk-bootstrap/hnb659fds/version", "Description": "Version of the CDK Bootstrap resources"}},
        "Outputs": {"ExportsOutputRefVPCB9E5F0B4": {"Value": {"Ref": "VPCB9E5F0B4"},
        "Export": {"Name": "Stack:ExportsOutputRefVPCB9E5F0B4"}}}}"""
    )

    assert list(made.parts) == ["VPCB9E5F0B4", "CDKMetadata"]
    assert made.parameters["BootstrapVersion"].kind == "AWS::SSM::Parameter::Value<String>"


def test_a_section_may_be_empty_but_that_of_the_resources() -> None:
    made = template("Parameters: {}\nMappings: {}\nConditions: {}\nOutputs: {}\nMetadata: {}")

    assert [made.parameters, made.mappings, made.conditions, made.outputs, made.metadata] == [{}] * 5


@pytest.mark.parametrize("text", ["Description: nothing", "Resources: {}"])
def test_there_is_at_least_one_resource(text: str) -> None:
    with pytest.raises(TemplateError) as refused:
        read(text)

    assert str(refused.value) == "Template format error: At least one Resources member must be defined."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Output: {}\nNames: {}", "Invalid template property or properties [Output, Names]"),
        (
            "AWSTemplateFormatVersion: 2020-09-09",
            "Template format error: 2020-09-09 is not a supported value for AWSTemplateFormatVersion.",
        ),
        (f"Description: {'a' * 1025}", "Template format error: 'Description' length is greater than 1024."),
        ("Description: [a]", "Template format error: Every Description member must be a string."),
        ("Parameters: [a]", "Template format error: [/Parameters] must be an object"),
        ("Metadata: a", "Template format error: [/Metadata] must be an object"),
        ("Resources: [a]", "Template format error: [/Resources] must be an object"),
        ("Resources: {my-vpc: {Type: A}}", "Template format error: Resource name my-vpc is non alphanumeric."),
        (
            "Resources: {Vpc: {Properties: {}}}",
            "Template format error: [/Resources/Vpc] Every Resources object must contain a Type member.",
        ),
        ("Resources: {Vpc: A}", "Template format error: [/Resources/Vpc] resource definition is malformed"),
        ("Resources: {Vpc: [A]}", "Template format error: [/Resources/Vpc] resource definition is malformed"),
        (
            "Resources: {Vpc: {Type: !Ref A}}",
            "Template format error: [/Resources/Vpc] Every Type member must be a string.",
        ),
        ("Resources: {Vpc: {Type: A, CidrBlock: b}}", "Invalid template resource property 'CidrBlock'"),
        (
            "Resources: {Vpc: {Type: A, Properties: [b]}}",
            "Template format error: [/Resources/Vpc] Every Properties member must be an object.",
        ),
        (
            "Resources: {Vpc: {Type: A, DependsOn: !If [A, B, C]}}",
            "Template format error: DependsOn must be a string or list of strings.",
        ),
        (
            "Resources: {Vpc: {Type: A, DependsOn: [!Ref B]}}",
            "Template format error: DependsOn must be a string or list of strings.",
        ),
        (
            "Resources: {Vpc: {Type: A, DeletionPolicy: Keep}}",
            "Template format error: Unrecognized DeletionPolicy Keep for resource Vpc",
        ),
        (
            "Resources: {Vpc: {Type: A, UpdateReplacePolicy: RetainExceptOnCreate}}",
            "Template format error: Unrecognized UpdateReplacePolicy RetainExceptOnCreate for resource Vpc",
        ),
        (
            "Resources: {Vpc: {Type: A, DeletionPolicy: !Ref B}}",
            "Template format error: Every DeletionPolicy member must be a string.",
        ),
        (
            "Resources: {Vpc: {Type: A, Condition: {Ref: B}}}",
            "Template format error: [/Resources/Vpc] Every Condition member must be a string.",
        ),
        ("Mappings: {M: a}", "Template format error: Every Mappings member M must be a map"),
        ("Mappings: {M: {A: b}}", "Template format error: Every Mappings member A must be a map"),
        (
            "Mappings: {M: {A: {B: {C: d}}}}",
            "Template format error: Every Mappings attribute must be a String or a List.",
        ),
        (
            "Mappings: {M: {A: {B: !Ref 'AWS::Region'}}}",
            "Template format error: Every Mappings attribute must be a String or a List.",
        ),
        (
            "Mappings: {M: {A: {B: [[c]]}}}",
            "Template format error: Every Mappings attribute must be a String or a List.",
        ),
        (
            "Mappings: {M: {A: {x86-64: b}}}",
            "Template format error: Mappings attribute name 'x86-64' must contain only alphanumeric characters.",
        ),
        ("Mappings: {my-map: {A: {B: c}}}", "Template format error: Mappings name 'my-map' is non alphanumeric."),
        ("Outputs: {my-id: {Value: a}}", "Template format error: Outputs name 'my-id' is non alphanumeric."),
        ("Outputs: {Id: {}}", "Template format error: Every Outputs member must contain a Value object"),
        ("Outputs: {Id: a}", "Template format error: Every Outputs member must contain a Value object"),
        ("Outputs: {Id: {Value: a, Name: b}}", "Invalid template output property 'Name'"),
        (
            "Outputs: {Id: {Value: [a]}}",
            "Template format error: The Value field of every Outputs member must evaluate to a String and not a List.",
        ),
        (
            "Outputs: {Id: {Value: {a: b}}}",
            "Template format error: The Value field of every Outputs member must evaluate to a String and not a Map.",
        ),
        (
            "Outputs: {Id: {Value: !Equals [a, b]}}",
            "Template format error: The Value field of every Outputs member must evaluate to a String.",
        ),
        (
            "Outputs: {Id: {Value: a, Export: b}}",
            EXPORT,
        ),
        (
            "Outputs: {Id: {Value: a, Export: {}}}",
            EXPORT,
        ),
        (
            "Outputs: {Id: {Value: a, Description: !Ref Vpc}}",
            "Template format error: Every Description member must be a string.",
        ),
        (
            "Parameters: {Vpc: {Type: String}}",
            "Template format error: Parameters and resources can't have the same name: [Vpc]",
        ),
    ],
)
def test_what_is_malformed_is_refused_in_awss_words(text: str, message: str) -> None:
    assert refusal(text) == message


@pytest.mark.parametrize(
    ("section", "member", "limit"),
    [
        ("Parameters", "{Type: String}", 200),
        ("Mappings", "{A: {B: c}}", 200),
        ("Outputs", "{Value: a}", 200),
        ("Resources", "{Type: A}", 500),
    ],
)
def test_a_section_has_a_limited_number_of_members(section: str, member: str, limit: int) -> None:
    members = [f"  N{number}: {member}" for number in range(limit + 1)]
    rest = "" if section == "Resources" else RESOURCES

    read("\n".join([f"{section}:", *members[:limit]]) + "\n" + rest)
    with pytest.raises(TemplateError) as refused:
        read("\n".join([f"{section}:", *members]) + "\n" + rest)

    told = f"Number of {section.lower()}, {limit + 1}, is greater than maximum allowed, {limit}"
    assert str(refused.value) == f"Template format error: {told}"


def test_a_template_in_a_request_has_a_limited_size() -> None:
    body = RESOURCES + "#" * (LARGEST - len(RESOURCES))

    read(body)
    with pytest.raises(TemplateError, match=r"Member must have length less than or equal to 51200$"):
        read(body + "#")
    with pytest.raises(TemplateError, match="51200"):
        read(body[:-1] + "ä")  # it is bytes that count


def test_a_name_has_a_limited_length() -> None:
    name = "N" * 255

    assert name in template(f"Resources: {{{name}: {{Type: A}}}}").parts
    assert refusal(f"Resources: {{{name}N: {{Type: A}}}}").endswith("length is greater than 255.")
