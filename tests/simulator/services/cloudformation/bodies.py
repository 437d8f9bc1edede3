"""Templates of these tests, small and quick: they hold what needs little time in the account."""

from __future__ import annotations

import json
from typing import Any

NOTHING = "AWS::CloudFormation::WaitConditionHandle"
GROUP = "AWS::EC2::SecurityGroup"


def body(resources: dict[str, Any], **sections: Any) -> str:
    """A template of these resources, in JSON."""
    return json.dumps({"Resources": resources, **sections})


def group(description: Any = "for tests", **more: Any) -> dict[str, Any]:
    """A security group in the default VPC."""
    return {"Type": GROUP, "Properties": {"GroupDescription": description, **more}}


def handle() -> dict[str, Any]:
    """A resource that is nothing in the account."""
    return {"Type": NOTHING}


def policy(name: str = "") -> dict[str, Any]:
    """A managed policy, with a name of its own or without one."""
    statement = {"Effect": "Allow", "Action": "ec2:DescribeVpcs", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    named = {"ManagedPolicyName": name} if name else {}
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document, **named}}


EMPTY = body({"Handle": handle()})
GROUPS = """\
Description: two groups
Parameters:
  What: {Type: String, Default: for tests, AllowedPattern: '[a-z ]+', ConstraintDescription: small letters only}
  Secret: {Type: String, NoEcho: true, Default: hush}
Resources:
  Inner:
    Type: AWS::EC2::SecurityGroup
    Metadata: {Purpose: the first}
    Properties: {GroupDescription: !Ref What}
  Outer:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: !Sub 'like ${Inner.GroupId}'
Outputs:
  Group: {Value: !GetAtt Inner.GroupId, Description: its id, Export: {Name: !Sub '${AWS::StackName}-group'}}
"""
