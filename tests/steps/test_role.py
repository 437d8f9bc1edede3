"""Step role."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.checks.documented import ROLE, ROLE_POLICY_ARN, TRUST
from c9lib.errors import RefusedError
from c9lib.nouns import Call
from c9lib.steps.role import RoleStep, trusted
from tests.steps.conftest import Connected

Writes = Callable[[Session], list[Call]]
EC2_ONLY = {**TRUST, "Statement": [{**TRUST["Statement"][0], "Principal": {"Service": "ec2.amazonaws.com"}}]}


def make(session: Session, path: str = "/service-role/", trust: object = TRUST, *policies: str) -> None:
    """The role, as somebody else makes it."""
    iam = session.client("iam")
    iam.create_role(RoleName=ROLE, Path=path, AssumeRolePolicyDocument=json.dumps(trust))
    for arn in policies:
        iam.attach_role_policy(RoleName=ROLE, PolicyArn=arn)


def role(session: Session) -> dict[str, Any]:
    found: dict[str, Any] = session.client("iam").get_role(RoleName=ROLE)["Role"]
    return found


def attached(session: Session) -> list[str]:
    told = session.client("iam").list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
    return [policy["PolicyArn"] for policy in told]


def test_it_is_made_as_documented_and_tagged(session: Session) -> None:
    outcome = RoleStep(session).apply()
    assert [change.action for change in outcome.changes] == ["create", "attach"]
    made = role(session)
    assert made["Path"] == "/service-role/"
    assert trusted(made) == {"ec2.amazonaws.com", "cloud9.amazonaws.com"}
    assert made["Tags"] == [{"Key": "c9lib:deployment", "Value": "no-ingress"}]
    assert attached(session) == [ROLE_POLICY_ARN]


def test_a_second_run_changes_nothing(session: Session, writes: Writes) -> None:
    RoleStep(session).apply()
    before = len(writes(session))
    assert RoleStep(session).plan().changes == ()
    assert RoleStep(session).apply().changes == ()
    assert len(writes(session)) == before
    assert RoleStep(session).verify().well


def test_a_role_that_is_right_is_adopted(session: Session) -> None:
    make(session, "/service-role/", TRUST, ROLE_POLICY_ARN)
    assert RoleStep(session).plan().changes == ()
    assert ("made by", "somebody else") in [(fact.thing, fact.state) for fact in RoleStep(session).observe().facts]


def test_more_policies_are_noted_and_left_alone(session: Session) -> None:
    more = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
    make(session, "/service-role/", TRUST, ROLE_POLICY_ARN, more)
    plan = RoleStep(session).plan()
    assert plan.changes == ()
    assert "AmazonSSMManagedInstanceCore" in plan.notes[0]


def test_a_wrong_path_is_refused_with_the_reason_even_when_repair_is_asked(connected: Connected) -> None:
    session = connected(repair=True)
    make(session, "/", TRUST, ROLE_POLICY_ARN)
    with pytest.raises(RefusedError) as refused:
        RoleStep(session).apply()
    (words,) = refused.value.details
    assert "has the path /, not /service-role/" in words
    assert "can't be changed" in words
    assert f"delete-role --role-name {ROLE}" in words


def test_a_wrong_trust_is_refused_and_names_repair(session: Session, writes: Writes) -> None:
    make(session, "/service-role/", EC2_ONLY, ROLE_POLICY_ARN)
    before = len(writes(session))
    with pytest.raises(RefusedError, match="repair to true to extend the trust policy"):
        RoleStep(session).apply()
    assert len(writes(session)) == before


def test_repair_adds_the_missing_service_and_keeps_the_others(connected: Connected) -> None:
    session = connected(repair=True)
    mixed = json.loads(json.dumps(TRUST))
    mixed["Statement"][0]["Principal"] = {"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}
    make(session, "/service-role/", mixed, ROLE_POLICY_ARN)
    outcome = RoleStep(session).apply()
    assert [change.action for change in outcome.changes] == ["extend"]
    assert trusted(role(session)) == {"ec2.amazonaws.com", "lambda.amazonaws.com", "cloud9.amazonaws.com"}
    assert RoleStep(session).plan().changes == ()
    assert "lambda.amazonaws.com" in RoleStep(session).plan().notes[0]


def test_somebody_elses_role_without_its_policy_needs_repair(connected: Connected) -> None:
    make(connected())
    with pytest.raises(RefusedError, match="repair"):
        RoleStep(connected()).apply()
    RoleStep(connected(repair=True)).apply()
    assert attached(connected()) == [ROLE_POLICY_ARN]


def test_a_run_that_broke_off_after_the_creation_is_finished_without_repair(session: Session) -> None:
    RoleStep(session).plan().changes[0].run()
    assert attached(session) == []
    assert [change.action for change in RoleStep(session).apply().changes] == ["attach"]
    assert attached(session) == [ROLE_POLICY_ARN]


def test_undo_removes_what_this_deployment_made_with_all_that_hangs_on_it(session: Session) -> None:
    RoleStep(session).apply()
    document = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    )
    session.client("iam").put_role_policy(RoleName=ROLE, PolicyName="inline", PolicyDocument=document)
    assert [change.action for change in RoleStep(session).undo().changes] == ["delete"]
    assert RoleStep(session).observe().data["role"] is None
    assert RoleStep(session).undo().changes == ()


def test_undo_keeps_what_another_made(connected: Connected, session: Session) -> None:
    RoleStep(connected(deployment="other")).apply()
    plan = RoleStep(session).plan_undo()
    assert plan.changes == ()
    assert "this deployment didn't make it" in plan.notes[0]


def test_undo_keeps_a_role_that_an_instance_profile_holds(session: Session) -> None:
    RoleStep(session).apply()
    iam = session.client("iam")
    iam.create_instance_profile(InstanceProfileName="of-somebody")
    iam.add_role_to_instance_profile(InstanceProfileName="of-somebody", RoleName=ROLE)
    plan = RoleStep(session).plan_undo()
    assert plan.changes == ()
    assert "of-somebody holds it" in plan.notes[0]


def statement(**changed: object) -> dict[str, object]:
    told = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return {**told, **changed}


@pytest.mark.parametrize(
    ("one", "services"),
    [
        (statement(), {"ec2.amazonaws.com"}),
        (statement(Action=["sts:TagSession", "sts:AssumeRole"]), {"ec2.amazonaws.com"}),
        (statement(Action="sts:*"), {"ec2.amazonaws.com"}),
        (statement(Action="sts:TagSession"), set()),
        (statement(Effect="Deny"), set()),
        (statement(Condition={"StringEquals": {"aws:SourceAccount": "1"}}), set()),
        (statement(Principal={"AWS": "arn:aws:iam::123456789012:root"}), set()),
        (statement(Principal="*"), set()),
    ],
)
def test_who_may_assume_a_role(one: dict[str, object], services: set[str]) -> None:
    assert trusted({"AssumeRolePolicyDocument": {"Statement": one}}) == services
    assert trusted({"AssumeRolePolicyDocument": {"Statement": [one]}}) == services
