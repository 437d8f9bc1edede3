"""In whose name a stack is made: the caller, by way of CloudFormation, or a role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.people import allow, error_of, make_user
from tests.simulator.place import trust
from tests.simulator.services.cloudformation.bodies import EMPTY, GROUPS
from tests.simulator.services.cloudformation.conftest import events

Aws = Callable[..., Any]
Made = Callable[..., str]
End = Callable[[], None]


def test_the_caller_needs_what_the_resources_need(aws: Aws, end: End) -> None:
    key = make_user(aws("iam"), "ann", allow("cloudformation:*"))
    ann = aws("cloudformation", key=key)
    ann.create_stack(StackName="groups", TemplateBody=GROUPS)
    end()
    failed = next(one for one in events(ann, "groups") if one[1] == "CREATE_FAILED")
    assert failed[0] == "Inner"
    assert "user/ann is not authorized to perform: ec2:CreateSecurityGroup" in failed[2]
    assert ann.describe_stacks(StackName="groups")["Stacks"][0]["StackStatus"] == "ROLLBACK_COMPLETE"


def test_permissions_may_hold_by_way_of_cloudformation_alone(aws: Aws, end: End) -> None:
    way = {"StringEquals": {"aws:CalledViaFirst": "cloudformation.amazonaws.com"}}
    key = make_user(aws("iam"), "ann", allow("cloudformation:*"), allow("ec2:*", Condition=way))
    assert error_of(aws("ec2", key=key).describe_vpcs)[0] == "UnauthorizedOperation"
    ann = aws("cloudformation", key=key)
    ann.create_stack(StackName="groups", TemplateBody=GROUPS)
    end()
    assert ann.describe_stacks(StackName="groups")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"


def test_whoever_may_not_make_a_stack(aws: Aws) -> None:
    key = make_user(aws("iam"), "ann", allow("cloudformation:DescribeStacks"))
    code, message = error_of(aws("cloudformation", key=key).create_stack, StackName="x", TemplateBody=EMPTY)
    assert code == "AccessDenied"
    stack = "arn:aws:cloudformation:us-east-1:123456789012:stack/x/*"
    assert f"user/ann is not authorized to perform: cloudformation:CreateStack on resource: {stack}" in message


@pytest.fixture
def role(aws: Aws) -> str:
    """The ARN of a role of CloudFormation that may do everything with EC2."""
    iam = aws("iam")
    made = iam.create_role(RoleName="deploy", AssumeRolePolicyDocument=trust("cloudformation.amazonaws.com"))
    iam.put_role_policy(RoleName="deploy", PolicyName="own", PolicyDocument=allow("ec2:*"))
    return str(made["Role"]["Arn"])


def test_a_role_works_for_whoever_passes_it(aws: Aws, role: str, end: End) -> None:
    key = make_user(aws("iam"), "ann", allow("cloudformation:*"))
    ann = aws("cloudformation", key=key)
    code, message = error_of(ann.create_stack, StackName="groups", TemplateBody=GROUPS, RoleARN=role)
    assert code == "AccessDenied"
    assert f"not authorized to perform: iam:PassRole on resource: {role}" in message
    aws("iam").put_user_policy(UserName="ann", PolicyName="pass", PolicyDocument=allow("iam:PassRole"))
    ann.create_stack(StackName="groups", TemplateBody=GROUPS, RoleARN=role)
    end()
    [stack] = ann.describe_stacks(StackName="groups")["Stacks"]
    assert (stack["StackStatus"], stack["RoleARN"]) == ("CREATE_COMPLETE", role)
    # From now on the role works for whoever may change the stack, who needn't pass it any more.
    aws("iam").delete_user_policy(UserName="ann", PolicyName="pass")
    ann.delete_stack(StackName="groups")
    end()
    assert ann.describe_stacks(StackName=stack["StackId"])["Stacks"][0]["StackStatus"] == "DELETE_COMPLETE"


def test_a_role_has_no_service_on_its_way(aws: Aws, role: str, end: End) -> None:
    way = {"StringEquals": {"aws:CalledViaFirst": "cloudformation.amazonaws.com"}}
    aws("iam").put_role_policy(RoleName="deploy", PolicyName="own", PolicyDocument=allow("ec2:*", Condition=way))
    client = aws("cloudformation")
    client.create_stack(StackName="groups", TemplateBody=GROUPS, RoleARN=role)
    end()
    assert client.describe_stacks(StackName="groups")["Stacks"][0]["StackStatus"] == "ROLLBACK_COMPLETE"
    failed = next(one for one in events(client, "groups") if one[1] == "CREATE_FAILED")
    assert "assumed-role/deploy/AWSCloudFormation is not authorized" in failed[2]


def test_a_role_that_trusts_another_service(aws: Aws, cloudformation: Any) -> None:
    arn = aws("iam").create_role(RoleName="other", AssumeRolePolicyDocument=trust())["Role"]["Arn"]
    told = error_of(cloudformation.create_stack, StackName="x", TemplateBody=EMPTY, RoleARN=arn)
    assert told == ("ValidationError", f"Role {arn} is invalid or cannot be assumed")
