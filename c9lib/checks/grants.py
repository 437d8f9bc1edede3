"""What can be granted to people: the managed policies of AWS, and two documents for policies of one's own.

AWSCloud9User, AWSCloud9Administrator, AWSCloud9EnvironmentMember   AWS keeps them up to date (facts 5.4, 5.5)
SESSIONS          `access_policy: statements`: starting sessions, and nothing else (facts 5.7)
SSM_ENVIRONMENTS  what AWS asks for besides the managed policies, to create environments of this type (facts 5.8)
"""

from __future__ import annotations

from typing import Any

from c9lib.checks.documented import AWS_POLICIES, CLOUD9, EC2, ROLE, ROLE_PATH, ROLE_POLICY_ARN
from c9lib.policy import Document

VERSION = "2012-10-17"
STATEMENTS = "statements"
"""The value of `access_policy` that grants by a policy of the deployment's own."""
INSTANCES = "arn:aws:ec2:*:*:instance/*"
DOCUMENTS = "arn:aws:ssm:*:*:document/*"
SESSIONS_OF_ALL = "arn:aws:ssm:*:*:session/*"
ROLE_ARN = f"arn:aws:iam::*:role{ROLE_PATH}{ROLE}"
PROFILE_ARN = "arn:aws:iam::*:instance-profile/cloud9/AWSCloud9SSMInstanceProfile"
CLOUDFORMATION = "cloudformation.amazonaws.com"
TAGGED = {"StringLike": {"ssm:resourceTag/aws:cloud9:environment": "*"}}


def _document(*statements: dict[str, Any]) -> Document:
    return {"Version": VERSION, "Statement": list(statements)}


def _allow(
    action: str | list[str], resource: str | list[str], condition: dict[str, Any] | None = None
) -> dict[str, Any]:
    told = {"Effect": "Allow", "Action": action, "Resource": resource}
    return {**told, "Condition": condition} if condition else told


def by_page(service: str) -> Document:
    """The two statements of AWS's page about no-ingress environments, in its version for one service (facts 1.5).

    The page prints them once for Cloud9, to open environments, and once for CloudFormation, to create them by a stack.
    They are older than the managed policies: `GetConnectionStatus` and `OpenDataChannel` are missing.
    """
    through = {**TAGGED, "StringEquals": {"aws:CalledViaFirst": service}}
    return _document(_allow("ssm:StartSession", INSTANCES, through), _allow(["ssm:StartSession"], [DOCUMENTS]))


SESSIONS = _document(
    {
        "Sid": "StartSessionOnCloud9Instances",
        **_allow(
            ["ssm:StartSession", "ssm:GetConnectionStatus"],
            INSTANCES,
            {**TAGGED, "StringEquals": {"aws:CalledViaFirst": [CLOUD9, CLOUDFORMATION]}},
        ),
    },
    {"Sid": "SessionDocuments", **_allow("ssm:StartSession", DOCUMENTS)},
    {"Sid": "DataChannel", **_allow("ssmmessages:OpenDataChannel", SESSIONS_OF_ALL)},
)
"""The statements of the page as the managed policies have them today, for both services (facts 5.7): a list under
`StringEquals` is an "or".
"""

SSM_ENVIRONMENTS = _document(
    _allow(
        [
            "cloud9:UpdateUserSettings",
            "cloud9:GetUserSettings",
            "iam:GetUser",
            "iam:ListUsers",
            "iam:ListRoles",
            "ec2:DescribeVpcs",
            "ec2:DescribeSubnets",
            "ec2:DescribeRouteTables",
        ],
        "*",
    ),
    _allow(
        ["cloud9:CreateEnvironmentEC2", "cloud9:CreateEnvironmentSSH"],
        "*",
        {"Null": {"cloud9:OwnerArn": "true"}},
    ),
    _allow(["cloud9:GetUserPublicKey"], "*", {"Null": {"cloud9:UserArn": "true"}}),
    _allow(
        ["cloud9:DescribeEnvironmentMemberships"],
        ["*"],
        {"Null": {"cloud9:UserArn": "true", "cloud9:EnvironmentId": "true"}},
    ),
    _allow(["iam:CreateServiceLinkedRole"], "*", {"StringLike": {"iam:AWSServiceName": CLOUD9}}),
    _allow("ssm:StartSession", INSTANCES, {**TAGGED, "StringEquals": {"aws:CalledViaFirst": CLOUD9}}),
    _allow(["ssm:StartSession"], [DOCUMENTS]),
    _allow(["iam:ListInstanceProfilesForRole", "iam:CreateRole"], [ROLE_ARN]),
    _allow(["iam:AttachRolePolicy"], [ROLE_ARN], {"StringEquals": {"iam:PolicyARN": ROLE_POLICY_ARN}}),
    _allow("iam:PassRole", ROLE_ARN, {"StringEquals": {"iam:PassedToService": EC2}}),
    _allow(["iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"], [PROFILE_ARN]),
)
"""Word for word the page "Identity and access management for AWS Cloud9", section "Custom IAM policy for creating
environments of type SSM".
"""

OWN = "c9lib-"
"""What the names of our own policies begin with."""


def sessions_policy(deployment: str) -> str:
    """The name of a deployment's policy with `SESSIONS`."""
    return f"{OWN}{deployment}-sessions"


def ssm_environments_policy(deployment: str) -> str:
    """The name of a deployment's policy with `SSM_ENVIRONMENTS`."""
    return f"{OWN}{deployment}-ssm-environments"


def documents(deployment: str) -> dict[str, Document]:
    """The policies that a deployment may make, by name."""
    return {sessions_policy(deployment): SESSIONS, ssm_environments_policy(deployment): SSM_ENVIRONMENTS}


def arn_of(account_id: str, name: str) -> str:
    """The ARN of a policy by its name: one of ours, or one of AWS's for Cloud9."""
    return f"arn:aws:iam::{account_id}:policy/{name}" if name.startswith(OWN) else f"{AWS_POLICIES}{name}"


def main_policy(access_policy: str, deployment: str) -> str:
    """The name of the policy that `access_policy` chooses."""
    return sessions_policy(deployment) if access_policy == STATEMENTS else access_policy
