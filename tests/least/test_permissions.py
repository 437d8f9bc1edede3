"""Before anything is made: may this caller do all that the run needs, and which statement is missing?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import boto3
import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.nouns import Check
from c9lib.rehearsal import least, permissions, refuse
from c9lib.simulator.front import Front
from tests.least.account import Keyed, inside
from tests.least.conftest import As
from tests.least.holder import Holder, without

ACCOUNT = "123456789012"


def by_step(checks: Iterable[Check]) -> dict[str, Check]:
    return {check.question.removeprefix("May the caller do all of step ").rstrip("?"): check for check in checks}


def test_an_administrator_may_do_all_of_it(admin: As) -> None:
    found = permissions(admin(), "run")
    assert {check.status for check in found} == {"ok"}
    assert {check.id for check in found} == {"caller.permissions"}
    refuse(found)


def test_who_holds_the_least_policy_may_do_all_of_it(admin: As, holder: Callable[..., Holder]) -> None:
    person = holder("ann")
    person.hold(least(person.session.parameters, ACCOUNT, ["run"]).documents)
    assert {check.status for check in permissions(person.session)} == {"ok"}


def test_a_statement_that_is_missing_is_named(holder: Callable[..., Holder]) -> None:
    """The last one of each step, and the one without which nobody can be asked."""
    person = holder("ann")
    policy = least(person.session.parameters, ACCOUNT, ["run"])
    last = {one.step: one for one in policy.statements}
    asking = [one for one in policy.statements if "iam:SimulatePrincipalPolicy" in one.actions]
    for one in [*last.values(), *asking]:
        person.hold(without(policy.documents, one.sid))
        found = list(permissions(person.session))
        if "iam:SimulatePrincipalPolicy" in one.actions:
            assert [check.status for check in found] == ["warn"]
            assert "iam:SimulatePrincipalPolicy" in found[0].evidence
            continue
        failed = {step: check for step, check in by_step(found).items() if check.status == "fail"}
        assert one.step in failed
        assert any(f"Statement {one.sid} of " in line for line in failed[one.step].remedy)
        assert any(action in failed[one.step].evidence for action in one.actions)


def test_who_holds_nothing_is_refused_in_words(holder: Callable[..., Holder]) -> None:
    (check,) = permissions(holder("ann").session)
    assert check.status == "warn"
    assert "not known: AWS answered AccessDenied" in check.evidence
    assert "iam:SimulatePrincipalPolicy" in check.evidence
    assert check.remedy[0].startswith("# Allow iam:SimulatePrincipalPolicy")


def test_a_refusal_says_what_is_missing_and_what_grants_it(holder: Callable[..., Holder]) -> None:
    person = holder("ann")
    policy = least(person.session.parameters, ACCOUNT, ["run"])
    (create,) = [one for one in policy.statements if "ec2:CreateVpc" in one.actions]
    person.hold(without(policy.documents, create.sid))
    with pytest.raises(RefusedError) as refused:
        refuse(permissions(person.session))
    told = str(refused.value)
    assert refused.value.exit_code == 3
    assert "ec2:CreateVpc on arn:aws:ec2:us-east-1:123456789012:vpc/*" in told
    assert f'Statement {create.sid} of `c9lib policy` grants it: {{"Sid": "{create.sid}"' in told
    assert "no policy of theirs allows it" in told


def test_who_may_not_simulate_is_judged_by_reading(admin: As, holder: Callable[..., Holder]) -> None:
    """Both ways give the same answer (`tests/checks/test_rights.py` shows it for all kinds of policies)."""
    person = holder("ann")
    documents = least(person.session.parameters, ACCOUNT, ["run"]).documents
    me = person.session.identity.arn
    deny = {"Sid": "NoSimulation", "Effect": "Deny", "Action": "iam:SimulatePrincipalPolicy", "Resource": me}
    reads = [f"iam:{one}" for one in ("Get*", "List*")]
    read = {"Sid": "Read", "Effect": "Allow", "Action": reads, "Resource": "*"}
    person.hold([*documents, {"Version": "2012-10-17", "Statement": [deny, read]}])
    found = by_step(permissions(person.session))
    assert {check.status for step, check in found.items() if step != "start"} == {"ok"}
    assert "as the caller's policies say" in found["role"].evidence
    assert found["start"].status == "warn"  # what is denied is read instead, and the run goes on
    assert "iam:SimulatePrincipalPolicy, and the policies are read instead" in found["start"].evidence
    refuse(permissions(person.session))


def test_what_a_statement_denies_no_further_statement_is_offered_for(holder: Callable[..., Holder]) -> None:
    person = holder("ann")
    documents = least(person.session.parameters, ACCOUNT, ["run"]).documents
    deny = {"Sid": "NoVpc", "Effect": "Deny", "Action": "ec2:CreateVpc", "Resource": "*"}
    person.hold([*documents, {"Version": "2012-10-17", "Statement": [deny]}])
    found = by_step(permissions(person.session))["network"]
    assert (found.status, found.reason.partition(";")[0]) == ("fail", "explicitDeny ec2:CreateVpc")
    (words,) = found.remedy
    assert words.startswith("# No further statement helps with ec2:CreateVpc: denied by line 1 of policy ")


def test_a_roles_session_is_judged_by_its_role(front: Front, admin: As, boto_session: boto3.Session) -> None:
    whole = admin()
    iam, me = whole.client("iam"), whole.identity.arn
    statement = {"Effect": "Allow", "Principal": {"AWS": me}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    role = iam.create_role(RoleName="Ops", Path="/teams/", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    for number, document in enumerate(least(whole.parameters, ACCOUNT, ["run"], "role/Ops").documents):
        made = iam.create_policy(PolicyName=f"run-{number}", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="Ops", PolicyArn=made)
    keys = whole.client("sts").assume_role(RoleArn=role, RoleSessionName="ann")["Credentials"]
    keyed = Keyed(boto_session, keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    session = Session(whole.parameters, inside(front, keyed), lambda _: None)
    assert session.identity.arn.endswith(":assumed-role/Ops/ann")
    found = by_step(permissions(session))
    assert {step: check.status for step, check in found.items() if check.status != "ok"} == {}
