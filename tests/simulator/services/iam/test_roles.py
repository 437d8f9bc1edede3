"""Roles: what is told of them, what may be changed, when they can go."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.simulator.services.iam.said import ACCOUNT, POLICY, PROFILE, ROLE, permissions, refused, trust

DEFAULT = {"RoleName": ROLE, "Path": "/service-role/", "AssumeRolePolicyDocument": trust()}


def test_a_role_has_its_arn_and_an_id_in_aws_form(iam: Any) -> None:
    role = iam.create_role(**DEFAULT, Description="for Cloud9", Tags=[{"Key": "c9lib:deployment", "Value": "demo"}])[
        "Role"
    ]
    assert role["Arn"] == f"arn:aws:iam::{ACCOUNT}:role/service-role/{ROLE}"
    assert re.fullmatch("AROA[A-Z0-9]{17}", role["RoleId"])
    told = iam.get_role(RoleName=ROLE)["Role"]
    assert told["Tags"] == [{"Key": "c9lib:deployment", "Value": "demo"}]
    assert (told["Description"], told["RoleId"], told["MaxSessionDuration"]) == ("for Cloud9", role["RoleId"], 3600)


def test_a_role_goes_last(iam: Any) -> None:
    iam.create_role(**DEFAULT)
    iam.attach_role_policy(RoleName=ROLE, PolicyArn=POLICY)
    iam.put_role_policy(RoleName=ROLE, PolicyName="own", PolicyDocument=permissions())
    iam.create_instance_profile(InstanceProfileName=PROFILE)
    iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    before = "Cannot delete entity, must {} first."
    undo = [
        ("remove roles from instance profile", iam.remove_role_from_instance_profile, {"InstanceProfileName": PROFILE}),
        ("detach all policies", iam.detach_role_policy, {"PolicyArn": POLICY}),
        ("delete policies", iam.delete_role_policy, {"PolicyName": "own"}),
    ]
    for message, mend, params in undo:
        assert refused(iam.delete_role, RoleName=ROLE) == ("DeleteConflict", before.format(message), 409)
        mend(RoleName=ROLE, **params)
    iam.delete_role(RoleName=ROLE)
    assert refused(iam.get_role, RoleName=ROLE)[0] == "NoSuchEntity"


def test_what_an_update_leaves_out_stays(iam: Any) -> None:
    iam.create_role(**DEFAULT, Description="first", MaxSessionDuration=7200)
    iam.update_role(RoleName=ROLE, Description="second")
    role = iam.get_role(RoleName=ROLE)["Role"]
    assert (role["Description"], role["MaxSessionDuration"]) == ("second", 7200)
    iam.update_role(RoleName=ROLE, MaxSessionDuration=3600)
    assert iam.get_role(RoleName=ROLE)["Role"]["Description"] == "second"


@pytest.mark.parametrize(("seconds", "words"), [(43201, "less than or equal to 43200")])
def test_the_longest_session_has_limits(iam: Any, seconds: int, words: str) -> None:
    code, message, _ = refused(iam.create_role, **DEFAULT, MaxSessionDuration=seconds)
    assert code == "ValidationError"
    assert message.endswith(
        f"Value '{seconds}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value {words}"
    )


def test_the_path_of_service_linked_roles_is_reserved(iam: Any) -> None:
    code, message, _ = refused(iam.create_role, **{**DEFAULT, "Path": "/aws-service-role/cloud9.amazonaws.com/"})
    assert code == "ValidationError"
    assert "/aws-service-role/cloud9.amazonaws.com/" in message


def test_a_boundary_must_exist(iam: Any) -> None:
    nowhere = f"arn:aws:iam::{ACCOUNT}:policy/nowhere"
    words = f"Scope ARN: {nowhere} does not exist or is not attachable."
    assert refused(iam.create_role, **DEFAULT, PermissionsBoundary=nowhere) == ("NoSuchEntity", words, 404)
    iam.create_role(**DEFAULT)
    assert refused(iam.put_role_permissions_boundary, RoleName=ROLE, PermissionsBoundary=nowhere)[1] == words
    iam.put_role_permissions_boundary(RoleName=ROLE, PermissionsBoundary=POLICY)
    assert iam.get_role(RoleName=ROLE)["Role"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == POLICY
    iam.delete_role_permissions_boundary(RoleName=ROLE)
    assert "PermissionsBoundary" not in iam.get_role(RoleName=ROLE)["Role"]
