"""The stack of an environment: its status, its drift, and silence where no stack has a part in it."""

from __future__ import annotations

import pytest

from c9lib import checks, templates
from c9lib.checks.creation import cause_of, remedy_of
from c9lib.simulator.services.stacks import living
from tests.checks.refusing import refusing

NAME = "c9lib-no-ingress"
BY_STACK = {"launch_with": "cloudformation"}


@pytest.fixture
def stacked(aws, pair, place, session, wait):
    """Makes a stack of our template with an environment of the deployment; gives the environment's id."""

    def made(name: str = NAME, pause: float = 1200, **given: str) -> str:
        aws("cloudformation").create_stack(
            StackName=name,
            TemplateBody=templates.text("environment"),
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value}
                for key, value in {"SubnetId": place.subnet, **given}.items()
            ],
            Tags=session().tags(),
        )
        wait(pause)
        found = aws("cloudformation").describe_stack_resources(StackName=name)["StackResources"]
        return str(found[0].get("PhysicalResourceId", "")) if found else ""

    return made


def calls(one):
    return [call.operation for call in one.calls if call.service == "cloudformation"]


def family(one, environment_id=None):
    return {check.id: check for check in checks.of(one, ["stack"], environment_id)}


def test_without_a_stack_nothing_is_asked_where_the_api_launches(session, environment):
    one = session()
    found = family(one)
    assert {check.status for check in found.values()} == {"skip"}
    assert "launch_with is api" in found["stack.status"].evidence
    assert calls(one) == []


@pytest.mark.parametrize(("by_id", "given"), [(True, {}), (False, BY_STACK), (True, BY_STACK)])
def test_an_environment_that_no_stack_made_is_skipped_after_one_call(session, environment, by_id, given):
    one = session(**given)
    found = family(one, environment if by_id else None)
    assert {check.status for check in found.values()} == {"skip"}
    assert f"no stack made {environment}" in found["stack.drift"].evidence
    assert calls(one) == ["DescribeStackResources"]


def test_before_the_launch_there_is_no_stack_yet(session, place):
    one = session(**BY_STACK)
    assert "there is no stack c9lib-no-ingress yet" in family(one)["stack.status"].evidence
    assert calls(one) == ["DescribeStacks"]
    assert family(session(**BY_STACK))["stack.status"].status == "skip"


def test_an_instance_alone_has_no_part_in_it(session, pair, launch):
    found = checks.of(session(**BY_STACK), ["stack"], instance_id=launch())
    assert {check.status for check in found} == {"skip"}


def test_a_stack_that_stands_is_well_by_deployment_and_by_id(session, stacked):
    made = stacked()
    for one, wanted in ((session(**BY_STACK), None), (session(), made)):
        found = family(one, wanted)
        assert {check.status for check in found.values()} == {"ok"}, found
        assert "c9lib-no-ingress is CREATE_COMPLETE" in found["stack.status"].evidence
        assert "Environment of c9lib-no-ingress is in sync" in found["stack.drift"].evidence
        assert not any(call.writes for call in one.calls)
        assert len(calls(one)) == len(set(calls(one))) <= 3


def test_a_stack_of_others_is_found_by_the_environments_id(session, stacked):
    made = stacked("somebodys-stack", EnvironmentName="theirs")
    assert "somebodys-stack is CREATE_COMPLETE" in family(session(), made)["stack.status"].evidence


def test_a_change_past_the_stack_is_told_and_put_back_by_its_remedy(session, stacked, aws, ask, mend):
    made = stacked()
    aws("cloud9").update_environment(environmentId=made, name="renamed", description="by hand")
    check = ask("stack.drift", **BY_STACK)
    assert (check.status, check.reason) == ("warn", "MODIFIED")
    assert "/Name is renamed, the stack says no-ingress" in check.evidence
    mend(ask("stack.drift", environment_id=made))
    assert ask("stack.drift", environment_id=made).status == "ok"


def test_an_environment_deleted_past_its_stack_fails_and_is_mended_by_deleting_it(
    session, stacked, aws, ask, mend, wait
):
    made = stacked()
    aws("cloud9").delete_environment(environmentId=made)
    wait(600)
    one = session(**BY_STACK)
    verdict = checks.verdict(one)
    assert verdict.root_cause == "stack.drift"
    check = ask("stack.drift", **BY_STACK)
    assert (check.status, check.reason) == ("fail", "DELETED")
    assert made in check.evidence
    mend(check)
    wait(600)
    assert ask("stack.status", **BY_STACK).status == "skip"


def test_a_stack_that_was_rolled_back_is_why_there_is_no_environment(session, stacked, place, aws, ask, mend, wait):
    aws("ec2").delete_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0")
    stacked(pause=3600)
    check = ask("stack.status", **BY_STACK)
    assert (check.status, check.reason) == ("fail", "ROLLBACK_COMPLETE")
    assert "Its creation failed and was taken back." in check.cause
    assert ask("stack.drift", **BY_STACK).status == "skip"
    aws("ec2").create_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0", GatewayId=place.gateway)
    assert checks.verdict(session(**BY_STACK)).root_cause == "stack.status"
    mend(check)
    wait(600)
    lacking = ask("environment.lifecycle", **BY_STACK)
    assert lacking.remedy == (
        "# Run step environment: it makes the stack c9lib-no-ingress, and the stack makes the environment.",
    )


def test_a_stack_under_way_is_a_warning(stacked, ask):
    stacked(pause=10)
    check = ask("stack.status", **BY_STACK)
    assert (check.status, check.reason) == ("warn", "CREATE_IN_PROGRESS")
    assert ask("stack.drift", **BY_STACK).status == "skip"


def test_what_may_not_be_read_is_a_warning_that_names_the_permission(session, stacked):
    stacked()
    denied = ("AccessDenied", "not authorized")
    found = family(refusing(session(**BY_STACK), "cloudformation", describe_stack_resources=denied))
    assert {check.status for check in found.values()} == {"warn"}
    assert "cloudformation:DescribeStackResources" in found["stack.status"].remedy[0]
    found = family(refusing(session(**BY_STACK), "cloudformation", detect_stack_resource_drift=denied))
    assert [found[name].status for name in ("stack.status", "stack.drift")] == ["ok", "warn"]


def test_where_nobody_asks_for_a_stack_a_missing_permission_takes_nothing(session, environment):
    one = refusing(session(), "cloudformation", describe_stack_resources=("AccessDenied", "not authorized"))
    found = family(one, environment)
    assert {check.status for check in found.values()} == {"skip"}
    assert "without cloudformation:DescribeStackResources" in found["stack.status"].evidence


def test_a_type_that_cloudformation_does_not_compare_is_skipped(session, stacked):
    stacked()
    told = ("ValidationError", "Drift detection is not supported for the resource type")
    found = family(refusing(session(**BY_STACK), "cloudformation", detect_stack_resource_drift=told))
    assert found["stack.drift"].status == "skip"
    assert "is not supported" in found["stack.drift"].evidence


STUCK = {
    "UPDATE_ROLLBACK_FAILED": "continue-update-rollback",
    "UPDATE_FAILED": "rollback-stack",
    "ROLLBACK_FAILED": "delete-stack",
    "DELETE_FAILED": "delete-stack",
    "CREATE_FAILED": "delete-stack",
}


@pytest.mark.parametrize("state", STUCK)
def test_a_stack_that_stopped_half_way_fails_with_what_goes_on(session, stacked, world, state):
    made = stacked()
    (stack,) = [one for one in living(world, "us-east-1") if one.name == NAME]
    stack.status, stack.reason = state, "The following resource(s) failed: [Environment]. "
    check = family(session(), made)["stack.status"]
    assert (check.status, check.reason) == ("fail", state)
    assert check.remedy == (f"aws cloudformation {STUCK[state]} --stack-name {NAME} --region us-east-1",)


@pytest.mark.parametrize("state", ["UPDATE_ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS", "UPDATE_IN_PROGRESS"])
def test_a_stack_that_is_neither_well_nor_broken_is_a_warning(session, stacked, world, state):
    made = stacked()
    (stack,) = [one for one in living(world, "us-east-1") if one.name == NAME]
    stack.status = state
    check = family(session(), made)["stack.status"]
    assert (check.status, check.reason) == ("warn", state)


def test_together_with_many_it_is_not_asked_of_each(session, stacked):
    made = stacked()
    one = session()
    found = checks.verdicts(one, [made])
    told = {check.id: check for check in found.environments[0].verdict.checks}
    assert "ask with --environment-id" in told["stack.status"].evidence
    assert "stack.status" in found.note
    assert calls(one) == []


HANDLER = 'Resource handler returned message: "{}" (RequestToken: 1, HandlerErrorCode: {})'


@pytest.mark.parametrize(
    ("reason", "cause", "helps"),
    [
        (
            "Instance profile AWSCloud9SSMInstanceProfile does not exist in account.",
            "instance profile was missing",
            "role",
        ),
        ("User: a is not authorized to perform: ssm:StartSession on resource: b", "start sessions", "CalledViaFirst"),
        (
            "User: a is not authorized to perform: cloud9:CreateEnvironmentEC2 on b",
            "lacks a permission",
            "c9lib policy",
        ),
        (
            "User: a is not authorized to perform: cloud9:CreateEnvironmentEC2 on b with an explicit deny in a policy",
            "A policy denies it",
            "denies it changed",
        ),
        (HANDLER.format("Client Error", "GeneralServiceException"), "says no more than that", "role and profile"),
        ("Reason: Client.InternalError: Client error on launch", "key for volumes", "kms.default-key"),
        ("AWSCloud9SSMAccessRole already exists in stack x", "is there already", "another name"),
        (HANDLER.format("too many", "ServiceLimitExceeded"), "quota", "Service Quotas"),
        ("Not authorized to perform sts:AssumeRole", "service-linked role", "create-service-linked-role"),
    ],
)
def test_reasons_of_stacks_have_a_cause_and_what_helps(reason, cause, helps):
    assert cause in cause_of(reason)
    assert any(helps in line for line in remedy_of(reason))


def test_a_reason_that_nobody_knows_points_at_the_events():
    assert cause_of("Something new") == "The events of its stack say more."
    assert remedy_of("Something new") == ()
