"""Who may do what to an environment: by IAM's policies, and by what Cloud9 keeps for owners and members (facts 3.4)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator import identity
from c9lib.simulator.api import ACCOUNT
from c9lib.simulator.services.cloud9 import access
from c9lib.simulator.services.cloud9.environments import environments
from c9lib.simulator.world import World
from tests.simulator.people import allow, deny, error_of, make_user
from tests.simulator.services.cloud9.conftest import REQUEST
from tests.simulator.services.cloud9.test_creation import failed

Aws = Callable[..., Any]
Wait = Callable[[float], None]
ANN = f"arn:aws:iam::{ACCOUNT}:user/ann"
EVERYTHING = {
    "describe_environments": lambda one: {"environmentIds": [one]},
    "describe_environment_status": lambda one: {"environmentId": one},
    "describe_environment_memberships": lambda one: {"environmentId": one},
    "list_tags_for_resource": lambda one: {"ResourceARN": arn_of(one)},
    "tag_resource": lambda one: {"ResourceARN": arn_of(one), "Tags": [{"Key": "a", "Value": "b"}]},
    "untag_resource": lambda one: {"ResourceARN": arn_of(one), "TagKeys": ["a"]},
    "update_environment": lambda one: {"environmentId": one, "name": "other"},
    "create_environment_membership": lambda one: {"environmentId": one, "userArn": bob(), "permissions": "read-only"},
    "update_environment_membership": lambda one: {"environmentId": one, "userArn": bob(), "permissions": "read-write"},
    "delete_environment_membership": lambda one: {"environmentId": one, "userArn": bob()},
    "delete_environment": lambda one: {"environmentId": one},
}
"""All operations on one environment, in an order in which all of them can succeed."""
LOOKING = list(EVERYTHING)[:4]


def arn_of(environment_id: str) -> str:
    return f"arn:aws:cloud9:us-east-1:{ACCOUNT}:environment:{environment_id}"


def bob() -> str:
    return f"arn:aws:iam::{ACCOUNT}:user/bob"


@pytest.fixture
def as_ann(aws: Aws) -> Callable[..., Any]:
    """`as_ann(policy, …, attached=["AWSCloud9User"])`: a client of Cloud9 for ann with these policies; bob exists."""

    def make(*inline: str, attached: tuple[str, ...] = (), **more: Any) -> Any:
        aws("iam").create_user(UserName="bob")
        return aws("cloud9", key=make_user(aws("iam"), "ann", *inline, attached=attached, **more))

    return make


def allowed(client: Any, environment_id: str) -> list[str]:
    """The operations that aren't refused."""
    return [name for name, asked in EVERYTHING.items() if _may(client, name, asked(environment_id))]


def _may(client: Any, name: str, asked: dict[str, Any]) -> bool:
    try:
        getattr(client, name)(**asked)
    except client.exceptions.ClientError as error:
        # Without the membership of bob there is none to change; whoever hears that has been let in.
        return error.response["Error"]["Code"] == "NotFoundException"
    return True


@pytest.mark.parametrize("policy", [[], ["AWSCloud9User"], ["AWSCloud9EnvironmentMember"]])
def test_an_owner_may_do_everything_to_the_environment(as_ann: Any, create: Any, policy: list[str]) -> None:
    ann = as_ann(attached=tuple(policy))
    own, other = create(ownerArn=ANN), create()
    assert allowed(ann, other) == []
    assert allowed(ann, own) == list(EVERYTHING)


@pytest.mark.parametrize("permissions", ["read-only", "read-write"])
def test_a_member_may_look_and_leave(as_ann: Any, create: Any, cloud9: Any, permissions: str) -> None:
    ann = as_ann()
    shared = create()
    cloud9.create_environment_membership(environmentId=shared, userArn=ANN, permissions=permissions)
    cloud9.create_environment_membership(environmentId=shared, userArn=bob(), permissions=permissions)
    assert allowed(ann, shared) == LOOKING
    assert (
        error_of(ann.delete_environment_membership, environmentId=shared, userArn=bob())[0] == "AccessDeniedException"
    )
    ann.delete_environment_membership(environmentId=shared, userArn=ANN)
    assert allowed(ann, shared) == []
    members = cloud9.describe_environment_memberships(environmentId=shared)["memberships"]
    assert [one["userArn"] for one in members][1:] == [bob()]


def test_a_policy_of_iams_is_enough_for_anybody(as_ann: Any, create: Any, described: Any) -> None:
    """Who has `cloud9:*` by whatever policy is an administrator, and names owners."""
    ann = as_ann(allow("cloud9:*"), allow("ec2:DescribeSubnets", "ec2:DescribeVpcs"))
    assert allowed(ann, create()) == list(EVERYTHING)
    made = ann.create_environment_ec2(**REQUEST, ownerArn=bob())["environmentId"]
    assert described(made)["ownerArn"] == bob()


def test_also_for_one_environment_alone(as_ann: Any, create: Any) -> None:
    this, other = create(), create()
    ann = as_ann(allow("cloud9:DeleteEnvironment", Resource=arn_of(this)))
    assert (allowed(ann, other), allowed(ann, this)) == ([], ["delete_environment"])


@pytest.mark.parametrize("tag", ["blue", "red"])
def test_by_a_tag(as_ann: Any, create: Any, tag: str) -> None:
    environment_id = create(tags=[{"Key": "team", "Value": "blue"}])
    condition = {"StringEquals": {"aws:ResourceTag/team": tag}}
    ann = as_ann(allow("cloud9:UpdateEnvironment", Condition=condition))
    assert allowed(ann, environment_id) == (["update_environment"] if tag == "blue" else [])


def test_a_denial_outweighs_being_the_owner(as_ann: Any, create: Any) -> None:
    ann = as_ann(deny("cloud9:DeleteEnvironment"))
    environment_id = create(ownerArn=ANN)
    code, told = error_of(ann.delete_environment, environmentId=environment_id)
    assert code == "AccessDeniedException"
    assert told == (
        f"User: {ANN} is not authorized to perform: cloud9:DeleteEnvironment on resource: {arn_of(environment_id)}"
        " with an explicit deny in an identity-based policy"
    )
    assert "update_environment" in allowed(ann, environment_id)


def test_so_does_the_organization(as_ann: Any, create: Any, attach_scp: Callable[[str], None]) -> None:
    ann = as_ann()
    environment_id = create(ownerArn=ANN)
    attach_scp(deny("cloud9:Delete*", "cloud9:Update*"))
    assert set(EVERYTHING) - set(allowed(ann, environment_id)) == {
        "update_environment",
        "update_environment_membership",
        "delete_environment_membership",
        "delete_environment",
    }


def test_root_as_owner_lets_nobody_else_in(as_ann: Any, create: Any) -> None:
    ann = as_ann()
    assert allowed(ann, create(ownerArn=f"arn:aws:iam::{ACCOUNT}:root")) == []


def test_a_session_of_a_role_owns_what_it_made(aws: Aws, create: Any) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = aws("iam").create_role(RoleName="Dev", AssumeRolePolicyDocument=document)["Role"]["Arn"]

    def session(name: str) -> Any:
        given = aws("sts").assume_role(RoleArn=role, RoleSessionName=name)["Credentials"]
        return aws("cloud9", key=given["AccessKeyId"])

    environment_id = create(ownerArn=f"arn:aws:sts::{ACCOUNT}:assumed-role/Dev/ann")
    assert session("ann").describe_environment_status(environmentId=environment_id)["status"] == "creating"
    stranger = session("bob").describe_environment_status
    assert error_of(stranger, environmentId=environment_id)[0] == "AccessDeniedException"


def test_what_a_policy_of_an_environment_is(create: Any, cloud9: Any, world: World) -> None:
    shared = create(ownerArn=f"arn:aws:iam::{ACCOUNT}:user/c9-learner")
    assert access.resource_policies(world, arn_of("0" * 32)) == ()
    assert access.resource_policies(world, arn_of(shared).replace("us-east-1", "eu-west-1")) == ()
    [policy] = access.resource_policies(world, arn_of(shared))
    assert policy.name == f"permissions of environment {shared}"
    assert [one["Sid"] for one in policy.document["Statement"]] == ["Owner"]  # type: ignore[index]
    assert environments(world, "us-east-1").held[shared].members == {}


# --- What a creation needs --------------------------------------------------------------------------------------------

START = {
    "Action": "ssm:StartSession",
    "Resource": "arn:aws:ec2:*:*:instance/*",
    "Condition": {
        "StringLike": {"ssm:resourceTag/aws:cloud9:environment": "*"},
        "StringEquals": {"aws:CalledViaFirst": "cloud9.amazonaws.com"},
    },
}
BY_CLOUDFORMATION = {**START, "Condition": {"StringEquals": {"aws:CalledViaFirst": "cloudformation.amazonaws.com"}}}
ON_DOCUMENTS = {"Action": ["ssm:StartSession"], "Resource": ["arn:aws:ssm:*:*:document/*"]}
CREATE = ("cloud9:CreateEnvironmentEC2", "ec2:DescribeSubnets", "ec2:DescribeVpcs", "iam:CreateServiceLinkedRole")


def statements(*told: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **one} for one in told]})


@pytest.mark.parametrize(
    ("inline", "attached"),
    [
        ([], ["AWSCloud9User"]),
        ([], ["AWSCloud9Administrator"]),
        ([allow(*CREATE), statements(START, ON_DOCUMENTS)], []),
    ],
)
def test_who_can_create(
    as_ann: Any, give_profile: Any, described: Any, wait: Wait, inline: list[str], attached: list[str]
) -> None:
    """The two statements of the user guide's page are enough for the session; nothing asks for more."""
    give_profile()
    environment_id = as_ann(*inline, attached=tuple(attached)).create_environment_ec2(**REQUEST)["environmentId"]
    wait(200)
    assert described(environment_id)["lifecycle"] == {"status": "CREATED"}
    assert described(environment_id)["ownerArn"] == ANN


@pytest.mark.parametrize("lacks", ["ec2:DescribeSubnets", "ec2:DescribeVpcs", "cloud9:CreateEnvironmentEC2"])
def test_what_is_refused_at_once(as_ann: Any, cloud9: Any, lacks: str) -> None:
    ann = as_ann(allow(*(action for action in CREATE if action != lacks)))
    code, told = error_of(ann.create_environment_ec2, **REQUEST)
    assert code == "AccessDeniedException"
    assert f"User: {ANN} is not authorized to perform: {lacks}" in told
    assert cloud9.list_environments()["environmentIds"] == []


@pytest.mark.parametrize(
    ("given", "resource"),
    [
        ([], "arn:aws:ec2:us-east-1:{account}:instance/i-"),
        ([ON_DOCUMENTS], "arn:aws:ec2:us-east-1:{account}:instance/i-"),
        ([START], "arn:aws:ssm:us-east-1:{account}:document/SSM-SessionManagerRunShell"),
        ([BY_CLOUDFORMATION, ON_DOCUMENTS], "arn:aws:ec2:us-east-1:{account}:instance/i-"),
    ],
)
def test_without_the_right_to_start_a_session(
    as_ann: Any, give_profile: Any, described: Any, wait: Wait, given: list[dict[str, Any]], resource: str
) -> None:
    """Facts 6.1, row 2."""
    give_profile()
    inline = [statements(*given)] if given else []
    environment_id = as_ann(allow(*CREATE), *inline).create_environment_ec2(**REQUEST)["environmentId"]
    wait(200)
    reason, _ = failed(described, environment_id)
    begins = f"AccessDeniedException: User: {ANN} is not authorized to perform: ssm:StartSession on resource: "
    assert reason.startswith(begins + resource.format(account=ACCOUNT))
    assert reason.endswith(" because no identity-based policy allows the ssm:StartSession action")


@pytest.mark.parametrize(("start", "status"), [(BY_CLOUDFORMATION, "CREATED"), (START, "CREATE_FAILED")])
def test_through_cloudformation_the_other_statement_counts(
    aws: Aws, give_profile: Any, described: Any, wait: Wait, world: World, start: dict[str, Any], status: str
) -> None:
    """No client can say that it comes through CloudFormation, so this is asked from inside."""
    give_profile()
    key = make_user(aws("iam"), "ann", allow(*CREATE), statements(start, ON_DOCUMENTS))
    with world.lock:
        ann = identity.principal(world, key)
        client = world.client("cloud9", "us-east-1", ann, ("cloudformation.amazonaws.com",))
        environment_id = client.create_environment_ec2(**REQUEST)["environmentId"]
    wait(200)
    assert described(environment_id)["lifecycle"]["status"] == status


def test_the_same_statements_open_nothing_directly(as_ann: Any, ready: str, aws: Aws) -> None:
    key = make_user(aws("iam"), "eve", statements(START, ON_DOCUMENTS))
    found = aws("ec2").describe_instances(Filters=[{"Name": "tag:aws:cloud9:environment", "Values": [ready]}])
    instance_id = found["Reservations"][0]["Instances"][0]["InstanceId"]
    code, told = error_of(aws("ssm", key=key).start_session, Target=instance_id)
    assert (code, "ssm:StartSession" in told) == ("AccessDeniedException", True)


def test_dry_run_says_whether_one_may(as_ann: Any, admin_arn: str) -> None:
    ann = as_ann(attached=("AWSCloud9EnvironmentMember",))
    assert error_of(ann.create_environment_ec2, **REQUEST, dryRun=True)[0] == "UnauthorizedOperation"
    assert error_of(ann.create_environment_ec2, **REQUEST)[0] == "AccessDeniedException"
