"""Step network, `existing`: looked at, refused with the reason, never changed."""

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.nouns import Call
from c9lib.steps.network import NetworkStep
from tests.steps.conftest import Connected

Writes = Callable[[Session], list[Call]]
Given = Callable[..., Session]


@pytest.fixture
def given(connected: Connected, session: Session) -> Given:
    """`given(cidr, public=True, leads=True)`: a session for a VPC and subnet that somebody made."""

    def make(cidr: str = "10.3.0.0/24", *, public: bool = True, leads: bool = True, **more: Any) -> Session:
        ec2 = session.client("ec2")
        vpc = ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
        subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=cidr, AvailabilityZone="us-east-1b")["Subnet"]["SubnetId"]
        ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": public})
        if leads:
            gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
            ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
            (main,) = session.pages(
                "ec2", "describe_route_tables", "RouteTables", Filters=[{"Name": "vpc-id", "Values": [vpc]}]
            )
            ec2.create_route(RouteTableId=main["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
        return connected(**{"network": "existing", "vpc_id": vpc, "subnet_id": subnet, **more})

    return make


def refused(session: Session) -> str:
    with pytest.raises(RefusedError) as error:
        NetworkStep(session).apply()
    return " ".join(error.value.details)


def test_a_subnet_that_leads_out_is_used_and_never_touched(given: Given, writes: Writes) -> None:
    session = given()
    outcome = NetworkStep(session).apply()
    assert outcome.changes == ()
    assert "never changed" in outcome.notes[0]
    assert ("way out", "open") in [(fact.thing, fact.state) for fact in NetworkStep(session).observe().facts]
    assert NetworkStep(session).plan_undo().changes == ()
    assert NetworkStep(session).verify().well
    assert writes(session) == []


def test_a_subnet_that_there_is_not(connected: Connected) -> None:
    session = connected(network="existing", vpc_id="vpc-0123456789abcdef0", subnet_id="subnet-0123456789abcdef0")
    assert "There is no subnet subnet-0123456789abcdef0 in us-east-1" in refused(session)


def test_a_subnet_of_another_vpc(given: Given) -> None:
    session = given(vpc_id="vpc-0123456789abcdef0")
    assert "not in vpc-0123456789abcdef0" in refused(session)


def test_no_route_is_refused_with_its_code_and_a_remedy(given: Given) -> None:
    words = refused(given(leads=False))
    assert "NO_ROUTE_TO_DESTINATION" in words
    assert "aws ec2 " in words


def test_no_public_addresses_are_refused_with_the_command_that_mends_it(given: Given) -> None:
    session = given(public=False)
    words = refused(session)
    assert "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS" in words
    assert f"aws ec2 modify-subnet-attribute --subnet-id {session.parameters.subnet_id}" in words


def test_an_instance_type_that_the_zone_has_not(given: Given) -> None:
    assert "us-east-1b" in refused(given(instance_type="u9.huge"))


def test_dockers_range_is_noted(given: Given) -> None:
    plan = NetworkStep(given("172.17.8.0/24")).plan()
    assert plan.refusals == ()
    assert any("172.17.8.0/24 overlaps 172.17.0.0/16" in note for note in plan.notes)


def test_a_way_that_nobody_can_judge_is_noted_not_refused(given: Given) -> None:
    session = given(leads=False, public=False)
    ec2 = session.client("ec2")
    of_vpc = [{"Name": "vpc-id", "Values": [session.parameters.vpc_id]}]
    (main,) = session.pages("ec2", "describe_route_tables", "RouteTables", Filters=of_vpc)
    made = ec2.create_network_interface(SubnetId=session.parameters.subnet_id)["NetworkInterface"]
    ec2.create_route(
        RouteTableId=main["RouteTableId"],
        DestinationCidrBlock="0.0.0.0/0",
        NetworkInterfaceId=made["NetworkInterfaceId"],
    )
    plan = NetworkStep(session).plan()
    assert plan.refusals == ()
    assert any("shows only at the launch" in note for note in plan.notes)
