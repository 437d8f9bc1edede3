"""Descriptions of rules, of every kind of other end, and rules that lack ports."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulator.people import error_of

HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}


@pytest.fixture
def group(ec2: Any, net: Any) -> str:
    made: str = ec2.create_security_group(GroupName="one", Description="x", VpcId=net.vpc)["GroupId"]
    return made


@pytest.fixture
def ends(ec2: Any, net: Any) -> dict[str, tuple[str, str]]:
    """Every kind of other end: the list and the member, and a value."""
    other = ec2.create_security_group(GroupName="other", Description="x", VpcId=net.vpc)["GroupId"]
    lists = ec2.describe_managed_prefix_lists()["PrefixLists"]
    s3 = next(one["PrefixListId"] for one in lists if one["PrefixListName"].endswith(".s3"))
    return {
        "IpRanges": ("CidrIp", "10.0.0.0/8"),
        "Ipv6Ranges": ("CidrIpv6", "2001:db8::/32"),
        "UserIdGroupPairs": ("GroupId", other),
        "PrefixListIds": ("PrefixListId", s3),
    }


def shown(ec2: Any, group: str) -> dict[str, str]:
    permission = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"][0]
    return {name: one.get("Description", "") for name in permission for one in _lists(permission, name)}


def _lists(permission: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return permission[name] if isinstance(permission[name], list) else []


def shown_as_rules(ec2: Any, group: str) -> list[str]:
    asked = [{"Name": "group-id", "Values": [group]}]
    rules = ec2.describe_security_group_rules(Filters=asked)["SecurityGroupRules"]
    return [one.get("Description", "") for one in rules if not one["IsEgress"]]


def test_every_rule_has_its_description_until_it_gets_another(ec2: Any, group: str, ends: Any) -> None:
    for number, (listed, (member, value)) in enumerate(ends.items()):
        rule = {**HTTPS, listed: [{member: value, "Description": f"first {number}"}]}
        ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    assert shown(ec2, group) == {name: f"first {number}" for number, name in enumerate(ends)}
    assert shown_as_rules(ec2, group) == [f"first {number}" for number in range(4)]
    for listed, (member, value) in ends.items():
        rule = {**HTTPS, "IpProtocol": "6", listed: [{member: value, "Description": "second"}]}
        ec2.update_security_group_rule_descriptions_ingress(GroupId=group, IpPermissions=[rule])
    assert shown(ec2, group) == dict.fromkeys(ends, "second")
    assert shown_as_rules(ec2, group) == ["second"] * 4
    for listed, (member, value) in ends.items():
        rule = {**HTTPS, listed: [{member: value}]}
        ec2.update_security_group_rule_descriptions_ingress(GroupId=group, IpPermissions=[rule])
    assert shown(ec2, group) == dict.fromkeys(ends, "")


def test_a_rule_is_still_found_and_removed_by_what_it_lets_through(ec2: Any, group: str, ends: Any) -> None:
    for listed, (member, value) in ends.items():
        rule = {**HTTPS, listed: [{member: value, "Description": "first"}]}
        ec2.authorize_security_group_egress(GroupId=group, IpPermissions=[rule])
        code, _ = error_of(ec2.authorize_security_group_egress, GroupId=group, IpPermissions=[rule])
        assert code == "InvalidPermission.Duplicate"
        rule = {**HTTPS, listed: [{member: value, "Description": "second"}]}
        ec2.update_security_group_rule_descriptions_egress(GroupId=group, IpPermissions=[rule])
        ec2.revoke_security_group_egress(GroupId=group, IpPermissions=[{**HTTPS, listed: [{member: value}]}])
    left = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissionsEgress"]
    assert [one["IpProtocol"] for one in left] == ["-1"], left


def test_a_rule_that_isnt_there_is_refused(ec2: Any, group: str) -> None:
    rule = {**HTTPS, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "x"}]}
    code, _ = error_of(ec2.update_security_group_rule_descriptions_ingress, GroupId=group, IpPermissions=[rule])
    assert code == "InvalidPermission.NotFound"
    code, _ = error_of(ec2.update_security_group_rule_descriptions_ingress, GroupId="sg-1", IpPermissions=[rule])
    assert code == "InvalidGroup.NotFound"


@pytest.mark.parametrize("protocol", ["tcp", "17", "icmp"])
def test_ports_are_needed(ec2: Any, group: str, protocol: str) -> None:
    rule = {"IpProtocol": protocol, "FromPort": 1, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    code, told = error_of(ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[rule])
    assert code == "InvalidParameterValue"
    assert told.startswith("Invalid value 'Must specify both from and to ports with ")


@pytest.mark.parametrize("protocol", ["-1", "50", "icmpv6"])
def test_ports_are_not_needed(ec2: Any, group: str, protocol: str) -> None:
    rule = {"IpProtocol": protocol, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[rule])
    assert ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"] == []


def test_the_aws_cli_does_it_too(cli: Any, ec2: Any, group: str) -> None:
    rule = {**HTTPS, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "first"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    told = json.dumps([{**HTTPS, "IpRanges": [{"CidrIp": "10.0.0.0/8", "Description": "second"}]}])
    words = ("update-security-group-rule-descriptions-ingress", "--group-id", group, "--ip-permissions", told)
    done = cli("ec2", *words)
    assert done.returncode == 0, done.stderr
    assert shown(ec2, group)["IpRanges"] == "second"
