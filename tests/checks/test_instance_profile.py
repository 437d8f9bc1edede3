"""An instance with another profile than Cloud9's: it is the application's and stays, and its role gets what lacks."""

from __future__ import annotations

import json

import pytest

from c9lib import checks
from c9lib.checks.documented import TRUST
from tests.checks.documents import allowing

CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"


def profiled(iam, name: str, policy: str | None) -> None:
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
    if policy:
        iam.attach_role_policy(RoleName=name, PolicyArn=policy)
    iam.create_instance_profile(InstanceProfileName=name)
    iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)


def test_another_profile_with_the_rights_is_as_good_and_cloud9s_pair_is_not_asked_for(session, aws, launch, wait):
    profiled(aws("iam"), "own", CORE)
    wait(60)
    verdict = checks.verdict(session(), instance_id=launch(profile="own"))
    found = {check.id: check for check in verdict.checks}
    assert "own is allowed all five" in found["instance.profile"].evidence
    assert found["role.exists"].status == "skip"
    assert verdict.verdict == "ok", verdict


def test_another_profile_stays_and_its_role_gets_the_rights(ask, mend, aws, pair, launch, wait):
    profiled(aws("iam"), "poor", None)
    wait(60)
    found = launch(profile="poor")
    check = ask("instance.profile", instance_id=found)
    assert check.status == "fail"
    assert check.reason == "implicitDeny ssm:UpdateInstanceInformation"
    assert "instance-profile/poor; role poor" in check.evidence
    mend(check)
    wait(600)
    assert "instance-profile/poor, whose role poor is allowed" in ask("instance.profile", instance_id=found).evidence
    assert ask("agent.online", instance_id=found).status == "ok"


def test_another_profiles_denial_is_for_a_person_to_remove(ask, aws, launch, wait):
    profiled(aws("iam"), "strict", CORE)
    denial = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ssm:*", "Resource": "*"}]}
    aws("iam").put_role_policy(RoleName="strict", PolicyName="no", PolicyDocument=json.dumps(denial))
    wait(60)
    check = ask("instance.profile", instance_id=launch(profile="strict"))
    statement = "statement 1 of inline no of role strict"
    assert (check.status, check.reason) == ("fail", f"explicitDeny ssm:UpdateInstanceInformation; {statement}")
    words = f"# Remove the statement with Effect Deny from the policies of strict ({statement}); no other policy"
    assert check.remedy == (f"{words} outweighs it.",)


@pytest.mark.parametrize("policy", [None, CORE])
def test_another_profiles_role_that_ec2_may_not_assume_is_opened_and_keeps_its_statements(
    ask, mend, aws, launch, wait, policy
):
    iam = aws("iam")
    profiled(iam, "app", policy)
    for_lambda = {**TRUST["Statement"][0], "Principal": {"Service": "lambda.amazonaws.com"}}
    iam.update_assume_role_policy(RoleName="app", PolicyDocument=json.dumps({**TRUST, "Statement": [for_lambda]}))
    wait(60)
    found = launch(profile="app")
    check = ask("instance.profile", instance_id=found)
    assert (check.status, check.reason) == ("fail", "implicitDeny sts:AssumeRole")
    mend(check)
    wait(600)
    assert ask("instance.profile", instance_id=found).status == "ok"
    assert ask("agent.online", instance_id=found).status == "ok"
    assert iam.get_role(RoleName="app")["Role"]["AssumeRolePolicyDocument"]["Statement"][0] == for_lambda


def test_another_profile_without_a_role_is_told_in_words(ask, aws, launch, wait):
    profiled(aws("iam"), "hollow", None)
    wait(60)
    found = launch(profile="hollow")
    aws("iam").remove_role_from_instance_profile(InstanceProfileName="hollow", RoleName="hollow")
    check = ask("instance.profile", instance_id=found)
    assert check.status == "fail"
    assert "add-role-to-instance-profile --instance-profile-name hollow" in check.remedy[0]
    assert check.remedy[0].startswith("# ")


def test_another_profiles_trust_that_denies_is_for_a_person_to_change(ask, aws, launch, wait):
    profiled(aws("iam"), "app", CORE)
    denial = {"Sid": "Guard", **TRUST["Statement"][0], "Effect": "Deny"}
    trust = json.dumps({**TRUST, "Statement": [*TRUST["Statement"], denial]})
    aws("iam").update_assume_role_policy(RoleName="app", PolicyDocument=trust)
    wait(60)
    check = ask("instance.profile", instance_id=launch(profile="app"))
    assert (check.status, check.reason) == ("fail", "explicitDeny sts:AssumeRole; statement 2 (Guard)")
    (words,) = check.remedy
    assert words.startswith("# Remove what denies from the trust policy of app")


def test_another_roles_boundary_is_for_a_person_to_widen(ask, aws, launch, wait):
    iam = aws("iam")
    profiled(iam, "app", None)
    arn = iam.create_policy(PolicyName="rail", PolicyDocument=allowing("ssm:*"))["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName="app", PermissionsBoundary=arn)
    wait(60)
    found = launch(profile="app")
    check = ask("instance.profile", instance_id=found)
    assert (check.status, check.reason) == ("fail", "implicitDeny ssm:UpdateInstanceInformation")
    (words,) = check.remedy
    assert words.startswith(f"# Attach {CORE} to it, and let the permissions boundary of app allow ssmmessages:")
    iam.attach_role_policy(RoleName="app", PolicyArn=CORE)
    check = ask("instance.profile", instance_id=found)
    assert check.reason == f"implicitDeny ssmmessages:CreateControlChannel (boundary); {arn}"
    (words,) = check.remedy
    assert words.startswith("# Let the permissions boundary of app allow ssmmessages:CreateControlChannel")
    assert "ssm:UpdateInstanceInformation" not in words


def test_a_condition_on_another_roles_trust_counts_where_the_agent_is_silent(ask, mend, aws, launch, wait):
    profiled(aws("iam"), "app", CORE)
    wait(60)
    found = launch(profile="app")
    guarded = {**TRUST["Statement"][0], "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}
    aws("iam").update_assume_role_policy(RoleName="app", PolicyDocument=json.dumps({**TRUST, "Statement": [guarded]}))
    assert ask("instance.profile", instance_id=found).status == "ok", "the agent is heard"
    wait(3600)
    check = ask("instance.profile", instance_id=found)
    assert (check.status, check.reason) == ("fail", "conditional sts:AssumeRole")
    mend(check)
    wait(600)
    assert ask("instance.profile", instance_id=found).status == "ok"
    assert ask("agent.online", instance_id=found).status == "ok"
