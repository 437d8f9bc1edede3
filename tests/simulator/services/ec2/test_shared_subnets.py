"""A subnet that another account shares: shown with its owner, launched in, and otherwise not this account's."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.control import Control
from c9lib.simulator.leases import Leases
from c9lib.simulator.world import World

OWNER = "999999999999"
NOT_OURS = "A subnet in this vpc is shared but the provided object is not owned by you"


def ask(world: World, told: Any) -> tuple[int, dict[str, Any]]:
    response = Control(world, Leases()).respond({"PATH_INFO": "/_c9lib/shared-subnet"}, json.dumps(told).encode())
    return response.status, json.loads(response.body)


@pytest.fixture
def shared(world: World, ec2: Any) -> dict[str, Any]:
    status, made = ask(world, {})
    assert status == 200
    return made


def test_it_shows_whose_it_is(ec2: Any, shared: dict[str, Any]) -> None:
    subnet = ec2.describe_subnets(SubnetIds=[shared["subnet"]])["Subnets"][0]
    vpc = ec2.describe_vpcs(VpcIds=[shared["vpc"]])["Vpcs"][0]
    assert (subnet["OwnerId"], vpc["OwnerId"], shared["owner"]) == (OWNER, OWNER, OWNER)
    assert (subnet["VpcId"], subnet["CidrBlock"], vpc["CidrBlock"]) == (vpc["VpcId"], "10.200.0.0/24", "10.200.0.0/16")
    owners = {one["OwnerId"] for one in ec2.describe_subnets()["Subnets"] if one["SubnetId"] != shared["subnet"]}
    assert owners == {"123456789012"}, "the others stay this account's"


def test_a_launch_in_it_works(ec2: Any, shared: dict[str, Any], wait: Callable[[float], None]) -> None:
    group = ec2.create_security_group(GroupName="g", Description="d", VpcId=shared["vpc"])["GroupId"]
    image = "resolve:ssm:/aws/service/cloud9/amis/amazonlinux-2023-x86_64"
    wanted = {"ImageId": image, "MinCount": 1, "MaxCount": 1, "InstanceType": "t3.small"}
    made = ec2.run_instances(**wanted, SubnetId=shared["subnet"], SecurityGroupIds=[group])["Instances"][0]
    wait(60)
    found = ec2.describe_instances(InstanceIds=[made["InstanceId"]])["Reservations"][0]["Instances"][0]
    assert (found["State"]["Name"], found["SubnetId"]) == ("running", shared["subnet"])
    ec2.delete_security_group(GroupId=ec2.create_security_group(GroupName="h", Description="d", VpcId=shared["vpc"])[
        "GroupId"
    ])  # fmt: skip


@pytest.mark.parametrize(
    "call",
    [
        ("create_vpc_endpoint", {"ServiceName": "com.amazonaws.us-east-1.s3"}),
        ("create_vpc_endpoint", {"ServiceName": "com.amazonaws.us-east-1.ssm", "VpcEndpointType": "Interface"}),
        ("create_subnet", {"CidrBlock": "10.200.1.0/24"}),
        ("create_route_table", {}),
        ("modify_vpc_attribute", {"EnableDnsHostnames": {"Value": True}}),
        ("delete_vpc", {}),
    ],
)
def test_its_vpc_isnt_this_accounts_to_change(
    ec2: Any, shared: dict[str, Any], refused: Any, call: tuple[str, dict[str, Any]]
) -> None:
    name, given = call
    code, message = refused(getattr(ec2, name), VpcId=shared["vpc"], **given)
    operation = "".join(part.capitalize() for part in name.split("_"))
    told = f"You are not authorized to perform {operation} operation. {NOT_OURS}"
    assert (code, message) == ("UnauthorizedOperation", told)
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []


def test_nor_are_the_things_in_it(ec2: Any, shared: dict[str, Any], refused: Any) -> None:
    of_vpc = [{"Name": "vpc-id", "Values": [shared["vpc"]]}]
    table = ec2.describe_route_tables(Filters=of_vpc)["RouteTables"][0]["RouteTableId"]
    group = ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"][0]["GroupId"]
    route = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-0"}
    assert refused(ec2.create_route, **route)[0] == "UnauthorizedOperation"
    assert refused(ec2.delete_subnet, SubnetId=shared["subnet"])[0] == "UnauthorizedOperation"
    assert refused(ec2.delete_security_group, GroupId=group)[0] == "UnauthorizedOperation"
    nat = {"SubnetId": shared["subnet"], "ConnectivityType": "private"}
    assert refused(ec2.create_nat_gateway, **nat)[0] == "UnauthorizedOperation"


def test_the_aws_cli_hears_it_too(cli: Any, shared: dict[str, Any]) -> None:
    words = ("--vpc-id", shared["vpc"], "--service-name", "com.amazonaws.us-east-1.ssm")
    kind = ("--vpc-endpoint-type", "Interface", "--subnet-ids", shared["subnet"])
    done = cli("ec2", "create-vpc-endpoint", *words, *kind)
    assert done.returncode != 0
    assert (
        "(UnauthorizedOperation) when calling the CreateVpcEndpoint operation: You are not authorized " in done.stderr
    )
    assert NOT_OURS in done.stderr


def test_it_counts_for_no_quota(ec2: Any, world: World) -> None:
    for number in range(6):
        assert ask(world, {"cidr": f"10.{number}.0.0/16"})[0] == 200
    assert ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    assert len({one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"]}) == 8


@pytest.mark.parametrize("told", [{"cidr": "10.0.0.0/33"}, {"cidr": "10.0.0.0/16", "subnet_cidr": "10.1.0.0/24"}])
def test_what_is_no_subnet(world: World, ec2: Any, told: dict[str, str]) -> None:
    before = ec2.describe_vpcs()["Vpcs"]
    assert ask(world, told)[0] == 400
    assert ec2.describe_vpcs()["Vpcs"] == before
