"""Who of access_for has a managed policy that carries StartSession."""

from __future__ import annotations

import json

import pytest

MANAGED = "arn:aws:iam::aws:policy/AWSCloud9EnvironmentMember"


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


def check(ask, *names: str, **more: object):
    return ask("access.start-session", access_for=list(names), **more)


def test_nobody_named_is_nobody_judged(ask):
    assert ask("access.start-session").status == "skip"


@pytest.mark.parametrize("principal", ["user/ada", "group/class", "role/pupil"])
def test_who_has_no_policy_gets_the_chosen_one_by_the_remedy(ask, mend, iam, principal):
    found = check(ask, principal, access_policy="AWSCloud9EnvironmentMember")
    assert (found.status, found.reason) == ("fail", "implicitDeny ssm:StartSession")
    assert principal in found.evidence
    mend(found)
    found = check(ask, principal)
    assert found.status == "ok"
    assert MANAGED in found.evidence


def test_a_policy_of_a_group_counts_for_its_members(ask, iam):
    iam.add_user_to_group(UserName="ada", GroupName="class")
    assert check(ask, "ada").status == "fail"
    iam.attach_group_policy(GroupName="class", PolicyArn=MANAGED)
    assert check(ask, "ada").status == "ok"


def test_a_policy_of_the_customers_counts_when_it_carries_the_action(ask, iam):
    poor = iam.create_policy(PolicyName="poor", PolicyDocument=_document("ssm:Describe*"))["Policy"]["Arn"]
    rich = iam.create_policy(PolicyName="rich", PolicyDocument=_document("ssm:Start*"))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="ada", PolicyArn=poor)
    assert check(ask, "ada").status == "fail"
    iam.attach_user_policy(UserName="ada", PolicyArn=rich)
    assert rich in check(ask, "ada").evidence


def test_inline_policies_are_not_judged(ask, iam):
    iam.put_user_policy(UserName="ada", PolicyName="own", PolicyDocument=_document("ssm:StartSession"))
    found = check(ask, "ada")
    assert found.status == "skip"
    assert "inline ones are not evaluated" in found.evidence


def test_somebody_whom_iam_does_not_know_is_named(ask, iam):
    found = check(ask, "ada", "user/adda")
    assert (found.status, found.reason) == ("fail", "NoSuchEntity")
    assert "user/adda" in found.evidence
    assert "user/ada," not in found.evidence
