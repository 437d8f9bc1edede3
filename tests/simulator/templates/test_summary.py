"""What CloudFormation tells of a template without carrying it out."""

from __future__ import annotations

from c9lib.simulator.templates.summary import summarized, validated
from tests.simulator.templates.making import template

TEXT = """
AWSTemplateFormatVersion: 2010-09-09
Description: all of it
Metadata: {AWS::CloudFormation::Interface: {ParameterLabels: {Key: {default: A key}}}}
Parameters:
  Key: {Type: 'AWS::EC2::KeyPair::KeyName', Description: a key}
  Secret: {Type: String, NoEcho: true, Default: ''}
  Size: {Type: String, AllowedValues: [t3.small, t3.large], Default: t3.small}
Resources:
  Role: {Type: 'AWS::IAM::Role'}
  One: {Type: 'AWS::EC2::VPC'}
  Two: {Type: 'AWS::EC2::VPC'}
"""


def test_validate_template_tells_parameters_and_capabilities() -> None:
    assert validated(template(TEXT)) == {
        "Description": "all of it",
        "Capabilities": ["CAPABILITY_IAM"],
        "CapabilitiesReason": "The following resource(s) require capabilities: [AWS::IAM::Role]",
        "Parameters": [
            {"ParameterKey": "Key", "NoEcho": False, "Description": "a key"},
            {"ParameterKey": "Secret", "NoEcho": True, "DefaultValue": ""},
            {"ParameterKey": "Size", "NoEcho": False, "DefaultValue": "t3.small"},
        ],
    }


def test_get_template_summary_tells_more() -> None:
    made = summarized(template(TEXT), lambda kind: ["RoleName"] if kind == "AWS::IAM::Role" else ["VpcId"])

    assert made == {
        "Version": "2010-09-09",
        "Description": "all of it",
        "Metadata": '{"AWS::CloudFormation::Interface":{"ParameterLabels":{"Key":{"default":"A key"}}}}',
        "Capabilities": ["CAPABILITY_IAM"],
        "CapabilitiesReason": "The following resource(s) require capabilities: [AWS::IAM::Role]",
        "ResourceTypes": ["AWS::IAM::Role", "AWS::EC2::VPC"],
        "ResourceIdentifierSummaries": [
            {"ResourceType": "AWS::IAM::Role", "LogicalResourceIds": ["Role"], "ResourceIdentifiers": ["RoleName"]},
            {"ResourceType": "AWS::EC2::VPC", "LogicalResourceIds": ["One", "Two"], "ResourceIdentifiers": ["VpcId"]},
        ],
        "Parameters": [
            {
                "ParameterKey": "Key",
                "ParameterType": "AWS::EC2::KeyPair::KeyName",
                "NoEcho": False,
                "Description": "a key",
                "ParameterConstraints": {},
            },
            {
                "ParameterKey": "Secret",
                "ParameterType": "String",
                "NoEcho": True,
                "DefaultValue": "",
                "ParameterConstraints": {},
            },
            {
                "ParameterKey": "Size",
                "ParameterType": "String",
                "NoEcho": False,
                "DefaultValue": "t3.small",
                "ParameterConstraints": {"AllowedValues": ["t3.small", "t3.large"]},
            },
        ],
    }


def test_what_is_not_there_is_left_out() -> None:
    made = template("Description: ''")

    assert validated(made) == {"Parameters": []}
    assert set(summarized(made)) == {"Parameters", "ResourceTypes", "ResourceIdentifierSummaries"}
