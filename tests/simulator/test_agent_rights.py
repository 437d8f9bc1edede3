"""An agent speaks as its role's session: held to its policies, its boundary and its organization; conditions see where
it comes from, and whoever silences it is named in AWS's words.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.durations import AGENT_BACKOFF_FIRST, AGENT_HEARTBEAT, ENDPOINT_START
from c9lib.simulator.world import World
from tests.simulator.people import allow, deny, document
from tests.simulator.place import POLICY, ROLE, Place
from tests.simulator.test_agent_way import ABSENT, LOST, MUTE, ONLINE, endpoint, state, why

ACCOUNT = "123456789012"
REGISTER = "ssm:UpdateInstanceInformation"
MESSAGES = f"arn:aws:ssmmessages:us-east-1:{ACCOUNT}:*"
FIVE = (REGISTER, *(f"ssmmessages:{verb}{kind}Channel" for verb in ("Create", "Open") for kind in ("Control", "Data")))


def refusal(instance: str, action: str, resource: str, reason: str) -> str:
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/{ROLE}/{instance}"
    return f"User: {session} is not authorized to perform: {action} on resource: {resource} {reason}."


def its_arn(instance: str) -> str:
    return f"arn:aws:ec2:us-east-1:{ACCOUNT}:instance/{instance}"


@pytest.fixture
def may(place: Place) -> Callable[..., None]:
    """Give the role these policies, and no others."""

    def give(*texts: str) -> None:
        place.iam.detach_role_policy(RoleName=ROLE, PolicyArn=POLICY)
        for number, text in enumerate(texts):
            place.iam.put_role_policy(RoleName=ROLE, PolicyName=f"own{number}", PolicyDocument=text)

    return give


def test_an_organization_silences_the_channels(place: Place, world: World, attach_scp: Callable[[str], None]) -> None:
    """The log of facts 10.5, but for its action: the agent opens the control channel before a data channel."""
    attach_scp(deny("ssmmessages:*"))
    instance = place.launch()
    place.wait(100)
    assert state(place, instance) == MUTE
    reason = "with an explicit deny in a service control policy"
    assert why(world, instance) == refusal(instance, "ssmmessages:CreateControlChannel", MESSAGES, reason)


def test_the_words_of_the_facts(place: Place, world: World, attach_scp: Callable[[str], None]) -> None:
    attach_scp(deny("ssmmessages:CreateDataChannel"))
    instance = place.launch()
    place.wait(100)
    told = (
        f"is not authorized to perform: ssmmessages:CreateDataChannel on resource: {MESSAGES}"
        " with an explicit deny in a service control policy"
    )
    assert told in why(world, instance)


@pytest.mark.parametrize("action", FIVE)
def test_a_running_agent_falls_silent_when_the_organization_takes_one_action(
    place: Place, world: World, attach_scp: Callable[[str], None], action: str
) -> None:
    instance = place.launch()
    place.wait(100)
    assert state(place, instance) == ONLINE
    attach_scp(deny(action))
    world.events.after()
    place.wait(AGENT_HEARTBEAT + 60)
    assert state(place, instance) == (("ConnectionLost", "connected") if action == REGISTER else MUTE)
    assert action in why(world, instance)


def test_a_boundary_that_lacks_the_actions(place: Place, world: World) -> None:
    limit = place.iam.create_policy(PolicyName="limit", PolicyDocument=allow("s3:*"))["Policy"]["Arn"]
    instance = place.launch()
    place.wait(100)
    place.iam.put_role_permissions_boundary(RoleName=ROLE, PermissionsBoundary=limit)
    place.wait(AGENT_HEARTBEAT + 60)
    assert state(place, instance) == LOST
    reason = f"because no permissions boundary allows the {REGISTER} action"
    assert why(world, instance) == refusal(instance, REGISTER, its_arn(instance), reason)
    place.iam.delete_role_permissions_boundary(RoleName=ROLE)
    place.wait(AGENT_HEARTBEAT)
    assert (state(place, instance), why(world, instance)) == (ONLINE, "")


@pytest.mark.parametrize(
    ("texts", "seen"),
    [
        ([allow(*FIVE)], ONLINE),
        ([allow("*")], ONLINE),
        ([document({"NotAction": "iam:*"})], ONLINE),
        ([document({"NotAction": "ssmmessages:*"})], MUTE),
        ([document({"Action": "*", "NotResource": "arn:aws:ec2:*:*:instance/*"})], ABSENT),
        ([allow(*FIVE, Resource=["arn:aws:ec2:*:*:instance/*", "arn:aws:ssmmessages:*:*:*"])], ONLINE),
        ([allow(*FIVE, Resource="arn:aws:ec2:*:*:instance/*")], MUTE),
        ([allow(*FIVE, Resource="arn:aws:ec2:eu-west-1:*:instance/*")], ABSENT),
        ([allow(*FIVE, Condition={"StringEquals": {"aws:RequestedRegion": "us-east-1"}})], ONLINE),
        ([allow(*FIVE, Condition={"StringEquals": {"aws:RequestedRegion": "eu-west-1"}})], ABSENT),
        ([allow(*FIVE, Condition={"ArnLike": {"ec2:SourceInstanceARN": "arn:aws:ec2:*:*:instance/i-*"}})], ONLINE),
        ([allow(*FIVE, Condition={"Null": {"aws:SourceVpce": "false"}})], ABSENT),
        ([allow(*FIVE), deny("*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "false"}})], ABSENT),
        ([allow(*FIVE), deny("*", Condition={"Bool": {"aws:SecureTransport": "false"}})], ONLINE),
        ([allow(*FIVE), deny("*", Condition={"NumericLessThan": {"ec2:RoleDelivery": "2.0"}})], ONLINE),
        ([allow(*FIVE), deny("*", Condition={"DateGreaterThan": {"aws:CurrentTime": "2001-01-01T00:00:00Z"}})], ABSENT),
        ([allow(*FIVE), deny("*", Condition={"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}})], ABSENT),
    ],
)  # fmt: skip
def test_the_roles_policies(place: Place, may: Callable[..., None], texts: list[str], seen: tuple[str, str]) -> None:
    may(*texts)
    instance = place.launch()
    place.wait(100)
    assert state(place, instance) == seen


def test_a_condition_on_the_endpoint_that_is_passed(place: Place, may: Callable[..., None], world: World) -> None:
    place.cut_off()
    place.ec2.modify_vpc_attribute(VpcId=place.vpc, EnableDnsHostnames={"Value": True})
    made = [endpoint(place, name) for name in ("ssm", "ssmmessages")]
    place.wait(ENDPOINT_START)
    may(allow(*FIVE, Condition={"StringEquals": {"aws:SourceVpce": made, "aws:SourceVpc": place.vpc}}))
    instance = place.launch(public=False)
    place.wait(100)
    assert (state(place, instance), why(world, instance)) == (ONLINE, "")
    may_not = allow(*FIVE, Condition={"StringEquals": {"aws:SourceVpce": "vpce-0123456789abcdef0"}})
    place.iam.put_role_policy(RoleName=ROLE, PolicyName="own0", PolicyDocument=may_not)
    place.wait(AGENT_HEARTBEAT + 60)
    assert state(place, instance) == LOST
    assert "because no identity-based policy allows" in why(world, instance)


def test_the_address_of_the_nat_gateway_is_what_is_seen(place: Place, may: Callable[..., None]) -> None:
    ec2 = place.ec2
    address = ec2.allocate_address(Domain="vpc")
    wanted = {"SubnetId": place.subnet, "AllocationId": address["AllocationId"]}
    gateway = ec2.create_nat_gateway(**wanted)["NatGateway"]["NatGatewayId"]
    subnet = ec2.create_subnet(VpcId=place.vpc, CidrBlock="10.0.2.0/24")["Subnet"]["SubnetId"]
    table = ec2.create_route_table(VpcId=place.vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=gateway)
    place.wait(200)
    may(allow(*FIVE, Condition={"IpAddress": {"aws:SourceIp": f"{address['PublicIp']}/32"}}))
    before, place.subnet = place.launch(public=True), subnet
    behind = place.launch(public=False)
    place.wait(100)
    assert (state(place, behind), state(place, before)) == (ONLINE, ABSENT)


@pytest.mark.parametrize(
    ("trust", "seen"),
    [
        ({"Principal": {"Service": ["cloud9.amazonaws.com", "ec2.amazonaws.com"]}}, ONLINE),
        ({"Principal": {"Service": "cloud9.amazonaws.com"}}, ABSENT),
        ({"Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}, ABSENT),
        ({"Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:TagSession"}, ABSENT),
        ({"Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}, ABSENT),
        ({"Effect": "Deny"}, ABSENT),
    ],
)
def test_who_is_trusted(place: Place, world: World, trust: dict[str, Any], seen: tuple[str, str]) -> None:
    usual = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [{**usual, **trust}]})
    place.iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=text)
    instance = place.launch()
    place.wait(100)
    assert state(place, instance) == seen
    assert ("doesn't trust ec2.amazonaws.com" in why(world, instance)) == (seen == ABSENT)


def test_a_policy_given_later_is_seen_with_the_next_try(place: Place, may: Callable[..., None], world: World) -> None:
    may()
    instance = place.launch()
    place.wait(100)
    reason = f"because no identity-based policy allows the {REGISTER} action"
    assert why(world, instance) == refusal(instance, REGISTER, its_arn(instance), reason)
    place.iam.attach_role_policy(RoleName=ROLE, PolicyArn=POLICY)
    place.wait(AGENT_BACKOFF_FIRST)
    assert (state(place, instance), why(world, instance)) == (ONLINE, "")
