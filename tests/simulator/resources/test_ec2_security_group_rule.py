"""Rules of groups that are elsewhere, as CloudFormation makes, changes, reads and removes them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.resources import ec2_parts as parts

HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
INGRESS, EGRESS = "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"


@pytest.fixture
def groups(resource: Any) -> tuple[Any, Any]:
    vpc = parts.vpc(resource)
    return parts.group(resource, vpc.id), parts.group(resource, vpc.id, "Other")


@pytest.mark.parametrize(
    ("kind", "end"),
    [
        (INGRESS, {"CidrIp": "10.0.0.0/8"}),
        (INGRESS, {"CidrIpv6": "2001:db8::/32"}),
        (INGRESS, {"SourceSecurityGroupId": "OTHER"}),
        (INGRESS, {"SourcePrefixListId": "S3"}),
        (EGRESS, {"CidrIp": "10.0.0.0/8"}),
        (EGRESS, {"CidrIpv6": "2001:db8::/32"}),
        (EGRESS, {"DestinationSecurityGroupId": "OTHER"}),
        (EGRESS, {"DestinationPrefixListId": "S3"}),
    ],
)
def test_made_changed_read_and_removed(
    resource: Any, aws: Any, groups: tuple[Any, Any], kind: str, end: dict[str, str]
) -> None:
    group, other = groups
    lists = aws("ec2").describe_managed_prefix_lists()["PrefixLists"]
    s3 = next(one["PrefixListId"] for one in lists if one["PrefixListName"].endswith(".s3"))
    told = {name: {"OTHER": other.id, "S3": s3}.get(value, value) for name, value in end.items()}
    said = {"GroupId": group.id, **HTTPS, **told, "Description": "one"}
    made = resource(kind, **said).create()
    assert made.ref.startswith("sgr-")
    assert made.read() == {"Id": made.id, **said}
    made.update(Description="two")
    assert made.read() == {"Id": made.id, **said, "Description": "two"}
    made.update(Description=None)
    assert made.read() == {"Id": made.id, "GroupId": group.id, **HTTPS, **told}
    made.delete()
    assert made.gone
    made.delete()
    assert len(group.read()["SecurityGroupEgress"]) == 1, "the open way out is still there"


def test_a_rule_from_the_group_itself(resource: Any, groups: tuple[Any, Any]) -> None:
    group, _ = groups
    said = {"GroupId": group.id, "IpProtocol": "-1", "SourceSecurityGroupId": group.id}
    made = resource(INGRESS, **said).create()
    assert made.read() == {"Id": made.id, **said}
    group.delete()
    assert made.gone, "it went with its group"
    made.delete()


def test_two_groups_that_name_each_other_go_when_their_rules_have_gone(resource: Any, groups: tuple[Any, Any]) -> None:
    first, second = groups
    there = resource(INGRESS, GroupId=first.id, SourceSecurityGroupId=second.id, **HTTPS).create()
    back = resource(INGRESS, logical_id="Back", GroupId=second.id, SourceSecurityGroupId=first.id, **HTTPS).create()
    assert "has a dependent object" in first.refused("delete")
    there.delete()
    back.delete()
    first.delete()
    second.delete()


def test_the_same_rule_twice(resource: Any, groups: tuple[Any, Any]) -> None:
    said = {"GroupId": groups[0].id, **HTTPS, "CidrIp": "10.0.0.0/8"}
    resource(INGRESS, **said).create()
    again = resource(INGRESS, logical_id="Again", **said)
    told = again.refused()
    assert 'the specified rule "peer: 10.0.0.0/8, TCP, from port: 443, to port: 443, ALLOW" already exists' in told
    assert "HandlerErrorCode: AlreadyExists" in told
    assert again.id == ""


def test_a_rule_that_somebody_changed_shows(resource: Any, aws: Any, groups: tuple[Any, Any]) -> None:
    made = resource(INGRESS, GroupId=groups[0].id, **HTTPS, CidrIp="10.0.0.0/8").create()
    changed = {"SecurityGroupRuleId": made.id, "SecurityGroupRule": {**HTTPS, "CidrIpv4": "10.1.0.0/16"}}
    aws("ec2").modify_security_group_rules(GroupId=groups[0].id, SecurityGroupRules=[changed])
    assert made.read()["CidrIp"] == "10.1.0.0/16"


def test_a_group_that_isnt_there(resource: Any) -> None:
    told = resource(INGRESS, GroupId="sg-0123456789abcdef0", **HTTPS, CidrIp="10.0.0.0/8").refused()
    assert "The security group 'sg-0123456789abcdef0' does not exist" in told
    assert "HandlerErrorCode: NotFound" in told
