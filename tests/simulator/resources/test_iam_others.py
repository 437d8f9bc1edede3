"""AWS::IAM::UserToGroupAddition, AWS::IAM::ServiceLinkedRole, driven by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.durations import SERVICE_LINKED_ROLE_DELETE

Make = Callable[..., Any]
Aws = Callable[..., Any]
ROLE = "AWSServiceRoleForAutoScaling"
SERVICE = "autoscaling.amazonaws.com"


@pytest.fixture
def people(aws: Aws) -> Callable[[str], list[str]]:
    """Two groups and three users; the answer tells who is in a group."""
    iam = aws("iam")
    for group in ("red", "blue"):
        iam.create_group(GroupName=group)
    for user in ("ann", "bob", "eve"):
        iam.create_user(UserName=user)
    return lambda group: sorted(user["UserName"] for user in iam.get_group(GroupName=group)["Users"])


def test_users_added_to_a_group(resource: Make, people: Callable[[str], list[str]]) -> None:
    addition = resource("AWS::IAM::UserToGroupAddition", GroupName="red", Users=["ann", "bob"]).create()
    assert addition.ref.startswith("seat-Thing-")
    assert people("red") == ["ann", "bob"]
    addition.update(Users=["bob", "eve"])
    assert people("red") == ["bob", "eve"]
    addition.update(GroupName="blue")
    assert (people("red"), people("blue")) == ([], ["bob", "eve"])
    assert addition.read()["Users"] == ["bob", "eve"]
    assert addition.delete().gone
    assert addition.delete().gone


def test_a_user_who_is_not_there(resource: Make, people: Callable[[str], list[str]]) -> None:
    addition = resource("AWS::IAM::UserToGroupAddition", GroupName="red", Users=["ann", "nobody"])
    assert "The user with name nobody cannot be found." in addition.refused()
    addition.delete()
    assert people("red") == []


def test_a_service_linked_role(resource: Make, aws: Aws) -> None:
    role = resource("AWS::IAM::ServiceLinkedRole", AWSServiceName=SERVICE, CustomSuffix="x", Description="d").create()
    assert role.ref == f"{ROLE}_x"
    assert role.read() == {"RoleName": f"{ROLE}_x", "Description": "d"}
    role.delete()
    assert role.waited >= SERVICE_LINKED_ROLE_DELETE
    assert role.gone
    assert role.delete().gone


def test_a_service_linked_role_that_is_there(resource: Make, aws: Aws) -> None:
    aws("iam").create_service_linked_role(AWSServiceName=SERVICE)
    role = resource("AWS::IAM::ServiceLinkedRole", AWSServiceName=SERVICE)
    told = role.refused()
    assert f"Service role name {ROLE} has been taken in this account, please try a different suffix. (Service: " in told
    assert role.initiated == []


def test_a_service_linked_role_in_use_stays(resource: Make, aws: Aws, wait: Callable[[float], None]) -> None:
    role = resource("AWS::IAM::ServiceLinkedRole", AWSServiceName="cloud9.amazonaws.com").create()
    aws("cloud9").create_environment_ec2(name="n", instanceType="t3.small", imageId="amazonlinux-2023-x86_64")
    assert "A service-linked role is in use" in role.refused("delete")
    assert not role.gone


def test_a_service_is_needed(resource: Make) -> None:
    assert "Value null at 'AWSServiceName'" in resource("AWS::IAM::ServiceLinkedRole").refused()
