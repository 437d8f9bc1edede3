"""Step network, `isolated`, and what becomes of a network when the parameter `network` changes."""

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.errors import RefusedError
from c9lib.nouns import Call
from c9lib.steps import leftovers
from c9lib.steps.network import NetworkStep
from c9lib.steps.network_parts import Parts, Thing, parts
from c9lib.steps.network_site import site
from c9lib.steps.place import Place, place
from tests.steps.breaking import Died, dies_after
from tests.steps.conftest import Connected

Writes = Callable[[Session], list[Call]]
CHANGES = 5
UNDONE = 4
"""Writes to EC2 of a whole `apply` and of a whole `undo`."""


@pytest.fixture
def session(connected: Connected) -> Session:
    return connected(network="isolated")


def goal(session: Session) -> Place:
    here = place(session)
    assert here is not None
    return here


def tier_and_way(session: Session) -> tuple[str, str]:
    """The tier of the subnet that an instance goes to, and the forecast for it."""
    here = goal(session)
    (tier,) = [tag["Value"] for tag in here.subnet["Tags"] if tag["Key"] == "c9lib:tier"]
    return tier, here.way


def whole(session: Session) -> Parts:
    """The network, which must be there once, and lead nowhere."""
    there = parts(session)
    assert [len(there.vpcs), len(there.tables), len(there.subnets)] == [1, 1, session.parameters.availability_zones]
    assert [there.gateways, there.nat_gateways, there.addresses] == [[], [], []]
    assert NetworkStep(session).plan().changes == ()
    return there


def test_it_is_made_tagged_named_costs_nothing_and_leads_nowhere(session: Session) -> None:
    plan = NetworkStep(session).plan()
    assert plan.cost_per_hour == 0
    assert len(NetworkStep(session).apply().changes) == len(plan.changes) == CHANGES
    there = whole(session)
    names = {tag["Value"] for one in there.subnets for tag in one["Tags"] if tag["Key"] == "Name"}
    assert names == {"no-ingress-private-us-east-1a"}
    assert all(NetworkStep(session).observe().data["site"].dns.values())
    assert [route["GatewayId"] for route in there.tables[0]["Routes"]] == ["local"]


def test_the_forecast_is_closed_for_both_services_and_says_why_and_what_mends_it(session: Session) -> None:
    NetworkStep(session).apply()
    here = goal(session)
    assert {name: (way.reachable, str(way.reason)) for name, way in here.ways.items()} == {
        "ssm": (False, "NO_ROUTE_TO_DESTINATION"),
        "ssmmessages": (False, "NO_ROUTE_TO_DESTINATION"),
    }
    assert (here.way, here.gives_address, here.is_shared) == ("closed", False, False)
    told = " ".join(here.refusals())
    assert f"From {here.subnet_id} no way leads to ssm" in told
    assert "(NO_ROUTE_TO_DESTINATION): " in told
    assert "Mend it with: aws ec2 " in told


def test_the_ways_are_skipped_as_long_as_the_endpoints_are_still_to_come(session: Session) -> None:
    NetworkStep(session).apply()
    ways = {check.id: check for check in NetworkStep(session).verify() if check.family == "path"}
    assert {check.status for check in ways.values()} == {"skip"}
    assert "step endpoints, which comes before the launch" in ways["path.ssm"].evidence


@pytest.mark.parametrize("writes", range(1, CHANGES + 1))
def test_a_run_that_died_is_finished_without_doing_anything_twice(
    connected: Connected, session: Session, writes: int
) -> None:
    with pytest.raises(Died):
        NetworkStep(dies_after(session, writes)).apply()
    again = connected(network="isolated")
    NetworkStep(again).apply()
    whole(again)


@pytest.mark.parametrize("writes", range(1, UNDONE + 1))
def test_a_tear_down_that_died_is_finished(connected: Connected, session: Session, writes: int) -> None:
    NetworkStep(session).apply()
    with pytest.raises(Died):
        NetworkStep(dies_after(session, writes)).undo()
    again = connected(network="isolated")
    NetworkStep(again).undo()
    assert leftovers(again).facts == ()


def test_a_subnet_in_each_zone(connected: Connected) -> None:
    three = connected(network="isolated", availability_zones=3)
    NetworkStep(three).apply()
    zones = sorted(one["AvailabilityZone"] for one in whole(three).subnets)
    assert zones == ["us-east-1a", "us-east-1b", "us-east-1c"]
    assert goal(three).zone == "us-east-1a"


def test_a_range_that_overlaps_another_vpc_is_noted_and_one_that_is_free_isnt(connected: Connected) -> None:
    there = connected().client("ec2").create_vpc(CidrBlock="10.0.128.0/20")["Vpc"]["VpcId"]
    plan = NetworkStep(connected(network="isolated")).plan()
    assert plan.refusals == ()
    assert any(f"10.0.0.0/16 overlaps {there} (10.0.128.0/20)" in note for note in plan.notes)
    assert NetworkStep(connected(network="isolated", vpc_cidr="10.5.0.0/16")).plan().notes == ()


def test_somebody_elses_subnets_in_the_vpc_are_kept_clear_of(connected: Connected) -> None:
    NetworkStep(connected(network="isolated")).apply()
    session = connected(network="isolated", availability_zones=2)
    vpc = parts(session).vpcs[0]["VpcId"]
    session.client("ec2").create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24", AvailabilityZone="us-east-1b")
    NetworkStep(session).apply()
    assert sorted(one["CidrBlock"] for one in whole(session).subnets) == ["10.0.0.0/24", "10.0.2.0/24"]


@pytest.mark.parametrize(
    ("before", "after", "made", "where"),
    [
        # Public subnets stay; private ones, a NAT gateway and its address come.
        ("public", "nat", 6, ("private", "open")),
        ("isolated", "nat", 9, ("private", "open")),
        ("public", "isolated", 3, ("private", "closed")),
        # The public subnet of the NAT gateway is there; it only has to give public addresses.
        ("nat", "public", 1, ("public", "open")),
        ("isolated", "public", 7, ("public", "open")),
    ],
)
def test_what_is_missing_is_added_and_what_is_there_stays(
    connected: Connected, before: str, after: str, made: int, where: tuple[str, str]
) -> None:
    NetworkStep(connected(network=before)).apply()
    old, session = ids(parts(connected(network=before))), connected(network=after)
    assert len(NetworkStep(session).apply().changes) == made
    assert old <= ids(parts(session))
    assert NetworkStep(session).plan().changes == ()
    assert tier_and_way(session) == where
    NetworkStep(session).undo()
    assert leftovers(session).facts == ()


def ids(there: Parts) -> set[str]:
    keys = ("VpcId", "SubnetId", "RouteTableId", "InternetGatewayId", "NatGatewayId", "AllocationId")
    found: list[list[Thing]] = list(vars(there).values())
    return {str(one[key]) for key, kind in zip(keys, found, strict=True) for one in kind}


def test_what_costs_and_serves_nothing_any_more_is_noted(connected: Connected) -> None:
    NetworkStep(connected(network="nat")).apply()
    session = connected(network="public")
    there = parts(session)
    notes = " ".join(NetworkStep(session).plan().notes)
    told = "serves nothing with network public and goes on costing"
    assert f"{there.nat_gateways[0]['NatGatewayId']} {told} ($0.0450 per hour)" in notes
    assert f"{there.addresses[0]['AllocationId']} {told} ($0.0050 per hour)" in notes


def test_a_gateway_that_no_private_subnet_leads_to_is_noted(connected: Connected) -> None:
    NetworkStep(connected(network="public")).apply()
    session = connected(network="isolated")
    gateway = parts(session).gateways[0]["InternetGatewayId"]
    assert any(f"internet gateway {gateway} from before" in note for note in NetworkStep(session).plan().notes)


def test_private_subnets_that_lead_out_are_not_taken_for_isolated_ones(connected: Connected, writes: Writes) -> None:
    NetworkStep(connected(network="nat")).apply()
    session = connected(network="isolated")
    with pytest.raises(RefusedError) as error:
        NetworkStep(session).apply()
    (told,) = error.value.details
    table = site(session).table("private")
    assert table is not None
    assert f"leads 0.0.0.0/0 to {parts(session).nat_gateways[0]['NatGatewayId']}" in told
    assert f"aws ec2 delete-route --route-table-id {table['RouteTableId']} --destination-cidr-block 0.0.0.0/0" in told
    assert writes(session) == []
    session.client("ec2").delete_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0")
    assert NetworkStep(session).apply().changes == ()
    assert tier_and_way(session) == ("private", "closed")


def instance_in(session: Session, subnet_id: str) -> str:
    """An instance that carries the deployment's tag, as Cloud9 passes it on."""
    ec2: Any = session.client("ec2")
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    tags = [{"ResourceType": "instance", "Tags": session.tags()}]
    made = ec2.run_instances(
        ImageId=image, MinCount=1, MaxCount=1, SubnetId=subnet_id, InstanceType="t3.small", TagSpecifications=tags
    )
    return str(made["Instances"][0]["InstanceId"])


def test_an_instance_in_the_wrong_tier_refuses_the_change_before_anything_costs(
    connected: Connected, writes: Writes
) -> None:
    first = connected(network="public")
    NetworkStep(first).apply()
    instance = instance_in(first, goal(first).subnet_id)
    session = connected(network="nat")
    with pytest.raises(RefusedError) as error:
        NetworkStep(session).apply()
    (told,) = error.value.details
    assert told.startswith(f"The instance {instance} of this deployment is in {goal(first).subnet_id}, but network nat")
    assert writes(session) == []
    assert NetworkStep(first).plan().refusals == ()
