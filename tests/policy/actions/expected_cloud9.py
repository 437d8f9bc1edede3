"""What operations of Cloud9 need. By the Service Authorization Reference (list_awscloud9) and facts 3.4, 5.5."""

from __future__ import annotations

from tests.policy.actions.account import ACCOUNT, CLOUD9, ENVIRONMENT, Case, Need

ONE = f"{CLOUD9}{ENVIRONMENT}"
TAGGED = {"aws:ResourceTag/c9lib:deployment": "demo"}
ANN = f"arn:aws:iam::{ACCOUNT}:user/ann"
MEMBER = {"environmentId": ENVIRONMENT, "userArn": ANN}
MEMBER_KEYS = {"cloud9:EnvironmentId": ENVIRONMENT, "cloud9:UserArn": ANN}


def on_one(operation: str, params: dict[str, object], **context: str) -> Case:
    """An operation that is authorized on the environment."""
    told = {key.replace("_", ":", 1): value for key, value in context.items()}
    return Case("cloud9", operation, params, (Need(f"cloud9:{operation}", ONE, {**TAGGED, **told}),))


CASES = [
    Case(
        "cloud9",
        "CreateEnvironmentEC2",
        {"name": "demo", "instanceType": "t3.small", "imageId": "amazonlinux-2023-x86_64", "subnetId": "subnet-0a"},
        (
            Need(
                "cloud9:CreateEnvironmentEC2",
                "*",
                {
                    "cloud9:EnvironmentName": "demo",
                    "cloud9:InstanceType": "t3.small",
                    "cloud9:SubnetId": "subnet-0a",  # the id, as in the user guide's example for teams
                },
            ),
        ),
    ),
    Case(
        "cloud9",
        "CreateEnvironmentEC2",
        {
            "name": "demo",
            "instanceType": "t3.small",
            "imageId": "amazonlinux-2023-x86_64",
            "ownerArn": ANN,
            "tags": [{"Key": "team", "Value": "blue"}, {"Key": "cost", "Value": "1"}],
        },
        (
            Need(
                "cloud9:CreateEnvironmentEC2",
                "*",
                {
                    "cloud9:EnvironmentName": "demo",
                    "cloud9:InstanceType": "t3.small",
                    "cloud9:OwnerArn": ANN,
                    "aws:RequestTag/team": "blue",
                    "aws:RequestTag/cost": "1",
                    "aws:TagKeys": ("team", "cost"),
                },
            ),
            Need(
                "cloud9:TagResource",
                f"{CLOUD9}*",
                {"aws:RequestTag/team": "blue", "aws:RequestTag/cost": "1", "aws:TagKeys": ("team", "cost")},
            ),
        ),
    ),
    Case("cloud9", "ListEnvironments", {"maxResults": 25}, (Need("cloud9:ListEnvironments"),)),
    Case(
        "cloud9",
        "DescribeEnvironments",
        {"environmentIds": [ENVIRONMENT, "0" * 32]},
        (Need("cloud9:DescribeEnvironments", ONE, TAGGED), Need("cloud9:DescribeEnvironments", CLOUD9 + "0" * 32)),
    ),
    on_one("DescribeEnvironmentStatus", {"environmentId": ENVIRONMENT}),
    on_one("UpdateEnvironment", {"environmentId": ENVIRONMENT, "name": "other"}),
    on_one("DeleteEnvironment", {"environmentId": ENVIRONMENT}),
    Case("cloud9", "DescribeEnvironmentMemberships", {}, (Need("cloud9:DescribeEnvironmentMemberships"),)),
    Case(
        "cloud9",
        "DescribeEnvironmentMemberships",
        {"userArn": ANN},
        (Need("cloud9:DescribeEnvironmentMemberships", "*", {"cloud9:UserArn": ANN}),),
    ),
    on_one("DescribeEnvironmentMemberships", {"environmentId": ENVIRONMENT}, cloud9_EnvironmentId=ENVIRONMENT),
    Case(
        "cloud9",
        "CreateEnvironmentMembership",
        {**MEMBER, "permissions": "read-write"},
        (
            Need(
                "cloud9:CreateEnvironmentMembership",
                ONE,
                {**TAGGED, **MEMBER_KEYS, "cloud9:Permissions": "read-write"},
            ),
        ),
    ),
    Case(
        "cloud9",
        "UpdateEnvironmentMembership",
        {**MEMBER, "permissions": "read-only"},
        (
            Need(
                "cloud9:UpdateEnvironmentMembership",
                ONE,
                {**TAGGED, **MEMBER_KEYS, "cloud9:Permissions": "read-only"},
            ),
        ),
    ),
    Case(
        "cloud9",
        "DeleteEnvironmentMembership",
        MEMBER,
        (Need("cloud9:DeleteEnvironmentMembership", ONE, {**TAGGED, **MEMBER_KEYS}),),
    ),
    on_one("ListTagsForResource", {"ResourceARN": ONE}),
    Case(
        "cloud9",
        "TagResource",
        {"ResourceARN": ONE, "Tags": [{"Key": "team", "Value": "blue"}]},
        (Need("cloud9:TagResource", ONE, {**TAGGED, "aws:RequestTag/team": "blue", "aws:TagKeys": "team"}),),
    ),
    Case(
        "cloud9",
        "UntagResource",
        {"ResourceARN": ONE, "TagKeys": ["team", "cost"]},
        (Need("cloud9:UntagResource", ONE, {**TAGGED, "aws:TagKeys": ("team", "cost")}),),
    ),
]
