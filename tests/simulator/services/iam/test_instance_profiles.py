"""Instance profiles: one role at most, empty before they go, seen by others a little later."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from c9lib.simulator.durations import IAM_PROPAGATION
from c9lib.simulator.services.iam import propagation
from c9lib.simulator.world import World
from tests.simulator.services.iam.said import ACCOUNT, PROFILE, ROLE, refused, trust


def _with_role(iam: Any) -> dict[str, str]:
    iam.create_role(RoleName=ROLE, Path="/service-role/", AssumeRolePolicyDocument=trust())
    iam.create_instance_profile(InstanceProfileName=PROFILE, Path="/cloud9/")
    pair = {"InstanceProfileName": PROFILE, "RoleName": ROLE}
    iam.add_role_to_instance_profile(**pair)
    return pair


def test_a_profile_has_its_arn_and_an_id_that_stays(iam: Any) -> None:
    made = iam.create_instance_profile(InstanceProfileName=PROFILE, Path="/cloud9/")["InstanceProfile"]
    assert made["Arn"] == f"arn:aws:iam::{ACCOUNT}:instance-profile/cloud9/{PROFILE}"
    assert re.fullmatch("AIPA[A-Z0-9]{17}", made["InstanceProfileId"])
    assert iam.get_instance_profile(InstanceProfileName=PROFILE)["InstanceProfile"] == made


def test_a_profile_takes_one_role(iam: Any) -> None:
    pair = _with_role(iam)
    words = "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
    assert refused(iam.add_role_to_instance_profile, **pair) == ("LimitExceeded", words, 409)
    roles = iam.get_instance_profile(InstanceProfileName=PROFILE)["InstanceProfile"]["Roles"]
    assert [role["RoleName"] for role in roles] == [ROLE]
    assert roles[0]["AssumeRolePolicyDocument"]["Statement"][0]["Action"] == "sts:AssumeRole"


def test_a_role_is_removed_once(iam: Any) -> None:
    pair = _with_role(iam)
    assert refused(iam.delete_instance_profile, InstanceProfileName=PROFILE) == (
        "DeleteConflict",
        "Cannot delete entity, must remove roles from instance profile first.",
        409,
    )
    iam.remove_role_from_instance_profile(**pair)
    code, message, status = refused(iam.remove_role_from_instance_profile, **pair)
    assert (code, status) == ("NoSuchEntity", 404)
    assert ROLE in message
    assert PROFILE in message
    iam.delete_instance_profile(InstanceProfileName=PROFILE)


def test_others_see_a_change_later(iam: Any, world: World, wait: Callable[[float], None]) -> None:
    assert propagation.seen_in(world, PROFILE) == 0
    _with_role(iam)
    assert propagation.seen_in(world, PROFILE) == IAM_PROPAGATION
    wait(IAM_PROPAGATION - 1)
    assert propagation.seen_in(world, PROFILE) == 1
    wait(1)
    assert propagation.seen_in(world, PROFILE) == 0


def test_a_settled_world_sees_it_at_once(iam: Any, world: World) -> None:
    world.settled = True
    _with_role(iam)
    assert propagation.seen_in(world, PROFILE) == 0


def test_lists_are_by_name_by_path_and_in_pages(iam: Any) -> None:
    for name, path in (("c", "/x/"), ("a", "/x/"), ("b", "/y/"), ("d", "/x/")):
        iam.create_instance_profile(InstanceProfileName=name, Path=path)

    def names(**params: Any) -> list[str]:
        pages = iam.get_paginator("list_instance_profiles").paginate(**params)
        return [each["InstanceProfileName"] for page in pages for each in page["InstanceProfiles"]]

    assert names() == ["a", "b", "c", "d"]
    assert names(PathPrefix="/x/", PaginationConfig={"PageSize": 1}) == ["a", "c", "d"]
    assert refused(iam.list_instance_profiles, Marker="nonsense")[:2] == ("ValidationError", "Invalid Marker.")
