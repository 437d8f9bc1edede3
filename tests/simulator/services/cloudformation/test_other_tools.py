"""Templates as other tools write them: a CDK app's, a workshop's, one of the serverless kind."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.people import error_of
from tests.simulator.services.cloudformation.bodies import body, handle

Aws = Callable[..., Any]
Made = Callable[..., str]

BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"
CDK = {
    "Resources": {
        "LabNet3A1B2C4D": {
            "Type": "AWS::EC2::VPC",
            "Properties": {
                "CidrBlock": "10.20.0.0/16",
                "EnableDnsHostnames": True,
                "EnableDnsSupport": True,
                "InstanceTenancy": "default",
                "Tags": [{"Key": "Name", "Value": "Lab/Net"}],
            },
            "Metadata": {"aws:cdk:path": "Lab/Net/Resource"},
        },
        "LabNetpublicSubnet1Subnet99AA00BB": {
            "Type": "AWS::EC2::Subnet",
            "Properties": {
                "AvailabilityZone": {"Fn::Select": [0, {"Fn::GetAZs": ""}]},
                "CidrBlock": {"Fn::Select": [0, {"Fn::Cidr": [{"Fn::GetAtt": ["LabNet3A1B2C4D", "CidrBlock"]}, 4, 8]}]},
                "MapPublicIpOnLaunch": True,
                "VpcId": {"Ref": "LabNet3A1B2C4D"},
            },
            "Metadata": {"aws:cdk:path": "Lab/Net/publicSubnet1/Subnet"},
        },
        "LabRole5E6F7A8B": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {
                    "Statement": [
                        {
                            "Action": "sts:AssumeRole",
                            "Effect": "Allow",
                            "Principal": {"Service": {"Fn::Join": ["", ["ec2.", {"Ref": "AWS::URLSuffix"}]]}},
                        }
                    ],
                    "Version": "2012-10-17",
                },
                "ManagedPolicyArns": [
                    {
                        "Fn::Join": [
                            "",
                            ["arn:", {"Ref": "AWS::Partition"}, ":iam::aws:policy/AmazonSSMManagedInstanceCore"],
                        ]
                    }
                ],
            },
        },
        "CDKMetadata": {
            "Type": "AWS::CDK::Metadata",
            "Properties": {"Analytics": "v2:deflate64:H4sIAAAAAAAA"},
            "Metadata": {"aws:cdk:path": "Lab/CDKMetadata/Default"},
            "Condition": "CDKMetadataAvailable",
        },
    },
    "Outputs": {
        "ExportsOutputRefLabNet3A1B2C4D": {
            "Value": {"Ref": "LabNet3A1B2C4D"},
            "Export": {"Name": "Lab:ExportsOutputRefLabNet3A1B2C4D"},
        }
    },
    "Conditions": {
        "CDKMetadataAvailable": {
            "Fn::Or": [
                {"Fn::Or": [{"Fn::Equals": [{"Ref": "AWS::Region"}, "us-east-1"]}, {"Fn::Equals": ["a", "b"]}]},
                {"Fn::Equals": [{"Ref": "AWS::Region"}, "us-west-2"]},
            ]
        }
    },
    "Parameters": {
        "BootstrapVersion": {
            "Type": "AWS::SSM::Parameter::Value<String>",
            "Default": BOOTSTRAP,
            "Description": "Version of the CDK Bootstrap resources in this environment. [cdk:skip]",
        }
    },
}
RULES = {
    "CheckBootstrapVersion": {
        "Assertions": [
            {
                "Assert": {"Fn::Not": [{"Fn::Contains": [["1", "2", "3", "4", "5"], {"Ref": "BootstrapVersion"}]}]},
                "AssertDescription": "CDK bootstrap stack version 6 required.",
            }
        ]
    }
}
WORKSHOP = """\
AWSTemplateFormatVersion: "2010-09-09"
Description: >-
  A place to work in,
  with its network
Metadata:
  AWS::CloudFormation::Interface:
    ParameterGroups: [{Label: {default: Network}, Parameters: [Cidr]}]
Parameters:
  Cidr: {Type: String, Default: 10.30.0.0/16}
  Prod: {Type: String, AllowedValues: ["yes", "no"], Default: "no"}
Mappings:
  Sizes:
    us-east-1: {Mask: "8"}
Conditions:
  IsProd: !Equals [!Ref Prod, "yes"]
Resources:
  VPC:
    Type: AWS::EC2::VPC
    Properties:
      CidrBlock: !Ref Cidr
      Tags:
        - Key: Name
          Value: !Join [-, [!Ref AWS::StackName, vpc, !If [IsProd, prod, test]]]
  Subnet:
    Type: AWS::EC2::Subnet
    DependsOn: [VPC]
    Properties:
      VpcId: !Ref VPC
      AvailabilityZone: !Select [0, !GetAZs {Ref: "AWS::Region"}]
      CidrBlock: !Select [1, !Cidr [!GetAtt VPC.CidrBlock, 2, !FindInMap [Sizes, !Ref "AWS::Region", Mask]]]
  OnlyInProd:
    Type: AWS::EC2::SecurityGroup
    Condition: IsProd
    Properties:
      GroupDescription: !Sub "${AWS::StackName} in ${VPC.CidrBlock} (${!not} resolved)"
      VpcId: !Ref VPC
Outputs:
  Where: {Value: !Sub "${AWS::Region}/${Subnet}"}
  Prod: {Condition: IsProd, Value: !GetAtt OnlyInProd.GroupId}
"""


def test_what_a_cdk_app_makes(cloudformation: Any, made: Made, aws: Aws) -> None:
    aws("ssm").put_parameter(Name=BOOTSTRAP, Value="21", Type="String")
    made("Lab", json.dumps(CDK), Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"])
    [stack] = cloudformation.describe_stacks(StackName="Lab")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack
    held = {
        one["LogicalResourceId"]: one
        for one in cloudformation.describe_stack_resources(StackName="Lab")["StackResources"]
    }
    assert sorted(held) == sorted(CDK["Resources"])
    subnet = held["LabNetpublicSubnet1Subnet99AA00BB"]["PhysicalResourceId"]
    [told] = aws("ec2").describe_subnets(SubnetIds=[subnet])["Subnets"]
    assert (told["CidrBlock"], told["MapPublicIpOnLaunch"]) == ("10.20.0.0/24", True)
    assert {"Key": "aws:cloudformation:logical-id", "Value": "LabNetpublicSubnet1Subnet99AA00BB"} in told["Tags"]
    role = held["LabRole5E6F7A8B"]["PhysicalResourceId"]
    assert role.startswith("Lab-LabRole5E6F7A8B-")
    [policy] = aws("iam").list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert policy["PolicyName"] == "AmazonSSMManagedInstanceCore"
    [export] = cloudformation.list_exports()["Exports"]
    assert export["Name"] == "Lab:ExportsOutputRefLabNet3A1B2C4D"


@pytest.mark.parametrize("version", ["6", "5"])
def test_the_rule_of_a_cdk_app(version: str, cloudformation: Any, made: Made, aws: Aws) -> None:
    aws("ssm").put_parameter(Name=BOOTSTRAP, Value=version, Type="String", Overwrite=True)
    whole = json.dumps({**CDK, "Rules": RULES})
    if version == "5":
        code, message = error_of(
            cloudformation.create_stack, StackName="Lab", TemplateBody=whole, Capabilities=["CAPABILITY_IAM"]
        )
        assert (code, message) == (
            "ValidationError",
            "Template error: assertion failed: CDK bootstrap stack version 6 required.",
        )
    else:
        made("Lab", whole, Capabilities=["CAPABILITY_IAM"])
        [stack] = cloudformation.describe_stacks(StackName="Lab")["Stacks"]
        assert stack["StackStatus"] == "CREATE_COMPLETE"


@pytest.mark.parametrize(("prod", "groups"), [("no", 0), ("yes", 1)])
def test_what_a_workshop_writes(prod: str, groups: int, cloudformation: Any, made: Made, aws: Aws) -> None:
    made("shop", WORKSHOP, Parameters=[{"ParameterKey": "Prod", "ParameterValue": prod}])
    [stack] = cloudformation.describe_stacks(StackName="shop")["Stacks"]
    assert (stack["StackStatus"], stack["Description"]) == ("CREATE_COMPLETE", "A place to work in, with its network")
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    assert outputs["Where"].startswith("us-east-1/subnet-")
    assert ("Prod" in outputs) == bool(groups)
    found = aws("ec2").describe_security_groups()["SecurityGroups"]
    told = [one["Description"] for one in found if one["GroupName"].startswith("shop-OnlyInProd-")]
    assert told == ["shop in 10.30.0.0/16 (${not} resolved)"] * groups
    [vpc] = aws("ec2").describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.30.0.0/16"]}])["Vpcs"]
    name = {"no": "shop-vpc-test", "yes": "shop-vpc-prod"}[prod]
    assert {"Key": "Name", "Value": name} in vpc["Tags"]


@pytest.mark.parametrize(
    ("template", "what"),
    [
        (body({"F": {"Type": "AWS::Serverless::Function"}}, Transform="AWS::Serverless-2016-10-31"), "Transform"),
        (
            body({"H": {**handle(), "Metadata": {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {}}}}}),
            "Fn::Transform",
        ),
        (
            body({"S": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://x"}}}),
            "AWS::CloudFormation::Stack",
        ),
        (body({"C": {"Type": "Custom::Thing", "Properties": {"ServiceToken": "arn:aws:lambda:x"}}}), "Custom::Thing"),
        (body({"H": {**handle(), "CreationPolicy": {"ResourceSignal": {"Count": 1}}}}), "CreationPolicy"),
        (body({"Fn::ForEach::Loop": ["N", ["a"], {"H${N}": handle()}]}), "Fn::ForEach"),
    ],
)
def test_what_isnt_here_is_refused_by_name(template: str, what: str, cloudformation: Any) -> None:
    code, message = error_of(cloudformation.create_stack, StackName="x", TemplateBody=template)
    assert code == "NotSimulated"
    assert what in message
    assert cloudformation.list_stacks()["StackSummaries"] == []
