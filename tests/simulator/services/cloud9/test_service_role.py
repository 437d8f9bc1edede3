"""Cloud9 works as its service-linked role, and that role's policy alone says how far it gets (facts 5.6, 6.1)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator import moto_policies
from c9lib.simulator.api import ACCOUNT
from c9lib.simulator.services.cloud9.idle import IDLE_LOOK
from c9lib.simulator.world import World
from tests.simulator.people import allow, make_user
from tests.simulator.services.cloud9.conftest import REQUEST
from tests.simulator.services.cloud9.test_creation import events_of, failed, instances_of

Aws = Callable[..., Any]
Wait = Callable[[float], None]
Refused = Callable[..., Any]
ROLE = "AWSServiceRoleForAWSCloud9"
CLOUD9 = f"User: arn:aws:sts::{ACCOUNT}:assumed-role/{ROLE}/AWSCloud9Workspace-{ACCOUNT} is not authorized to perform: "
PROFILE = "AWSCloud9SSMInstanceProfile"
SERVICE_POLICY = "arn:aws:iam::aws:policy/aws-service-role/AWSCloud9ServiceRolePolicy"
CREATES = allow("cloud9:CreateEnvironmentEC2", "ec2:DescribeSubnets", "ec2:DescribeVpcs", "ssm:StartSession")


@pytest.fixture
def service_role(aws: Aws) -> None:
    if ROLE not in [role["RoleName"] for role in aws("iam").list_roles()["Roles"]]:
        aws("iam").create_service_linked_role(AWSServiceName="cloud9.amazonaws.com")


@pytest.fixture
def without(world: World, service_role: None) -> Callable[[str], None]:
    """`without("ec2:RunInstances")`: AWS takes an action out of the role's policy, which nobody else can."""

    def take(action: str) -> None:
        document = json.loads(str(moto_policies.managed_policy(SERVICE_POLICY)))
        for statement in document["Statement"]:
            statement["Action"] = [one for one in statement["Action"] if one != action] or ["none:None"]
        named = {"RoleName": ROLE, "PolicyArn": SERVICE_POLICY}
        world.moto("iam", "DetachRolePolicy", "us-east-1", named)
        own = {"RoleName": ROLE, "PolicyName": "less", "PolicyDocument": json.dumps(document)}
        world.moto("iam", "PutRolePolicy", "us-east-1", own)
        world.changes += 1

    return take


def why_failed(aws: Aws, stack_id: str) -> tuple[str, str]:
    """Which resource of a stack failed, and why."""
    [told] = [(name, why) for name, status, why in events_of(aws, stack_id) if status == "CREATE_FAILED"]
    return told


def test_a_profile_under_another_path_cannot_be_read(
    give_profile: Any, create: Any, described: Any, wait: Wait
) -> None:
    give_profile(path="/")
    environment_id = create()
    wait(30)
    reason, _ = failed(described, environment_id)
    about = f"iam:GetInstanceProfile on resource: instance profile {PROFILE}"
    why = "because no identity-based policy allows the iam:GetInstanceProfile action"
    assert reason == f"AccessDeniedException: {CLOUD9}{about} {why}"


def test_another_role_cannot_be_passed(give_profile: Any, create: Any, described: Any, wait: Wait, aws: Aws) -> None:
    give_profile(with_role=False)
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    other = aws("iam").create_role(RoleName="Other", Path="/service-role/", AssumeRolePolicyDocument=document)["Role"]
    aws("iam").add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName="Other")
    wait(30)
    environment_id = create()
    wait(60)
    _, stack_id = failed(described, environment_id)
    name, why = why_failed(aws, stack_id)
    about = f"iam:PassRole on resource: {other['Arn']} because no identity-based policy allows the iam:PassRole action"
    assert name == "Instance"
    assert why.startswith(f"You are not authorized to perform this operation. {CLOUD9}{about} (Service: Ec2, ")
    assert "Status Code: 403" in why


@pytest.mark.parametrize(
    ("action", "failing"),
    [
        ("ec2:CreateSecurityGroup", "InstanceSecurityGroup"),
        ("ec2:RunInstances", "Instance"),
        ("iam:PassRole", "Instance"),
        ("ec2:CreateTags", "InstanceSecurityGroup"),
    ],
)
def test_what_the_stack_needs(
    action: str, failing: str, without: Any, give_profile: Any, create: Any, described: Any, wait: Wait, aws: Aws
) -> None:
    without(action)
    give_profile()
    environment_id = create()
    wait(60)
    _, stack_id = failed(described, environment_id)
    name, why = why_failed(aws, stack_id)
    assert name == failing
    assert f"{CLOUD9}{action} on resource: " in why


@pytest.mark.parametrize(
    "action", ["iam:GetInstanceProfile", "cloudformation:CreateStack", "cloudformation:TagResource"]
)
def test_what_cloud9_needs_before_the_stack(
    action: str, without: Any, give_profile: Any, create: Any, described: Any, wait: Wait, aws: Aws
) -> None:
    without(action)
    give_profile()
    environment_id = create()
    wait(60)
    reason, stack_id = failed(described, environment_id)
    assert f"{CLOUD9}{action} on resource: " in reason
    assert stack_id == ""
    assert aws("cloudformation").list_stacks()["StackSummaries"] == []


def test_a_stack_that_it_may_not_delete(ready: str, without: Any, cloud9: Any, refused: Refused) -> None:
    without("cloudformation:DeleteStack")
    with refused("AccessDeniedException", f"{CLOUD9}cloudformation:DeleteStack on resource: arn:aws:cloudformation:"):
        cloud9.delete_environment(environmentId=ready)
    assert cloud9.describe_environments(environmentIds=[ready])["environments"][0]["lifecycle"] == {"status": "CREATED"}


def test_an_instance_that_it_may_not_stop_runs_on(
    without: Any, give_profile: Any, create: Any, wait: Wait, aws: Aws
) -> None:
    give_profile()
    environment_id = create(automaticStopTimeMinutes=10)
    wait(200)
    without("ec2:StopInstances")
    wait(IDLE_LOOK)
    assert instances_of(aws, environment_id)[0]["State"]["Name"] == "running"


def test_service_control_policies_do_not_limit_it(
    ready: str, attach_scp: Callable[[str], None], cloud9: Any, wait: Wait
) -> None:
    attach_scp(json.dumps({"Statement": [{"Effect": "Deny", "Action": "ec2:*", "Resource": "*"}]}))
    cloud9.delete_environment(environmentId=ready)
    wait(200)
    assert cloud9.list_environments()["environmentIds"] == []


# --- Whoever may not make the role ------------------------------------------------------------------------------------


def test_without_the_right_to_make_the_role(aws: Aws, give_profile: Any, refused: Refused) -> None:
    """Facts 6.1, row 4."""
    give_profile()
    client = aws("cloud9", key=make_user(aws("iam"), "ann", CREATES))
    with refused("AccessDeniedException") as told:
        client.create_environment_ec2(**REQUEST)
    assert told.message == "Not authorized to perform sts:AssumeRole"
    assert aws("cloud9").list_environments()["environmentIds"] == []
    aws("iam").create_service_linked_role(AWSServiceName="cloud9.amazonaws.com")
    assert client.create_environment_ec2(**REQUEST)["environmentId"]


def test_the_role_is_made_in_the_callers_name(aws: Aws, give_profile: Any) -> None:
    give_profile()
    condition = {
        "StringEquals": {"iam:AWSServiceName": "cloud9.amazonaws.com", "aws:CalledViaFirst": "cloud9.amazonaws.com"}
    }
    makes = allow("iam:CreateServiceLinkedRole", Condition=condition)
    client = aws("cloud9", key=make_user(aws("iam"), "ann", CREATES, makes))
    client.create_environment_ec2(**REQUEST)
    assert aws("iam").get_role(RoleName=ROLE)["Role"]["Path"] == "/aws-service-role/cloud9.amazonaws.com/"


def test_a_role_of_its_name_elsewhere_is_not_it(aws: Aws, create: Any, refused: Refused) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "cloud9.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    aws("iam").create_role(RoleName=ROLE, AssumeRolePolicyDocument=document)
    with refused("AccessDeniedException", "Not authorized to perform sts:AssumeRole"):
        create()


def test_as_the_cli_shows_it(aws: Aws, cli: Callable[..., Any]) -> None:
    key = make_user(aws("iam"), "ann", CREATES)
    words = [f"--{name}={REQUEST[member]}" for name, member in (("name", "name"), ("instance-type", "instanceType"))]
    done = cli("cloud9", "create-environment-ec2", *words, "--image-id", REQUEST["imageId"], key=key)
    assert done.returncode != 0
    assert (
        "An error occurred (AccessDeniedException) when calling the CreateEnvironmentEC2 operation:"
        " Not authorized to perform sts:AssumeRole"
    ) in done.stderr


# --- A stack deleted past Cloud9 --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ([], "DELETE_FAILED"),
        ([allow("ec2:*", Condition={"StringEquals": {"aws:CalledViaFirst": "cloud9.amazonaws.com"}})], "DELETE_FAILED"),
        (
            [allow("ec2:*", Condition={"StringEquals": {"aws:CalledViaFirst": "cloudformation.amazonaws.com"}})],
            "DELETE_COMPLETE",
        ),
    ],
)
def test_cloudformation_deletes_in_the_name_of_who_asks(
    ready: str, aws: Aws, wait: Wait, more: list[str], status: str
) -> None:
    stack_id = aws("cloudformation").describe_stacks(StackName=f"aws-cloud9-demo-{ready}")["Stacks"][0]["StackId"]
    key = make_user(aws("iam"), "ann", allow("cloudformation:DeleteStack"), *more)
    aws("cloudformation", key=key).delete_stack(StackName=stack_id)
    wait(120)
    stack = aws("cloudformation").describe_stacks(StackName=stack_id)["Stacks"][0]
    assert stack["StackStatus"] == status
    if status == "DELETE_FAILED":
        [why] = [why for name, told, why in events_of(aws, stack_id) if (name, told) == ("Instance", "DELETE_FAILED")]
        assert f"User: arn:aws:iam::{ACCOUNT}:user/ann is not authorized to perform: ec2:TerminateInstances" in why
