"""A client that isn't ours: the AWS CLI executes the documented commands word for word."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from typing import Any

COMMANDS = (
    # AWS Cloud9 user guide, "Managing instance profiles for Systems Manager with the AWS CLI".
    "iam create-role --role-name AWSCloud9SSMAccessRole --path /service-role/ --assume-role-policy-document"
    """ '{"Version": "2012-10-17","Statement": [{"Effect": "Allow","Principal": {"Service":"""
    """ ["ec2.amazonaws.com","cloud9.amazonaws.com"] },"Action": "sts:AssumeRole"}]}'""",
    "iam attach-role-policy --role-name AWSCloud9SSMAccessRole"
    " --policy-arn arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile",
    "iam create-instance-profile --instance-profile-name AWSCloud9SSMInstanceProfile --path /cloud9/",
    "iam add-role-to-instance-profile --instance-profile-name AWSCloud9SSMInstanceProfile"
    " --role-name AWSCloud9SSMAccessRole",
)
CREATE = (
    "cloud9 create-environment-ec2 --name my-demo-environment --instance-type t3.small"
    " --image-id resolve:ssm:/aws/service/cloud9/amis/amazonlinux-2023-x86_64 --connection-type CONNECT_SSM"
)
Cli = Callable[..., Any]


def test_documented_commands(cli: Cli, wait: Callable[[float], None]) -> None:
    def told(command: str) -> Any:
        done = cli(*shlex.split(command))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout or "null")

    for command in COMMANDS:
        told(command)
    wait(30)
    environment_id = told(CREATE)["environmentId"]
    wait(200)
    found = told(f"cloud9 describe-environments --environment-ids {environment_id}")["environments"][0]
    assert found["lifecycle"] == {"status": "CREATED"}
    assert told(f"cloud9 describe-environment-status --environment-id {environment_id}") == {
        "status": "ready",
        "message": "Environment is ready to use",
    }
    wanted = f"Name=tag:aws:cloud9:environment,Values={environment_id}"
    reservations = told(f"ec2 describe-instances --filters {wanted}")["Reservations"]
    assert reservations[0]["Instances"][0]["State"]["Name"] == "running"
    told(f"cloud9 delete-environment --environment-id {environment_id}")
    wait(200)
    assert told("cloud9 list-environments") == {"environmentIds": []}


def test_without_role_and_profile(cli: Cli, wait: Callable[[float], None]) -> None:
    environment_id = json.loads(cli(*shlex.split(CREATE)).stdout)["environmentId"]
    wait(30)
    done = cli("cloud9", "describe-environments", "--environment-ids", environment_id)
    lifecycle = json.loads(done.stdout)["environments"][0]["lifecycle"]
    assert lifecycle["status"] == "CREATE_FAILED"
    assert "Instance profile AWSCloud9SSMInstanceProfile does not exist" in lifecycle["reason"]


def test_errors_as_the_cli_shows_them(cli: Cli) -> None:
    done = cli(*shlex.split(CREATE.replace("my-demo-environment", "x" * 61)))
    assert done.returncode != 0
    assert (
        "An error occurred (ValidationException) when calling the CreateEnvironmentEC2 operation:"
        f" 1 validation error detected: Value '{'x' * 61}' at 'name' failed to satisfy constraint:"
        " Member must have length less than or equal to 60"
    ) in done.stderr
    done = cli(*shlex.split(f"{CREATE} --dry-run"))
    assert "An error occurred (DryRunOperation) when calling the CreateEnvironmentEC2 operation" in done.stderr
    done = cli("cloud9", "describe-environments", "--environment-ids", "0" * 32)
    assert "An error occurred (NotFoundException) when calling the DescribeEnvironments operation" in done.stderr


def test_a_user_with_the_managed_policy(cli: Cli, wait: Callable[[float], None], key_of: Callable[..., str]) -> None:
    """Over HTTP, with a key of IAM's: what AWSCloud9User allows, what Cloud9 allows an owner, and nothing else."""
    for command in COMMANDS:
        assert cli(*shlex.split(command)).returncode == 0
    wait(30)
    key = key_of("ann", "AWSCloud9User")

    def as_ann(command: str) -> Any:
        return cli(*shlex.split(command), key=key)

    environment_id = json.loads(as_ann(CREATE).stdout)["environmentId"]
    wait(200)
    status = as_ann(f"cloud9 describe-environment-status --environment-id {environment_id}")
    assert json.loads(status.stdout)["status"] == "ready"
    listed = as_ann("cloud9 list-environments")
    assert listed.returncode != 0
    assert (
        "An error occurred (AccessDeniedException) when calling the ListEnvironments operation:"
        " User: arn:aws:iam::123456789012:user/ann is not authorized to perform: cloud9:ListEnvironments on resource: *"
        " because no identity-based policy allows the cloud9:ListEnvironments action"
    ) in listed.stderr
    found = cli("ec2", "describe-instances", "--query", "Reservations[].Instances[].InstanceId", "--output", "text")
    directly = as_ann(f"ssm start-session --target {found.stdout.strip()}")
    assert "An error occurred (AccessDeniedException) when calling the StartSession operation" in directly.stderr
    assert as_ann(f"cloud9 delete-environment --environment-id {environment_id}").returncode == 0
    wait(200)
    assert json.loads(cli("cloud9", "list-environments").stdout) == {"environmentIds": []}
