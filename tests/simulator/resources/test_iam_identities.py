"""AWS::IAM::Role, AWS::IAM::User, AWS::IAM::Group, driven by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from c9lib.simulator import identity
from c9lib.simulator.durations import STACK_ROLE
from c9lib.simulator.services.stacks import Resource, Stack, stacks
from c9lib.simulator.world import World
from tests.simulator.people import allow, make_user

Make = Callable[..., Any]
Aws = Callable[..., Any]
POLICY = "arn:aws:iam::aws:policy/AWSCloud9SSMInstanceProfile"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
VIEW_ONLY = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
SERVICES = ["cloud9.amazonaws.com", "ec2.amazonaws.com"]


def trust(*services: str) -> dict[str, Any]:
    told = {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": ["sts:AssumeRole"]}
    return {"Version": "2012-10-17", "Statement": [told]}


def lets(*actions: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}


def own(name: str, *actions: str) -> dict[str, Any]:
    return {"PolicyName": name, "PolicyDocument": lets(*actions)}


def test_the_role_of_the_document(resource: Make, aws: Aws) -> None:
    """The excerpt of facts 1.5: its managed policy is attached, and its path is as it says."""
    role = resource(
        "AWS::IAM::Role",
        AssumeRolePolicyDocument=trust(*SERVICES),
        Description="Service linked role for AWS Cloud9",
        Path="/service-role/",
        ManagedPolicyArns=[POLICY],
        RoleName="AWSCloud9SSMAccessRole",
    ).create()
    assert role.ref == role.id == "AWSCloud9SSMAccessRole"
    assert role.waited == STACK_ROLE
    found = aws("iam").get_role(RoleName=role.id)["Role"]
    assert found["Arn"] == "arn:aws:iam::123456789012:role/service-role/AWSCloud9SSMAccessRole"
    assert found["AssumeRolePolicyDocument"] == trust(*SERVICES)
    attached = aws("iam").list_attached_role_policies(RoleName=role.id)["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [POLICY]
    read = role.read()
    assert read["Arn"] == found["Arn"]
    assert read["RoleId"] == found["RoleId"]
    assert read["ManagedPolicyArns"] == [POLICY]
    assert read["Description"] == "Service linked role for AWS Cloud9"
    assert role.delete().gone


def test_a_role_without_a_name_gets_one(resource: Make) -> None:
    one = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust(*SERVICES), logical_id="Role").create()
    assert one.id.startswith("seat-Role-")
    other = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust(*SERVICES), logical_id="Role", attempt=1)
    assert other.create().id != one.id, "a replacement has another name"
    long = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust(*SERVICES), logical_id="R" * 200).create()
    assert len(long.id) <= 64


def test_a_text_is_a_policy_too(resource: Make, aws: Aws) -> None:
    policies = [{"PolicyName": "p", "PolicyDocument": allow("s3:GetObject")}]
    role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=json.dumps(trust(*SERVICES)), Policies=policies).create()
    told = aws("iam").get_role_policy(RoleName=role.id, PolicyName="p")["PolicyDocument"]
    assert told["Statement"][0]["Action"] == ["s3:GetObject"]
    assert role.read()["AssumeRolePolicyDocument"] == trust(*SERVICES)


def test_a_role_changed_in_place(resource: Make, aws: Aws) -> None:
    iam = aws("iam")
    boundary = iam.create_policy(PolicyName="b", PolicyDocument=allow("ec2:*"))["Policy"]["Arn"]
    role = resource(
        "AWS::IAM::Role",
        AssumeRolePolicyDocument=trust("ec2.amazonaws.com"),
        ManagedPolicyArns=[POLICY, READ_ONLY],
        Policies=[own("kept", "s3:GetObject"), own("gone", "s3:PutObject"), own("same", "sts:GetCallerIdentity")],
        Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}],
        Description="before",
    ).create()
    role.update(
        AssumeRolePolicyDocument=trust(*SERVICES),
        ManagedPolicyArns=[VIEW_ONLY, POLICY],
        Policies=[own("kept", "s3:ListBucket"), own("new", "s3:PutObject"), own("same", "sts:GetCallerIdentity")],
        Tags=[{"Key": "a", "Value": "9"}],
        Description=None,
        MaxSessionDuration="7200",
        PermissionsBoundary=boundary,
    )
    read = role.read()
    assert read["AssumeRolePolicyDocument"] == trust(*SERVICES)
    assert sorted(read["ManagedPolicyArns"]) == sorted([POLICY, VIEW_ONLY])
    told = {policy["PolicyName"]: policy["PolicyDocument"] for policy in read["Policies"]}
    assert told == {
        "kept": lets("s3:ListBucket"),
        "new": lets("s3:PutObject"),
        "same": lets("sts:GetCallerIdentity"),
    }
    assert read["Tags"] == [{"Key": "a", "Value": "9"}]
    assert read["MaxSessionDuration"] == 7200
    assert not read.get("Description")
    assert read["PermissionsBoundary"] == boundary
    role.update(PermissionsBoundary=None, MaxSessionDuration=None)
    assert "PermissionsBoundary" not in role.read()
    assert role.read()["MaxSessionDuration"] == 3600


def test_an_update_leaves_alone_what_others_gave(resource: Make, aws: Aws) -> None:
    role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust(*SERVICES), ManagedPolicyArns=[POLICY]).create()
    aws("iam").attach_role_policy(RoleName=role.id, PolicyArn=READ_ONLY)
    aws("iam").tag_role(RoleName=role.id, Tags=[{"Key": "by", "Value": "hand"}])
    role.update(ManagedPolicyArns=[VIEW_ONLY], Tags=[{"Key": "a", "Value": "1"}])
    assert sorted(role.read()["ManagedPolicyArns"]) == sorted([READ_ONLY, VIEW_ONLY])
    assert {tag["Key"] for tag in role.read()["Tags"]} == {"by", "a"}


def test_tags_of_the_stack(resource: Make, aws: Aws) -> None:
    """IAM doesn't take CloudFormation's own tags (registry: `cloudFormationSystemTags` is false)."""

    def tags() -> dict[str, str]:
        return {tag["Key"]: tag["Value"] for tag in aws("iam").list_role_tags(RoleName=role.id)["Tags"]}

    role = resource(
        "AWS::IAM::Role",
        stack_tags={"team": "blue", "seat": "7"},
        AssumeRolePolicyDocument=trust(*SERVICES),
        Tags=[{"Key": "team", "Value": "red"}],
    ).create()
    assert tags() == {"team": "red", "seat": "7"}
    assert role.read()["Tags"] == [{"Key": "team", "Value": "red"}], "the stack's aren't the template's"
    role.work.stack_tags_before, role.work.stack_tags = role.work.stack_tags, {"room": "4"}
    role.update()
    assert tags() == {"team": "red", "room": "4"}


def test_a_policy_of_somebody_else_stands_in_the_way(resource: Make, aws: Aws) -> None:
    role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust(*SERVICES), ManagedPolicyArns=[POLICY]).create()
    aws("iam").attach_role_policy(RoleName=role.id, PolicyArn=READ_ONLY)
    told = role.refused("delete")
    assert "Cannot delete entity, must detach all policies first. (Service: Iam, Status Code: 409, " in told
    assert told.endswith("HandlerErrorCode: GeneralServiceException)")
    aws("iam").detach_role_policy(RoleName=role.id, PolicyArn=READ_ONLY)
    assert role.delete().gone


def test_what_is_gone_is_removed(resource: Make, aws: Aws) -> None:
    role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust(*SERVICES)).create()
    aws("iam").delete_role(RoleName=role.id)
    assert role.gone
    assert role.delete().gone


def test_half_of_a_role_can_be_removed(resource: Make, aws: Aws) -> None:
    missing = "arn:aws:iam::123456789012:policy/none"
    role = resource(
        "AWS::IAM::Role",
        AssumeRolePolicyDocument=trust(*SERVICES),
        ManagedPolicyArns=[POLICY, missing],
        Policies=[own("never", "s3:*")],
    )
    told = role.refused()
    assert f"Policy {missing} does not exist or is not attachable." in told
    assert role.initiated == [role.id], "there is something to be removed"
    assert role.delete().gone


def test_a_name_that_is_taken(resource: Make, aws: Aws, world: World) -> None:
    again = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust(*SERVICES), RoleName="Taken")
    aws("iam").create_role(RoleName="Taken", AssumeRolePolicyDocument=json.dumps(trust("ec2.amazonaws.com")))
    told = again.refused()
    assert told.startswith(
        "Resource handler returned message: \"Resource of type 'AWS::IAM::Role' with identifier 'Taken' already exists."
    )
    assert told.endswith("HandlerErrorCode: AlreadyExists)")
    assert again.initiated == [], "a rollback mustn't remove what somebody else has made"

    other = Stack("arn:aws:cloudformation:us-east-1:123456789012:stack/other/1", "other", "", "", world.clock.utc)
    other.resources["Mine"] = Resource("Mine", "AWS::IAM::Role", "Taken")
    stacks(world, "us-east-1")[other.id] = other
    assert again.refused() == f"Taken already exists in stack {other.id}"


def test_a_service_that_does_not_exist_is_refused_by_iam(resource: Make) -> None:
    role = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust("nobody"))
    told = role.refused()
    assert "Service: Iam, Status Code: 400" in told
    assert told.endswith("HandlerErrorCode: InvalidRequest)")


@pytest.fixture
def ann(aws: Aws, world: World) -> Callable[..., Any]:
    """The principal of a user with these actions."""

    def make(*actions: str) -> Any:
        key = make_user(aws("iam"), "ann", allow(*actions))
        return identity.principal(world, key)

    return make


def test_without_the_permission(resource: Make, ann: Callable[..., Any]) -> None:
    told = resource("AWS::IAM::Role", who=ann("ec2:*"), AssumeRolePolicyDocument=trust(*SERVICES)).refused()
    assert "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: iam:CreateRole on resource: " in told
    assert told.endswith("HandlerErrorCode: AccessDenied)")


def test_without_the_permission_to_tag(resource: Make, ann: Callable[..., Any]) -> None:
    who = ann("iam:CreateRole", "iam:GetRole")
    tags = [{"Key": "a", "Value": "1"}]
    role = resource("AWS::IAM::Role", who=who, AssumeRolePolicyDocument=trust(*SERVICES), Tags=tags)
    told = role.refused()
    assert "Encountered a permissions error performing a tagging operation" in told
    assert "iam:TagRole" in told
    assert resource("AWS::IAM::Role", who=who, AssumeRolePolicyDocument=trust(*SERVICES)).create().id


def test_the_permissions_of_the_registry_are_enough(resource: Make, ann: Callable[..., Any]) -> None:
    """What the handlers are documented to call is all that they call."""
    create = ("iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:TagRole")
    delete = ("iam:GetRole", "iam:DeleteRole", "iam:DetachRolePolicy", "iam:DeleteRolePolicy")
    role = resource(
        "AWS::IAM::Role",
        who=ann(*create, *delete),
        AssumeRolePolicyDocument=trust(*SERVICES),
        ManagedPolicyArns=[POLICY],
        Policies=[own("p", "s3:GetObject")],
        Tags=[{"Key": "a", "Value": "1"}],
    ).create()
    role.delete()


def test_a_user(resource: Make, aws: Aws) -> None:
    for name in ("one", "two"):
        aws("iam").create_group(GroupName=name)
    user = resource(
        "AWS::IAM::User",
        UserName="bob",
        Path="/people/",
        Groups=["one"],
        ManagedPolicyArns=[READ_ONLY],
        Policies=[own("p", "s3:GetObject")],
        Tags=[{"Key": "a", "Value": "1"}],
    ).create()
    assert user.ref == "bob"
    read = user.read()
    assert read["Arn"] == "arn:aws:iam::123456789012:user/people/bob"
    assert (read["Groups"], read["ManagedPolicyArns"]) == (["one"], [READ_ONLY])
    user.update(Groups=["two"], ManagedPolicyArns=None, Path="/others/")
    read = user.read()
    assert (read["Groups"], read["ManagedPolicyArns"]) == (["two"], [])
    assert read["Arn"] == "arn:aws:iam::123456789012:user/others/bob"
    assert user.delete().gone


def test_a_users_boundary(resource: Make, aws: Aws) -> None:
    boundary = aws("iam").create_policy(PolicyName="b", PolicyDocument=allow("ec2:*"))["Policy"]["Arn"]
    user = resource("AWS::IAM::User", PermissionsBoundary=boundary).create()
    assert user.read()["PermissionsBoundary"] == boundary
    user.update(PermissionsBoundary=None)
    assert "PermissionsBoundary" not in user.read()


def test_a_key_stands_in_the_way_of_a_users_deletion(resource: Make, aws: Aws) -> None:
    user = resource("AWS::IAM::User").create()
    aws("iam").create_access_key(UserName=user.id)
    assert "must delete access keys first." in user.refused("delete")


def test_a_password_is_not_simulated(resource: Make) -> None:
    with pytest.raises(AssertionError, match=r"Property LoginProfile of AWS::IAM::User"):
        resource("AWS::IAM::User", LoginProfile={"Password": "secret"})


def test_a_group(resource: Make, aws: Aws) -> None:
    group = resource(
        "AWS::IAM::Group", GroupName="builders", ManagedPolicyArns=[READ_ONLY], Policies=[own("p", "s3:GetObject")]
    ).create()
    assert group.ref == "builders"
    read = group.read()
    assert read["Arn"] == "arn:aws:iam::123456789012:group/builders"
    assert read["Policies"] == [own("p", "s3:GetObject")]
    group.update(ManagedPolicyArns=[VIEW_ONLY], Policies=None)
    read = group.read()
    assert (read["ManagedPolicyArns"], read["Policies"]) == ([VIEW_ONLY], [])
    assert group.delete().gone


def test_users_stand_in_the_way_of_a_groups_deletion(resource: Make, aws: Aws) -> None:
    group = resource("AWS::IAM::Group").create()
    user = resource("AWS::IAM::User", Groups=[group.id]).create()
    assert "must remove users from group first." in group.refused("delete")
    user.delete()
    assert group.delete().gone


def test_another_path_of_a_group_is_refused_by_name(resource: Make) -> None:
    group = resource("AWS::IAM::Group").create()
    assert group.refused("update", Path="/x/").startswith("iam:UpdateGroup without a new name isn't simulated")


def test_handlers_hold_no_state(resource: Make) -> None:
    one = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust(*SERVICES), logical_id="One").create()
    two = resource("AWS::IAM::Role", AssumeRolePolicyDocument=trust(*SERVICES), logical_id="Two").create()
    assert one.handler is two.handler
    assert one.handler.reference(replace(one.work)) == one.id != two.id
