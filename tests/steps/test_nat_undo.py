"""Step network, `nat`, taken apart: in EC2's order, resumed wherever it broke off, and nobody else's things touched."""

from collections.abc import Callable

import pytest

from c9lib.aws import Session
from c9lib.nouns import Call
from c9lib.steps import TearDownStep, leftovers
from c9lib.steps.network import NetworkStep
from c9lib.steps.network_parts import Parts, parts
from c9lib.steps.network_site import site
from tests.steps.breaking import Died, dies_after
from tests.steps.conftest import Connected
from tests.steps.whole import whole

Writes = Callable[[Session], list[Call]]
UNDONE = 11
"""Writes to EC2 of a whole `undo`."""


@pytest.fixture
def session(connected: Connected) -> Session:
    return connected(network="nat")


@pytest.mark.parametrize("writes", range(1, UNDONE + 1))
def test_a_tear_down_that_died_is_finished(connected: Connected, session: Session, writes: int) -> None:
    NetworkStep(session).apply()
    with pytest.raises(Died):
        NetworkStep(dies_after(session, writes)).undo()
    again = connected(network="nat")
    NetworkStep(again).undo()
    assert parts(again) == Parts()
    assert leftovers(again).facts == ()


def test_undo_goes_in_the_order_in_which_ec2_lets_go(session: Session) -> None:
    NetworkStep(session).apply()
    plan = NetworkStep(session).plan_undo()
    assert [f"{change.action} {change.what}".split()[:3] for change in plan.changes] == [
        ["delete", "NAT", "gateway"],
        ["wait", "until", "the"],
        ["release", "Elastic", "IP"],
        ["wait", "until", "the"],
        ["delete", "route", "table"],
        ["delete", "route", "table"],
        ["delete", "subnet", plan.changes[6].what.split()[1]],
        ["delete", "subnet", plan.changes[7].what.split()[1]],
        ["delete", "internet", "gateway"],
        ["delete", "VPC", plan.changes[9].what.split()[1]],
    ]
    noted = {fact.thing for fact in leftovers(session).facts}
    assert {"NAT gateway", "Elastic IP address", "VPC", "subnet", "route table", "internet gateway"} <= noted
    NetworkStep(session).undo()
    assert parts(session) == Parts()
    assert leftovers(session).facts == ()
    assert NetworkStep(session).undo().changes == ()


def test_undo_removes_its_own_and_nothing_else(connected: Connected, session: Session) -> None:
    other = connected(network="nat", deployment="other", vpc_cidr="10.1.0.0/16")
    NetworkStep(session).apply()
    NetworkStep(other).apply()
    foreign = session.client("ec2").allocate_address(Domain="vpc")["AllocationId"]
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()
    whole(other)
    assert foreign in [one["AllocationId"] for one in session.pages("ec2", "describe_addresses", "Addresses")]


def test_undo_takes_nothing_that_somebody_needs_for_his_way_out(session: Session, writes: Writes) -> None:
    NetworkStep(session).apply()
    ec2, here = session.client("ec2"), site(session)
    subnet = here.subnets("private")["us-east-1a"]["SubnetId"]
    foreign = ec2.allocate_address(Domain="vpc")["AllocationId"]
    made = ec2.create_nat_gateway(SubnetId=here.subnets("public")["us-east-1a"]["SubnetId"], AllocationId=foreign)
    ec2.create_network_interface(SubnetId=subnet, Description="of somebody")
    before = len(writes(session))
    outcome = NetworkStep(session).undo()
    assert outcome.changes == ()
    told = " ".join(outcome.notes)
    assert "of somebody (eni-" in told
    assert f"Interface for NAT Gateway {made['NatGateway']['NatGatewayId']}" in told
    assert len(writes(session)) == before
    whole(session)


def test_an_address_that_somebody_uses_elsewhere_isnt_taken_back(connected: Connected, session: Session) -> None:
    NetworkStep(session).apply()
    elsewhere = connected(deployment="other", vpc_cidr="10.1.0.0/16")
    NetworkStep(elsewhere).apply()
    ec2, subnet = session.client("ec2"), parts(elsewhere).subnets[0]["SubnetId"]
    address = ec2.allocate_address(
        Domain="vpc", TagSpecifications=[{"ResourceType": "elastic-ip", "Tags": session.tags()}]
    )
    interface = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    ec2.associate_address(AllocationId=address["AllocationId"], NetworkInterfaceId=interface)
    assert any(address["AllocationId"] in note for note in NetworkStep(session).plan().notes)
    outcome = NetworkStep(session).undo()
    told = f"{interface}, which has the Elastic IP address {address['PublicIp']}, needs it"
    assert [note for note in outcome.notes if told in note and address["AllocationId"] in note] != []
    left = parts(session)
    assert [one["AllocationId"] for one in left.addresses] == [address["AllocationId"]]
    assert (left.vpcs, left.nat_gateways) == ([], [])
