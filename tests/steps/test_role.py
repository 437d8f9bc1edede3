"""Step role."""

import json
from collections.abc import Callable

import pytest

from c9lib.aws import Session
from c9lib.checks.documented import ROLE, ROLE_POLICY_ARN, TRUST, TRUSTED
from c9lib.checks.trust import others, untrusted
from c9lib.errors import AwsError, RefusedError
from c9lib.nouns import Call
from c9lib.steps.role import RoleStep
from tests.checks.refusing import refusing
from tests.steps.conftest import Connected
from tests.steps.roles import ALLOWING, CORE, attached, make, role

Writes = Callable[[Session], list[Call]]
EC2_ONLY = {**TRUST, "Statement": [{**TRUST["Statement"][0], "Principal": {"Service": "ec2.amazonaws.com"}}]}


def test_it_is_made_as_documented_and_tagged(session: Session) -> None:
    outcome = RoleStep(session).apply()
    assert [change.action for change in outcome.changes] == ["create", "attach"]
    made = role(session)
    assert made["Path"] == "/service-role/"
    assert made["AssumeRolePolicyDocument"] == TRUST
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


def ways_out(refused: RefusedError) -> list[str]:
    """The commands that a refusal gives as the way out."""
    (words,) = refused.details
    assert "Only if nothing else needs this role, delete it and run again: " in words
    return words.partition("run again: ")[2].split(" && ")


def test_a_role_of_another_deployment_is_kept_and_that_one_named(connected: Connected) -> None:
    RoleStep(connected(deployment="seat-a")).apply()
    (note,) = RoleStep(connected(deployment="seat-b")).plan_undo().notes
    assert "this deployment didn't make it; deployment seat-a did, and its tear-down takes it away" in note


@pytest.mark.parametrize(
    "hidden", ["list_attached_role_policies", "list_role_policies", "list_instance_profiles_for_role"]
)
def test_a_wrong_path_is_a_stop_also_for_who_may_not_see_the_rest(session: Session, hidden: str) -> None:
    make(session, "/", TRUST)
    refusing(session, "iam", **{hidden: ("AccessDenied", "not authorized")})
    plan = RoleStep(session).plan()
    (words,) = plan.refusals
    assert "has the path /, not /service-role/" in words
    assert "Only if nothing else needs this role, take it out of its instance profiles" in words
    assert " is refused. Then run again." in words


@pytest.mark.parametrize("hidden", ["list_attached_role_policies", "list_role_policies"])
def test_a_role_with_the_right_path_must_be_seen_whole(session: Session, hidden: str) -> None:
    make(session, "/service-role/", TRUST, ROLE_POLICY_ARN)
    refusing(session, "iam", **{hidden: ("AccessDenied", "not authorized")})
    with pytest.raises(AwsError, match="AccessDenied"):
        RoleStep(session).plan()


@pytest.mark.parametrize("repair", [False, True])
def test_a_wrong_path_is_a_stop_with_the_reason_and_the_way_out(
    connected: Connected, writes: Writes, in_shell: Callable[[str], None], repair: bool
) -> None:
    session = connected(repair=repair)
    make(session, "/", TRUST, ROLE_POLICY_ARN, CORE)
    iam = session.client("iam")
    iam.put_role_policy(RoleName=ROLE, PolicyName="mine", PolicyDocument=ALLOWING)
    iam.put_role_permissions_boundary(RoleName=ROLE, PermissionsBoundary=CORE)
    iam.create_instance_profile(InstanceProfileName="of-somebody")
    iam.add_role_to_instance_profile(InstanceProfileName="of-somebody", RoleName=ROLE)
    before = len(writes(session))
    with pytest.raises(RefusedError, match=r"has the path /, not /service-role/.*can't be changed") as refused:
        RoleStep(session).apply()
    assert refused.value.exit_code == 3
    assert len(writes(session)) == before
    commands = ways_out(refused.value)
    assert [line.split()[2] for line in commands] == [
        "remove-role-from-instance-profile",
        "delete-role-policy",
        "detach-role-policy",
        "detach-role-policy",
        "delete-role",
    ]
    for line in commands:
        in_shell(line)
    RoleStep(session).apply()
    assert RoleStep(session).verify().well


@pytest.mark.parametrize("repair", [False, True])
def test_a_role_in_other_capitals_is_a_stop_with_the_way_out(
    connected: Connected, in_shell: Callable[[str], None], repair: bool
) -> None:
    session = connected(repair=repair)
    iam = session.client("iam")
    iam.create_role(RoleName=ROLE.lower(), Path="/service-role/", AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.attach_role_policy(RoleName=ROLE.lower(), PolicyArn=ROLE_POLICY_ARN)
    facts = [(fact.thing, fact.state) for fact in RoleStep(session).observe().facts]
    assert facts == [(f"role {ROLE}", "missing"), ("a role in other capitals", "there")]
    with pytest.raises(RefusedError, match=r"awscloud9ssmaccessrole stands in the way.*the same name") as refused:
        RoleStep(session).apply()
    assert refused.value.exit_code == 3
    for line in ways_out(refused.value):
        in_shell(line)
    RoleStep(session).apply()
    assert RoleStep(session).verify().well


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
    now = role(session)["AssumeRolePolicyDocument"]
    assert not untrusted(now, TRUSTED, session.account_id)
    assert others(now, TRUSTED) == ["lambda.amazonaws.com"]
    assert RoleStep(session).plan().changes == ()
    assert "lambda.amazonaws.com" in RoleStep(session).plan().notes[0]


def test_a_condition_in_the_trust_policy_stays_beside_what_repair_adds(connected: Connected) -> None:
    guarded = {**TRUST["Statement"][0], "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}}}
    make(connected(), "/service-role/", {**TRUST, "Statement": [guarded]}, ROLE_POLICY_ARN)
    facts = {fact.thing: fact for fact in RoleStep(connected()).observe().facts}
    assert "aws:SourceAccount wants 123456789012; it isn't known" in facts["trusts"].detail
    with pytest.raises(RefusedError, match=r"repair to true to extend .* by cloud9.amazonaws.com, ec2.amazonaws.com"):
        RoleStep(connected()).apply()
    session = connected(repair=True)
    RoleStep(session).apply()
    now = role(session)["AssumeRolePolicyDocument"]
    assert now["Statement"][0] == guarded
    assert not untrusted(now, TRUSTED, session.account_id)
    assert RoleStep(session).plan().changes == ()


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
    session.client("iam").put_role_policy(RoleName=ROLE, PolicyName="inline", PolicyDocument=ALLOWING)
    assert [change.action for change in RoleStep(session).undo().changes] == ["delete"]
    assert RoleStep(session).observe().facts[0].state == "missing"
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


def test_drift_is_shown_as_a_difference_and_mended_as_far_as_repair_goes(connected: Connected) -> None:
    session = connected(repair=True)
    mixed = {"Effect": "Allow", "Principal": {"Service": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}}
    make(session, "/service-role/", {**TRUST, "Statement": [{**mixed, "Action": "sts:AssumeRole"}]})
    session.client("iam").put_role_policy(RoleName=ROLE, PolicyName="mine", PolicyDocument=ALLOWING)
    seen = RoleStep(session).observe()
    facts = {fact.thing: fact for fact in seen.facts}
    assert seen.title.endswith("(- documented and missing, + there and not documented)")
    assert facts["path"].state == "as documented"
    assert (facts["trusts"].state, facts["trusts"].detail) == (
        "differs",
        "- cloud9.amazonaws.com\n+ lambda.amazonaws.com",
    )
    assert facts["policies"].detail == "- AWSCloud9SSMInstanceProfile\n+ inline mine"
    assert facts["actions"].detail.startswith("- ssm:UpdateInstanceInformation\n- ssmmessages:")
    assert facts["actions"].detail.endswith("\n(no policy of theirs allows it)\n+ s3:GetObject")
    assert [change.action for change in RoleStep(session).apply().changes] == ["extend", "attach"]
    after = {fact.thing: fact.detail for fact in RoleStep(session).observe().facts}
    assert after["trusts"] == "+ lambda.amazonaws.com"
    assert after["actions"] == "+ s3:GetObject"
    assert RoleStep(session).apply().changes == ()
    assert RoleStep(session).verify().well


def test_a_role_as_documented_shows_no_difference(session: Session) -> None:
    RoleStep(session).apply()
    seen = RoleStep(session).observe()
    assert seen.title == ""
    assert {fact.state for fact in seen.facts} == {"there", "as documented", "this deployment"}


def test_a_role_whose_other_policy_allows_the_five_actions_is_adopted(session: Session, writes: Writes) -> None:
    make(session, "/service-role/", TRUST, CORE)
    before = len(writes(session))
    plan = RoleStep(session).plan()
    assert (plan.changes, plan.refusals) == ((), ())
    assert "AmazonSSMManagedInstanceCore; they are left alone" in plan.notes[0]
    assert RoleStep(session).verify().well
    assert len(writes(session)) == before


def test_undo_goes_in_the_order_in_which_iam_lets_go_and_a_boundary_does_not_hinder(
    session: Session, writes: Writes
) -> None:
    RoleStep(session).apply()
    iam = session.client("iam")
    iam.put_role_policy(RoleName=ROLE, PolicyName="mine", PolicyDocument=ALLOWING)
    iam.put_role_permissions_boundary(RoleName=ROLE, PermissionsBoundary=CORE)
    before = len(writes(session))
    RoleStep(session).undo()
    told = [call.operation for call in writes(session)[before:]]
    assert told == ["DeleteRolePolicy", "DetachRolePolicy", "DeleteRole"]
