"""UpdateEnvironment, and the status of the managed temporary credentials (facts 1.4, 3.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Described = Callable[[str], dict[str, Any]]
Wait = Callable[[float], None]
Refused = Callable[..., Any]


def test_name_and_description(ready: str, cloud9: Any, described: Described, aws: Callable[..., Any]) -> None:
    cloud9.update_environment(environmentId=ready, name="renamed")
    assert (described(ready)["name"], described(ready)["description"]) == ("renamed", "")
    cloud9.update_environment(environmentId=ready, description="for a class")
    assert (described(ready)["name"], described(ready)["description"]) == ("renamed", "for a class")
    cloud9.update_environment(environmentId=ready, description="")
    assert described(ready)["description"] == ""
    # The stack was made with the first name.
    assert aws("cloudformation").describe_stacks(StackName=f"aws-cloud9-demo-{ready}")["Stacks"]


def test_too_long_a_name(ready: str, cloud9: Any, refused: Refused) -> None:
    with refused("ValidationException", "'name'"):
        cloud9.update_environment(environmentId=ready, name="x" * 61)


def test_while_it_is_being_deleted(ready: str, cloud9: Any, refused: Refused) -> None:
    cloud9.delete_environment(environmentId=ready)
    with refused("ConflictException", "being deleted"):
        cloud9.update_environment(environmentId=ready, name="x")


def test_credentials_off_and_on(ready: str, cloud9: Any, described: Described, wait: Wait) -> None:
    assert described(ready)["managedCredentialsStatus"] == "ENABLED_ON_CREATE"
    cloud9.update_environment(environmentId=ready, managedCredentialsAction="DISABLE")
    assert described(ready)["managedCredentialsStatus"] == "PENDING_REMOVAL_BY_OWNER"
    wait(120)
    assert described(ready)["managedCredentialsStatus"] == "DISABLED_BY_OWNER"
    cloud9.update_environment(environmentId=ready, managedCredentialsAction="ENABLE")
    assert described(ready)["managedCredentialsStatus"] == "ENABLED_BY_OWNER"


def test_credentials_of_a_stopped_instance(
    ready: str, cloud9: Any, described: Described, wait: Wait, aws: Callable[..., Any]
) -> None:
    ec2 = aws("ec2")
    instance_id = ec2.describe_instances()["Reservations"][0]["Instances"][0]["InstanceId"]
    ec2.stop_instances(InstanceIds=[instance_id])
    wait(60)
    cloud9.update_environment(environmentId=ready, managedCredentialsAction="DISABLE")
    wait(120)
    assert described(ready)["managedCredentialsStatus"] == "PENDING_START_REMOVAL_BY_OWNER"
    ec2.start_instances(InstanceIds=[instance_id])
    wait(1000)
    assert described(ready)["managedCredentialsStatus"] == "DISABLED_BY_OWNER"


def test_turned_on_again_before_they_are_gone(ready: str, cloud9: Any, described: Described, wait: Wait) -> None:
    cloud9.update_environment(environmentId=ready, managedCredentialsAction="DISABLE")
    cloud9.update_environment(environmentId=ready, managedCredentialsAction="ENABLE")
    wait(120)
    assert described(ready)["managedCredentialsStatus"] == "ENABLED_BY_OWNER"


def test_credentials_are_the_owners(
    create: Callable[..., str], cloud9: Any, aws: Callable[..., Any], key_of: Callable[..., str], refused: Refused
) -> None:
    key = key_of("ann", "AWSCloud9User")
    environment_id = create(ownerArn="arn:aws:iam::123456789012:user/ann")
    with refused("AccessDeniedException", "cloud9:UpdateEnvironment"):
        cloud9.update_environment(environmentId=environment_id, managedCredentialsAction="DISABLE")
    cloud9.update_environment(environmentId=environment_id, name="an administrator may")
    aws("cloud9", key=key).update_environment(environmentId=environment_id, managedCredentialsAction="DISABLE")


def test_invitation_by_somebody_else_takes_them(
    give_profile: Callable[..., None],
    create: Callable[..., str],
    cloud9: Any,
    described: Described,
    wait: Wait,
    aws: Callable[..., Any],
    admin_arn: str,
) -> None:
    give_profile()
    ann = aws("iam").create_user(UserName="ann")["User"]["Arn"]
    environment_id = create(ownerArn=ann)
    wait(200)
    cloud9.create_environment_membership(environmentId=environment_id, userArn=admin_arn, permissions="read-write")
    assert described(environment_id)["managedCredentialsStatus"] == "PENDING_REMOVAL_BY_COLLABORATOR"
    wait(120)
    assert described(environment_id)["managedCredentialsStatus"] == "DISABLED_BY_COLLABORATOR"


@pytest.mark.parametrize("action", ["enable", "OFF"])
def test_unknown_action(action: str, ready: str, cloud9: Any, refused: Refused) -> None:
    with refused("ValidationException", f"'{action}' at 'managedCredentialsAction'", "[ENABLE, DISABLE]"):
        cloud9.update_environment(environmentId=ready, managedCredentialsAction=action)
