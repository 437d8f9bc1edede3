"""Step network, `nat`: made, resumed wherever it broke off, mended when its gateway failed."""

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.checks.tiers import Tier
from c9lib.errors import AwsError, WaitError
from c9lib.steps import leftovers, nat_changes
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.nat_gateways import wait_until_available
from c9lib.steps.network import NetworkStep
from c9lib.steps.network_changes import Building
from c9lib.steps.network_parts import Thing, parts
from c9lib.steps.network_site import Site, site
from c9lib.steps.overtaken import OvertakenError
from c9lib.steps.place import place
from tests.steps.breaking import Died, dies_after
from tests.steps.conftest import Connected
from tests.steps.whole import whole

CHANGES = 14
"""Each is one write to EC2."""
HOUR = 0.05
"""USD per hour of the gateway and its address in us-east-1 (facts 9)."""


@pytest.fixture
def session(connected: Connected) -> Session:
    return connected(network="nat")


def test_it_is_made_tagged_named_and_nothing_waits_for_the_gateway(session: Session) -> None:
    outcome = NetworkStep(session).apply()
    assert len(outcome.changes) == CHANGES
    assert outcome.waits == ()
    here = whole(session)
    assert here.nat_gateway is not None
    assert here.nat_gateway["State"] == "pending"
    names = {tag["Value"] for one in here.there.subnets for tag in one["Tags"] if tag["Key"] == "Name"}
    assert names == {"no-ingress-public-us-east-1a", "no-ingress-private-us-east-1a"}
    tagged = [one for kind in vars(here.there).values() for one in kind]
    assert all({"Key": "c9lib:deployment", "Value": "no-ingress"} in one["Tags"] for one in tagged)


def test_the_ways_are_skipped_until_the_gateway_works(session: Session) -> None:
    NetworkStep(session).apply()
    starting = {check.id: check for check in NetworkStep(session).verify() if check.family == "path"}
    assert {check.status for check in starting.values()} == {"skip"}
    assert "step environment waits until the NAT gateway is available" in starting["path.ssm"].evidence
    session.target.let_pass(300)
    assert {check.status for check in NetworkStep(session).verify()} == {"ok"}


def test_a_gateway_that_is_gone_fails_though_another_one_would_be_made(session: Session) -> None:
    NetworkStep(session).apply()
    session.target.let_pass(300)
    session.client("ec2").delete_nat_gateway(NatGatewayId=id_of(site(session).nat_gateway, "NatGatewayId"))
    session.target.let_pass(300)
    failing = [check.id for check in NetworkStep(session).verify() if check.status == "fail"]
    assert "path.ssm" in failing


def test_the_plan_says_what_it_costs_and_how_it_is_undone(session: Session) -> None:
    plan = NetworkStep(session).plan()
    assert plan.cost_per_hour == HOUR
    costing = {change.what: change.cost_per_hour for change in plan.changes if change.cost_per_hour}
    assert costing == {
        "Elastic IP address for the NAT gateway": 0.005,
        "NAT gateway in the public subnet in us-east-1a": 0.045,
    }
    assert all(change.why and change.undo and change.permission for change in plan.changes)


@pytest.mark.parametrize("writes", range(1, CHANGES + 1))
def test_a_run_that_died_is_finished_without_doing_anything_twice(
    connected: Connected, session: Session, writes: int
) -> None:
    with pytest.raises(Died):
        NetworkStep(dies_after(session, writes)).apply()
    again = connected(network="nat")
    NetworkStep(again).apply()
    whole(again)


def test_a_private_subnet_in_each_zone_and_more_zones_later(connected: Connected) -> None:
    NetworkStep(connected(network="nat", availability_zones=2)).apply()
    outcome = NetworkStep(connected(network="nat", availability_zones=3)).apply()
    assert [change.action for change in outcome.changes] == ["create", "associate"]
    here = whole(connected(network="nat", availability_zones=3), 3)
    assert list(here.subnets("private")) == ["us-east-1a", "us-east-1b", "us-east-1c"]
    assert len({one["CidrBlock"] for one in here.there.subnets}) == 4
    notes = NetworkStep(connected(network="nat", availability_zones=2)).plan().notes
    assert any("more zones" in note for note in notes)
    assert any("One NAT gateway serves" in note for note in notes)


def id_of(thing: Thing | None, key: str) -> str:
    assert thing is not None
    return str(thing[key])


def lead(ec2: Any, here: Site, tier: Tier, **target: str) -> None:
    """Lead the route table of a tier to another target, or nowhere."""
    route = {"RouteTableId": id_of(here.table(tier), "RouteTableId"), "DestinationCidrBlock": "0.0.0.0/0"}
    if target:
        ec2.replace_route(**route, **target)
    else:
        ec2.delete_route(**route)


def give_addresses(ec2: Any, here: Site) -> None:
    subnet_id = id_of(here.subnets("private")["us-east-1a"], "SubnetId")
    ec2.modify_subnet_attribute(SubnetId=subnet_id, MapPublicIpOnLaunch={"Value": True})


Break = Callable[[Any, Site], object]
BREAKS: dict[str, tuple[int, Break]] = {
    "private route": (1, lambda ec2, here: lead(ec2, here, "private")),
    "private route to the internet gateway": (
        1,
        lambda ec2, here: lead(ec2, here, "private", GatewayId=id_of(here.gateway, "InternetGatewayId")),
    ),
    "public route": (1, lambda ec2, here: lead(ec2, here, "public")),
    "public addresses in a private subnet": (1, give_addresses),
    "NAT gateway": (
        2,
        lambda ec2, here: ec2.delete_nat_gateway(NatGatewayId=id_of(here.nat_gateway, "NatGatewayId")),
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_what_somebody_undid_is_done_again(session: Session, what: str) -> None:
    NetworkStep(session).apply()
    changes, undo = BREAKS[what]
    undo(session.client("ec2"), site(session))
    assert len(NetworkStep(session).apply().changes) == changes
    whole(session)


def test_a_new_gateway_waits_for_the_address_of_the_one_that_goes(session: Session) -> None:
    NetworkStep(session).apply()
    first = site(session).nat_gateway
    assert first is not None
    session.target.let_pass(300)
    session.client("ec2").delete_nat_gateway(NatGatewayId=first["NatGatewayId"])
    outcome = NetworkStep(session).apply()
    assert outcome.waits[0].condition == "a former NAT gateway has given its address back"
    session.target.let_pass(300)
    second = whole(session).nat_gateway
    assert second is not None
    assert second["State"] == "available"
    assert second["NatGatewayId"] != first["NatGatewayId"]


def test_nobody_waits_for_the_address_of_a_gateway_that_lives(session: Session) -> None:
    """Another run has made it since this one looked: it never gives its address back."""
    NetworkStep(session).apply()
    gateway = site(session).nat_gateway
    assert gateway is not None
    (held,) = gateway["NatGatewayAddresses"]
    with pytest.raises(OvertakenError, match="has made a NAT gateway at the same time"):
        nat_changes._wait_until_free(session, held["AllocationId"])


def failed(session: Session) -> str:
    """A NAT gateway that fails: the VPC loses its internet gateway right before the gateway is made."""
    *_, last = [i for i, one in enumerate(NetworkStep(session).plan().changes) if "NAT gateway in" in one.what]
    changes = NetworkStep(session).plan().changes
    for change in changes[:last]:
        change.run()
    ec2, here = session.client("ec2"), site(session)
    assert here.gateway is not None
    assert here.vpc is not None
    attached = {"InternetGatewayId": here.gateway["InternetGatewayId"], "VpcId": here.vpc["VpcId"]}
    ec2.detach_internet_gateway(**attached)
    changes[last].run()
    ec2.attach_internet_gateway(**attached)
    (made,) = parts(session).nat_gateways
    return str(made["NatGatewayId"])


def test_a_gateway_that_failed_is_told_with_its_reason_and_replaced(session: Session) -> None:
    name = failed(session)
    session.target.let_pass(120)
    shown = [fact.detail for fact in NetworkStep(session).observe().facts if fact.state == "failed"]
    assert [words.partition(": ")[0] for words in shown] == [name]
    assert "has no internet gateway attached" in shown[0]
    plan = NetworkStep(session).plan()
    told = next(change for change in plan.changes if name in change.what)
    assert told.action == "delete"
    assert "Gateway.NotAttached: Network vpc-" in told.why
    NetworkStep(session).apply()
    here = whole(session)
    assert here.nat_gateway is not None
    assert here.nat_gateway["NatGatewayId"] != name
    session.target.let_pass(120)
    assert place(session).pending_nat_gateways == ()  # type: ignore[union-attr]
    NetworkStep(session).undo()
    assert leftovers(session).facts == ()


def test_the_launch_waits_for_the_gateway_and_only_then(session: Session, done: Callable[..., None]) -> None:
    done(session, "role", "profile", "network")
    waiting = EnvironmentStep(session).plan()
    assert [change.action for change in waiting.changes] == ["wait", "create", "wait"]
    assert waiting.refusals == ()
    (gateway,) = parts(session).nat_gateways
    assert gateway["NatGatewayId"] in waiting.changes[0].what
    waiting.changes[0].run()
    assert parts(session).nat_gateways[0]["State"] == "available"
    assert [change.action for change in EnvironmentStep(session).plan().changes] == ["create", "wait"]


def test_a_wait_for_a_gateway_that_failed_ends_at_once_with_its_reason(session: Session) -> None:
    name = failed(session)
    session.target.let_pass(120)
    with pytest.raises(WaitError) as error:
        wait_until_available(session, [name]).run()
    assert f"{name} is failed: Gateway.NotAttached: Network vpc-" in str(error.value)
    assert "last seen after 0 s" in str(error.value)


def test_a_gateway_that_fails_before_it_is_routed_to_says_why_and_the_next_run_mends_it(session: Session) -> None:
    name = failed(session)
    session.target.let_pass(120)
    building = Building(session, site(session))
    building.ids["nat"] = name
    building.table("private").run()
    with pytest.raises(WaitError, match=r"Gateway\.NotAttached: Network vpc-"):
        building.route("private").run()
    NetworkStep(session).apply()
    whole(session)


def test_a_quota_of_addresses_that_is_used_up_says_which_and_how_to_raise_it(session: Session) -> None:
    ec2 = session.client("ec2")
    for _ in range(5):
        ec2.allocate_address(Domain="vpc")
    with pytest.raises(AwsError) as error:
        NetworkStep(session).apply()
    assert error.value.code == "AddressLimitExceeded"
    assert "--quota-code L-0263D0A3" in str(error.value)


def test_a_half_made_network_refuses_no_run_that_will_finish_it(session: Session, done: Callable[..., None]) -> None:
    done(session, "role", "profile")
    for change in NetworkStep(session).plan().changes[:-1]:
        change.run()
    plan = EnvironmentStep(session).plan()
    assert plan.refusals == ()
    (told,) = plan.waits_for
    assert "NO_ROUTE_TO_DESTINATION" in told
    assert told.endswith("Run step network first.")
    NetworkStep(session).apply()
    assert EnvironmentStep(session).plan().waits_for == ()
