"""Networks as they would be: each edit by itself, and on random networks judged by the naive walker, which is given a
network that was changed by other means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from c9lib.path import Network, from_interface
from c9lib.path.edits import (
    Edit,
    address_gone,
    association_gone,
    attribute_off,
    edited,
    endpoint_gone,
    entry_added,
    entry_gone,
    gateway_detached,
    gives_no_addresses,
    nat_gone,
    permission,
    route_gone,
    rules_gone,
    started,
    unnamed,
)
from c9lib.path.network import Thing
from tests.path.naive import walk
from tests.path.random_networks import situations
from tests.path.test_against_naive import SERVICES, differences

ALL_OUT = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
GROUP = {
    "GroupId": "sg-1",
    "VpcId": "vpc-1",
    "IpPermissions": [{**HTTPS, "IpRanges": [{"CidrIp": "10.0.0.0/16"}, {"CidrIp": "10.1.0.0/16"}]}],
    "IpPermissionsEgress": [ALL_OUT, {**HTTPS, "UserIdGroupPairs": [{"GroupId": "sg-2", "UserId": "1"}]}],
}


def rule(*, egress: bool, **told: Any) -> dict[str, Any]:
    """A rule as DescribeSecurityGroupRules tells it."""
    return {"GroupId": "sg-1", "IsEgress": egress, "FromPort": -1, "ToPort": -1, **told}


def group_after(edit: Edit) -> Thing:
    return edited(Network(security_groups=[GROUP]), edit).security_groups[0]


def test_a_rule_goes_alone_out_of_a_permission_of_several() -> None:
    gone = rule(egress=False, IpProtocol="tcp", CidrIpv4="10.0.0.0/16") | {"FromPort": 443, "ToPort": 443}
    after = group_after(rules_gone([gone]))
    assert after["IpPermissions"] == [{**HTTPS, "IpRanges": [{"CidrIp": "10.1.0.0/16"}]}]
    assert after["IpPermissionsEgress"] == GROUP["IpPermissionsEgress"]


def test_the_last_rule_of_a_permission_takes_it_along() -> None:
    after = group_after(rules_gone([rule(egress=True, IpProtocol="-1", CidrIpv4="0.0.0.0/0")]))
    assert after["IpPermissionsEgress"] == [{**HTTPS, "UserIdGroupPairs": [{"GroupId": "sg-2", "UserId": "1"}]}]


def test_a_rule_for_a_group_goes_and_another_comes() -> None:
    ports = {"FromPort": 443, "ToPort": 443}
    gone = rule(egress=True, IpProtocol="tcp", ReferencedGroupInfo={"GroupId": "sg-2"}) | ports
    more = rule(egress=True, IpProtocol="tcp", PrefixListId="pl-1", Description="to S3") | ports
    after = group_after(rules_gone([gone], [more]))
    assert after["IpPermissionsEgress"] == [
        ALL_OUT,
        {**HTTPS, "PrefixListIds": [{"PrefixListId": "pl-1", "Description": "to S3"}]},
    ]


def test_a_rule_of_another_group_or_direction_stays() -> None:
    other = rule(egress=False, IpProtocol="-1", CidrIpv4="0.0.0.0/0")
    assert group_after(rules_gone([other])) == GROUP
    assert group_after(rules_gone([{**other, "IsEgress": True, "GroupId": "sg-9"}])) == GROUP


def test_a_rule_as_a_permission_says_no_ports_for_everything() -> None:
    assert permission(rule(egress=True, IpProtocol="-1", CidrIpv4="0.0.0.0/0")) == ALL_OUT


def test_what_is_starting_has_started() -> None:
    there = Network(
        nat_gateways=[{"NatGatewayId": "nat-1", "State": "pending"}, {"NatGatewayId": "nat-2", "State": "failed"}]
    )
    assert [one["State"] for one in edited(there, started()).nat_gateways] == ["available", "failed"]


def test_an_attribute_goes_alone() -> None:
    there = Network(vpc_attributes={"vpc-1": {"enableDnsSupport": True, "enableDnsHostnames": True}})
    after = edited(there, attribute_off("vpc-1", "enableDnsSupport"))
    assert (after.attribute("vpc-1", "enableDnsSupport"), after.attribute("vpc-1", "enableDnsHostnames")) == (
        False,
        True,
    )
    assert edited(Network(), attribute_off("vpc-1", "enableDnsHostnames")).attribute("vpc-1", "enableDnsSupport")


def test_an_entry_is_gone_in_one_direction_only() -> None:
    told = [{"RuleNumber": 100, "Egress": one, "Protocol": "-1", "RuleAction": "allow"} for one in (True, False)]
    there = Network(
        network_acls=[{"NetworkAclId": "acl-1", "Entries": told}, {"NetworkAclId": "acl-2", "Entries": told}]
    )
    after = edited(there, entry_gone("acl-1", 100, egress=True)).network_acls
    assert [len(one["Entries"]) for one in after] == [1, 2]
    assert not after[0]["Entries"][0]["Egress"]
    assert len(edited(there, entry_added("acl-2", told[0])).network_acls[1]["Entries"]) == 3


def test_an_address_and_a_habit_go() -> None:
    there = Network(
        subnets=[{"SubnetId": "subnet-1", "MapPublicIpOnLaunch": True}],
        network_interfaces=[{"NetworkInterfaceId": "eni-1", "Association": {"PublicIp": "1.2.3.4"}}],
    )
    assert "Association" not in (edited(there, address_gone("eni-1")).interface("eni-1") or {"Association": 1})
    assert not (edited(there, gives_no_addresses("subnet-1")).subnet("subnet-1") or {})["MapPublicIpOnLaunch"]


Change = tuple[Edit, Callable[[dict[str, Any]], None]]
"""An edit, and the same done by hand to a network as lists that may be changed."""


def changes(network: Network) -> Iterator[Change]:
    """Every removal that there is something for."""
    for nat in network.nat_gateways:
        yield nat_gone(nat), _kill_nat(nat["NatGatewayId"])
    for gateway in network.internet_gateways:
        yield gateway_detached(gateway["InternetGatewayId"], "vpc-a"), _detach(gateway["InternetGatewayId"])
    for table in network.route_tables:
        yield route_gone(table["RouteTableId"], "0.0.0.0/0"), _drop_route(table["RouteTableId"])
        for held in table.get("Associations", ()):
            if held.get("SubnetId"):
                yield (
                    association_gone(held["RouteTableAssociationId"]),
                    _drop_association(held["RouteTableAssociationId"]),
                )
    for endpoint in network.vpc_endpoints:
        yield endpoint_gone(endpoint), _drop_endpoint(endpoint["VpcEndpointId"])
        yield unnamed(endpoint["VpcEndpointId"]), _unname(endpoint["VpcEndpointId"])
    for name in ("enableDnsSupport", "enableDnsHostnames"):
        yield attribute_off("vpc-a", name), _switch_off(name)
    for acl in network.network_acls:
        for entry in acl["Entries"][:2]:
            number, out = entry["RuleNumber"], bool(entry["Egress"])
            yield entry_gone(acl["NetworkAclId"], number, egress=out), _drop_entry(acl["NetworkAclId"], number, out)


def _kill_nat(name: str) -> Callable[[dict[str, Any]], None]:
    def kill(parts: dict[str, Any]) -> None:
        next(one for one in parts["nat_gateways"] if one["NatGatewayId"] == name)["State"] = "deleted"
        _bury(parts, "NatGatewayId", name)

    return kill


def _detach(name: str) -> Callable[[dict[str, Any]], None]:
    def detach(parts: dict[str, Any]) -> None:
        next(one for one in parts["internet_gateways"] if one["InternetGatewayId"] == name)["Attachments"].clear()
        _bury(parts, "GatewayId", name)

    return detach


def _bury(parts: dict[str, Any], member: str, name: str) -> None:
    for table in parts["route_tables"]:
        for route in table["Routes"]:
            if route.get(member) == name:
                route["State"] = "blackhole"


def _drop_route(name: str) -> Callable[[dict[str, Any]], None]:
    def drop(parts: dict[str, Any]) -> None:
        table = next(one for one in parts["route_tables"] if one["RouteTableId"] == name)
        table["Routes"] = [one for one in table["Routes"] if one.get("DestinationCidrBlock") != "0.0.0.0/0"]

    return drop


def _drop_association(name: str) -> Callable[[dict[str, Any]], None]:
    def drop(parts: dict[str, Any]) -> None:
        for table in parts["route_tables"]:
            kept = [one for one in table.get("Associations", []) if one.get("RouteTableAssociationId") != name]
            table["Associations"] = kept

    return drop


def _drop_endpoint(name: str) -> Callable[[dict[str, Any]], None]:
    def drop(parts: dict[str, Any]) -> None:
        parts["vpc_endpoints"] = [one for one in parts["vpc_endpoints"] if one["VpcEndpointId"] != name]
        for table in parts["route_tables"]:
            table["Routes"] = [one for one in table["Routes"] if one.get("GatewayId") != name]

    return drop


def _unname(name: str) -> Callable[[dict[str, Any]], None]:
    def switch(parts: dict[str, Any]) -> None:
        next(one for one in parts["vpc_endpoints"] if one["VpcEndpointId"] == name)["PrivateDnsEnabled"] = False

    return switch


def _switch_off(name: str) -> Callable[[dict[str, Any]], None]:
    def switch(parts: dict[str, Any]) -> None:
        parts["vpc_attributes"]["vpc-a"][name] = False

    return switch


def _drop_entry(acl_id: str, number: int, out: bool) -> Callable[[dict[str, Any]], None]:
    def drop(parts: dict[str, Any]) -> None:
        acl = next(one for one in parts["network_acls"] if one["NetworkAclId"] == acl_id)
        for entry in acl["Entries"]:
            if entry["RuleNumber"] == number and bool(entry["Egress"]) == out:
                acl["Entries"].remove(entry)
                return

    return drop


PARTS = ("nat_gateways", "internet_gateways", "route_tables", "vpc_endpoints", "network_acls")


@pytest.mark.timeout(120)
@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(situations())
def test_a_forecast_is_the_way_after_the_change(situation: tuple[Network, Thing]) -> None:
    network, interface = situation
    before = deepcopy(network)
    for edit, by_hand in changes(network):
        parts: dict[str, Any] = {one: [deepcopy(dict(thing)) for thing in getattr(network, one)] for one in PARTS}
        parts["vpc_attributes"] = deepcopy(dict(network.vpc_attributes))
        by_hand(parts)
        really = replace(network, **parts)
        then = edited(network, edit)
        if any(then.route_table_of(one) is None for one in then.subnets):
            continue  # every VPC of AWS's has a main route table; these random ones don't
        for destination in SERVICES:
            path = from_interface(then, interface, destination)
            assert not differences(path, walk(really, interface, destination)), str(destination)
    assert network == before
