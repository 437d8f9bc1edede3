"""AWS::IAM::InstanceProfile, driven by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator import identity
from c9lib.simulator.durations import STACK_INSTANCE_PROFILE
from c9lib.simulator.world import World
from tests.simulator.people import allow, make_user
from tests.simulator.place import trust

Make = Callable[..., Any]
Aws = Callable[..., Any]
PROFILE = "AWSCloud9SSMInstanceProfile"


@pytest.fixture(autouse=True)
def roles(aws: Aws) -> None:
    for name in ("one", "two"):
        aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust())


def test_the_profile_of_the_document(resource: Make, aws: Aws) -> None:
    profile = resource("AWS::IAM::InstanceProfile", InstanceProfileName=PROFILE, Path="/cloud9/", Roles=["one"])
    profile.create()
    assert profile.ref == PROFILE
    assert profile.waited == STACK_INSTANCE_PROFILE
    arn = f"arn:aws:iam::123456789012:instance-profile/cloud9/{PROFILE}"
    assert profile.read() == {"InstanceProfileName": PROFILE, "Path": "/cloud9/", "Arn": arn, "Roles": ["one"]}
    profile.delete()
    assert profile.gone
    assert aws("iam").get_role(RoleName="one"), "the role isn't the profile's"


def test_another_role(resource: Make) -> None:
    profile = resource("AWS::IAM::InstanceProfile", Roles=["one"]).create()
    assert profile.id.startswith("seat-Thing-")
    profile.update(Roles=["two"])
    assert profile.read()["Roles"] == ["two"]
    profile.update(Roles=[])
    assert profile.read()["Roles"] == []


def test_a_profile_without_its_role_can_be_removed(resource: Make) -> None:
    profile = resource("AWS::IAM::InstanceProfile", Roles=["nobody"])
    assert "The role with name nobody cannot be found." in profile.refused()
    assert profile.initiated == [profile.id]
    assert profile.delete().gone
    assert profile.delete().gone


def test_a_name_that_is_taken(resource: Make, aws: Aws) -> None:
    aws("iam").create_instance_profile(InstanceProfileName=PROFILE)
    profile = resource("AWS::IAM::InstanceProfile", InstanceProfileName=PROFILE, Roles=["one"])
    assert f"Resource of type 'AWS::IAM::InstanceProfile' with identifier '{PROFILE}' already exists." in (
        profile.refused()
    )
    assert profile.initiated == []


def test_the_role_must_be_passed(resource: Make, aws: Aws, world: World) -> None:
    key = make_user(aws("iam"), "ann", allow("iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"))
    profile = resource("AWS::IAM::InstanceProfile", who=identity.principal(world, key), Roles=["one"])
    told = profile.refused()
    assert "is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/one" in told
    assert told.endswith("HandlerErrorCode: AccessDenied)")
