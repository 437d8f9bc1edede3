"""What operations of CloudFormation need. By the Service Authorization Reference (list_awscloudformation), the API
references, and AWS's messages of refusals.
"""

from __future__ import annotations

from tests.policy.actions.account import CHANGE_SET, IAM, STACK_ID, STACKS, Case, Need

TAGS = [{"Key": "team", "Value": "blue"}]
TAG_KEYS = {"aws:RequestTag/team": "blue", "aws:TagKeys": "team"}


def on_stack(operation: str, **params: str) -> Case:
    """An operation that is authorized on a stack, named by its name."""
    needs = (Need(f"cloudformation:{operation}", f"{STACKS}demo/*"),)
    return Case("cloudformation", operation, {"StackName": "demo", **params}, needs)


CASES = [
    Case(
        "cloudformation",
        "DescribeStacks",
        {},
        (
            Need("cloudformation:DescribeStacks", "*", {}, f"{STACKS}*/*"),
            Need("cloudformation:ListStacks", "*", {}, f"{STACKS}*/*"),
        ),
    ),
    Case(
        "cloudformation",
        "DescribeStacks",
        {"StackName": "demo"},
        (Need("cloudformation:DescribeStacks", f"{STACKS}demo/*"),),
    ),
    Case(
        "cloudformation",
        "DescribeStacks",
        {"StackName": STACK_ID},
        (Need("cloudformation:DescribeStacks", STACK_ID),),
    ),
    Case("cloudformation", "ListStacks", {}, (Need("cloudformation:ListStacks", "*", {}, f"{STACKS}*/*"),)),
    Case(
        "cloudformation", "DeleteStack", {"StackName": "demo"}, (Need("cloudformation:DeleteStack", f"{STACKS}demo/*"),)
    ),
    Case(
        "cloudformation",
        "CreateStack",
        {
            "StackName": "demo",
            "TemplateURL": "https://s3.amazonaws.com/b/t.yaml",
            "Tags": TAGS,
            "RoleARN": f"{IAM}role/deploy",
        },
        (
            Need(
                "cloudformation:CreateStack",
                f"{STACKS}demo/*",
                {
                    **TAG_KEYS,
                    "cloudformation:TemplateUrl": "https://s3.amazonaws.com/b/t.yaml",
                    "cloudformation:RoleArn": f"{IAM}role/deploy",
                },
            ),
            Need(
                "cloudformation:TagResource",
                f"{STACKS}demo/*",
                {**TAG_KEYS, "cloudformation:CreateAction": "CreateStack"},
            ),
            Need("iam:PassRole", f"{IAM}role/deploy", {"iam:PassedToService": "cloudformation.amazonaws.com"}),
        ),
    ),
    Case(
        "cloudformation",
        "CreateChangeSet",
        {"StackName": "demo", "ChangeSetName": "first", "Tags": TAGS, "RoleARN": f"{IAM}role/deploy"},
        (
            Need(
                "cloudformation:CreateChangeSet",
                f"{STACKS}demo/*",
                {
                    **TAG_KEYS,
                    "cloudformation:ChangeSetName": "first",
                    "cloudformation:RoleArn": f"{IAM}role/deploy",
                },
            ),
            Need(
                "cloudformation:TagResource",
                f"{STACKS}demo/*",
                {**TAG_KEYS, "cloudformation:CreateAction": "CreateChangeSet"},
            ),
            Need("iam:PassRole", f"{IAM}role/deploy", {"iam:PassedToService": "cloudformation.amazonaws.com"}),
        ),
    ),
    Case(
        "cloudformation",
        "UpdateStack",
        {"StackName": "demo", "Tags": TAGS},
        (
            Need("cloudformation:UpdateStack", f"{STACKS}demo/*", TAG_KEYS),
            Need(
                "cloudformation:TagResource",
                f"{STACKS}demo/*",
                {**TAG_KEYS, "cloudformation:CreateAction": "UpdateStack"},
            ),
        ),
    ),
    Case(
        "cloudformation",
        "ExecuteChangeSet",
        {"StackName": "demo", "ChangeSetName": "first"},
        (Need("cloudformation:ExecuteChangeSet", f"{STACKS}demo/*", {"cloudformation:ChangeSetName": "first"}),),
    ),
    Case(
        "cloudformation",
        "DescribeChangeSet",
        {"ChangeSetName": f"{CHANGE_SET}0"},
        (Need("cloudformation:DescribeChangeSet", f"{STACKS}*/*", {"cloudformation:ChangeSetName": f"{CHANGE_SET}0"}),),
    ),
    Case(
        "cloudformation",
        "DeleteStack",
        {"StackName": "demo", "RoleARN": f"{IAM}role/deploy"},
        (
            Need("cloudformation:DeleteStack", f"{STACKS}demo/*", {"cloudformation:RoleArn": f"{IAM}role/deploy"}),
            Need("iam:PassRole", f"{IAM}role/deploy", {"iam:PassedToService": "cloudformation.amazonaws.com"}),
        ),
    ),
    Case("cloudformation", "ListExports", {}, (Need("cloudformation:ListExports", "*", {}, f"{STACKS}*/*"),)),
    Case(
        "cloudformation",
        "DeleteChangeSet",
        {"StackName": "demo", "ChangeSetName": "first"},
        (Need("cloudformation:DeleteChangeSet", f"{STACKS}demo/*", {"cloudformation:ChangeSetName": "first"}),),
    ),
    Case(
        "cloudformation",
        "DescribeStackResources",
        {"PhysicalResourceId": "i-0a"},
        (Need("cloudformation:DescribeStackResources", f"{STACKS}*/*"),),
    ),
    on_stack("DescribeStackEvents"),
    on_stack("DescribeStackResource", LogicalResourceId="One"),
    on_stack("DescribeStackResources"),
    on_stack("DescribeStackResourceDrifts"),
    on_stack("DetectStackDrift"),
    on_stack("DetectStackResourceDrift", LogicalResourceId="One"),
    on_stack("GetTemplate"),
    on_stack("GetTemplateSummary"),
    on_stack("ListChangeSets"),
    on_stack("ListStackResources"),
    on_stack("UpdateTerminationProtection"),
]
