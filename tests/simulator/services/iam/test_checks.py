"""Names and paths: their form, that they exist, that they are free (facts 5.10)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.services.iam.said import POLICY, PROFILE, ROLE, permissions, refused, trust

WRONG_NAME = (
    "The specified value for {} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-"
)
WRONG_PATH = (
    "The specified value for path is invalid. "
    "It must begin and end with / and contain only alphanumeric characters and/or / characters."
)
TOO_LONG = (
    "1 validation error detected: Value '{}' at '{}' failed to satisfy constraint: "
    "Member must have length less than or equal to {}"
)

MAKERS: dict[str, tuple[str, int, dict[str, Any]]] = {
    "create_role": ("RoleName", 64, {"AssumeRolePolicyDocument": trust()}),
    "create_instance_profile": ("InstanceProfileName", 128, {}),
    "create_user": ("UserName", 64, {}),
    "create_group": ("GroupName", 128, {}),
    "create_policy": ("PolicyName", 128, {"PolicyDocument": permissions()}),
}


@pytest.mark.parametrize("maker", MAKERS)
def test_a_name_has_its_form_and_its_greatest_length(iam: Any, maker: str) -> None:
    member, limit, more = MAKERS[maker]
    make = getattr(iam, maker)
    shown = member[0].lower() + member[1:]
    assert refused(make, **more, **{member: "bad name!"}) == ("ValidationError", WRONG_NAME.format(shown), 400)
    long = "x" * (limit + 1)
    assert refused(make, **more, **{member: long}) == ("ValidationError", TOO_LONG.format(long, shown, limit), 400)
    make(**more, **{member: "x" * limit})
    make(**more, **{member: "A+=,.@_-9"})


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("path", ["service-role", "/service-role", "service-role/", "/ser vice/"])
def test_a_path_begins_and_ends_with_a_slash(iam: Any, maker: str, path: str) -> None:
    member, _, more = MAKERS[maker]
    assert refused(getattr(iam, maker), **more, **{member: "x"}, Path=path) == ("ValidationError", WRONG_PATH, 400)


def test_a_path_of_512_characters_is_the_longest(iam: Any) -> None:
    longest = f"/{'x' * 510}/"
    assert iam.create_user(UserName="far", Path=longest)["User"]["Path"] == longest
    too_long = f"/{'x' * 511}/"
    assert refused(iam.create_user, UserName="farther", Path=too_long)[1] == TOO_LONG.format(too_long, "path", 512)


@pytest.mark.parametrize("maker", MAKERS)
def test_a_name_in_another_case_and_path_is_taken(iam: Any, maker: str) -> None:
    member, _, more = MAKERS[maker]
    make = getattr(iam, maker)
    make(**more, **{member: "Tools"}, Path="/one/")
    code, message, status = refused(make, **more, **{member: "tOOLS"}, Path="/two/")
    assert (code, status) == ("EntityAlreadyExists", 409)
    assert "tOOLS" in message
    assert "already exists." in message


def test_the_documented_role_under_the_wrong_path_blocks_the_right_one(iam: Any) -> None:
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust())
    refusal = refused(iam.create_role, RoleName=ROLE, Path="/service-role/", AssumeRolePolicyDocument=trust())
    assert refusal == ("EntityAlreadyExists", f"Role with name {ROLE} already exists.", 409)


@pytest.mark.parametrize(
    ("ask", "params", "message"),
    [
        ("get_role", {"RoleName": "x"}, "The role with name x cannot be found."),
        ("delete_role", {"RoleName": "x"}, "The role with name x cannot be found."),
        ("attach_role_policy", {"RoleName": "x", "PolicyArn": POLICY}, "The role with name x cannot be found."),
        ("list_attached_role_policies", {"RoleName": "x"}, "The role with name x cannot be found."),
        ("get_instance_profile", {"InstanceProfileName": PROFILE}, f"Instance Profile {PROFILE} cannot be found."),
        ("delete_instance_profile", {"InstanceProfileName": PROFILE}, f"Instance Profile {PROFILE} cannot be found."),
        ("get_user", {"UserName": "x"}, "The user with name x cannot be found."),
        ("get_group", {"GroupName": "x"}, "The group with name x cannot be found."),
        ("get_policy", {"PolicyArn": f"{POLICY}x"}, f"Policy {POLICY}x was not found."),
    ],
)
def test_what_does_not_exist_is_named(iam: Any, ask: str, params: dict[str, str], message: str) -> None:
    assert refused(getattr(iam, ask), **params) == ("NoSuchEntity", message, 404)


def test_several_mistakes_are_told_together(iam: Any) -> None:
    code, message, _ = refused(
        iam.create_role,
        RoleName="x" * 65,
        Description="y" * 1001,
        AssumeRolePolicyDocument=trust(),
        MaxSessionDuration=43201,
    )
    assert code == "ValidationError"
    assert message.startswith("3 validation errors detected: Value 'xxx")
    assert (
        "at 'description' failed to satisfy constraint: Member must have length less than or equal to 1000" in message
    )
    assert (
        "at 'maxSessionDuration' failed to satisfy constraint: Member must have value less than or equal to 43200"
        in message
    )
