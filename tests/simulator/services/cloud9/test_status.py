"""DescribeEnvironmentStatus, and the instance that stops and starts behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Aws = Callable[..., Any]
Create = Callable[..., str]
Wait = Callable[[float], None]


@pytest.fixture
def status(cloud9: Any) -> Callable[[str], str]:
    return lambda environment_id: str(cloud9.describe_environment_status(environmentId=environment_id)["status"])


@pytest.fixture
def instance_of(aws: Aws) -> Callable[[str], str]:
    def find(environment_id: str) -> str:
        wanted = [{"Name": "tag:aws:cloud9:environment", "Values": [environment_id]}]
        return str(aws("ec2").describe_instances(Filters=wanted)["Reservations"][0]["Instances"][0]["InstanceId"])

    return find


def test_course_of_an_environment(
    give_profile: Callable[..., None], create: Create, cloud9: Any, wait: Wait, status: Callable[[str], str]
) -> None:
    give_profile()
    environment_id = create()
    seen = [status(environment_id)]
    for _ in range(20):
        wait(10)
        seen.append(status(environment_id))
    assert list(dict.fromkeys(seen)) == ["creating", "connecting", "ready"]
    told = cloud9.describe_environment_status(environmentId=environment_id)
    assert told["message"] == "Environment is ready to use"


def test_stopped_and_started_by_ec2(
    ready: str, aws: Aws, wait: Wait, status: Callable[[str], str], instance_of: Callable[[str], str]
) -> None:
    ec2, instance_id = aws("ec2"), instance_of(ready)
    ec2.stop_instances(InstanceIds=[instance_id])
    assert status(ready) == "stopping"
    wait(60)
    assert status(ready) == "stopped"
    ec2.start_instances(InstanceIds=[instance_id])
    assert status(ready) == "connecting"
    wait(200)
    assert status(ready) == "ready"


def test_profile_taken_away(ready: str, aws: Aws, wait: Wait, status: Callable[[str], str]) -> None:
    ec2 = aws("ec2")
    [held] = ec2.describe_iam_instance_profile_associations()["IamInstanceProfileAssociations"]
    ec2.disassociate_iam_instance_profile(AssociationId=held["AssociationId"])
    wait(3600)
    assert status(ready) == "connecting"


def test_instance_terminated_by_ec2(
    ready: str, aws: Aws, wait: Wait, cloud9: Any, instance_of: Callable[[str], str]
) -> None:
    instance_id = instance_of(ready)
    aws("ec2").terminate_instances(InstanceIds=[instance_id])
    wait(120)
    told = cloud9.describe_environment_status(environmentId=ready)
    assert told["status"] == "error"
    assert instance_id in told["message"]


def test_unknown_environment(cloud9: Any, refused: Callable[..., Any]) -> None:
    with refused("NotFoundException", "0" * 32):
        cloud9.describe_environment_status(environmentId="0" * 32)
    with refused("ValidationException", "'environmentId'"):
        cloud9.describe_environment_status(environmentId="short")


@pytest.fixture
def idle(give_profile: Callable[..., None], create: Create, wait: Wait) -> str:
    """An environment that has been CREATED for a while, and stops 30 minutes after that."""
    give_profile()
    environment_id = create(automaticStopTimeMinutes=30)
    wait(200)
    return environment_id


def test_idle_environment_stops(idle: str, wait: Wait, status: Callable[[str], str]) -> None:
    wait(1500)
    assert status(idle) == "ready"
    wait(300)
    assert status(idle) == "stopped"


def test_stops_again_after_a_start(
    idle: str, aws: Aws, wait: Wait, status: Callable[[str], str], instance_of: Callable[[str], str]
) -> None:
    wait(1800)
    assert status(idle) == "stopped"
    aws("ec2").start_instances(InstanceIds=[instance_of(idle)])
    wait(300)
    assert status(idle) == "ready"
    wait(5400)
    assert status(idle) == "stopped"


def test_each_environment_has_its_own_time(idle: str, create: Create, wait: Wait, status: Callable[[str], str]) -> None:
    short, never = create(automaticStopTimeMinutes=5), create(automaticStopTimeMinutes=0)
    wait(200)
    assert [status(one) for one in (idle, short, never)] == ["ready"] * 3
    wait(400)
    assert [status(one) for one in (idle, short, never)] == ["ready", "stopped", "ready"]
    wait(1800)
    assert [status(one) for one in (idle, short, never)] == ["stopped", "stopped", "ready"]


def test_a_month_passes(idle: str, wait: Wait, status: Callable[[str], str]) -> None:
    wait(30 * 24 * 3600)
    assert status(idle) == "stopped"


def test_protected_instance_goes_on(
    idle: str, aws: Aws, wait: Wait, status: Callable[[str], str], instance_of: Callable[[str], str]
) -> None:
    aws("ec2").modify_instance_attribute(InstanceId=instance_of(idle), DisableApiStop={"Value": True})
    wait(3600)
    assert status(idle) == "ready"


def test_settled_world_does_not_stop(
    create: Create, give_profile: Callable[..., None], world: Any, cloud9: Any
) -> None:
    give_profile()
    world.settled = True
    environment_id = create(automaticStopTimeMinutes=1)
    assert cloud9.describe_environment_status(environmentId=environment_id)["status"] == "ready"
