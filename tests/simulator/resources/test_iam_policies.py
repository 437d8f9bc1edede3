"""AWS::IAM::ManagedPolicy, Policy, RolePolicy, UserPolicy, GroupPolicy, driven by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.place import trust

Make = Callable[..., Any]
Aws = Callable[..., Any]


def lets(*actions: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}


@pytest.fixture(autouse=True)
def holders(aws: Aws) -> None:
    for name in ("one", "two"):
        aws("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust())
    aws("iam").create_user(UserName="ann")
    aws("iam").create_group(GroupName="builders")


def test_a_managed_policy(resource: Make, aws: Aws) -> None:
    policy = resource(
        "AWS::IAM::ManagedPolicy", ManagedPolicyName="Own", Path="/team/", Description="d", PolicyDocument=lets("s3:*"),
        Roles=["one"], Users=["ann"], Groups=["builders"],
    ).create()  # fmt: skip
    arn = "arn:aws:iam::123456789012:policy/team/Own"
    assert policy.ref == arn
    read = policy.read()
    assert read["PolicyDocument"] == lets("s3:*")
    assert (read["Roles"], read["Users"], read["Groups"]) == (["one"], ["ann"], ["builders"])
    assert (read["ManagedPolicyName"], read["Path"], read["Description"]) == ("Own", "/team/", "d")
    assert (read["PolicyArn"], read["AttachmentCount"], read["DefaultVersionId"]) == (arn, 3, "v1")
    policy.update(Roles=["two"], Users=None)
    read = policy.read()
    assert (read["Roles"], read["Users"], read["Groups"]) == (["two"], [], ["builders"])
    assert policy.delete().gone
    assert policy.delete().gone


def test_versions_of_a_managed_policy(resource: Make, aws: Aws) -> None:
    """Five at most: the oldest goes."""
    policy = resource("AWS::IAM::ManagedPolicy", PolicyDocument=lets("s3:Get1")).create()
    for number in range(2, 8):
        policy.update(PolicyDocument=lets(f"s3:Get{number}"))
        assert policy.read()["PolicyDocument"] == lets(f"s3:Get{number}")
    versions = aws("iam").list_policy_versions(PolicyArn=policy.id)["Versions"]
    assert {version["VersionId"] for version in versions} == {"v3", "v4", "v5", "v6", "v7"}
    policy.update(Roles=["one"])
    assert policy.read()["DefaultVersionId"] == "v7", "another role isn't another version"
    assert policy.delete().gone


def test_a_managed_policy_that_others_have_attached(resource: Make, aws: Aws) -> None:
    policy = resource("AWS::IAM::ManagedPolicy", PolicyDocument=lets("s3:*"), Roles=["one"]).create()
    aws("iam").attach_role_policy(RoleName="two", PolicyArn=policy.id)
    told = policy.refused("delete")
    assert "Cannot delete a policy attached to entities. (Service: Iam, Status Code: 409, " in told
    assert told.endswith("HandlerErrorCode: GeneralServiceException)")
    aws("iam").detach_role_policy(RoleName="two", PolicyArn=policy.id)
    assert policy.delete().gone


def test_a_managed_policys_name_that_is_taken(resource: Make) -> None:
    resource("AWS::IAM::ManagedPolicy", ManagedPolicyName="Own", PolicyDocument=lets("s3:*")).create()
    again = resource("AWS::IAM::ManagedPolicy", logical_id="B", ManagedPolicyName="Own", PolicyDocument=lets("s3:*"))
    told = again.refused()
    assert "A policy called Own already exists. Duplicate names are not allowed. (Service: Iam, " in told
    assert told.endswith("HandlerErrorCode: AlreadyExists)")
    assert again.initiated == []


def test_a_document_out_of_form(resource: Make) -> None:
    told = resource("AWS::IAM::ManagedPolicy", PolicyDocument={"Version": "2012-10-17", "Statement": "x"}).refused()
    assert told.endswith("HandlerErrorCode: InvalidRequest)")


def test_a_policy_of_several(resource: Make, aws: Aws) -> None:
    iam = aws("iam")
    policy = resource(
        "AWS::IAM::Policy", PolicyName="own", PolicyDocument=lets("s3:*"), Roles=["one"], Users=["ann"],
        Groups=["builders"],
    ).create()  # fmt: skip
    assert policy.ref.startswith("seat-Thing-")
    assert iam.get_role_policy(RoleName="one", PolicyName="own")["PolicyDocument"] == lets("s3:*")
    assert iam.get_user_policy(UserName="ann", PolicyName="own")["PolicyDocument"] == lets("s3:*")
    assert iam.get_group_policy(GroupName="builders", PolicyName="own")["PolicyDocument"] == lets("s3:*")
    policy.update(PolicyDocument=lets("ec2:*"), Roles=["two"])
    assert iam.list_role_policies(RoleName="one")["PolicyNames"] == []
    assert iam.get_role_policy(RoleName="two", PolicyName="own")["PolicyDocument"] == lets("ec2:*")
    policy.update(PolicyName="renamed")
    assert iam.list_role_policies(RoleName="two")["PolicyNames"] == ["renamed"]
    assert policy.read()["Id"] == policy.id
    policy.delete()
    assert policy.gone
    assert iam.list_user_policies(UserName="ann")["PolicyNames"] == []
    policy.delete()


def test_a_policy_for_nobody_who_exists(resource: Make, aws: Aws) -> None:
    policy = resource("AWS::IAM::Policy", PolicyName="own", PolicyDocument=lets("s3:*"), Roles=["one", "nobody"])
    assert "The role with name nobody cannot be found." in policy.refused()
    policy.delete()
    assert aws("iam").list_role_policies(RoleName="one")["PolicyNames"] == []


@pytest.mark.parametrize(
    ("kind", "member", "name"),
    [
        ("AWS::IAM::RolePolicy", "RoleName", "one"),
        ("AWS::IAM::UserPolicy", "UserName", "ann"),
        ("AWS::IAM::GroupPolicy", "GroupName", "builders"),
    ],
)
def test_a_policy_of_one(kind: str, member: str, name: str, resource: Make) -> None:
    policy = resource(kind, PolicyName="own", PolicyDocument=lets("s3:*"), **{member: name}).create()
    assert policy.id == f"own|{name}"
    assert policy.read() == {"PolicyName": "own", member: name, "PolicyDocument": lets("s3:*")}
    policy.update(PolicyDocument=lets("ec2:*"))
    assert policy.read()["PolicyDocument"] == lets("ec2:*")
    assert policy.delete().gone
    assert policy.delete().gone
    nobody = resource(kind, PolicyName="own", PolicyDocument=lets("s3:*"), **{member: "nobody"})
    assert "with name nobody cannot be found." in nobody.refused()
    assert nobody.initiated == []


def test_a_policy_without_a_document(resource: Make) -> None:
    """The schema doesn't ask for one, and IAM does."""
    policy = resource("AWS::IAM::RolePolicy", PolicyName="own", RoleName="one")
    told = policy.refused()
    assert "Value null at 'PolicyDocument'" in told
    assert told.endswith("HandlerErrorCode: InvalidRequest)")
    assert policy.initiated == []
