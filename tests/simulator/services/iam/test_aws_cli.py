"""The documented commands (ec2-ssm, "Managing instance profiles"), word for word, by a client that isn't ours."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Callable
from typing import Any

from tests.simulator.services.iam.said import ACCOUNT, POLICY, PROFILE, ROLE

Cli = Callable[..., subprocess.CompletedProcess[str]]

DOCUMENTED = """\
aws iam create-role --role-name AWSCloud9SSMAccessRole --path /service-role/ --assume-role-policy-document '{"Version": "2012-10-17","Statement": [{"Effect": "Allow","Principal": {"Service": ["ec2.amazonaws.com","cloud9.amazonaws.com"] },"Action": "sts:AssumeRole"}]}'
aws iam attach-role-policy --role-name AWSCloud9SSMAccessRole --policy-arn arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile
aws iam create-instance-profile --instance-profile-name AWSCloud9SSMInstanceProfile --path /cloud9/
aws iam add-role-to-instance-profile --instance-profile-name AWSCloud9SSMInstanceProfile --role-name AWSCloud9SSMAccessRole
"""  # noqa: E501 (word for word)
COMMANDS = [shlex.split(line)[1:] for line in DOCUMENTED.splitlines()]
TEAR_DOWN = [
    ["iam", "remove-role-from-instance-profile", "--instance-profile-name", PROFILE, "--role-name", ROLE],
    ["iam", "delete-instance-profile", "--instance-profile-name", PROFILE],
    ["iam", "detach-role-policy", "--role-name", ROLE, "--policy-arn", POLICY],
    ["iam", "delete-role", "--role-name", ROLE],
]


def test_the_documented_commands_make_the_pair(cli: Cli, aws: Callable[..., Any]) -> None:
    for words in COMMANDS:
        done = cli(*words)
        assert (done.returncode, done.stderr) == (0, ""), words
    iam = aws("iam")
    profile = iam.get_instance_profile(InstanceProfileName=PROFILE)["InstanceProfile"]
    assert profile["Arn"] == f"arn:aws:iam::{ACCOUNT}:instance-profile/cloud9/{PROFILE}"
    (role,) = profile["Roles"]
    assert role["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/service-role/{ROLE}"
    assert role["AssumeRolePolicyDocument"] == json.loads(COMMANDS[0][-1])
    assert [each["PolicyArn"] for each in iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]] == [
        POLICY
    ]
    # Again, each says what AWS says; then the reverse, first in the wrong order.
    assert [_said(cli(*words)) for words in COMMANDS] == AGAIN
    assert [_said(cli(*words)) for words in (TEAR_DOWN[1], TEAR_DOWN[3])] == TOO_EARLY
    assert [_said(cli(*words)) for words in TEAR_DOWN] == [(0, "")] * 4
    assert iam.list_roles()["Roles"] == iam.list_instance_profiles()["InstanceProfiles"] == []


def _said(done: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    return done.returncode, done.stderr.strip().removeprefix("aws: [ERROR]: ")


def _refusal(code: str, operation: str, message: str) -> tuple[int, str]:
    return 255, f"An error occurred ({code}) when calling the {operation} operation: {message}"


IN_PROFILE = "Cannot delete entity, must remove roles from instance profile first."
ONE_ROLE = "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
AGAIN = [
    _refusal("EntityAlreadyExists", "CreateRole", f"Role with name {ROLE} already exists."),
    (0, ""),  # what is attached stays attached
    _refusal("EntityAlreadyExists", "CreateInstanceProfile", f"Instance Profile {PROFILE} already exists."),
    _refusal("LimitExceeded", "AddRoleToInstanceProfile", ONE_ROLE),
]
TOO_EARLY = [
    _refusal("DeleteConflict", "DeleteInstanceProfile", IN_PROFILE),
    _refusal("DeleteConflict", "DeleteRole", IN_PROFILE),
]


def test_the_service_linked_role(cli: Cli) -> None:
    words = ["iam", "create-service-linked-role", "--aws-service-name", "cloud9.amazonaws.com"]
    assert json.loads(cli(*words).stdout)["Role"]["RoleName"] == "AWSServiceRoleForAWSCloud9"
    said = cli(*words).stderr
    assert "(InvalidInput) when calling the CreateServiceLinkedRole operation" in said
    assert "Service role name AWSServiceRoleForAWSCloud9 has been taken in this account" in said


def test_keys_that_were_made_here_are_their_users(cli: Cli) -> None:
    made = json.loads(cli("iam", "create-access-key", "--user-name", "c9-learner").stdout)["AccessKey"]
    told = cli("sts", "get-caller-identity", key=made["AccessKeyId"], secret=made["SecretAccessKey"])
    assert json.loads(told.stdout)["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/c9-learner"
