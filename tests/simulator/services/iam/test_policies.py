"""Customer managed policies, and policies of one's own."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.simulator.services.iam.said import POLICY, permissions, refused, trust


@pytest.fixture
def arn(iam: Any) -> str:
    policy = iam.create_policy(PolicyName="mine", Path="/team/", PolicyDocument=permissions())["Policy"]
    assert re.fullmatch("ANPA[A-Z0-9]{17}", policy["PolicyId"])
    assert iam.get_policy(PolicyArn=policy["Arn"])["Policy"]["PolicyId"] == policy["PolicyId"]
    return str(policy["Arn"])


def test_ids_of_aws_policies_have_aws_form_too(iam: Any) -> None:
    policies = [
        policy for page in iam.get_paginator("list_policies").paginate(Scope="AWS") for policy in page["Policies"]
    ]
    ids = {policy["PolicyId"] for policy in policies}
    assert len(ids) == len(policies) > 1000
    assert all(re.fullmatch("ANPA[A-Z0-9]{17}", each) for each in ids)


def test_an_attached_policy_stays(iam: Any, arn: str) -> None:
    iam.attach_user_policy(UserName="c9-learner", PolicyArn=arn)
    words = "Cannot delete a policy attached to entities."
    assert refused(iam.delete_policy, PolicyArn=arn) == ("DeleteConflict", words, 409)
    iam.detach_user_policy(UserName="c9-learner", PolicyArn=arn)
    iam.put_user_permissions_boundary(UserName="c9-learner", PermissionsBoundary=arn)
    assert refused(iam.delete_policy, PolicyArn=arn)[:2] == ("DeleteConflict", words)
    iam.delete_user_permissions_boundary(UserName="c9-learner")
    iam.delete_policy(PolicyArn=arn)
    assert refused(iam.get_policy, PolicyArn=arn)[0] == "NoSuchEntity"


def test_a_policy_of_several_versions_stays(iam: Any, arn: str) -> None:
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=permissions(Action="ssm:*"))
    code, message, status = refused(iam.delete_policy, PolicyArn=arn)
    assert (code, status) == ("DeleteConflict", 409)
    assert message.startswith("This policy has more than one version.")
    iam.delete_policy_version(PolicyArn=arn, VersionId="v2")
    iam.delete_policy(PolicyArn=arn)


def test_a_policy_of_aws_cannot_be_changed(iam: Any) -> None:
    for change, more in (
        ("delete_policy", {}),
        ("create_policy_version", {"PolicyDocument": permissions()}),
        ("tag_policy", {"Tags": [{"Key": "a", "Value": "b"}]}),
    ):
        assert refused(getattr(iam, change), PolicyArn=POLICY, **more)[0::2] == ("AccessDenied", 403)


def test_a_managed_policy_has_6144_characters_at_most(iam: Any) -> None:
    long = permissions(Resource=f"arn:aws:s3:::{'x' * 6144}")
    refusal = refused(iam.create_policy, PolicyName="long", PolicyDocument=long)
    assert refusal == ("LimitExceeded", "Cannot exceed quota for PolicySize: 6144", 409)


@pytest.mark.parametrize(
    ("kind", "member", "limit"),
    [("role", "RoleName", 10_240), ("user", "UserName", 2_048), ("group", "GroupName", 5_120)],
)
def test_own_policies_share_a_limit(iam: Any, kind: str, member: str, limit: int) -> None:
    more = {"AssumeRolePolicyDocument": trust()} if kind == "role" else {}
    getattr(iam, f"create_{kind}")(**{member: "holder"}, **more)
    put, half = getattr(iam, f"put_{kind}_policy"), permissions(Resource=f"arn:aws:s3:::{'x' * (limit // 2)}")
    put(**{member: "holder"}, PolicyName="one", PolicyDocument=half)
    put(**{member: "holder"}, PolicyName="one", PolicyDocument=half)
    refusal = refused(put, **{member: "holder"}, PolicyName="two", PolicyDocument=half)
    assert refusal == ("LimitExceeded", f"Maximum policy size of {limit} bytes exceeded for {kind} holder", 409)
    gone = refused(getattr(iam, f"delete_{kind}_policy"), **{member: "holder"}, PolicyName="two")
    assert gone == ("NoSuchEntity", f"The {kind} policy with name two cannot be found.", 404)
    assert getattr(iam, f"list_{kind}_policies")(**{member: "holder"})["PolicyNames"] == ["one"]
