"""The types of IAM and Cloud9 in stacks that the AWS CLI makes: reasons as describe-stack-events shows them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

STACK = "seat"
ROLE: dict[str, Any] = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "RoleName": "AWSCloud9SSMAccessRole",
        "Path": "/service-role/",
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": ["cloud9.amazonaws.com", "ec2.amazonaws.com"]},
                    "Action": ["sts:AssumeRole"],
                }
            ],
        },
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile"],
    },
}
PROFILE: dict[str, Any] = {
    "Type": "AWS::IAM::InstanceProfile",
    "Properties": {
        "InstanceProfileName": "AWSCloud9SSMInstanceProfile",
        "Path": "/cloud9/",
        "Roles": [{"Ref": "Role"}],
    },
}
ENVIRONMENT: dict[str, Any] = {
    "Type": "AWS::Cloud9::EnvironmentEC2",
    "Properties": {
        "Name": "demo",
        "ConnectionType": "CONNECT_SSM",
        "InstanceType": "t3.small",
        "ImageId": "amazonlinux-2023-x86_64",
        "AutomaticStopTimeMinutes": "30",
    },
}
Cli = Callable[..., Any]


@pytest.fixture
def stack(cli: Cli, wait: Callable[[float], None]) -> Callable[..., str]:
    """Make a stack of these resources, let it end, and give its status."""

    def make(**resources: Any) -> str:
        body = json.dumps({"Resources": resources})
        capable = ("--capabilities", "CAPABILITY_NAMED_IAM")
        made = cli("cloudformation", "create-stack", "--stack-name", STACK, "--template-body", body, *capable)
        assert made.returncode == 0, made.stderr
        wait(3600)
        return told(cli, "describe-stacks", "Stacks[0].StackStatus")

    return make


def told(cli: Cli, operation: str, query: str) -> Any:
    answer = cli("cloudformation", operation, "--stack-name", STACK, "--query", query, "--output", "json")
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def reasons(cli: Cli) -> dict[str, str]:
    """Why resources have failed, by their logical ids."""
    query = "StackEvents[?ResourceStatus=='CREATE_FAILED'].[LogicalResourceId,ResourceStatusReason]"
    return dict(told(cli, "describe-stack-events", query))


def test_role_profile_and_environment(stack: Callable[..., str], cli: Cli) -> None:
    environment = {**ENVIRONMENT, "DependsOn": "Profile"}
    assert stack(Role=ROLE, Profile=PROFILE, Environment=environment) == "CREATE_COMPLETE"
    found = dict(told(cli, "describe-stack-resources", "StackResources[].[LogicalResourceId,PhysicalResourceId]"))
    assert (found["Role"], found["Profile"]) == ("AWSCloud9SSMAccessRole", "AWSCloud9SSMInstanceProfile")
    shown = cli("cloud9", "describe-environments", "--environment-ids", found["Environment"])
    assert json.loads(shown.stdout)["environments"][0]["lifecycle"]["status"] == "CREATED"


def test_an_environment_without_its_profile(stack: Callable[..., str], cli: Cli) -> None:
    assert stack(Environment=ENVIRONMENT) == "ROLLBACK_COMPLETE"
    assert "Instance profile AWSCloud9SSMInstanceProfile does not exist" in reasons(cli)["Environment"]
    assert json.loads(cli("cloud9", "list-environments").stdout)["environmentIds"] == []


def test_a_role_that_is_there(stack: Callable[..., str], cli: Cli) -> None:
    trust = json.dumps(ROLE["Properties"]["AssumeRolePolicyDocument"])
    made = cli("iam", "create-role", "--role-name", "AWSCloud9SSMAccessRole", "--assume-role-policy-document", trust)
    assert made.returncode == 0, made.stderr
    assert stack(Role=ROLE, Profile=PROFILE) == "ROLLBACK_COMPLETE"
    taken = "Resource of type 'AWS::IAM::Role' with identifier 'AWSCloud9SSMAccessRole' already exists."
    assert taken in reasons(cli)["Role"]
    assert cli("iam", "get-role", "--role-name", "AWSCloud9SSMAccessRole").returncode == 0, "it stays"


def test_properties_out_of_form(stack: Callable[..., str], cli: Cli) -> None:
    wrong = {**ENVIRONMENT["Properties"], "AutomaticStopTimeMinutes": "30000", "Size": 10}
    assert stack(Environment={**ENVIRONMENT, "Properties": wrong}) == "ROLLBACK_COMPLETE"
    assert reasons(cli)["Environment"] == (
        "Properties validation failed for resource Environment with message:\n"
        "#: extraneous key [Size] is not permitted\n"
        "#/AutomaticStopTimeMinutes: failed validation constraint for keyword [maximum]"
    )
