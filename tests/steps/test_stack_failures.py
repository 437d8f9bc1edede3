"""A stack that fails: the cause in words, what was made taken back, the stack gone; or stuck, and said so."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from c9lib.aws import Session
from c9lib.aws.target import Target
from c9lib.checks.documented import PROFILE, ROLE
from c9lib.errors import AwsError, RefusedError, StepError
from c9lib.parameters import Parameters
from c9lib.steps import TearDownStep, leftovers
from c9lib.steps.base import carry_out
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.environments import described
from c9lib.steps.network_parts import parts
from c9lib.steps.stack_wanted import wanted
from tests.checks.refusing import refusing
from tests.steps.stacked import NAME, Told, by_stack, foreign, stack, statuses

Done = Callable[..., None]
DOCUMENTED = ("role", "profile", "network")


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def ready(address: str, told: Told, done: Done) -> Session:
    """A session whose role, profile and network are there."""
    session = by_stack(address, told)
    done(session, *DOCUMENTED)
    return session


def fails_after(session: Session, breaks: Callable[[], object]) -> StepError:
    """The error of a run for which something breaks after its plan was made."""
    plan = EnvironmentStep(session).plan()
    assert plan.refusals == ()
    breaks()
    with pytest.raises(StepError) as failed:
        carry_out(session, lambda: plan)
    return failed.value


def no_way_out(session: Session) -> None:
    table = parts(session).tables[0]["RouteTableId"]
    session.client("ec2").delete_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0")


def way_out(session: Session) -> None:
    there = parts(session)
    gateway = there.gateways[0]["InternetGatewayId"]
    table = there.tables[0]["RouteTableId"]
    session.client("ec2").create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)


def no_profile(session: Session) -> None:
    iam = session.client("iam")
    iam.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    iam.delete_instance_profile(InstanceProfileName=PROFILE)


def nothing_left(session: Session) -> None:
    assert described(session) == []
    assert stack(session) is None
    assert set(statuses(session, NAME).values()) <= {"DELETE_COMPLETE"}
    assert {"environment", "stack", "instance"} & {fact.thing for fact in leftovers(session).facts} == set()


def test_without_a_way_out_the_reason_is_told_and_nothing_is_left(ready: Session, told: Told) -> None:
    error = fails_after(ready, lambda: no_way_out(ready))
    assert error.title == "Environment failed in the stack c9lib-no-ingress."
    what, cause, now = error.details
    assert what.startswith("Environment (AWS::Cloud9::EnvironmentEC2) CREATE_FAILED: ")
    assert cause == "The instance didn't reach Systems Manager: see path.*, instance.* and role.*."
    assert now == "What it made was taken back, and the stack deleted: nothing is left."
    assert told.holds("ROLLBACK_COMPLETE")
    nothing_left(ready)
    way_out(ready)
    EnvironmentStep(ready).apply()
    assert len(described(ready)) == 1


def test_the_documents_first_error_is_told_with_the_steps_that_help(ready: Session) -> None:
    error = fails_after(ready, lambda: no_profile(ready))
    assert f"Instance profile {PROFILE} does not exist in" in error.details[0]
    assert "The instance profile was missing when it was launched" in error.details[1]
    assert error.remedy[0].startswith("Run the steps role and profile")
    nothing_left(ready)


def as_user(session: Session, address: str, statements: list[dict[str, Any]]) -> Session:
    """A session of a user who may do everything but what these statements deny."""
    iam = session.client("iam")
    iam.create_user(UserName="launcher")
    allowed = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [allowed, *statements]}
    iam.put_user_policy(UserName="launcher", PolicyName="p", PolicyDocument=json.dumps(document))
    key = iam.create_access_key(UserName="launcher")["AccessKey"]
    own = boto3.session.Session(key["AccessKeyId"], key["SecretAccessKey"])
    parameters = Parameters(endpoint_url=address, launch_with="cloudformation")
    return Session(parameters, Target("simulated", own, address, simulated_clock=True), lambda _: None)


def test_the_documents_second_error_names_the_permission_by_way_of_cloudformation(ready: Session, address: str) -> None:
    """Whoever may start sessions through Cloud9 only can't launch by a stack (facts 1.5)."""
    via = {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}
    denied = {"Effect": "Deny", "Action": "ssm:StartSession", "Resource": "*", "Condition": via}
    error = fails_after(as_user(ready, address, [denied]), lambda: None)
    assert "ssm:StartSession" in error.details[0]
    assert "may not start sessions" in error.details[1]
    assert "aws:CalledViaFirst" in error.remedy[0]
    nothing_left(ready)


def test_a_stack_that_may_not_be_deleted_afterwards_does_not_hide_why_it_failed(ready: Session) -> None:
    refusing(ready, "cloudformation", delete_stack=("AccessDenied", "not authorized"))
    error = fails_after(ready, lambda: no_profile(ready))
    assert "does not exist" in error.details[0]
    assert (
        "the empty stack c9lib-no-ingress is left, for it couldn't be deleted: An error occurred (AccessDenied)"
        in (error.details[2])
    )
    found = stack(ready)
    assert found is not None
    assert found["StackStatus"] == "ROLLBACK_COMPLETE"


def test_a_name_that_somebody_takes_after_the_plan_is_left_to_them(ready: Session) -> None:
    plan = EnvironmentStep(ready).plan()
    theirs = foreign(ready, parts(ready).subnets[0]["SubnetId"], NAME)
    with pytest.raises(RefusedError, match="has changed since the plan was made; nothing was changed"):
        carry_out(ready, lambda: plan)
    assert [one["id"] for one in described(ready)] == [theirs]


def test_a_replaced_one_that_cannot_go_is_named_until_it_is_gone(ready: Session, address: str, told: Told) -> None:
    EnvironmentStep(ready).apply()
    (old,) = described(ready)
    other = holding(ready, old["id"])
    session = by_stack(address, told, automatic_stop_minutes=60, replace=True)
    EnvironmentStep(session).apply()
    assert told.holds("Environment (AWS::Cloud9::EnvironmentEC2) DELETE_FAILED")
    plan = EnvironmentStep(session).plan()
    assert plan.changes == ()
    assert f"another environment, no-ingress ({old['id']}), which is DELETE_FAILED." in plan.notes[0]
    session.client("ec2").delete_security_group(GroupId=other)
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()


def holding(session: Session, environment_id: str) -> str:
    """A security group with a rule that names the environment's, which Cloud9 then can't delete; gives its id."""
    ec2 = session.client("ec2")
    tag = {"Name": "tag:aws:cloud9:environment", "Values": [environment_id]}
    (group,) = ec2.describe_security_groups(Filters=[tag])["SecurityGroups"]
    other = ec2.create_security_group(GroupName="other", Description="x", VpcId=group["VpcId"])["GroupId"]
    pair = [{"IpProtocol": "tcp", "FromPort": 1, "ToPort": 1, "UserIdGroupPairs": [{"GroupId": group["GroupId"]}]}]
    ec2.authorize_security_group_ingress(GroupId=other, IpPermissions=pair)
    return str(other)


def test_a_change_set_that_cannot_be_made_leaves_no_stack(ready: Session) -> None:
    plan = EnvironmentStep(ready).plan()
    there = parts(ready)
    ready.client("ec2").delete_subnet(SubnetId=there.subnets[0]["SubnetId"])
    with pytest.raises((StepError, AwsError), match="does not exist"):
        carry_out(ready, lambda: plan)
    assert stack(ready) is None
    assert leftovers(ready).facts
    assert "stack" not in [fact.thing for fact in leftovers(ready).facts]


def test_a_replacement_that_fails_leaves_the_old_one_as_it_was(ready: Session, address: str) -> None:
    EnvironmentStep(ready).apply()
    (before,) = described(ready)
    session = by_stack(address, automatic_stop_minutes=60, replace=True)
    error = fails_after(session, lambda: no_profile(session))
    assert "The change was taken back: the environment is as it was before." in error.details
    (after,) = described(session)
    assert after["id"] == before["id"]
    found = stack(session)
    assert found is not None
    assert found["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    check = next(one for one in EnvironmentStep(session).verify() if one.id == "stack.status")
    assert (check.status, check.reason) == ("warn", "UPDATE_ROLLBACK_COMPLETE")
    assert (
        "AutomaticStopTimeMinutes 30 → 60"
        in EnvironmentStep(by_stack(address, automatic_stop_minutes=60)).plan().refusals[0]
    )


def test_a_stack_that_cannot_be_deleted_is_told_with_what_holds_it(ready: Session) -> None:
    EnvironmentStep(ready).apply()
    (environment,) = described(ready)
    other = holding(ready, environment["id"])
    with pytest.raises(StepError) as stuck:
        EnvironmentStep(ready).undo()
    assert stuck.value.title == "The stack c9lib-no-ingress can't be deleted: it is DELETE_FAILED."
    assert stuck.value.details[0].startswith("Environment (AWS::Cloud9::EnvironmentEC2): ")
    with pytest.raises(StepError, match="The stack c9lib-no-ingress can't be deleted"):
        EnvironmentStep(ready).apply()
    ready.client("ec2").delete_security_group(GroupId=other)
    EnvironmentStep(ready).undo()
    nothing_left(ready)


def test_a_rolled_back_stack_of_an_earlier_run_goes_first(ready: Session, address: str) -> None:
    no_way_out(ready)
    here = parts(ready).subnets[0]["SubnetId"]
    # Past the step, so that nobody deletes it afterwards.
    ready.client("cloudformation").create_stack(StackName=NAME, **wanted(ready, here).asked())
    ready.target.let_pass(2400)
    found = stack(ready)
    assert found is not None
    assert found["StackStatus"] == "ROLLBACK_COMPLETE"
    check = next(one for one in EnvironmentStep(ready).verify() if one.id == "stack.status")
    assert (check.status, check.reason) == ("fail", "ROLLBACK_COMPLETE")
    way_out(ready)
    plan = EnvironmentStep(ready).plan()
    assert [change.action for change in plan.changes] == ["delete", "create", "wait"]
    assert "ROLLBACK_COMPLETE" in plan.changes[0].why
    EnvironmentStep(ready).apply()
    assert sorted(statuses(ready, NAME).values()) == ["CREATE_COMPLETE", "DELETE_COMPLETE"]
