"""Step network, `public`: made, resumed after a break at any change, and taken apart."""

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.steps.network import NetworkStep
from c9lib.steps.network_parts import Parts, parts
from c9lib.steps.place import place
from tests.steps.conftest import Connected

CHANGES = 9


def whole(session: Session) -> Parts:
    """The parts of the network, which must be there once each and lead out."""
    there = parts(session)
    assert [len(there.vpcs), len(there.gateways), len(there.tables)] == [1, 1, 1]
    here = place(session)
    assert here is not None
    assert (here.way, here.gives_address) == ("open", True)
    assert NetworkStep(session).plan().changes == ()
    return there


def test_it_is_made_tagged_named_and_leads_out(session: Session) -> None:
    assert len(NetworkStep(session).apply().changes) == CHANGES
    there = whole(session)
    assert [subnet["CidrBlock"] for subnet in there.subnets] == ["10.0.0.0/24"]
    names = [tag["Value"] for tag in there.subnets[0]["Tags"] if tag["Key"] == "Name"]
    assert names == ["no-ingress-public-us-east-1a"]
    assert all(NetworkStep(session).observe().data["site"].dns.values())
    assert NetworkStep(session).verify().well


@pytest.mark.parametrize("done", [1, 3, 5, 7, 8])
def test_a_run_that_broke_off_is_finished(session: Session, done: int) -> None:
    for change in NetworkStep(session).plan().changes[:done]:
        change.run()
    assert len(NetworkStep(session).apply().changes) == CHANGES - done
    whole(session)


def test_a_subnet_in_each_zone_and_more_zones_later(connected: Connected) -> None:
    NetworkStep(connected(availability_zones=2)).apply()
    outcome = NetworkStep(connected(availability_zones=3)).apply()
    assert [change.action for change in outcome.changes] == ["create", "turn on", "associate"]
    there = whole(connected(availability_zones=3))
    assert sorted(one["AvailabilityZone"] for one in there.subnets) == ["us-east-1a", "us-east-1b", "us-east-1c"]
    assert sorted(one["CidrBlock"] for one in there.subnets) == ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]
    fewer = NetworkStep(connected(availability_zones=1, vpc_cidr="10.9.0.0/16")).plan()
    assert fewer.changes == ()
    assert any("more zones" in note for note in fewer.notes)
    assert any("keeps its range 10.0.0.0/16" in note for note in fewer.notes)


def test_no_room_for_another_zone_is_refused(connected: Connected) -> None:
    NetworkStep(connected(vpc_cidr="10.0.0.0/28")).apply()
    with pytest.raises(RefusedError, match="has room for 0 more subnet"):
        NetworkStep(connected(vpc_cidr="10.0.0.0/24", availability_zones=2)).apply()


def test_an_instance_type_that_no_zone_has_is_refused(connected: Connected) -> None:
    session = connected(instance_type="u9.huge")
    with pytest.raises(RefusedError, match=r"0 more zone\(s\) with u9\.huge"):
        NetworkStep(session).apply()
    assert parts(session).vpcs == []


Break = Callable[[Any, Parts], object]
BREAKS: dict[str, Break] = {
    "DNS": lambda ec2, there: ec2.modify_vpc_attribute(
        VpcId=there.vpcs[0]["VpcId"], EnableDnsHostnames={"Value": False}
    ),
    "address": lambda ec2, there: ec2.modify_subnet_attribute(
        SubnetId=there.subnets[0]["SubnetId"], MapPublicIpOnLaunch={"Value": False}
    ),
    "route": lambda ec2, there: ec2.delete_route(
        RouteTableId=there.tables[0]["RouteTableId"], DestinationCidrBlock="0.0.0.0/0"
    ),
    "association": lambda ec2, there: ec2.disassociate_route_table(
        AssociationId=there.tables[0]["Associations"][0]["RouteTableAssociationId"]
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_what_somebody_undid_is_done_again(session: Session, what: str) -> None:
    NetworkStep(session).apply()
    BREAKS[what](session.client("ec2"), parts(session))
    assert len(NetworkStep(session).apply().changes) == 1
    whole(session)


def test_a_default_route_to_somewhere_else_is_replaced(session: Session) -> None:
    NetworkStep(session).apply()
    ec2, there = session.client("ec2"), parts(session)
    subnet_id, table = there.subnets[0]["SubnetId"], there.tables[0]["RouteTableId"]
    interface = ec2.create_network_interface(SubnetId=subnet_id)["NetworkInterface"]["NetworkInterfaceId"]
    ec2.replace_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NetworkInterfaceId=interface)
    assert [change.action for change in NetworkStep(session).apply().changes] == ["replace"]
    whole(session)


def test_undo_removes_its_own_and_nothing_else(connected: Connected, session: Session) -> None:
    other = connected(deployment="other", vpc_cidr="10.1.0.0/16")
    NetworkStep(session).apply()
    NetworkStep(other).apply()
    before = session.pages("ec2", "describe_vpcs", "Vpcs")
    NetworkStep(session).undo()
    assert parts(session) == Parts()
    assert len(session.pages("ec2", "describe_vpcs", "Vpcs")) == len(before) - 1
    whole(other)
    assert NetworkStep(session).undo().changes == ()


def test_undo_keeps_all_that_something_else_needs_that_lives_in_the_network(session: Session) -> None:
    NetworkStep(session).apply()
    ec2, subnet_id = session.client("ec2"), parts(session).subnets[0]["SubnetId"]
    made = ec2.create_network_interface(SubnetId=subnet_id, Description="of somebody")
    interface = made["NetworkInterface"]["NetworkInterfaceId"]
    kept = NetworkStep(session).undo()
    assert any(f"of somebody ({interface}) in {subnet_id}" in note for note in kept.notes)
    assert kept.changes == ()
    whole(session)
    ec2.delete_network_interface(NetworkInterfaceId=interface)
    NetworkStep(session).undo()
    assert parts(session).vpcs == []


def test_undo_of_a_half_made_network(session: Session) -> None:
    for change in NetworkStep(session).plan().changes[:3]:
        change.run()
    NetworkStep(session).undo()
    assert parts(session) == Parts()
