"""Security groups and the rules that they say themselves, as CloudFormation makes, changes, reads and removes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulator.resources import ec2_parts as parts

HTTPS = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
NOBODY = {"CidrIp": "255.255.255.255/32", "IpProtocol": "icmp", "FromPort": 252, "ToPort": 86}
"""What the CDK writes for a group without a way out."""


@pytest.fixture
def vpc(resource: Any) -> str:
    made: str = parts.vpc(resource).id
    return made


def rules(ec2: Any, group: str, member: str = "IpPermissions") -> list[str]:
    """A group's rules in short."""
    shown = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0][member]
    return sorted(
        f"{one['IpProtocol']} {one.get('FromPort', '')} {end.get('CidrIp', '') or end.get('GroupId', '')}"
        for one in shown
        for end in [*one["IpRanges"], *one["UserIdGroupPairs"]]
    )


def test_made_with_a_name_of_cloudformation_s_and_ec2_s_open_way_out(resource: Any, aws: Any, vpc: str) -> None:
    made = parts.group(resource, vpc, "Web")
    told = made.read()
    assert made.ref == made.id == told["GroupId"] == told["Id"]
    assert told["GroupName"].startswith("seat-Web-")
    assert (told["GroupDescription"], told["VpcId"], told["SecurityGroupIngress"]) == ("for a test", vpc, [])
    assert told["SecurityGroupEgress"] == [{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}]
    tags = parts.tags_of(aws("ec2"), made.id)
    assert tags["aws:cloudformation:logical-id"] == "Web"


def test_its_own_name_and_every_kind_of_rule(resource: Any, aws: Any, vpc: str) -> None:
    other = parts.group(resource, vpc, "Other")
    lists = aws("ec2").describe_managed_prefix_lists()["PrefixLists"]
    s3 = next(one["PrefixListId"] for one in lists if one["PrefixListName"].endswith(".s3"))
    ingress = [
        {**HTTPS, "CidrIp": "10.0.0.0/8", "Description": "the network"},
        {**HTTPS, "SourceSecurityGroupId": other.id, "Description": "the others"},
        {**HTTPS, "CidrIpv6": "2001:db8::/32"},
        {"IpProtocol": "17", "FromPort": 53, "ToPort": 53, "CidrIp": "10.0.0.2/32"},
        {"IpProtocol": "-1", "CidrIp": "10.9.0.0/16", "FromPort": 0, "ToPort": 65535},
    ]
    egress = [{**HTTPS, "DestinationPrefixListId": s3, "Description": "packages"}]
    made = parts.group(resource, vpc, GroupName="web", SecurityGroupIngress=ingress, SecurityGroupEgress=egress)
    told = made.read()
    assert told["GroupName"] == "web"
    assert told["SecurityGroupIngress"] == ingress, "in the template's words and order"
    assert told["SecurityGroupEgress"] == egress, "the open way out is gone"


def test_an_empty_list_leaves_the_open_way_out(resource: Any, aws: Any, vpc: str) -> None:
    made = parts.group(resource, vpc, SecurityGroupEgress=[])
    assert rules(aws("ec2"), made.id, "IpPermissionsEgress") == ["-1  0.0.0.0/0"]
    shut = parts.group(resource, vpc, "Shut", SecurityGroupEgress=[NOBODY])
    assert rules(aws("ec2"), shut.id, "IpPermissionsEgress") == ["icmp 252 255.255.255.255/32"]


def test_the_open_way_out_may_be_said(resource: Any, aws: Any, vpc: str) -> None:
    said = [{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0", "Description": "Allow all outbound traffic by default"}]
    made = parts.group(resource, vpc, SecurityGroupEgress=said)
    assert made.read()["SecurityGroupEgress"] == said


def test_rules_change_in_place_and_those_of_others_stay(resource: Any, aws: Any, vpc: str) -> None:
    ec2 = aws("ec2")
    first, second = {**HTTPS, "CidrIp": "10.0.0.0/8"}, {**HTTPS, "CidrIp": "172.16.0.0/12"}
    made = parts.group(resource, vpc, SecurityGroupIngress=[first])
    ec2.authorize_security_group_ingress(
        GroupId=made.id, IpPermissions=[{**HTTPS, "IpRanges": [{"CidrIp": "192.168.0.0/16"}]}]
    )
    made.update(SecurityGroupIngress=[second])
    assert rules(ec2, made.id) == ["tcp 443 172.16.0.0/12", "tcp 443 192.168.0.0/16"]
    assert len(made.read()["SecurityGroupIngress"]) == 2, "drift sees the other one"
    made.update(SecurityGroupIngress=None)
    assert rules(ec2, made.id) == ["tcp 443 192.168.0.0/16"]


def test_a_way_out_that_is_said_no_more_gives_the_open_one_back(resource: Any, aws: Any, vpc: str) -> None:
    made = parts.group(resource, vpc)
    made.update(SecurityGroupEgress=[{**HTTPS, "CidrIp": "0.0.0.0/0"}])
    assert rules(aws("ec2"), made.id, "IpPermissionsEgress") == ["tcp 443 0.0.0.0/0"]
    made.update(SecurityGroupEgress=None)
    assert rules(aws("ec2"), made.id, "IpPermissionsEgress") == ["-1  0.0.0.0/0"]


def test_another_description_keeps_the_rule(resource: Any, aws: Any, vpc: str) -> None:
    made = parts.group(resource, vpc, SecurityGroupIngress=[{**HTTPS, "CidrIp": "10.0.0.0/8", "Description": "one"}])
    asked = [{"Name": "group-id", "Values": [made.id]}]
    before = aws("ec2").describe_security_group_rules(Filters=asked)["SecurityGroupRules"]
    made.update(SecurityGroupIngress=[{**HTTPS, "CidrIp": "10.0.0.0/8", "Description": "two"}])
    after = aws("ec2").describe_security_group_rules(Filters=asked)["SecurityGroupRules"]
    assert [one["SecurityGroupRuleId"] for one in before] == [one["SecurityGroupRuleId"] for one in after]
    assert made.read()["SecurityGroupIngress"][0]["Description"] == "two"


def test_a_rule_that_somebody_took_away_doesnt_stop_an_update(resource: Any, aws: Any, vpc: str) -> None:
    said = [{**HTTPS, "CidrIp": "10.0.0.0/8"}, {**HTTPS, "CidrIp": "172.16.0.0/12"}]
    made = parts.group(resource, vpc, SecurityGroupIngress=said)
    gone = {**HTTPS, "IpRanges": [{"CidrIp": "10.0.0.0/8"}]}
    aws("ec2").revoke_security_group_ingress(GroupId=made.id, IpPermissions=[gone])
    made.update(SecurityGroupIngress=None)
    assert rules(aws("ec2"), made.id) == []


def test_a_rule_that_ec2_refuses_leaves_a_group_to_be_removed(resource: Any, vpc: str) -> None:
    said = [{"IpProtocol": "tcp", "CidrIp": "10.0.0.0/8"}]
    made = resource("AWS::EC2::SecurityGroup", GroupDescription="x", VpcId=vpc, SecurityGroupIngress=said)
    assert "Must specify both from and to ports with TCP/UDP." in made.refused()
    assert made.id.startswith("sg-")
    made.delete()
    assert made.gone


def test_the_same_name_twice(resource: Any, vpc: str) -> None:
    parts.group(resource, vpc, GroupName="web")
    made = resource("AWS::EC2::SecurityGroup", GroupDescription="x", GroupName="web", VpcId=vpc)
    told = made.refused()
    assert "The security group 'web' already exists" in told
    assert "HandlerErrorCode: AlreadyExists" in told
    assert made.id == ""


def test_groups_of_other_accounts_arent_simulated(resource: Any, vpc: str) -> None:
    other = parts.group(resource, vpc, "Other")
    said = [{**HTTPS, "SourceSecurityGroupId": other.id, "SourceSecurityGroupOwnerId": "210987654321"}]
    made = resource("AWS::EC2::SecurityGroup", GroupDescription="x", VpcId=vpc, SecurityGroupIngress=said)
    assert "Property SourceSecurityGroupOwnerId (210987654321)" in made.refused()
    assert made.id == "", "nothing is made before"
    own = [{**HTTPS, "SourceSecurityGroupId": other.id, "SourceSecurityGroupOwnerId": "123456789012"}]
    assert parts.group(resource, vpc, SecurityGroupIngress=own).read()["SecurityGroupIngress"] == own


def test_a_group_by_its_name_is_refused_by_name() -> None:
    from c9lib.simulator import resources
    from c9lib.simulator.resources.nouns import not_taken

    resources.register()
    told = {"GroupDescription": "x", "SecurityGroupIngress": [{**HTTPS, "SourceSecurityGroupName": "web"}]}
    assert not_taken("AWS::EC2::SecurityGroup", told) == ["SecurityGroupIngress/SourceSecurityGroupName"]


def test_removed_is_gone_and_one_in_use_stays(resource: Any, vpc: str) -> None:
    made = parts.group(resource, vpc)
    user = parts.group(resource, vpc, "User", SecurityGroupIngress=[{**HTTPS, "SourceSecurityGroupId": made.id}])
    told = made.refused("delete")
    assert f"resource {made.id} has a dependent object" in told
    user.delete()
    made.delete()
    assert made.gone
    made.delete()


def test_the_aws_cli_sees_it(resource: Any, cli: Any, vpc: str) -> None:
    made = parts.group(resource, vpc, SecurityGroupIngress=[{**HTTPS, "CidrIp": "10.0.0.0/8", "Description": "in"}])
    done = cli("ec2", "describe-security-groups", "--group-ids", made.id)
    permission = json.loads(done.stdout)["SecurityGroups"][0]["IpPermissions"][0]
    assert permission["IpRanges"] == [{"CidrIp": "10.0.0.0/8", "Description": "in"}]
