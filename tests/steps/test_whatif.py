"""Networks as they will be: copies, so that nothing of the network as it is changes."""

from collections.abc import Callable
from copy import deepcopy

from c9lib.aws import Session
from c9lib.path import Network
from c9lib.steps.endpoint_use import way
from c9lib.steps.endpoints import EndpointsStep
from c9lib.steps.group_rules import Rule, held
from c9lib.steps.whatif import settled, with_endpoints, with_rules
from tests.steps.conftest import Connected
from tests.steps.near import SUBNET, modify, seen

Done = Callable[..., None]
SERVICES = ("ssm", "ssmmessages")


def test_what_is_starting_has_started() -> None:
    nat, endpoint = {"NatGatewayId": "nat-1", "State": "pending"}, {"VpcEndpointId": "vpce-1", "State": "Pending"}
    failed = {"NatGatewayId": "nat-2", "State": "failed"}
    after = settled(Network(nat_gateways=[nat, failed], vpc_endpoints=[endpoint]))
    assert [one["State"] for one in after.nat_gateways] == ["available", "failed"]
    assert [one["State"] for one in after.vpc_endpoints] == ["available"]
    assert (nat["State"], endpoint["State"]) == ("pending", "Pending")


def test_a_group_has_exactly_these_rules_in_one_direction() -> None:
    group = {"GroupId": "sg-1", "IpPermissions": [], "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": []}]}
    other = {"GroupId": "sg-2", "IpPermissions": [], "IpPermissionsEgress": []}
    before = deepcopy(group)
    after = with_rules(Network(security_groups=[group, other]), "sg-1", "ingress", {Rule("sg-2")})
    assert held(after.security_group("sg-1") or {}, "ingress") == {Rule("sg-2")}
    assert (after.security_group("sg-1") or {})["IpPermissionsEgress"] == before["IpPermissionsEgress"]
    assert after.security_group("sg-2") == other
    assert group == before


def test_planned_endpoints_are_judged_as_those_that_are_made_then(connected: Connected, done: Done) -> None:
    session = connected(network="isolated", endpoint_services=SERVICES)
    done(session, "network")
    there = seen(session)
    planned = with_endpoints(there, SERVICES, {SUBNET})
    assert [way(there, one, there.network).reachable for one in SERVICES] == [False, False]
    assert [way(there, one, planned).reachable for one in SERVICES] == [True, True]
    assert not way(there, "ssm", with_endpoints(there, SERVICES, {Rule("10.9.0.0/24")})).reachable
    EndpointsStep(session).apply()
    made = seen(session)
    assert [way(made, one, made.network).reachable for one in SERVICES] == [True, True]


def test_our_own_useless_endpoint_counts_as_mended(session: Session, done: Done) -> None:
    done(session, "network", "endpoints")
    modify(session, "ssm", PrivateDnsEnabled=False)
    there = seen(session)
    assert not way(there, "ssm", there.network).endpoint_id
    assert way(there, "ssm", with_endpoints(there, ("ssm",), {SUBNET})).endpoint_id
