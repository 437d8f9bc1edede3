"""The agents' fast view of a network and the Describe calls tell the same, member for member."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields
from typing import Any

import pytest
from moto.core.responses import BaseResponse

from c9lib.path import Network
from c9lib.simulator import network_view
from c9lib.simulator.world import World
from tests.simulator.full_network import REGION, furnish_fully
from tests.simulator.place import Place

LISTS = {
    "vpcs": ("describe_vpcs", "Vpcs", "VpcId"),
    "subnets": ("describe_subnets", "Subnets", "SubnetId"),
    "route_tables": ("describe_route_tables", "RouteTables", "RouteTableId"),
    "internet_gateways": ("describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    "nat_gateways": ("describe_nat_gateways", "NatGateways", "NatGatewayId"),
    "network_interfaces": ("describe_network_interfaces", "NetworkInterfaces", "NetworkInterfaceId"),
    "security_groups": ("describe_security_groups", "SecurityGroups", "GroupId"),
    "network_acls": ("describe_network_acls", "NetworkAcls", "NetworkAclId"),
    "vpc_endpoints": ("describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
    "dhcp_options": ("describe_dhcp_options", "DhcpOptions", "DhcpOptionsId"),
    "block_public_access_exclusions": (
        "describe_vpc_block_public_access_exclusions",
        "VpcBlockPublicAccessExclusions",
        "ExclusionId",
    ),
}


@pytest.fixture
def full(place: Place) -> Place:
    """A place in which there is one of everything."""
    furnish_fully(place)
    return place


def view(world: World) -> Network:
    with world.lock:
        return network_view.network(world, REGION)


@pytest.mark.parametrize("name", LISTS)
def test_each_list(full: Place, world: World, name: str) -> None:
    call, member, key = LISTS[name]
    told = {one[key]: one for one in getattr(full.ec2, call)()[member]}
    seen = {one[key]: one for one in getattr(view(world), name)}
    assert seen, "a list without anything in it would prove nothing"
    assert seen.keys() == told.keys()
    for thing, shown in seen.items():
        for part, value in shown.items():
            assert value == _as_viewed(part, told[thing][part]), f"{thing}: {part}"
        assert set(_judged(name)) <= set().union(*seen.values()), "what the judgement reads is there"


def _as_viewed(part: str, value: Any) -> Any:
    """What the view leaves out of a member, or orders."""
    if part == "Groups":
        return sorted(value, key=lambda group: str(group["GroupId"]))
    if part == "Association":
        return {name: value[name] for name in ("PublicIp", "AllocationId") if name in value}
    return {"InstanceId": value["InstanceId"]} if part == "Attachment" else value


def _judged(name: str) -> tuple[str, ...]:
    """Members that only some of the things have, and that nobody may lose."""
    some = {"nat_gateways": ("FailureMessage",), "network_interfaces": ("Association", "Attachment")}
    return some.get(name, ())


def test_the_prefix_lists(full: Place, world: World) -> None:
    seen = {one["PrefixListId"]: one for one in view(world).prefix_lists}
    ours = full.ec2.describe_managed_prefix_lists()["PrefixLists"]
    assert seen.keys() == {one["PrefixListId"] for one in ours}
    for shown in full.ec2.describe_prefix_lists()["PrefixLists"]:
        assert seen[shown["PrefixListId"]] == shown
    for one in ours:
        entries = full.ec2.get_managed_prefix_list_entries(PrefixListId=one["PrefixListId"])["Entries"]
        assert seen[one["PrefixListId"]]["Cidrs"] == [entry["Cidr"] for entry in entries]


def test_the_rest(full: Place, world: World) -> None:
    seen = view(world)
    told = full.ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    assert seen.block_public_access == told
    for vpc, attributes in seen.vpc_attributes.items():
        for name, value in attributes.items():
            shown = full.ec2.describe_vpc_attribute(VpcId=vpc, Attribute=name)
            assert shown[name[0].upper() + name[1:]]["Value"] == value
    assert seen.vpc_attributes.keys() == {one["VpcId"] for one in seen.vpcs}
    assert {route.get("State") for table in seen.route_tables for route in table["Routes"]} == {"active", "blackhole"}


def test_a_network_that_is_kept_stays_as_it_was(full: Place, world: World) -> None:
    """Whoever keeps one compares it with the next: it must not change under their hands."""
    kept = view(world)
    then = deepcopy(kept)
    _change_everything(full)
    assert kept == then
    now = view(world)
    same = [field.name for field in fields(now) if getattr(now, field.name) == getattr(kept, field.name)]
    assert same == ["region", "account_id", "internet_gateways"], "every other list was changed, and shows it"


def _change_everything(place: Place) -> None:
    """Change each list of the network, where moto can in place."""
    ec2, of_vpc = place.ec2, [{"Name": "vpc-id", "Values": [place.vpc]}]
    ec2.modify_vpc_attribute(VpcId=place.vpc, EnableDnsHostnames={"Value": False})
    ec2.modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": True})
    _change_a_rule(ec2, of_vpc)
    acl = ec2.describe_network_acls(Filters=[{"Name": "default", "Values": ["true"]}, *of_vpc])["NetworkAcls"][0]
    entry = {"NetworkAclId": acl["NetworkAclId"], "RuleNumber": 100, "Egress": True, "RuleAction": "deny"}
    ec2.replace_network_acl_entry(**entry, Protocol="-1", CidrBlock="0.0.0.0/0")
    endpoint = ec2.describe_vpc_endpoints()["VpcEndpoints"][0]["VpcEndpointId"]
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, PrivateDnsEnabled=False)
    gateway = ec2.describe_nat_gateways(Filter=[{"Name": "state", "Values": ["available"]}])["NatGateways"][0]
    ec2.delete_nat_gateway(NatGatewayId=gateway["NatGatewayId"])
    place.cut_off()
    found = ec2.describe_managed_prefix_lists()["PrefixLists"]
    mine = next(one["PrefixListId"] for one in found if one["OwnerId"] != "AWS")
    ec2.modify_managed_prefix_list(PrefixListId=mine, CurrentVersion=1, AddEntries=[{"Cidr": "10.6.0.0/16"}])
    ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="off")
    exclusion = ec2.describe_vpc_block_public_access_exclusions()["VpcBlockPublicAccessExclusions"][0]["ExclusionId"]
    ec2.delete_vpc_block_public_access_exclusion(ExclusionId=exclusion)
    ec2.associate_dhcp_options(DhcpOptionsId="default", VpcId=place.vpc)
    ec2.create_dhcp_options(DhcpConfigurations=[{"Key": "domain-name", "Values": ["example.com"]}])
    ec2.create_network_interface(SubnetId=place.subnet)


def _change_a_rule(ec2: Any, of_vpc: list[dict[str, Any]]) -> None:
    """ModifySecurityGroupRules changes moto's own record of a rule."""
    group = next(
        one["GroupId"]
        for one in ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"]
        if one["GroupName"] == "default"
    )
    rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])["SecurityGroupRules"]
    rule = next(one for one in rules if one["IsEgress"])
    told = {"IpProtocol": "-1", "FromPort": -1, "ToPort": -1, "CidrIpv4": "10.0.0.0/8"}
    change = {"SecurityGroupRuleId": rule["SecurityGroupRuleId"], "SecurityGroupRule": told}
    ec2.modify_security_group_rules(GroupId=group, SecurityGroupRules=[change])


def test_reading_it_is_no_call(full: Place, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the API it would be a dozen; an agent may look after every change."""
    called, answer = list[str](), BaseResponse.call_action

    def counted(self: BaseResponse) -> Any:
        called.append(self._get_action())
        return answer(self)

    monkeypatch.setattr(BaseResponse, "call_action", counted)
    full.ec2.describe_vpcs()
    assert view(world).vpcs
    assert called == ["DescribeVpcs"]
