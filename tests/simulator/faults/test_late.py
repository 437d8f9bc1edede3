"""Eventual consistency: replicas of IAM and EC2 that are behind, and what is never late."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator.world import World
from tests.simulator.place import trust

Client = Callable[..., Any]
Switch = Callable[..., None]
Wait = Callable[[float], None]
LATE = {"kind": "late", "seconds": 10}


def refused(call: Callable[[], Any]) -> tuple[str, str]:
    """Code and message of what is refused."""
    with pytest.raises(ClientError) as error:
        call()
    told = error.value.response["Error"]
    return told["Code"], told["Message"]


@pytest.fixture
def make(client: Client, switch: Switch) -> Callable[..., dict[str, str]]:
    """The parts of a network, just made, by name; the VPC is older."""

    def parts() -> dict[str, str]:
        ec2 = client("ec2")
        vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        switch(LATE)
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.1.0/24")["Subnet"]["SubnetId"]
        return {
            "vpc": vpc,
            "subnet": subnet,
            "table": ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"],
            "gateway": ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"],
            "group": ec2.create_security_group(GroupName="g", Description="d", VpcId=vpc)["GroupId"],
            "address": ec2.allocate_address()["AllocationId"],
        }

    return parts


def test_what_was_just_made_is_unknown_in_ec2s_own_words(
    client: Client, make: Callable[..., dict[str, str]], wait: Wait
) -> None:
    made, ec2 = make(), client("ec2")
    subnet, table, gateway, group, address = (made[name] for name in ("subnet", "table", "gateway", "group", "address"))
    calls: list[tuple[Callable[[], Any], str, str]] = [
        (
            lambda: ec2.associate_route_table(RouteTableId=table, SubnetId=made["vpc"]),
            "InvalidRouteTableID.NotFound",
            f"The routeTable ID '{table}' does not exist",
        ),
        (
            lambda: ec2.describe_subnets(SubnetIds=[subnet]),
            "InvalidSubnetID.NotFound",
            f"The subnet ID '{subnet}' does not exist",
        ),
        (
            lambda: ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=made["vpc"]),
            "InvalidInternetGatewayID.NotFound",
            f"The internetGateway ID '{gateway}' does not exist",
        ),
        (
            lambda: ec2.delete_security_group(GroupId=group),
            "InvalidGroup.NotFound",
            f"The security group '{group}' does not exist",
        ),
        (
            lambda: ec2.release_address(AllocationId=address),
            "InvalidAllocationID.NotFound",
            f"The allocation ID '{address}' does not exist",
        ),
        (
            lambda: ec2.create_tags(Resources=[made["vpc"], subnet], Tags=[{"Key": "k", "Value": "v"}]),
            "InvalidSubnetID.NotFound",
            f"The subnet ID '{subnet}' does not exist",
        ),
    ]
    for call, code, words in calls:
        assert refused(call) == (code, words)
    wait(11)
    assert ec2.describe_subnets(SubnetIds=[subnet])["Subnets"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=made["vpc"])


def test_a_new_vpc_is_unknown_and_a_list_filtered_by_it_is_empty(
    client: Client, switch: Switch, wait: Wait, met: Callable[[], dict[str, int]]
) -> None:
    ec2 = client("ec2")
    switch(LATE)
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    told = ("InvalidVpcID.NotFound", f"The vpc ID '{vpc}' does not exist")
    assert refused(lambda: ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.1.0/24")) == told
    assert refused(lambda: ec2.describe_vpcs(VpcIds=[vpc])) == told
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    assert ec2.describe_security_groups(Filters=filters)["SecurityGroups"] == []
    assert ec2.describe_route_tables(Filters=filters)["RouteTables"] == []
    assert met() == {"late": 4}
    wait(11)
    assert len(ec2.describe_security_groups(Filters=filters)["SecurityGroups"]) == 1
    assert ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.1.0/24")["Subnet"]["VpcId"] == vpc


def test_an_id_that_is_only_text_is_not_looked_up(client: Client, make: Callable[..., dict[str, str]]) -> None:
    made, ec2 = make(), client("ec2")
    tags = [{"Key": "subnet", "Value": made["subnet"]}]
    ec2.create_tags(Resources=[made["vpc"]], Tags=tags)
    assert {"Key": "subnet", "Value": made["subnet"]} in ec2.describe_vpcs(VpcIds=[made["vpc"]])["Vpcs"][0]["Tags"]


def test_a_new_role_and_profile_are_unknown_in_iams_own_words(client: Client, switch: Switch, wait: Wait) -> None:
    iam = client("iam")
    switch(LATE)
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust())
    iam.create_instance_profile(InstanceProfileName="p")
    no_role = ("NoSuchEntity", "The role with name r cannot be found.")
    no_profile = ("NoSuchEntity", "Instance Profile p cannot be found.")
    policy = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    assert refused(lambda: iam.get_role(RoleName="r")) == no_role
    assert refused(lambda: iam.attach_role_policy(RoleName="r", PolicyArn=policy)) == no_role
    assert refused(lambda: iam.delete_role(RoleName="r")) == no_role
    assert refused(lambda: iam.get_instance_profile(InstanceProfileName="p")) == no_profile
    wait(11)
    iam.attach_role_policy(RoleName="r", PolicyArn=policy)
    iam.add_role_to_instance_profile(InstanceProfileName="p", RoleName="r")


def test_a_new_policy_is_unknown_by_its_arn(client: Client, switch: Switch, wait: Wait) -> None:
    iam = client("iam")
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust())
    switch(LATE)
    document = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]})
    arn = iam.create_policy(PolicyName="n", PolicyDocument=document)["Policy"]["Arn"]
    assert refused(lambda: iam.get_policy(PolicyArn=arn)) == ("NoSuchEntity", f"Policy {arn} was not found.")
    attaching = ("NoSuchEntity", f"Policy {arn} does not exist or is not attachable.")
    assert refused(lambda: iam.attach_role_policy(RoleName="r", PolicyArn=arn)) == attaching
    wait(11)
    iam.attach_role_policy(RoleName="r", PolicyArn=arn)


def test_names_ranges_and_tokens_are_never_late(client: Client, switch: Switch) -> None:
    ec2, iam = client("ec2"), client("iam")
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    switch(LATE)
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust())
    taken = refused(lambda: iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust()))
    assert taken == ("EntityAlreadyExists", "Role with name r already exists.")
    ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.1.0/24")
    overlap = refused(lambda: ec2.create_subnet(VpcId=vpc, CidrBlock="10.1.1.0/24"))
    assert overlap[0] == "InvalidSubnet.Conflict"
    ec2.create_security_group(GroupName="g", Description="d", VpcId=vpc)
    again = refused(lambda: ec2.create_security_group(GroupName="g", Description="d", VpcId=vpc))
    assert again[0] == "InvalidGroup.Duplicate"


def test_a_token_that_is_known_answers_whatever_is_late(client: Client, switch: Switch, wait: Wait) -> None:
    ec2 = client("ec2")
    switch(LATE)
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    assert refused(lambda: ec2.create_route_table(VpcId=vpc, ClientToken="t"))[0] == "InvalidVpcID.NotFound"
    wait(9)
    switch({**LATE, "seconds": 5})
    made = ec2.create_route_table(VpcId=vpc, ClientToken="t")["RouteTable"]["RouteTableId"]
    assert ec2.create_route_table(VpcId=vpc, ClientToken="t")["RouteTable"]["RouteTableId"] == made


def test_a_read_is_answered_as_a_moment_ago(client: Client, switch: Switch, wait: Wait) -> None:
    ec2 = client("ec2")
    switch(LATE)
    before = ec2.describe_vpcs()["Vpcs"]
    wait(300)  # a replica that is 10 s behind still shows what was right then, for nothing has changed
    ec2.create_vpc(CidrBlock="10.1.0.0/16")
    assert ec2.describe_vpcs()["Vpcs"] == before
    wait(9)
    assert ec2.describe_vpcs()["Vpcs"] == before
    wait(2)
    assert len(ec2.describe_vpcs()["Vpcs"]) == len(before) + 1


def test_that_something_was_not_there_is_repeated_as_well(client: Client, switch: Switch, wait: Wait) -> None:
    iam = client("iam")
    switch({**LATE, "operation": "GetRole"})
    missing = refused(lambda: iam.get_role(RoleName="r"))
    iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust())
    assert refused(lambda: iam.get_role(RoleName="r")) == missing
    wait(11)
    assert iam.get_role(RoleName="r")["Role"]["RoleName"] == "r"
    iam.delete_role(RoleName="r")
    assert iam.get_role(RoleName="r")["Role"]["RoleName"] == "r"
    wait(11)
    assert refused(lambda: iam.get_role(RoleName="r")) == missing


def test_what_changes_by_itself_is_late_too(client: Client, switch: Switch, wait: Wait) -> None:
    ec2 = client("ec2")
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    address = ec2.allocate_address()["AllocationId"]
    made = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]

    def state() -> str:
        return str(ec2.describe_nat_gateways(NatGatewayIds=[made])["NatGateways"][0]["State"])

    wait(60)
    switch({**LATE, "seconds": 3600})
    assert state() == "pending"
    wait(600)
    assert state() == "pending"
    switch()
    assert state() == "available"


def test_callers_and_requests_are_told_apart(client: Client, switch: Switch) -> None:
    ec2, other = client("ec2"), client("ec2", key="somebody")
    switch(LATE)
    before = len(ec2.describe_vpcs()["Vpcs"])
    ec2.create_vpc(CidrBlock="10.1.0.0/16")
    assert len(other.describe_vpcs()["Vpcs"]) == before + 1
    assert len(ec2.describe_vpcs(MaxResults=50)["Vpcs"]) == before + 1
    assert len(ec2.describe_vpcs()["Vpcs"]) == before


def test_by_chance_it_is_late_for_some_and_the_same_for_the_same_seed(
    client: Client, switch: Switch, world: World
) -> None:
    ec2 = client("ec2")

    def seen(seed: int) -> list[int]:
        switch({**LATE, "share": 0.5, "seconds": 3600}, seed=seed)
        count = len(ec2.describe_vpcs()["Vpcs"])
        vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
        found = [len(ec2.describe_vpcs()["Vpcs"]) - count for _ in range(30)]
        switch()
        ec2.delete_vpc(VpcId=vpc)
        return found

    first = seen(1)
    assert {*first} == {0, 1}
    assert seen(1) == first
    assert seen(2) != first


def test_a_request_that_may_not_be_made_is_refused_first(client: Client, switch: Switch) -> None:
    iam = client("iam")
    key = iam.create_access_key(UserName="c9-learner")["AccessKey"]["AccessKeyId"]
    switch(LATE)
    vpc = client("ec2").create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    assert refused(lambda: client("ec2", key=key).delete_vpc(VpcId=vpc))[0] == "UnauthorizedOperation"


def test_what_cannot_be_read_is_refused_as_ever(client: Client, switch: Switch) -> None:
    ec2 = client("ec2")
    ec2.meta.events.register("before-sign.ec2.*", lambda request, **_: request.data.update(MaxResults="many"))
    switch(LATE)
    assert refused(lambda: ec2.describe_vpcs())[0] == "InvalidParameterValue"


def test_other_services_are_never_late(client: Client, switch: Switch, log: Callable[[], Any]) -> None:
    switch(LATE)
    stacks = client("cloudformation")
    template = json.dumps({"Resources": {"Topic": {"Type": "AWS::EC2::InternetGateway"}}})
    assert stacks.list_stacks()["StackSummaries"] == []
    stacks.create_stack(StackName="s", TemplateBody=template)
    assert len(stacks.list_stacks()["StackSummaries"]) == 1
    assert {note["fault"] for note in log()} == {""}
