"""Requirements and AWS's own policies together: each lets through, and stops, what AWS says (facts 5.5 to 5.8)."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.policy import Context, Policies, Policy, Request, evaluate
from c9lib.policy.actions import Requirement
from tests.policy.actions.account import ACCOUNT, ENVIRONMENT, Account, asked

SERVICE_LINKED_ROLE = [
    {
        "Effect": "Allow",
        "Action": ["ec2:CreateTags"],
        "Resource": ["arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:security-group/*"],
        "Condition": {"StringLike": {"aws:RequestTag/Name": "aws-cloud9-*"}},
    },
    {"Effect": "Allow", "Action": ["ec2:RunInstances"], "Resource": "*"},
    {
        "Effect": "Allow",
        "Action": ["iam:ListInstanceProfiles", "iam:GetInstanceProfile"],
        "Resource": ["arn:aws:iam::*:instance-profile/cloud9/*"],
    },
    {
        "Effect": "Allow",
        "Action": ["iam:PassRole"],
        "Resource": ["arn:aws:iam::*:role/service-role/AWSCloud9SSMAccessRole"],
        "Condition": {"StringLike": {"iam:PassedToService": "ec2.amazonaws.com"}},
    },
]
CLOUD9_USER = [
    {
        "Effect": "Allow",
        "Action": ["cloud9:CreateEnvironmentEC2"],
        "Resource": "*",
        "Condition": {"Null": {"cloud9:OwnerArn": "true"}},
    },
    {
        "Effect": "Allow",
        "Action": ["cloud9:DescribeEnvironmentMemberships"],
        "Resource": ["*"],
        "Condition": {"Null": {"cloud9:EnvironmentId": "true", "cloud9:UserArn": "true"}},
    },
    {
        "Effect": "Allow",
        "Action": ["ssm:StartSession", "ssm:GetConnectionStatus"],
        "Resource": "arn:aws:ec2:*:*:instance/*",
        "Condition": {"StringLike": {"ssm:resourceTag/aws:cloud9:environment": "*"}},
    },
    {"Effect": "Allow", "Action": ["ssm:StartSession"], "Resource": ["arn:aws:ssm:*:*:document/*"]},
]
CONSOLE = [
    {
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": "arn:aws:iam::*:role/service-role/AWSCloud9SSMAccessRole",
        "Condition": {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
    },
    {
        "Effect": "Allow",
        "Action": ["iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"],
        "Resource": ["arn:aws:iam::*:instance-profile/cloud9/AWSCloud9SSMInstanceProfile"],
    },
]
PAIR = {"InstanceProfileName": "AWSCloud9SSMInstanceProfile", "RoleName": "AWSCloud9SSMAccessRole"}
RUN: dict[str, Any] = {"ImageId": "ami-0a", "MinCount": 1, "MaxCount": 1}


def refused(statements: list[dict[str, Any]], needed: tuple[Requirement, ...]) -> list[str]:
    """The resources of the requirements that such a policy doesn't allow."""
    policies = Policies(identity=(Policy({"Version": "2012-10-17", "Statement": statements}),))
    requests = {one: Request(one.action, one.resource, Context(dict(one.context))) for one in needed}
    return [one.named or one.resource for one, request in requests.items() if not evaluate(request, policies).allowed]


def test_the_service_linked_role_reads_profiles_of_cloud9_alone() -> None:
    there = asked("iam", "GetInstanceProfile", InstanceProfileName="AWSCloud9SSMInstanceProfile")
    assert refused(SERVICE_LINKED_ROLE, there) == []
    missing = asked("iam", "GetInstanceProfile", InstanceProfileName="gone")
    assert refused(SERVICE_LINKED_ROLE, missing) == ["instance profile gone"]
    elsewhere = asked("iam", "GetInstanceProfile", InstanceProfileName="empty")
    assert refused(SERVICE_LINKED_ROLE, elsewhere) == ["instance profile empty"]


def test_the_service_linked_role_lists_profiles_of_cloud9_alone() -> None:
    assert refused(SERVICE_LINKED_ROLE, asked("iam", "ListInstanceProfiles", PathPrefix="/cloud9/")) == []
    assert refused(SERVICE_LINKED_ROLE, asked("iam", "ListInstanceProfiles")) != []


def test_the_service_linked_role_launches_with_the_documented_role() -> None:
    name = [{"Key": "Name", "Value": f"aws-cloud9-demo-{ENVIRONMENT}"}]
    tags = [{"ResourceType": "instance", "Tags": name}]
    profile = {"Name": "AWSCloud9SSMInstanceProfile"}
    launch = asked("ec2", "RunInstances", **RUN, IamInstanceProfile=profile, TagSpecifications=tags)
    assert refused(SERVICE_LINKED_ROLE, launch) == []


def test_the_service_linked_role_passes_no_other_role() -> None:
    class Changed(Account):
        def profile_role(self, name: str) -> str | None:
            return f"arn:aws:iam::{ACCOUNT}:role/AWSCloud9SSMAccessRole"

    launch = asked("ec2", "RunInstances", Changed(), **RUN, IamInstanceProfile={"Name": "x"})
    assert refused(SERVICE_LINKED_ROLE, launch) == [f"arn:aws:iam::{ACCOUNT}:role/AWSCloud9SSMAccessRole"]


def test_the_service_linked_role_tags_by_its_own_name_alone() -> None:
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "mine"}]}]
    launch = asked("ec2", "RunInstances", **RUN, TagSpecifications=tags)
    assert [one.rpartition(":")[2] for one in refused(SERVICE_LINKED_ROLE, launch)] == ["instance/*"]


@pytest.mark.parametrize(
    ("operation", "params", "denied"),
    [
        ("CreateEnvironmentEC2", {"name": "demo"}, 0),
        ("CreateEnvironmentEC2", {"name": "demo", "ownerArn": "arn:aws:iam::123456789012:user/eve"}, 1),
        ("CreateEnvironmentEC2", {"name": "demo", "tags": [{"Key": "team", "Value": "blue"}]}, 1),  # TagResource
        ("DescribeEnvironmentMemberships", {}, 0),
        ("DescribeEnvironmentMemberships", {"userArn": "arn:aws:iam::123456789012:user/eve"}, 1),
        ("DescribeEnvironmentMemberships", {"environmentId": ENVIRONMENT}, 1),
    ],
)
def test_a_user_of_cloud9_acts_for_nobody_else(operation: str, params: dict[str, Any], denied: int) -> None:
    assert len(refused(CLOUD9_USER, asked("cloud9", operation, **params))) == denied


@pytest.mark.parametrize("operation", ["StartSession", "GetConnectionStatus"])
def test_a_user_of_cloud9_reaches_instances_of_cloud9_alone(operation: str) -> None:
    assert refused(CLOUD9_USER, asked("ssm", operation, Target="i-0123456789abcdef0")) == []
    other = refused(CLOUD9_USER, asked("ssm", operation, Target="i-0other"))
    assert [one.rpartition(":")[2] for one in other] == ["instance/i-0other"]


def test_without_a_document_no_session() -> None:
    """AWS's refusal names `document/SSM-SessionManagerRunShell` (facts 6.1)."""
    session = asked("ssm", "StartSession", Target="i-0123456789abcdef0")
    assert [one.rpartition("/")[2] for one in refused(CLOUD9_USER[:-1], session)] == ["SSM-SessionManagerRunShell"]


def test_the_policy_of_the_user_guide_fills_the_profile() -> None:
    assert refused(CONSOLE, asked("iam", "AddRoleToInstanceProfile", **PAIR)) == []
    assert refused(CONSOLE[1:], asked("iam", "AddRoleToInstanceProfile", **PAIR)) == [
        f"arn:aws:iam::{ACCOUNT}:role/service-role/AWSCloud9SSMAccessRole"
    ]
