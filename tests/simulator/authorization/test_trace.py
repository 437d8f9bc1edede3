"""What a request needed is told to whoever listens: of everybody from outside, and of what AWS asks in their name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator import identity
from c9lib.simulator.authorization import Traced
from c9lib.simulator.world import World
from tests.simulator.authorization.conftest import ACCOUNT, Make, allow

CLOUD9 = "cloud9.amazonaws.com"


@pytest.fixture
def traced(world: World) -> list[Traced]:
    told: list[Traced] = []
    world.trace = told.append
    return told


def actions(traced: list[Traced]) -> list[tuple[str, str, str]]:
    return [(one.requirement.action, one.requirement.resource, one.outcome) for one in traced]


def test_the_administrators_requests_are_told_with_what_they_would_need(
    aws: Callable[..., Any], traced: list[Traced]
) -> None:
    tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Team", "Value": "blue"}]}]
    aws("ec2").create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=tags)
    made = f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/*"
    assert actions(traced) == [("ec2:CreateVpc", made, "allowed"), ("ec2:CreateTags", made, "allowed")]
    last = traced[-1]
    assert (last.service, last.operation, last.via) == ("ec2", "CreateVpc", ())
    assert last.context["aws:RequestTag/Team"] == ("blue",)
    assert last.context["ec2:CreateAction"] == ("CreateVpc",)
    assert last.context["aws:RequestedRegion"] == ("us-east-1",)


def test_a_users_are_told_up_to_what_is_refused(aws: Callable[..., Any], user: Make, world: World) -> None:
    key = user("ann", allow("ec2:CreateVpc"))
    told: list[Traced] = []
    world.trace = told.append
    tags = [{"ResourceType": "vpc", "Tags": [{"Key": "Team", "Value": "blue"}]}]
    with pytest.raises(ClientError):
        aws("ec2", key=key).create_vpc(CidrBlock="10.9.0.0/16", TagSpecifications=tags)
    assert [(one.requirement.action, one.outcome) for one in told] == [
        ("ec2:CreateVpc", "allowed"),
        ("ec2:CreateTags", "implicitDeny"),
    ]


def test_what_is_free_needs_nothing(aws: Callable[..., Any], traced: list[Traced]) -> None:
    aws("sts").get_caller_identity()
    assert traced == []


def test_calls_in_the_callers_name_are_told_and_aws_own_are_not(
    aws: Callable[..., Any], traced: list[Traced], world: World
) -> None:
    ann = identity.administrator(world)
    world.client("ec2", "us-east-1", world.aws_itself).describe_vpcs()
    world.client("ec2", "us-east-1", world.aws_itself, (CLOUD9,)).describe_vpcs()
    assert traced == []
    world.client("ec2", "us-east-1", ann, (CLOUD9,)).describe_vpcs()
    (one,) = traced
    assert (one.operation, one.via, one.context["aws:CalledViaFirst"]) == ("DescribeVpcs", (CLOUD9,), (CLOUD9,))


def test_creating_an_environment_tells_of_its_forward_calls(
    aws: Callable[..., Any], traced: list[Traced], wait: Callable[[float], None], place: Any
) -> None:
    """Cloud9 makes its role and opens its session in the caller's name: both belong to what the caller needs."""
    aws("ec2").modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": True})
    traced.clear()
    aws("cloud9").create_environment_ec2(
        name="e",
        instanceType="t3.small",
        imageId="amazonlinux-2023-x86_64",
        connectionType="CONNECT_SSM",
        subnetId=place.subnet,
    )
    wait(300)
    told = {(one.requirement.action, one.via) for one in traced}
    assert ("cloud9:CreateEnvironmentEC2", ()) in told
    assert ("iam:CreateServiceLinkedRole", (CLOUD9,)) in told
    assert ("ssm:StartSession", (CLOUD9,)) in told
    assert all(one.via in ((), (CLOUD9,)) for one in traced)


def test_nobody_listens_by_default(world: World, aws: Callable[..., Any]) -> None:
    assert world.trace is None
    aws("ec2").describe_vpcs()
