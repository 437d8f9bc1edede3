"""Security groups: the default group's rule, groups that aren't there, groups in use (facts 7.8)."""

from __future__ import annotations

from typing import Any


def group(ec2: Any, net: Any, name: str = "web") -> str:
    return str(ec2.create_security_group(GroupName=name, Description="for a test", VpcId=net.vpc)["GroupId"])


def from_group(group_id: str) -> list[dict[str, Any]]:
    return [{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": group_id}]}]


def test_the_default_group_lets_itself_in(ec2: Any, net: Any) -> None:
    for found in ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": ["default"]}])[
        "SecurityGroups"
    ]:
        rule = found["IpPermissions"]
        assert [(held["IpProtocol"], held["IpRanges"]) for held in rule] == [("-1", [])]
        assert [pair["GroupId"] for pair in rule[0]["UserIdGroupPairs"]] == [found["GroupId"]]
        assert found["IpPermissionsEgress"][0]["IpRanges"] == [{"CidrIp": "0.0.0.0/0"}]


def test_a_new_group_lets_nothing_in(ec2: Any, net: Any) -> None:
    found = ec2.describe_security_groups(GroupIds=[group(ec2, net)])["SecurityGroups"][0]
    assert found["IpPermissions"] == []
    assert found["IpPermissionsEgress"][0]["IpRanges"] == [{"CidrIp": "0.0.0.0/0"}]


def test_rules_name_groups_that_exist_in_the_same_vpc(ec2: Any, net: Any, other_net: Any, refused: Any) -> None:
    own = group(ec2, net)
    allow = ec2.authorize_security_group_ingress
    told = ("InvalidGroup.NotFound", "The security group 'sg-0' does not exist")
    assert refused(allow, GroupId=own, IpPermissions=from_group("sg-0")) == told
    assert refused(allow, GroupId="sg-0", IpPermissions=from_group(own)) == told
    code, message = refused(allow, GroupId=own, IpPermissions=from_group(other_net.default_group))
    assert (code, message) == (
        "InvalidGroup.NotFound",
        "You have specified two resources that belong to different networks.",
    )
    allow(GroupId=own, IpPermissions=from_group(net.default_group))
    found = ec2.describe_security_groups(GroupIds=[own])["SecurityGroups"][0]
    assert [pair["GroupId"] for pair in found["IpPermissions"][0]["UserIdGroupPairs"]] == [net.default_group]


def test_a_group_that_another_ones_rule_names_stays(ec2: Any, net: Any, refused: Any) -> None:
    named, naming = group(ec2, net, "named"), group(ec2, net, "naming")
    ec2.authorize_security_group_ingress(GroupId=naming, IpPermissions=from_group(named))
    assert refused(ec2.delete_security_group, GroupId=named) == (
        "DependencyViolation",
        f"resource {named} has a dependent object",
    )
    ec2.revoke_security_group_ingress(GroupId=naming, IpPermissions=from_group(named))
    ec2.delete_security_group(GroupId=named)


def test_a_group_that_names_itself_can_go(ec2: Any, net: Any) -> None:
    own = group(ec2, net)
    ec2.authorize_security_group_ingress(GroupId=own, IpPermissions=from_group(own))
    ec2.delete_security_group(GroupId=own)


def test_a_group_of_an_interface_stays(ec2: Any, net: Any, refused: Any) -> None:
    own = group(ec2, net)
    interface = ec2.create_network_interface(SubnetId=net.subnet_a, Groups=[own])["NetworkInterface"]
    assert refused(ec2.delete_security_group, GroupId=own)[0] == "DependencyViolation"
    ec2.delete_network_interface(NetworkInterfaceId=interface["NetworkInterfaceId"])
    ec2.delete_security_group(GroupId=own)
    assert refused(ec2.delete_security_group, GroupId=own) == (
        "InvalidGroup.NotFound",
        f"The security group '{own}' does not exist",
    )


def test_the_default_group_stays(ec2: Any, net: Any, refused: Any) -> None:
    told = f'the specified group: "{net.default_group}" name: "default" cannot be deleted by a user'
    assert refused(ec2.delete_security_group, GroupId=net.default_group) == ("CannotDelete", told)


def test_names_and_networks_that_are_refused(ec2: Any, net: Any, refused: Any) -> None:
    create = {"Description": "x", "VpcId": net.vpc}
    assert refused(ec2.create_security_group, GroupName="sg-web", **create)[0] == "InvalidParameterValue"
    assert refused(ec2.create_security_group, GroupName="default", **create)[0] == "InvalidParameterValue"
    wrong = {"GroupName": "web", "Description": "x", "VpcId": "vpc-0"}
    assert refused(ec2.create_security_group, **wrong)[0] == "InvalidVpcID.NotFound"


def test_changes_of_a_rule_that_would_be_lost_are_refused(ec2: Any, net: Any, refused: Any) -> None:
    own = group(ec2, net)
    made = ec2.authorize_security_group_ingress(GroupId=own, IpPermissions=from_group(own))["SecurityGroupRules"][0]
    change = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "ReferencedGroupId": net.default_group}
    update = [{"SecurityGroupRuleId": made["SecurityGroupRuleId"], "SecurityGroupRule": change}]
    code, message = refused(ec2.modify_security_group_rules, GroupId=own, SecurityGroupRules=update)
    assert (code, "ReferencedGroupId" in message) == ("NotSimulated", True)
