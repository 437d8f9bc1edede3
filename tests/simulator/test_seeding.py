"""Same seed and same requests: same ids and times, whatever was asked in between."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.moto_api._internal import mock_random

from c9lib.simulator.clock import Clock
from c9lib.simulator.front import Front
from c9lib.simulator.inprocess import InProcess
from c9lib.simulator.seeding import seed, seed_request, set_aside
from c9lib.simulator.world import World

Clients = Callable[..., Any]
INSIDE = InProcess()


def account(seed_number: int) -> tuple[World, Clients]:
    front = Front(World(seed=seed_number, clock=Clock(speed=0.0)))
    return front.world, lambda service, region="us-east-1": INSIDE.client(service, region, (id(front),), front.respond)


def no_reads(_aws: Clients) -> None:
    """A run in which nobody looks around."""


def reads(aws: Clients) -> None:
    """Somebody looks around, at what the writes look at themselves, too."""
    aws("iam").list_roles()
    aws("ec2").describe_vpcs()
    aws("ec2").describe_subnets()
    aws("ec2").describe_subnets()
    aws("ec2").describe_instances()
    aws("ec2", "eu-west-1").describe_security_groups()
    aws("sts").get_caller_identity()
    aws("ssm").describe_instance_information()
    aws("cloud9").list_environments()


def writes(aws: Clients, between: Callable[[Clients], None]) -> list[str]:
    """Ids of everything that a small run makes, an environment among it."""
    ec2, ids = aws("ec2"), []
    ids.append(aws("iam").create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)["Role"]["RoleId"])
    between(aws)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    between(aws)
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    between(aws)
    ids += [vpc, subnet, ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]]
    made = aws("cloud9").create_environment_ec2(
        name="e",
        instanceType="t3.small",
        imageId="amazonlinux-2023-x86_64",
        connectionType="CONNECT_SSH",
        subnetId=default(ec2),
    )
    return [*ids, made["environmentId"]]


STATEMENT = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]})


def default(ec2: Any) -> str:
    return ec2.describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"][0]["SubnetId"]


def after(world: World, aws: Clients, between: Callable[[Clients], None]) -> list[str]:
    """Ids of what happens by itself afterwards: the environment's instance, its interface and its group."""
    for _ in range(4):
        with world.lock:
            world.clock.advance(150)
            world.events.settle()
        between(aws)
    found = aws("ec2").describe_instances()["Reservations"][0]["Instances"][0]
    interface = found["NetworkInterfaces"][0]
    volumes = [disk["Ebs"]["VolumeId"] for disk in found["BlockDeviceMappings"]]
    groups = [group["GroupId"] for group in found["SecurityGroups"]]
    return [found["InstanceId"], interface["NetworkInterfaceId"], interface["PrivateIpAddress"], *volumes, *groups]


def run(seed_number: int, between: Callable[[Clients], None]) -> list[str]:
    world, aws = account(seed_number)
    return writes(aws, between) + after(world, aws, between)


@pytest.fixture(scope="module")
def first_run() -> list[str]:
    return run(5, no_reads)


def test_the_same_run_gives_the_same_ids(first_run: list[str]) -> None:
    assert run(5, no_reads) == first_run


def test_reads_in_between_change_no_id(first_run: list[str]) -> None:
    assert run(5, reads) == first_run


def test_another_seed_gives_other_ids(first_run: list[str]) -> None:
    other = run(6, no_reads)
    assert [name for name in other if name in first_run and not name.startswith("172.")] == []


def test_a_default_vpc_is_the_same_whoever_asks_first() -> None:
    _, aws = account(5)
    aws("cloud9", "eu-west-1").list_environments()
    first = aws("ec2", "eu-west-1").describe_vpcs()["Vpcs"][0]["VpcId"]
    _, aws = account(5)
    aws("ec2", "us-west-2").describe_subnets()
    aws("ec2", "eu-west-1").create_security_group(GroupName="g", Description="d")
    assert aws("ec2", "eu-west-1").describe_vpcs()["Vpcs"][0]["VpcId"] == first


def test_two_identical_requests_give_two_ids(aws: Clients) -> None:
    made = [aws("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"] for _ in range(3)]
    assert len(set(made)) == 3


def test_a_refused_request_shifts_no_id() -> None:
    def made(*, refused: int) -> str:
        _, aws = account(3)
        for _ in range(refused):
            with pytest.raises(ClientError, match="InvalidVpc"):
                aws("ec2").create_vpc(CidrBlock="10.0.0.0/8")
        return str(aws("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"])

    assert made(refused=0) == made(refused=2)


def test_an_idempotency_token_doesnt_count(world: World) -> None:
    def drawn(token: str) -> str:
        seed_request(
            world, "ec2", "CreateNatGateway", "us-east-1", {"SubnetId": "s", "ClientToken": token}, {"ClientToken"}
        )
        return world.hex(17)

    assert drawn("a") == drawn("b")


def test_service_operation_region_and_parameters_count(world: World) -> None:
    def drawn(*words: str, **params: str) -> str:
        seed_request(world, *words, params, set())
        return world.hex(17)

    told = [("ec2", "A", "us-east-1"), ("iam", "A", "us-east-1"), ("ec2", "B", "us-east-1"), ("ec2", "A", "eu-west-1")]
    ids = {drawn(*words) for words in told} | {drawn("ec2", "A", "us-east-1", Name="x")}
    assert len(ids) == 5


def test_a_call_inside_a_call_doesnt_shift_the_outer_ones_ids(world: World) -> None:
    seed(world, "outer")
    straight = world.hex(17), mock_random.random()
    seed(world, "outer")
    with set_aside(world):
        seed(world, "inner")
        assert (world.hex(17), mock_random.random()) != straight
    assert (world.hex(17), mock_random.random()) == straight


def test_how_often_a_nested_read_was_made_before_shifts_no_id(world: World) -> None:
    def drawn() -> str:
        seed(world, "the request")
        world.client("ec2", "us-east-1", world.aws_itself).describe_vpcs()
        return world.hex(17)

    assert drawn() == drawn()


def test_a_failing_call_inside_a_call_puts_the_numbers_back_too(world: World) -> None:
    seed(world, "outer")
    straight = world.hex(17)
    seed(world, "outer")

    def fails() -> None:
        with set_aside(world):
            seed(world, "inner")
            raise ValueError("inner")

    with pytest.raises(ValueError, match="inner"):
        fails()
    assert world.hex(17) == straight


def test_what_happens_later_draws_ids_by_who_asked_for_it(world: World) -> None:
    def drawn_later(meanwhile: str) -> str:
        found: list[str] = []
        seed(world, "the request")
        world.later(5, lambda: found.append(world.hex(17)))
        seed(world, meanwhile)
        world.clock.advance(5)
        world.events.settle()
        return found[0]

    assert drawn_later("one request") == drawn_later("another")
