"""Sharing an environment: who is a member, who may change that (facts 3.3, 3.4, 3.5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Aws = Callable[..., Any]
Refused = Callable[..., Any]


@pytest.fixture
def environment(create: Callable[..., str]) -> str:
    return create()


@pytest.fixture
def user(aws: Aws) -> Callable[[str], str]:
    """Make a user; returns the ARN."""
    return lambda name: str(aws("iam").create_user(UserName=name)["User"]["Arn"])


@pytest.fixture
def share(cloud9: Any, environment: str) -> Callable[..., dict[str, Any]]:
    def give(arn: str, permissions: str = "read-write") -> dict[str, Any]:
        told = cloud9.create_environment_membership(environmentId=environment, userArn=arn, permissions=permissions)
        found: dict[str, Any] = told["membership"]
        return found

    return give


def test_invite_change_and_remove(
    environment: str, share: Callable[..., Any], user: Callable[[str], str], cloud9: Any, aws: Aws, admin_arn: str
) -> None:
    arn = user("ann")
    member = {
        "permissions": "read-write",
        "userId": aws("iam").get_user(UserName="ann")["User"]["UserId"],
        "userArn": arn,
        "environmentId": environment,
    }
    assert share(arn) == member
    changed = {"environmentId": environment, "userArn": arn}
    told = cloud9.update_environment_membership(**changed, permissions="read-only")
    assert told["membership"] == {**member, "permissions": "read-only"}
    found = cloud9.describe_environment_memberships(environmentId=environment)["memberships"]
    assert [(one["userArn"], one["permissions"]) for one in found] == [(admin_arn, "owner"), (arn, "read-only")]
    cloud9.delete_environment_membership(**changed)
    assert len(cloud9.describe_environment_memberships(environmentId=environment)["memberships"]) == 1


def test_twice(share: Callable[..., Any], user: Callable[[str], str], refused: Refused) -> None:
    arn = user("ann")
    share(arn)
    with refused("ConflictException", "already a member"):
        share(arn, "read-only")


def test_stranger(
    environment: str, share: Callable[..., Any], user: Callable[[str], str], cloud9: Any, refused: Refused
) -> None:
    with refused("NotFoundException", "User arn:aws:iam::123456789012:user/nobody does not exist"):
        share("arn:aws:iam::123456789012:user/nobody")
    asked = {"environmentId": environment, "userArn": user("ann")}
    with refused("NotFoundException", "not a member"):
        cloud9.update_environment_membership(**asked, permissions="read-only")
    with refused("NotFoundException", "not a member"):
        cloud9.delete_environment_membership(**asked)


def test_owner_stays(
    environment: str, share: Callable[..., Any], cloud9: Any, admin_arn: str, refused: Refused
) -> None:
    with refused("ConflictException", "is the owner"):
        share(admin_arn)
    asked = {"environmentId": environment, "userArn": admin_arn}
    with refused("BadRequestException", "owner can't be changed or removed"):
        cloud9.update_environment_membership(**asked, permissions="read-only")
    with refused("BadRequestException", "owner can't be changed or removed"):
        cloud9.delete_environment_membership(**asked)


@pytest.mark.parametrize("permissions", ["owner", "write", ""])
def test_permissions_that_nobody_can_be_given(
    permissions: str, share: Callable[..., Any], admin_arn: str, refused: Refused
) -> None:
    with refused("ValidationException", "'permissions'", "enum value set: [read-write, read-only]"):
        share(admin_arn, permissions)


@pytest.mark.parametrize(
    "arn",
    ["arn:aws:iam::123456789012:role/Admin", "arn:aws:iam::123456789012:group/g", "ann", "arn:aws:iam::x:user/ann"],
)
def test_arn_of_another_kind(arn: str, share: Callable[..., Any], refused: Refused) -> None:
    with refused("ValidationException", f"Value '{arn}' at 'userArn'", "regular expression pattern"):
        share(arn)


def test_role_session(share: Callable[..., Any], aws: Aws) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role_id = aws("iam").create_role(RoleName="Dev", AssumeRolePolicyDocument=trust)["Role"]["RoleId"]
    assert share("arn:aws:sts::123456789012:assumed-role/Dev/ann")["userId"] == f"{role_id}:ann"


def test_root(share: Callable[..., Any]) -> None:
    assert share("arn:aws:iam::123456789012:root")["userId"] == "123456789012"


def test_no_more_than_eight(share: Callable[..., Any], user: Callable[[str], str], refused: Refused) -> None:
    for number in range(8):
        share(user(f"user-{number}"))
    with refused("LimitExceededException", "8 members"):
        share(user("one-too-many"))


def test_memberships_of_somebody(
    create: Callable[..., str], user: Callable[[str], str], cloud9: Any, admin_arn: str
) -> None:
    arn = user("ann")
    own, shared = create(ownerArn=arn), create()
    cloud9.create_environment_membership(environmentId=shared, userArn=arn, permissions="read-only")
    found = cloud9.describe_environment_memberships(userArn=arn)["memberships"]
    assert [(one["environmentId"], one["permissions"]) for one in found] == [(own, "owner"), (shared, "read-only")]
    found = cloud9.describe_environment_memberships(userArn=arn, permissions=["owner"])["memberships"]
    assert [one["environmentId"] for one in found] == [own]
    # With neither, one's own.
    found = cloud9.describe_environment_memberships()["memberships"]
    assert [(one["environmentId"], one["userArn"]) for one in found] == [(shared, admin_arn)]


def test_pages(environment: str, share: Callable[..., Any], user: Callable[[str], str], cloud9: Any) -> None:
    for number in range(3):
        share(user(f"user-{number}"))
    pages = cloud9.get_paginator("describe_environment_memberships").paginate(
        environmentId=environment, PaginationConfig={"PageSize": 3}
    )
    assert [len(page["memberships"]) for page in pages] == [3, 1]


def test_what_members_may_and_may_not(
    environment: str,
    share: Callable[..., Any],
    user: Callable[[str], str],
    aws: Aws,
    key_of: Callable[..., str],
    refused: Refused,
) -> None:
    ann = aws("cloud9", key=key_of("ann", "AWSCloud9EnvironmentMember"))
    arn, asked = "arn:aws:iam::123456789012:user/ann", {"environmentId": environment}
    with refused("AccessDeniedException", "cloud9:DescribeEnvironmentStatus"):
        ann.describe_environment_status(**asked)
    share(arn)
    assert ann.describe_environment_status(**asked)["status"] == "creating"
    assert len(ann.describe_environment_memberships(**asked)["memberships"]) == 2
    assert len(ann.describe_environment_memberships()["memberships"]) == 1
    with refused("AccessDeniedException", "cloud9:CreateEnvironmentMembership"):
        ann.create_environment_membership(**asked, userArn=user("bob"), permissions="read-only")
    with refused("AccessDeniedException", "cloud9:UpdateEnvironmentMembership"):
        ann.update_environment_membership(**asked, userArn=arn, permissions="read-only")
    with refused("AccessDeniedException", "cloud9:DescribeEnvironmentMemberships"):
        ann.describe_environment_memberships(userArn="arn:aws:iam::123456789012:user/bob")
    ann.delete_environment_membership(**asked, userArn=arn)
    with refused("AccessDeniedException"):
        ann.describe_environment_status(**asked)
