"""What those of access_for may do, by which statement, and the commands that give what lacks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib import checks
from c9lib.checks.documented import CLOUD9
from c9lib.checks.grants import SESSIONS, SSM_ENVIRONMENTS, by_page
from c9lib.nouns import Check
from c9lib.policy import Policy
from c9lib.simulator.account import set_scps

MANAGED = "arn:aws:iam::aws:policy/"
MEMBER = f"{MANAGED}AWSCloud9EnvironmentMember"
PRINCIPALS = ["user/ada", "group/class", "role/pupil"]
CHECKS = ["access.start-session", "access.document", "access.create"]
DENY = {"Sid": "No", "Effect": "Deny", "Action": "ssm:*", "Resource": "*"}


@pytest.fixture
def iam(aws):
    client = aws("iam")
    client.create_user(UserName="ada")
    client.create_group(GroupName="class")
    client.create_role(RoleName="pupil", AssumeRolePolicyDocument=_document("sts:AssumeRole", Principal={"AWS": "*"}))
    return client


def _document(action: str, **more: object) -> str:
    one = {"Effect": "Allow", "Action": action, **({} if "Principal" in more else {"Resource": "*"}), **more}
    return json.dumps({"Version": "2012-10-17", "Statement": one})


def inline(iam: Any, document: Any) -> None:
    iam.put_user_policy(UserName="ada", PolicyName="own", PolicyDocument=json.dumps(document))


def check(ask: Callable[..., Check], *names: str, **more: object) -> Check:
    return ask("access.start-session", access_for=list(names), **more)


@pytest.mark.parametrize("check_id", CHECKS)
def test_nobody_named_is_nobody_judged(ask, check_id):
    assert ask(check_id).status == "skip"


@pytest.mark.parametrize("principal", PRINCIPALS)
@pytest.mark.parametrize("policy", ["AWSCloud9EnvironmentMember", "AWSCloud9Administrator", "statements"])
def test_who_has_nothing_gets_the_chosen_policy_by_the_remedy(ask, mend, iam, principal, policy):
    found = check(ask, principal, access_policy=policy)
    assert (found.status, found.reason) == ("fail", "implicitDeny ssm:StartSession")
    assert f"{principal} ssm:StartSession, ssm:GetConnectionStatus" in found.evidence
    mend(found)
    found = check(ask, principal, access_policy=policy)
    assert (found.status, found.remedy) == ("ok", ())
    assert "by statement " in found.evidence
    assert ask("access.document", access_for=[principal], access_policy=policy).status == "ok"


def test_a_policy_of_a_group_counts_for_its_members(ask, iam):
    iam.add_user_to_group(UserName="ada", GroupName="class")
    assert check(ask, "ada").status == "fail"
    iam.attach_group_policy(GroupName="class", PolicyArn=MEMBER)
    found = check(ask, "ada")
    assert found.status == "ok"
    assert f"(ssm:StartSession, ssm:GetConnectionStatus), 5 (ssmmessages:OpenDataChannel) of {MEMBER}" in found.evidence
    assert found.evidence.endswith("of group class")


def test_the_statements_of_the_page_are_a_doubt_and_the_remedy_gives_what_came_later(ask, mend, iam):
    inline(iam, by_page(CLOUD9))
    found = check(ask, "ada", access_policy="AWSCloud9EnvironmentMember")
    assert (found.status, found.reason) == ("warn", "implicitDeny ssm:GetConnectionStatus")
    assert "by statement 1 (ssm:StartSession) of inline own of user ada" in found.evidence
    assert "ssm:GetConnectionStatus, ssmmessages:OpenDataChannel: no policy of theirs allows it" in found.evidence
    mend(found)
    assert check(ask, "ada").status == "ok"


def test_the_page_for_cloudformation_is_not_enough_to_open(ask, iam):
    inline(iam, by_page("cloudformation.amazonaws.com"))
    found = check(ask, "ada")
    assert found.status == "fail"
    wanted = "StringEquals aws:CalledViaFirst wants cloudformation.amazonaws.com; it is cloud9.amazonaws.com"
    assert found.cause.endswith(f"Nearly: statement 1 of inline own of user ada: {wanted}.")


def test_without_the_document_no_session_starts(ask, mend, iam):
    inline(iam, {**SESSIONS, "Statement": [SESSIONS["Statement"][0], SESSIONS["Statement"][2]]})
    assert check(ask, "ada").status == "ok"
    found = ask("access.document", access_for=["ada"])
    assert (found.status, found.reason) == ("fail", "implicitDeny ssm:StartSession")
    mend(found)
    assert ask("access.document", access_for=["ada"]).status == "ok"


@pytest.mark.parametrize("check_id", CHECKS[:2])
def test_a_denial_is_named_with_its_statement_and_no_command_helps(ask, iam, check_id):
    iam.attach_user_policy(UserName="ada", PolicyArn=MEMBER)
    inline(iam, {"Version": "2012-10-17", "Statement": [DENY]})
    found = ask(check_id, access_for=["ada"])
    assert (found.status, found.reason) == (
        "fail",
        "explicitDeny ssm:StartSession; statement 1 (No) of inline own of user ada",
    )
    (words,) = found.remedy
    assert words.startswith("# Granting doesn't help.")
    assert "denied by statement 1 (No) of inline own of user ada" in words


def test_a_boundary_that_leaves_it_out_is_named(ask, iam):
    iam.put_user_permissions_boundary(UserName="ada", PermissionsBoundary=f"{MANAGED}AmazonS3ReadOnlyAccess")
    iam.attach_user_policy(UserName="ada", PolicyArn=MEMBER)
    found = check(ask, "ada")
    assert found.reason == f"implicitDeny ssm:StartSession (boundary); {MANAGED}AmazonS3ReadOnlyAccess"
    assert "the permissions boundary doesn't allow it" in found.remedy[0]


def test_what_the_organization_takes_away_is_seen(ask, iam, world):
    iam.attach_user_policy(UserName="ada", PolicyArn=MEMBER)
    set_scps(world, (Policy({"Version": "2012-10-17", "Statement": [DENY]}, "p-nosessions"),))
    found = check(ask, "ada")
    assert (found.status, found.reason) == ("fail", "explicitDeny ssm:StartSession (scp)")
    assert "of the organization" in found.remedy[0]


def test_what_depends_on_the_sign_in_is_a_warning(ask, iam):
    mfa = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    inline(iam, json.loads(_document("ssm:*", Condition=mfa)))
    iam.put_user_policy(UserName="ada", PolicyName="two", PolicyDocument=_document("ssmmessages:*", Condition=mfa))
    found = check(ask, "ada")
    assert (found.status, found.reason) == (
        "warn",
        "conditional ssm:StartSession; statement 1 of inline own of user ada",
    )
    assert "aws:MultiFactorAuthPresent wants true; it isn't known" in found.evidence


@pytest.mark.parametrize("principal", PRINCIPALS)
def test_to_create_takes_both_policies_and_the_remedy_makes_and_attaches_them(ask, mend, iam, principal):
    found = ask("access.create", access_for=[principal])
    assert (found.status, found.reason) == ("fail", "implicitDeny cloud9:CreateEnvironmentEC2")
    mend(found)
    found = ask("access.create", access_for=[principal])
    assert found.status == "ok"
    assert "(iam:ListInstanceProfilesForRole), 10 (iam:PassRole) of arn:aws:iam::123456789012:policy" in found.evidence


def test_the_managed_policy_alone_is_not_enough_to_create(ask, mend, iam):
    iam.attach_user_policy(UserName="ada", PolicyArn=f"{MANAGED}AWSCloud9User")
    found = ask("access.create", access_for=["ada"])
    assert (found.status, found.reason) == ("fail", "implicitDeny iam:ListInstanceProfilesForRole")
    assert [line.split()[2] for line in found.remedy] == ["create-policy", "attach-user-policy"]
    mend(found)
    assert ask("access.create", access_for=["ada"]).status == "ok"


def test_a_policy_that_somebody_emptied_gets_a_version_by_the_remedy(ask, mend, iam):
    iam.attach_user_policy(UserName="ada", PolicyArn=f"{MANAGED}AWSCloud9User")
    named = "c9lib-no-ingress-ssm-environments"
    arn = iam.create_policy(PolicyName=named, PolicyDocument=_document("s3:ListBucket"))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="ada", PolicyArn=arn)
    found = ask("access.create", access_for=["ada"])
    assert [line.split()[2] for line in found.remedy] == ["create-policy-version", "attach-user-policy"]
    mend(found)
    assert ask("access.create", access_for=["ada"]).status == "ok"


def test_the_custom_policy_alone_creates(ask, iam):
    inline(iam, SSM_ENVIRONMENTS)
    assert ask("access.create", access_for=["ada"]).status == "ok"
    assert check(ask, "ada").status == "warn"  # it is as old as the page: no channel


@pytest.mark.parametrize("policy", ["AWSCloud9EnvironmentMember", "statements"])
def test_who_shall_only_open_is_not_asked_whether_they_may_create(ask, iam, policy):
    found = ask("access.create", access_for=["ada"], access_policy=policy)
    assert found.status == "skip"
    assert policy in found.evidence


def test_somebody_whom_iam_does_not_know_is_named(ask, iam):
    found = check(ask, "ada", "user/adda")
    assert (found.status, found.reason) == ("fail", "NoSuchEntity")
    assert "user/adda" in found.evidence
    assert "user/ada," not in found.evidence


def test_the_environments_own_instance_is_asked_about_where_there_is_one(ask, aws, iam, environment):
    """A policy for one instance alone lets nobody into another."""
    found = aws("ec2").describe_instances(Filters=[{"Name": "tag:aws:cloud9:environment", "Values": [environment]}])
    own = found["Reservations"][0]["Instances"][0]["InstanceId"]
    for instance, status in ((own, "ok"), ("i-0123456789abcdef0", "fail")):
        told = json.dumps(SESSIONS).replace("instance/*", f"instance/{instance}")
        inline(iam, json.loads(told))
        assert check(ask, "ada").status == status


def test_who_may_neither_simulate_nor_read_is_told_both_permissions(session, iam):
    iam.create_user(UserName="caller")
    key = iam.create_access_key(UserName="caller")["AccessKey"]["AccessKeyId"]
    named = session(key, access_for=["user/ada"], access_policy="AWSCloud9EnvironmentMember")
    by_id = {one.id: one for one in checks.of(named, ["access"])}
    assert {one.status for one in by_id.values()} == {"warn", "skip"}
    told = by_id["access.document"]
    assert told.reason == "AccessDenied"
    assert "iam:SimulatePrincipalPolicy, or iam:GetUser and the like" in told.remedy[0]


def test_to_simulate_is_all_that_a_caller_needs(session, iam):
    iam.attach_user_policy(UserName="ada", PolicyArn=MEMBER)
    iam.create_user(UserName="caller")
    iam.put_user_policy(UserName="caller", PolicyName="own", PolicyDocument=_document("iam:SimulatePrincipalPolicy"))
    key = iam.create_access_key(UserName="caller")["AccessKey"]["AccessKeyId"]
    named = session(key, access_for=["user/ada"], access_policy="AWSCloud9EnvironmentMember")
    by_id = {one.id: one for one in checks.of(named, ["access"])}
    assert by_id["access.start-session"].status == by_id["access.document"].status == "ok"
    assert by_id["access.document"].evidence.endswith("of policy AWSCloud9EnvironmentMember")
