"""The profile's checks: break it on the simulated AWS, see it, apply the printed remedy, see it well."""

from __future__ import annotations

import json

from c9lib.checks.documented import PROFILE, ROLE, TRUST

ALL = ("profile.exists", "profile.path", "profile.role")


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
