"""DeleteEnvironment, and what stands in its way (facts 4.4, 6.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Aws = Callable[..., Any]
Create = Callable[..., str]
Described = Callable[[str], dict[str, Any]]
Wait = Callable[[float], None]
Refused = Callable[..., Any]


def left(aws: Aws) -> list[str]:
    """Groups and living instances of Cloud9."""
    groups = [one["GroupName"] for one in aws("ec2").describe_security_groups()["SecurityGroups"]]
    told = aws("ec2").describe_instances()["Reservations"]
    living = [one["InstanceId"] for held in told for one in held["Instances"] if one["State"]["Name"] != "terminated"]
    return [name for name in groups if name.startswith("aws-cloud9")] + living


def group_of(aws: Aws) -> str:
    found = aws("ec2").describe_security_groups()["SecurityGroups"]
    return next(one["GroupId"] for one in found if one["GroupName"].startswith("aws-cloud9"))


def test_everything_goes(ready: str, cloud9: Any, described: Described, wait: Wait, aws: Aws, refused: Refused) -> None:
    stack_id = aws("cloudformation").describe_stacks()["Stacks"][0]["StackId"]
    cloud9.delete_environment(environmentId=ready)
    assert described(ready)["lifecycle"] == {"status": "DELETING"}
    assert cloud9.describe_environment_status(environmentId=ready)["status"] == "deleting"
    wait(30)
    assert described(ready)["lifecycle"] == {"status": "DELETING"}
    wait(60)
    with refused("NotFoundException", ready):
        described(ready)
    assert left(aws) == []
    assert aws("cloudformation").describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"] == "DELETE_COMPLETE"
    # Role and profile stay: Cloud9 hasn't made them.
    assert aws("iam").get_instance_profile(InstanceProfileName="AWSCloud9SSMInstanceProfile")


def test_twice_is_no_error(ready: str, cloud9: Any, wait: Wait, refused: Refused) -> None:
    cloud9.delete_environment(environmentId=ready)
    cloud9.delete_environment(environmentId=ready)
    wait(120)
    with refused("NotFoundException", ready):
        cloud9.delete_environment(environmentId=ready)


@pytest.mark.parametrize("after", [0, 12, 20, 40, 100])
def test_while_it_is_being_created(
    after: int, give_profile: Callable[..., None], create: Create, cloud9: Any, wait: Wait, aws: Aws
) -> None:
    give_profile()
    environment_id = create()
    wait(after)
    cloud9.delete_environment(environmentId=environment_id)
    wait(200)
    assert cloud9.list_environments()["environmentIds"] == []
    assert left(aws) == []


def test_failed_environment_without_a_stack(create: Create, cloud9: Any, wait: Wait) -> None:
    environment_id = create()
    wait(30)
    cloud9.delete_environment(environmentId=environment_id)
    wait(120)
    assert cloud9.list_environments()["environmentIds"] == []


def test_failed_environment_with_a_stack(
    give_profile: Callable[..., None], create: Create, cloud9: Any, wait: Wait, aws: Aws
) -> None:
    give_profile(with_role=False)
    environment_id = create()
    wait(60)
    assert cloud9.list_environments()["environmentIds"] == [environment_id]
    cloud9.delete_environment(environmentId=environment_id)
    wait(120)
    assert cloud9.list_environments()["environmentIds"] == []
    assert aws("cloudformation").describe_stacks()["Stacks"] == []


def test_group_that_another_group_names(
    ready: str, cloud9: Any, described: Described, wait: Wait, aws: Aws, refused: Refused
) -> None:
    ec2, group_id = aws("ec2"), group_of(aws)
    vpc_id = ec2.describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]["VpcId"]
    other = ec2.create_security_group(GroupName="other", Description="other", VpcId=vpc_id)["GroupId"]
    pair = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": group_id}]}
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=[pair])

    cloud9.delete_environment(environmentId=ready)
    wait(120)
    lifecycle = described(ready)["lifecycle"]
    assert lifecycle["status"] == "DELETE_FAILED"
    assert "failed to delete: [InstanceSecurityGroup]" in lifecycle["reason"]
    assert f"{group_id} has a dependent object" in lifecycle["reason"]
    assert cloud9.describe_environment_status(environmentId=ready)["status"] == "error"
    stack = aws("cloudformation").describe_stacks(StackName=lifecycle["failureResource"])["Stacks"][0]
    assert stack["StackStatus"] == "DELETE_FAILED"

    ec2.delete_security_group(GroupId=other)
    cloud9.delete_environment(environmentId=ready)
    wait(120)
    with refused("NotFoundException"):
        described(ready)
    assert left(aws) == []


def test_stack_deleted_behind_its_back(ready: str, cloud9: Any, wait: Wait, aws: Aws) -> None:
    aws("cloudformation").delete_stack(StackName=f"aws-cloud9-demo-{ready}")
    wait(120)
    assert left(aws) == []
    assert cloud9.describe_environment_status(environmentId=ready)["status"] == "error"
    cloud9.delete_environment(environmentId=ready)
    wait(120)
    assert cloud9.list_environments()["environmentIds"] == []


def test_stack_deleted_while_it_is_made(
    give_profile: Callable[..., None], create: Create, described: Described, wait: Wait, aws: Aws
) -> None:
    give_profile()
    environment_id = create()
    wait(20)
    aws("cloudformation").delete_stack(StackName=f"aws-cloud9-demo-{environment_id}")
    wait(200)
    assert described(environment_id)["lifecycle"]["status"] == "CREATE_FAILED"
    assert left(aws) == []


def test_only_owner_and_administrators(ready: str, aws: Aws, key_of: Callable[..., str], refused: Refused) -> None:
    with refused("AccessDeniedException", "cloud9:DeleteEnvironment on resource: arn:aws:cloud9:us-east-1:", ready):
        aws("cloud9", key=key_of("ann", "AWSCloud9User")).delete_environment(environmentId=ready)
    aws("cloud9", key=key_of("bob", "AWSCloud9Administrator")).delete_environment(environmentId=ready)
