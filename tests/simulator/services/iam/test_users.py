"""Users, their keys, and groups."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.simulator.services.iam.said import POLICY, permissions, refused

LEARNER = "c9-learner"


def test_a_user_and_a_group_have_ids_that_stay(iam: Any) -> None:
    user = iam.create_user(UserName="ada", Path="/class/", PermissionsBoundary=POLICY)["User"]
    assert re.fullmatch("AIDA[A-Z0-9]{17}", user["UserId"])
    assert user["PermissionsBoundary"]["PermissionsBoundaryArn"] == POLICY
    assert iam.get_user(UserName="ada")["User"] == user
    group = iam.create_group(GroupName="class")["Group"]
    assert re.fullmatch("AGPA[A-Z0-9]{17}", group["GroupId"])
    assert iam.get_group(GroupName="class")["Group"] == group


def test_a_user_goes_when_nothing_is_left(iam: Any) -> None:
    iam.create_group(GroupName="class")
    iam.add_user_to_group(GroupName="class", UserName=LEARNER)
    iam.attach_user_policy(UserName=LEARNER, PolicyArn=POLICY)
    iam.put_user_policy(UserName=LEARNER, PolicyName="own", PolicyDocument=permissions())
    key = iam.create_access_key(UserName=LEARNER)["AccessKey"]["AccessKeyId"]
    iam.create_login_profile(UserName=LEARNER, Password="Correct-horse-7")
    undo: list[tuple[str, Callable[..., Any], dict[str, str]]] = [
        ("remove users from group", iam.remove_user_from_group, {"GroupName": "class"}),
        ("detach all policies", iam.detach_user_policy, {"PolicyArn": POLICY}),
        ("delete policies", iam.delete_user_policy, {"PolicyName": "own"}),
        ("delete access keys", iam.delete_access_key, {"AccessKeyId": key}),
        ("delete login profile", iam.delete_login_profile, {}),
    ]
    for words, mend, params in undo:
        assert refused(iam.delete_user, UserName=LEARNER) == (
            "DeleteConflict",
            f"Cannot delete entity, must {words} first.",
            409,
        )
        mend(UserName=LEARNER, **params)
    iam.delete_user(UserName=LEARNER)


def test_a_group_goes_when_it_is_empty(iam: Any) -> None:
    iam.create_group(GroupName="class")
    iam.add_user_to_group(GroupName="class", UserName=LEARNER)
    iam.attach_group_policy(GroupName="class", PolicyArn=POLICY)
    assert (
        refused(iam.delete_group, GroupName="class")[1] == "Cannot delete entity, must remove users from group first."
    )
    iam.remove_user_from_group(GroupName="class", UserName=LEARNER)
    assert refused(iam.delete_group, GroupName="class")[1] == "Cannot delete entity, must detach all policies first."
    assert refused(iam.remove_user_from_group, GroupName="class", UserName=LEARNER)[0::2] == ("NoSuchEntity", 404)
    iam.detach_group_policy(GroupName="class", PolicyArn=POLICY)
    iam.delete_group(GroupName="class")


def test_a_user_is_in_ten_groups_at_most(iam: Any) -> None:
    for number in range(11):
        iam.create_group(GroupName=f"g{number}")
    for number in range(10):
        iam.add_user_to_group(GroupName=f"g{number}", UserName=LEARNER)
    iam.add_user_to_group(GroupName="g0", UserName=LEARNER)
    refusal = refused(iam.add_user_to_group, GroupName="g10", UserName=LEARNER)
    assert refusal == ("LimitExceeded", "Cannot exceed quota for GroupsPerUser: 10", 409)
    assert len(iam.list_groups_for_user(UserName=LEARNER)["Groups"]) == 10


def test_renaming_keeps_the_id_and_takes_no_taken_name(iam: Any) -> None:
    before = iam.get_user(UserName=LEARNER)["User"]["UserId"]
    assert refused(iam.update_user, UserName=LEARNER, NewUserName="ADMINISTRATOR")[0::2] == ("EntityAlreadyExists", 409)
    iam.update_user(UserName=LEARNER, NewUserName="C9-Learner")
    assert iam.get_user(UserName="C9-Learner")["User"]["UserId"] == before
    iam.create_group(GroupName="one")
    iam.create_group(GroupName="two")
    assert refused(iam.update_group, GroupName="one", NewGroupName="TWO")[0] == "EntityAlreadyExists"
    iam.update_group(GroupName="one", NewGroupName="three")
    assert refused(iam.update_group, GroupName="two", NewPath="/x/")[0] == "NotSimulated"


def test_who_is_not_named_is_the_caller(iam: Any, aws: Callable[..., Any]) -> None:
    assert iam.get_user()["User"]["UserName"] == "Administrator"
    key = iam.create_access_key(UserName=LEARNER)["AccessKey"]["AccessKeyId"]
    own = permissions(Action=["iam:GetUser", "iam:ListAccessKeys"], Resource="arn:aws:iam::*:user/${aws:username}")
    iam.put_user_policy(UserName=LEARNER, PolicyName="own", PolicyDocument=own)
    learner = aws("iam", key=key)
    assert learner.get_user()["User"]["UserName"] == LEARNER
    assert [each["AccessKeyId"] for each in learner.list_access_keys()["AccessKeyMetadata"]] == [key]
    assert iam.list_access_keys()["AccessKeyMetadata"] == []


def test_a_key_of_somebody_else_is_not_found(iam: Any) -> None:
    key = iam.create_access_key(UserName=LEARNER)["AccessKey"]["AccessKeyId"]
    words = f"The Access Key with id {key} cannot be found."
    assert refused(iam.delete_access_key, UserName="Administrator", AccessKeyId=key) == ("NoSuchEntity", words, 404)
    iam.create_access_key(UserName=LEARNER)
    refusal = refused(iam.create_access_key, UserName=LEARNER)
    assert refusal == ("LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2", 409)
