"""CreateEnvironmentEC2: what it refuses at once, its idempotency, its quotas, its owners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.api import ACCOUNT
from c9lib.simulator.services.cloud9 import quotas
from c9lib.simulator.services.cloud9.environments import environments
from c9lib.simulator.world import World

TOKEN = "a-token-of-mine"
Create = Callable[..., str]
Refused = Callable[..., Any]


def test_same_token_makes_one_environment(create: Create, cloud9: Any) -> None:
    first = create(clientRequestToken=TOKEN)
    assert create(clientRequestToken=TOKEN) == first
    assert cloud9.list_environments()["environmentIds"] == [first]


def test_same_token_with_other_parameters(create: Create, cloud9: Any, refused: Refused) -> None:
    first = create(clientRequestToken=TOKEN)
    with refused("ConflictException", TOKEN):
        create(clientRequestToken=TOKEN, name="another")
    assert cloud9.list_environments()["environmentIds"] == [first]


def test_without_token_each_request_makes_one(create: Create) -> None:
    assert create() != create()


def test_dry_run_makes_nothing(create: Create, aws: Callable[..., Any], refused: Refused) -> None:
    with refused("DryRunOperation", "Request would have succeeded"):
        create(dryRun=True)
    assert aws("cloud9").list_environments()["environmentIds"] == []
    assert "AWSServiceRoleForAWSCloud9" not in [role["RoleName"] for role in aws("iam").list_roles()["Roles"]]


def test_dry_run_checks_limits_first(create: Create, refused: Refused) -> None:
    with refused("ValidationException"):
        create(dryRun=True, name="x" * 61)


def test_dry_run_of_somebody_who_may_not_name_an_owner(
    aws: Callable[..., Any], key_of: Callable[..., str], refused: Refused, admin_arn: str
) -> None:
    learner = aws("cloud9", key=key_of("ann", "AWSCloud9User"))
    asked = {"name": "x", "instanceType": "t3.small", "imageId": "ubuntu-22.04-x86_64", "dryRun": True}
    with refused("DryRunOperation"):
        learner.create_environment_ec2(**asked)
    with refused("UnauthorizedOperation"):
        learner.create_environment_ec2(**asked, ownerArn=admin_arn)


def test_owner_is_the_caller_by_default(
    create: Create, described: Callable[[str], dict[str, Any]], admin_arn: str
) -> None:
    assert described(create())["ownerArn"] == admin_arn


def test_owner_of_the_administrators_choice(
    create: Create, described: Callable[[str], dict[str, Any]], aws: Callable[..., Any]
) -> None:
    ann = aws("iam").create_user(UserName="ann", Path="/team/")["User"]
    environment_id = create(ownerArn=ann["Arn"])
    assert described(environment_id)["ownerArn"] == ann["Arn"]
    members = aws("cloud9").describe_environment_memberships(environmentId=environment_id)["memberships"]
    assert [(one["userId"], one["permissions"]) for one in members] == [(ann["UserId"], "owner")]


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:iam::{ACCOUNT}:user/nobody",
        f"arn:aws:iam::{ACCOUNT}:user/other/path/Administrator",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/NoSuchRole/me",
        "arn:aws:iam::999999999999:root",
    ],
)
def test_owner_who_does_not_exist(arn: str, create: Create, cloud9: Any, refused: Refused) -> None:
    with refused("NotFoundException", f"User {arn} does not exist"):
        create(ownerArn=arn)
    assert cloud9.list_environments()["environmentIds"] == []


@pytest.mark.parametrize("policy", ["AdministratorAccess", "AWSCloud9Administrator"])
def test_owner_argument_is_for_administrators(
    policy: str, aws: Callable[..., Any], key_of: Callable[..., str], refused: Refused, admin_arn: str
) -> None:
    asked = {"name": "x", "instanceType": "t3.small", "imageId": "ubuntu-22.04-x86_64", "ownerArn": admin_arn}
    with refused(
        "AccessDeniedException", "user/ann is not authorized to perform: cloud9:CreateEnvironmentEC2 on resource: *"
    ):
        aws("cloud9", key=key_of("ann", "AWSCloud9User")).create_environment_ec2(**asked)
    assert aws("cloud9", key=key_of("bob", policy)).create_environment_ec2(**asked)["environmentId"]


def test_administrator_through_a_group(aws: Callable[..., Any], key_of: Callable[..., str], admin_arn: str) -> None:
    key = key_of("ann")
    aws("iam").create_group(GroupName="admins")
    aws("iam").add_user_to_group(GroupName="admins", UserName="ann")
    aws("iam").attach_group_policy(GroupName="admins", PolicyArn="arn:aws:iam::aws:policy/AWSCloud9Administrator")
    asked = {"name": "x", "instanceType": "t3.small", "imageId": "ubuntu-22.04-x86_64", "ownerArn": admin_arn}
    assert aws("cloud9", key=key).create_environment_ec2(**asked)["environmentId"]


def test_unknown_subnet(create: Create, refused: Refused) -> None:
    with refused("NotFoundException", "The subnet ID 'subnet-0123456789abcdef0' does not exist"):
        create(subnetId="subnet-0123456789abcdef0")


def test_no_default_subnet(create: Create, aws: Callable[..., Any], refused: Refused) -> None:
    for subnet in aws("ec2").describe_subnets()["Subnets"]:
        aws("ec2").delete_subnet(SubnetId=subnet["SubnetId"])
    with refused("BadRequestException", "no default VPC", "Specify subnetId"):
        create()


def test_environments_per_user(
    create: Create, aws: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, refused: Refused, admin_arn: str
) -> None:
    monkeypatch.setattr(quotas, "PER_USER", 2)
    create(), create()
    with refused("LimitExceededException", admin_arn, "limit of 2"):
        create()
    other = aws("iam").create_user(UserName="ann")["User"]["Arn"]
    assert create(ownerArn=other)


def test_environments_per_account(create: Create, monkeypatch: pytest.MonkeyPatch, refused: Refused) -> None:
    monkeypatch.setattr(quotas, "PER_ACCOUNT", 2)
    create(), create()
    with refused("LimitExceededException", "limit of 2 EC2 environments", "us-east-1"):
        create()


def test_what_a_failed_creation_leaves_counts(
    create: Create,
    give_profile: Callable[..., None],
    wait: Callable[[float], None],
    monkeypatch: pytest.MonkeyPatch,
    refused: Refused,
) -> None:
    give_profile(with_role=False)
    monkeypatch.setattr(quotas, "STACKS", 1)
    create()
    wait(60)
    with refused("LimitExceededException", "CloudFormation stacks"):
        create()


def test_quotas_are_those_of_aws() -> None:
    assert (quotas.PER_ACCOUNT, quotas.PER_USER, quotas.STACKS) == (200, 100, 200)


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        ([{"Key": "AWS:x", "Value": ""}], "reserved for AWS: AWS:x"),
        ([{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}], "more than once: a"),
        ([{"Key": f"k{n}", "Value": ""} for n in range(51)], "at most 50 tags"),
    ],
)
def test_tags_that_cannot_be(tags: list[dict[str, str]], told: str, create: Create, refused: Refused) -> None:
    with refused("BadRequestException", told):
        create(tags=tags)


def test_service_linked_role_comes_with_the_first(create: Create, aws: Callable[..., Any]) -> None:
    create()
    role = aws("iam").get_role(RoleName="AWSServiceRoleForAWSCloud9")["Role"]
    assert role["Arn"] == (
        f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/cloud9.amazonaws.com/AWSServiceRoleForAWSCloud9"
    )
    create()
    assert aws("iam").get_role(RoleName="AWSServiceRoleForAWSCloud9")["Role"]["RoleId"] == role["RoleId"]


def test_a_refused_request_leaves_no_trace(create: Create, world: World, refused: Refused) -> None:
    with refused("BadRequestException"):
        create(imageId="amazonlinux-2-x86_64", clientRequestToken=TOKEN)
    assert environments(world, "us-east-1").tokens == {}
    assert create(clientRequestToken=TOKEN)


def test_ids_do_not_depend_on_what_was_read_before(create: Create, aws: Callable[..., Any]) -> None:
    from c9lib.simulator.clock import Clock
    from c9lib.simulator.front import Front

    first = create()
    other = Front(World(seed=1, clock=Clock(speed=0.0)))
    client = other.world.client("cloud9", "us-east-1", other.world.aws_itself)
    client.list_environments()
    other.world.client("ec2", "us-east-1", other.world.aws_itself).describe_subnets()
    from tests.simulator.services.cloud9.conftest import REQUEST

    assert client.create_environment_ec2(**REQUEST)["environmentId"] == first
