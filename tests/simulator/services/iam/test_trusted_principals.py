"""Whom a trust policy means after its principal was renamed, or deleted and made anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.simulator.people import make_user
from tests.simulator.services.iam.said import ACCOUNT, refused, trust

BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/"
ASKED = {"RoleArn": f"{ROLE}trusting", "RoleSessionName": "work"}


def principals(iam: Any) -> Any:
    (statement,) = iam.get_role(RoleName="trusting")["Role"]["AssumeRolePolicyDocument"]["Statement"]
    return statement["Principal"]["AWS"]


@pytest.fixture
def bob(iam: Any) -> str:
    """The key of a user whom a role trusts by his ARN; a condition names it as well."""
    key = make_user(iam, "bob")
    same = {"ArnLike": {"aws:PrincipalArn": [BOB, f"arn:aws:iam::{ACCOUNT}:user/*"]}}
    iam.create_role(RoleName="trusting", AssumeRolePolicyDocument=trust({"AWS": BOB}, Condition=same))
    return key


def test_a_new_user_of_the_same_name_is_somebody_else(iam: Any, aws: Callable[..., Any], bob: str) -> None:
    assert aws("sts", key=bob).assume_role(**ASKED)["Credentials"]
    was = iam.get_user(UserName="bob")["User"]["UserId"]
    iam.delete_access_key(UserName="bob", AccessKeyId=bob)
    iam.delete_user(UserName="bob")
    assert principals(iam) == was
    again = make_user(iam, "bob")
    assert refused(aws("sts", key=again).assume_role, **ASKED)[0] == "AccessDenied"
    document = json.dumps(iam.get_role(RoleName="trusting")["Role"]["AssumeRolePolicyDocument"])
    asked = {"RoleName": "trusting", "PolicyDocument": document}
    told = refused(iam.update_assume_role_policy, **asked)
    assert told == ("MalformedPolicyDocument", f'Invalid principal in policy: "AWS":"{was}"', 400)
    iam.update_assume_role_policy(RoleName="trusting", PolicyDocument=trust({"AWS": BOB}))
    assert aws("sts", key=again).assume_role(**ASKED)["Credentials"]


def test_a_new_name_is_followed(iam: Any, aws: Callable[..., Any], bob: str) -> None:
    iam.update_user(UserName="bob", NewUserName="robert", NewPath="/staff/")
    assert principals(iam) == f"arn:aws:iam::{ACCOUNT}:user/staff/robert"
    assert aws("sts", key=bob).assume_role(**ASKED)["Credentials"]


def test_of_a_deleted_role_the_id_is_left(iam: Any) -> None:
    made = iam.create_role(RoleName="old", AssumeRolePolicyDocument=trust())["Role"]
    both = {"AWS": [f"arn:aws:iam::{ACCOUNT}:root", made["Arn"]]}
    iam.create_role(RoleName="trusting", AssumeRolePolicyDocument=trust(both))
    iam.delete_role(RoleName="old")
    iam.create_role(RoleName="old", AssumeRolePolicyDocument=trust())
    assert principals(iam) == [both["AWS"][0], made["RoleId"]]
