"""The profile's checks: break it on the simulated AWS, see it, apply the printed remedy, see it well."""

from __future__ import annotations

import json

from c9lib import checks
from c9lib.checks.documented import PROFILE, ROLE, TRUST
from tests.checks.refusing import refusing

ALL = ("profile.exists", "profile.path", "profile.role")
OTHER_CAPITALS = "AWSCLOUD9SSMINSTANCEPROFILE"


def test_a_profile_as_documented_is_well(ask, pair):
    assert [ask(check_id).status for check_id in ALL] == ["ok", "ok", "ok"]


def test_a_missing_profile_is_made_by_its_remedy(ask, mend, pair):
    pair.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    pair.delete_instance_profile(InstanceProfileName=PROFILE)
    check = ask("profile.exists")
    assert (check.status, check.reason) == ("fail", "NoSuchEntity")
    assert ask("profile.role").status == "skip"
    mend(check)
    assert [ask(check_id).status for check_id in ALL] == ["ok", "ok", "ok"]


def test_a_profile_under_another_path_is_made_again(ask, mend, pair):
    pair.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    pair.delete_instance_profile(InstanceProfileName=PROFILE)
    pair.create_instance_profile(InstanceProfileName=PROFILE)
    pair.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    check = ask("profile.path")
    assert check.status == "fail"
    assert "its path is / " in check.evidence
    assert "iam:GetInstanceProfile" in check.reason
    mend(check)
    assert [ask(check_id).status for check_id in ALL] == ["ok", "ok", "ok"]


def test_an_empty_profile_gets_the_role(ask, mend, pair):
    pair.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    check = ask("profile.role")
    assert (check.status, check.evidence) == ("fail", "it holds no role")
    mend(check)
    assert ask("profile.role").status == "ok"


def test_another_role_in_the_profile_is_replaced(ask, mend, pair):
    pair.create_role(RoleName="other", AssumeRolePolicyDocument=json.dumps(TRUST))
    pair.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    pair.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName="other")
    check = ask("profile.role")
    assert (check.status, check.evidence) == ("fail", "it holds other")
    mend(check)
    assert ask("profile.role").status == "ok"


def test_a_profile_in_other_capitals_is_taken_away_before_the_right_one_is_made(ask, mend, pair):
    pair.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    pair.delete_instance_profile(InstanceProfileName=PROFILE)
    pair.create_instance_profile(InstanceProfileName=OTHER_CAPITALS, Path="/cloud9/")
    pair.add_role_to_instance_profile(InstanceProfileName=OTHER_CAPITALS, RoleName=ROLE)
    check = ask("profile.exists")
    assert (check.status, check.reason) == ("fail", "EntityAlreadyExists")
    assert f"instance-profile/cloud9/{OTHER_CAPITALS}" in check.evidence
    assert "If nothing else needs it" in check.cause
    assert [line.split()[2] for line in check.remedy] == [
        "remove-role-from-instance-profile",
        "delete-instance-profile",
        "create-instance-profile",
        "add-role-to-instance-profile",
    ]
    mend(check)
    assert [ask(check_id).status for check_id in ALL] == ["ok", "ok", "ok"]


def test_who_may_not_list_profiles_is_told_that_one_in_other_capitals_may_be_there(session):
    denied = ("AccessDenied", "not authorized to perform: iam:ListInstanceProfiles")
    one = refusing(session(), "iam", list_instance_profiles=denied)
    check = next(one for one in checks.of(one, ["profile"]).checks if one.id == "profile.exists")
    assert (check.status, check.reason) == ("fail", "NoSuchEntity")
    assert "iam:ListInstanceProfiles is refused" in check.evidence
