"""Cloud9's own policies: the managed ones (facts 5.2 to 5.6), and the custom policy (5.8).

Sources: the page "Identity and access management for AWS Cloud9" of its user guide, the AWS managed policy reference.
"""

from __future__ import annotations

from typing import Any

from c9lib.policy import Asker, Policies
from tests.policy.cases import (
    ACCOUNT,
    ALLOWED,
    ANN,
    NOT_ALLOWED,
    SESSION,
    Case,
    allow,
    held,
    managed,
    page,
    policy,
)

CLOUD9, FORMATION = "cloud9.amazonaws.com", "cloudformation.amazonaws.com"
INSTANCE = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0123456789abcdef0"
DOCUMENT = f"arn:aws:ssm:us-east-1:{ACCOUNT}:document/SSM-SessionManagerRunShell"
CHANNEL = f"arn:aws:ssm:us-east-1:{ACCOUNT}:session/ann-0a1b2c"
ENVIRONMENT = f"arn:aws:cloud9:us-east-1:{ACCOUNT}:environment:*"
OF_CLOUD9 = {"ssm:resourceTag/aws:cloud9:environment": "8a34f51ce1e04a08882f1e811bd706EX"}
VIA_CLOUD9: dict[str, Any] = {**OF_CLOUD9, "aws:CalledVia": [CLOUD9]}
THROUGH_BOTH: dict[str, Any] = {**OF_CLOUD9, "aws:CalledVia": [FORMATION, CLOUD9]}
START, DATA = "ssm:StartSession", "ssmmessages:OpenDataChannel"
CREATE = "cloud9:CreateEnvironmentEC2"


USER = page(
    "AWSCloud9User",
    held(managed("AWSCloud9User")),
    Case("settings", "cloud9:GetUserSettings", ALLOWED, "AWSCloud9User 1"),
    Case("subnets", "ec2:DescribeSubnets", ALLOWED, "AWSCloud9User 1"),
    Case("an environment of one's own", CREATE, ALLOWED, "AWSCloud9User 2", ENVIRONMENT),
    Case(
        "an environment for another",
        CREATE,
        NOT_ALLOWED,
        "",
        ENVIRONMENT,
        {"cloud9:OwnerArn": ANN.arn},
        [f"AWSCloud9User 2 Null cloud9:OwnerArn: {ANN.arn}"],
    ),
    Case("one's own public key", "cloud9:GetUserPublicKey", ALLOWED, "AWSCloud9User 3"),
    Case("another's", "cloud9:GetUserPublicKey", NOT_ALLOWED, context={"cloud9:UserArn": ANN.arn}),
    Case("all memberships", "cloud9:DescribeEnvironmentMemberships", ALLOWED, "AWSCloud9User 4"),
    Case(
        "memberships of one environment",
        "cloud9:DescribeEnvironmentMemberships",
        NOT_ALLOWED,
        context={"cloud9:EnvironmentId": "8a34f51c"},
        misses=["AWSCloud9User 4 Null cloud9:EnvironmentId: 8a34f51c"],
    ),
    Case(
        "Cloud9's role",
        "iam:CreateServiceLinkedRole",
        ALLOWED,
        "AWSCloud9User 5",
        context={"iam:AWSServiceName": CLOUD9},
    ),
    Case(
        "another service's role", "iam:CreateServiceLinkedRole", NOT_ALLOWED, context={"iam:AWSServiceName": FORMATION}
    ),
    Case("a session through Cloud9", START, ALLOWED, "AWSCloud9User 6", INSTANCE, VIA_CLOUD9),
    Case("its connection", "ssm:GetConnectionStatus", ALLOWED, "AWSCloud9User 6", INSTANCE, VIA_CLOUD9),
    Case("a session through CloudFormation", START, NOT_ALLOWED, "", INSTANCE, THROUGH_BOTH),
    Case("a session directly", START, NOT_ALLOWED, "", INSTANCE, OF_CLOUD9),
    Case("its document", START, ALLOWED, "AWSCloud9User 7", DOCUMENT),
    Case("its data channel", DATA, ALLOWED, "AWSCloud9User 8", CHANNEL),
    Case("describing environments", "cloud9:DescribeEnvironments", NOT_ALLOWED, "", ENVIRONMENT, misses=[]),
    Case("tagging an environment", "cloud9:TagResource", NOT_ALLOWED, "", ENVIRONMENT),
    Case("passing the role", "iam:PassRole", NOT_ALLOWED, context={"iam:PassedToService": "ec2.amazonaws.com"}),
)
ADMINISTRATOR = page(
    "AWSCloud9Administrator",
    held(managed("AWSCloud9Administrator")),
    Case(
        "an environment for another",
        CREATE,
        ALLOWED,
        "AWSCloud9Administrator 1",
        ENVIRONMENT,
        {"cloud9:OwnerArn": ANN.arn},
    ),
    Case("deleting any", "cloud9:DeleteEnvironment", ALLOWED, "AWSCloud9Administrator 1", ENVIRONMENT),
    Case("a session through Cloud9", START, ALLOWED, "AWSCloud9Administrator 3", INSTANCE, VIA_CLOUD9),
    Case("a session directly", START, NOT_ALLOWED, "", INSTANCE, OF_CLOUD9),
    Case("its data channel", DATA, ALLOWED, "AWSCloud9Administrator 5", CHANNEL),
    Case("the instance role", "iam:CreateRole", NOT_ALLOWED, "", f"arn:aws:iam::{ACCOUNT}:role/service-role/R"),
    Case("the stack of an environment", "cloudformation:DescribeStackEvents", NOT_ALLOWED),
)
MEMBER = page(
    "AWSCloud9EnvironmentMember",
    held(managed("AWSCloud9EnvironmentMember")),
    Case("a session through Cloud9", START, ALLOWED, "AWSCloud9EnvironmentMember 3", INSTANCE, VIA_CLOUD9),
    Case("settings", "cloud9:UpdateUserSettings", ALLOWED, "AWSCloud9EnvironmentMember 1"),
    Case("all memberships", "cloud9:DescribeEnvironmentMemberships", ALLOWED, "AWSCloud9EnvironmentMember 2"),
    Case("no environment of one's own", CREATE, NOT_ALLOWED, "", ENVIRONMENT, misses=[]),
)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/AWSCloud9SSMAccessRole"
PROFILE = f"arn:aws:iam::{ACCOUNT}:instance-profile/cloud9/AWSCloud9SSMInstanceProfile"
ATTACHED = "arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile"
TO_EC2 = {"iam:PassedToService": "ec2.amazonaws.com"}
CUSTOM = policy(
    allow(["iam:ListRoles", "ec2:DescribeVpcs"], Sid="Look"),
    allow(
        ["iam:ListInstanceProfilesForRole", "iam:CreateRole"],
        ["arn:aws:iam::*:role/service-role/AWSCloud9SSMAccessRole"],
    ),
    allow(
        ["iam:AttachRolePolicy"],
        ["arn:aws:iam::*:role/service-role/AWSCloud9SSMAccessRole"],
        {"StringEquals": {"iam:PolicyARN": ATTACHED}},
    ),
    allow("iam:PassRole", "arn:aws:iam::*:role/service-role/AWSCloud9SSMAccessRole", {"StringEquals": TO_EC2}),
    allow(
        ["iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"],
        ["arn:aws:iam::*:instance-profile/cloud9/AWSCloud9SSMInstanceProfile"],
    ),
)
"""What the page's custom policy adds to the managed one (facts 5.8)."""
WITH_CUSTOM = page(
    "AWSCloud9User and the custom policy",
    held(managed("AWSCloud9User"), CUSTOM),
    Case("the role", "iam:CreateRole", ALLOWED, "mine 2", ROLE),
    Case("the role elsewhere", "iam:CreateRole", NOT_ALLOWED, "", ROLE.replace("service-role/", "")),
    Case("its policy", "iam:AttachRolePolicy", ALLOWED, "mine 3", ROLE, {"iam:PolicyARN": ATTACHED}),
    Case(
        "a stronger policy",
        "iam:AttachRolePolicy",
        NOT_ALLOWED,
        "",
        ROLE,
        {"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"},
        ["mine 3 StringEquals iam:PolicyARN: arn:aws:iam::aws:policy/AdministratorAccess"],
    ),
    Case("passing it to EC2", "iam:PassRole", ALLOWED, "mine 4", ROLE, TO_EC2),
    Case(
        "passing it to Lambda", "iam:PassRole", NOT_ALLOWED, "", ROLE, {"iam:PassedToService": "lambda.amazonaws.com"}
    ),
    Case("the profile", "iam:CreateInstanceProfile", ALLOWED, "mine 5", PROFILE),
    Case("putting the role in", "iam:AddRoleToInstanceProfile", ALLOWED, "mine 5", PROFILE),
    Case("a profile elsewhere", "iam:CreateInstanceProfile", NOT_ALLOWED, "", PROFILE.replace("cloud9/", "")),
    Case("looking at the role", "iam:GetRole", NOT_ALLOWED, "", ROLE, misses=[]),
    Case("an environment", CREATE, ALLOWED, "AWSCloud9User 2", ENVIRONMENT),
)
SERVICE_ROLE = Asker(
    f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSServiceRoleForAWSCloud9/AWSCloud9",
    ACCOUNT,
    f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/cloud9.amazonaws.com/AWSServiceRoleForAWSCloud9",
)
LINKED = "AWSCloud9ServiceRolePolicy"
STACK = f"arn:aws:cloudformation:us-east-1:{ACCOUNT}:stack"
OF_STACK = {"ec2:ResourceTag/aws:cloudformation:stack-name": "aws-cloud9-lab-8a34f51c"}
SERVICE_LINKED = page(
    LINKED,
    Policies(identity=(managed(LINKED),)),
    Case("an instance", "ec2:RunInstances", ALLOWED, f"{LINKED} 1", f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/*"),
    Case("deleting its stack", "cloudformation:DeleteStack", ALLOWED, f"{LINKED} 2", f"{STACK}/aws-cloud9-lab-8a/1"),
    Case("deleting another", "cloudformation:DeleteStack", NOT_ALLOWED, "", f"{STACK}/production/1"),
    Case(
        "naming the instance",
        "ec2:CreateTags",
        ALLOWED,
        f"{LINKED} 3",
        INSTANCE,
        {"aws:RequestTag/Name": "aws-cloud9-lab"},
    ),
    Case(
        "naming it otherwise",
        "ec2:CreateTags",
        NOT_ALLOWED,
        "",
        INSTANCE,
        {"aws:RequestTag/Name": "lab"},
        [f"{LINKED} 3 StringLike aws:RequestTag/Name: lab"],
    ),
    Case("starting its instance", "ec2:StartInstances", ALLOWED, f"{LINKED} 4", INSTANCE, OF_STACK),
    Case(
        "starting another", "ec2:StartInstances", NOT_ALLOWED, "", INSTANCE, {"ec2:ResourceTag/Name": "aws-cloud9-lab"}
    ),
    Case("the profile", "iam:GetInstanceProfile", ALLOWED, f"{LINKED} 6", PROFILE),
    Case(
        "a profile under another path",
        "iam:GetInstanceProfile",
        NOT_ALLOWED,
        "",
        PROFILE.replace("cloud9/", ""),
        misses=[f"{LINKED} 6 Resource: {PROFILE.replace('cloud9/', '')}"],
    ),
    Case("passing the role", "iam:PassRole", ALLOWED, f"{LINKED} 7", ROLE, TO_EC2),
    Case(
        "a role under another path",
        "iam:PassRole",
        NOT_ALLOWED,
        "",
        ROLE.replace("service-role/", ""),
        TO_EC2,
        [f"{LINKED} 7 Resource: {ROLE.replace('service-role/', '')}"],
    ),
    Case("a role in other capitals", "iam:PassRole", NOT_ALLOWED, "", ROLE.replace("Cloud9", "cloud9"), TO_EC2),
    Case(
        "tagging a new stack",
        "cloudformation:TagResource",
        ALLOWED,
        f"{LINKED} CloudFormationTagOnCreate",
        STACK,
        {"cloudformation:CreateAction": "CreateStack"},
    ),
    Case("tagging an old one", "cloudformation:TagResource", NOT_ALLOWED, "", STACK),
    Case("a session by itself", START, NOT_ALLOWED, "", INSTANCE, OF_CLOUD9),
    Case("a key", "kms:GenerateDataKeyWithoutPlaintext", NOT_ALLOWED, "", f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"),
    asker=SERVICE_ROLE,
)
AGENT = page(
    "AWSCloud9SSMInstanceProfile",
    held(managed("AWSCloud9SSMInstanceProfile")),
    Case("registering", "ssm:UpdateInstanceInformation", ALLOWED, "AWSCloud9SSMInstanceProfile 1", INSTANCE),
    Case("the control channel", "ssmmessages:OpenControlChannel", ALLOWED, "AWSCloud9SSMInstanceProfile 1"),
    Case("the data channel", DATA, ALLOWED, "AWSCloud9SSMInstanceProfile 1"),
    Case("messages of the old kind", "ec2messages:GetMessages", NOT_ALLOWED, misses=[]),
    Case("a bucket", "s3:GetObject", NOT_ALLOWED, "", "arn:aws:s3:::bucket/x", misses=[]),
    asker=SESSION,
)
CASES = [*USER, *ADMINISTRATOR, *MEMBER, *WITH_CUSTOM, *SERVICE_LINKED, *AGENT]
