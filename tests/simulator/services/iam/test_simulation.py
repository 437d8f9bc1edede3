"""The policy simulator by boto3 and by the AWS CLI: the shapes of its answers, pages, places of statements, keys."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.services.iam.said import ACCOUNT, permissions, refused

ANN = f"arn:aws:iam::{ACCOUNT}:user/ann"
INSTANCE = f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/i-0123456789abcdef0"
CLOUD9 = "cloud9.amazonaws.com"


def entry(key: str, *values: str, kind: str = "string") -> dict[str, Any]:
    return {"ContextKeyName": key, "ContextKeyType": kind, "ContextKeyValues": list(values)}


def results(answer: dict[str, Any]) -> list[tuple[str, str, str]]:
    told = answer["EvaluationResults"]
    return [(one["EvalActionName"], one["EvalResourceName"], one["EvalDecision"]) for one in told]


@pytest.fixture
def ann(iam: Any) -> str:
    iam.create_user(UserName="ann")
    return ANN


# --- Shapes -----------------------------------------------------------------------------------------------------------


def test_one_result_for_each_action_on_each_resource(iam: Any, ann: str) -> None:
    iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=permissions(Action="ec2:*", Resource=INSTANCE))
    told = iam.simulate_principal_policy(
        PolicySourceArn=ann, ActionNames=["ec2:StopInstances", "ec2:StartInstances"], ResourceArns=[INSTANCE, "*"]
    )
    assert results(told) == [
        ("ec2:StopInstances", INSTANCE, "allowed"),
        ("ec2:StopInstances", "*", "implicitDeny"),
        ("ec2:StartInstances", INSTANCE, "allowed"),
        ("ec2:StartInstances", "*", "implicitDeny"),
    ]
    assert told["IsTruncated"] is False
    assert "Marker" not in told


def test_without_resources_it_is_about_all_of_them(iam: Any) -> None:
    text = permissions(Action="ec2:DescribeVpcs")
    told = iam.simulate_custom_policy(PolicyInputList=[text], ActionNames=["ec2:DescribeVpcs"])
    (one,) = told["EvaluationResults"]
    assert one == {
        "EvalActionName": "ec2:DescribeVpcs",
        "EvalResourceName": "*",
        "EvalDecision": "allowed",
        "MatchedStatements": [
            {
                "SourcePolicyId": "PolicyInputList.1",
                "SourcePolicyType": "IAM Policy",
                "StartPosition": {"Line": 1, "Column": text.index("[") + 2},
                "EndPosition": {"Line": 1, "Column": text.index("]") + 1},
            }
        ],
        "MissingContextValues": [],
    }


def test_a_named_resource_has_its_own_result_in_the_result(iam: Any) -> None:
    told = iam.simulate_custom_policy(
        PolicyInputList=[permissions(Action="ec2:*", Condition={"StringEquals": {"aws:username": "ann"}})],
        ActionNames=["ec2:StopInstances"],
        ResourceArns=[INSTANCE],
    )
    (one,) = told["EvaluationResults"]
    assert (one["EvalDecision"], one["MissingContextValues"], one["EvalDecisionDetails"]) == ("implicitDeny", [], {})
    assert one["ResourceSpecificResults"] == [
        {
            "EvalResourceName": INSTANCE,
            "EvalResourceDecision": "implicitDeny",
            "MatchedStatements": [],
            "MissingContextValues": ["aws:username"],
        }
    ]


def test_results_come_in_pages(iam: Any, ann: str) -> None:
    names = [f"ec2:Describe{name}" for name in ("Vpcs", "Subnets", "Instances", "Images", "Volumes")]
    asked = {"PolicySourceArn": ann, "ActionNames": names}
    first = iam.simulate_principal_policy(**asked, MaxItems=2)
    assert (len(first["EvaluationResults"]), first["IsTruncated"]) == (2, True)
    pages = iam.get_paginator("simulate_principal_policy").paginate(**asked, PaginationConfig={"PageSize": 2})
    assert [one["EvalActionName"] for page in pages for one in page["EvaluationResults"]] == names
    assert refused(iam.simulate_principal_policy, **asked, Marker="x")[:2] == ("ValidationError", "Invalid Marker.")


def test_every_statement_that_decides_is_named_with_its_place(iam: Any, ann: str) -> None:
    """Places as in the examples of the AWS CLI reference: behind the sign before, and behind the closing brace."""
    text = """{
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "ec2:*",
            "Resource": "*"
        },
        {
            "Effect": "Allow",
            "Action": "iam:*",
            "Resource": "*"
        }
    ]
}"""
    iam.put_user_policy(UserName="ann", PolicyName="own", PolicyDocument=text)
    iam.attach_user_policy(UserName="ann", PolicyArn="arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess")
    iam.create_group(GroupName="team")
    iam.put_group_policy(GroupName="team", PolicyName="ec2", PolicyDocument=permissions(Action="ec2:DescribeVpcs"))
    iam.add_user_to_group(GroupName="team", UserName="ann")
    told = iam.simulate_principal_policy(PolicySourceArn=ann, ActionNames=["ec2:DescribeVpcs", "iam:ListUsers"])
    first, second = told["EvaluationResults"]
    assert [one["SourcePolicyId"] for one in first["MatchedStatements"]] == [
        "user_ann_own",
        "AmazonEC2ReadOnlyAccess",
        "group_team_ec2",
    ]
    own = first["MatchedStatements"][0]
    assert (own["StartPosition"], own["EndPosition"]) == ({"Line": 3, "Column": 19}, {"Line": 8, "Column": 10})
    (own,) = second["MatchedStatements"]
    assert (own["StartPosition"], own["EndPosition"]) == ({"Line": 8, "Column": 11}, {"Line": 13, "Column": 10})


def test_a_single_statement_may_stand_without_a_list(iam: Any) -> None:
    text = '{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}}'
    told = iam.simulate_custom_policy(PolicyInputList=[text], ActionNames=["ec2:DescribeVpcs"])
    (one,) = told["EvaluationResults"]
    assert one["EvalDecision"] == "explicitDeny"
    (place,) = one["MatchedStatements"]
    assert place["StartPosition"]["Column"] == text.index(": {") + 2
    assert place["EndPosition"]["Column"] == len(text)


# --- Keys -------------------------------------------------------------------------------------------------------------


def test_the_keys_that_policies_ask_for(iam: Any, ann: str) -> None:
    condition = {
        "StringLike": {"ssm:resourceTag/team": "${aws:PrincipalTag/team}"},
        "Null": {"aws:TokenIssueTime": "true"},
    }
    text = permissions(Action="ssm:*", Resource="arn:aws:ssm:*:*:session/${aws:username}-*", Condition=condition)
    told = iam.get_context_keys_for_custom_policy(PolicyInputList=[text, permissions(Action="ec2:*")])
    keys = {"ssm:resourceTag/team", "aws:PrincipalTag/team", "aws:TokenIssueTime", "aws:username"}
    assert set(told["ContextKeyNames"]) == keys
    assert len(told["ContextKeyNames"]) == len(keys)
    iam.create_group(GroupName="team")
    iam.attach_group_policy(GroupName="team", PolicyArn="arn:aws:iam::aws:policy/AWSCloud9EnvironmentMember")
    iam.add_user_to_group(GroupName="team", UserName="ann")
    told = iam.get_context_keys_for_principal_policy(PolicySourceArn=ann, PolicyInputList=[text])
    of_group = {
        "cloud9:UserArn",
        "cloud9:EnvironmentId",
        "aws:CalledViaFirst",
        "ssm:resourceTag/aws:cloud9:environment",
    }
    assert set(told["ContextKeyNames"]) == keys | of_group


# --- The AWS CLI ------------------------------------------------------------------------------------------------------


def test_the_aws_cli_simulates(cli: Callable[..., Any], iam: Any, ann: str) -> None:
    iam.attach_user_policy(UserName="ann", PolicyArn="arn:aws:iam::aws:policy/AWSCloud9User")
    words = ["simulate-principal-policy", "--policy-source-arn", ann, "--action-names", "ssm:StartSession"]
    words += ["--resource-arns", INSTANCE, "--context-entries"]
    words += [f"ContextKeyName=aws:CalledViaFirst,ContextKeyValues={CLOUD9},ContextKeyType=string"]
    words += ["ContextKeyName=ssm:resourceTag/aws:cloud9:environment,ContextKeyValues=x,ContextKeyType=string"]
    done = cli("iam", *words)
    assert done.stderr == ""
    (one,) = json.loads(done.stdout)["EvaluationResults"]
    assert one["EvalDecision"] == "allowed"
    assert one["MatchedStatements"][0]["SourcePolicyId"] == "AWSCloud9User"
    custom = cli(
        "iam", "simulate-custom-policy", "--policy-input-list", permissions(), "--action-names", "ec2:RunInstances"
    )
    assert json.loads(custom.stdout)["EvaluationResults"][0]["EvalDecision"] == "implicitDeny"
    keys = cli("iam", "get-context-keys-for-principal-policy", "--policy-source-arn", ann)
    assert "aws:CalledViaFirst" in json.loads(keys.stdout)["ContextKeyNames"]
    wrong = cli("iam", "simulate-principal-policy", "--policy-source-arn", f"{ann}y", "--action-names", "a:b")
    assert "(NoSuchEntity) when calling the SimulatePrincipalPolicy operation" in wrong.stderr
