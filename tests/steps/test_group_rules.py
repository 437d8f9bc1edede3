"""Rules of security groups as values: read from either shape, written as EC2 takes them, added and taken away."""

from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.steps.group_rules import ANYWHERE, Rule, allow, held, permissions, revoke_others


def permission(protocol: str, *cidrs: str, **more: Any) -> dict[str, Any]:
    return {"IpProtocol": protocol, "IpRanges": [{"CidrIp": cidr} for cidr in cidrs], **more}


@pytest.mark.parametrize(
    ("told", "rules"),
    [
        ([], set()),
        ([permission("tcp", "10.0.0.0/24", FromPort=443, ToPort=443)], {Rule("10.0.0.0/24")}),
        ([permission("tcp", "10.0.0.0/24", "10.1.0.0/24", FromPort=1, ToPort=9)],
         {Rule("10.0.0.0/24", "tcp", 1, 9), Rule("10.1.0.0/24", "tcp", 1, 9)}),
        ([permission("-1", "0.0.0.0/0")], {ANYWHERE}),
        ([permission("tcp", FromPort=443, ToPort=443, UserIdGroupPairs=[{"GroupId": "sg-1", "UserId": "1"}])],
         {Rule("sg-1")}),
        ([permission("tcp", FromPort=443, ToPort=443, PrefixListIds=[{"PrefixListId": "pl-1"}])], {Rule("pl-1")}),
        ([permission("-1", Ipv6Ranges=[{"CidrIpv6": "::/0"}])], {Rule("::/0", "-1", -1, -1)}),
    ],
)  # fmt: skip
def test_each_source_of_a_permission_is_a_rule(told: list[dict[str, Any]], rules: set[Rule]) -> None:
    assert held({"IpPermissions": told}, "ingress") == rules
    assert held({"IpPermissionsEgress": told}, "egress") == rules


def test_rules_become_permissions_and_back() -> None:
    rules = {Rule("10.0.0.0/24"), Rule("sg-1"), Rule("pl-1"), Rule("::/0", "-1", -1, -1), ANYWHERE}
    assert held({"IpPermissions": permissions(rules, "why")}, "ingress") == rules
    (only,) = permissions([Rule("10.0.0.0/24")], "why")
    assert only["IpRanges"] == [{"CidrIp": "10.0.0.0/24", "Description": "why"}]


@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_what_is_not_kept_goes_and_nothing_of_the_other_direction(session: Session, direction: Any) -> None:
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    one, other = (ec2.create_security_group(GroupName=name, Description="x", VpcId=vpc)["GroupId"] for name in "ab")
    rules = {Rule("10.0.0.0/24"), Rule(other), Rule("0.0.0.0/0", "tcp", 1, 9)}
    allow(session, one, "ingress", rules, "why")
    allow(session, one, "egress", rules, "why")
    allow(session, one, "egress", set(), "why")
    revoke_others(session, one, direction, {Rule(other)})
    (group,) = ec2.describe_security_groups(GroupIds=[one])["SecurityGroups"]
    left = {"ingress": rules, "egress": {*rules, ANYWHERE}, direction: {Rule(other)}}
    assert {way: set(held(group, way)) for way in ("ingress", "egress")} == left
    before = len(session.calls)
    revoke_others(session, one, direction, {Rule(other)})
    assert [call.operation for call in session.calls[before:]] == ["DescribeSecurityGroupRules"]


def test_our_rules_carry_the_deployments_tag(session: Session) -> None:
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    one = ec2.create_security_group(GroupName="a", Description="x", VpcId=vpc)["GroupId"]
    allow(session, one, "ingress", {Rule("10.0.0.0/24")}, "why")
    told = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [one]}])["SecurityGroupRules"]
    (tags,) = [rule["Tags"] for rule in told if not rule["IsEgress"]]
    assert tags == [{"Key": "c9lib:deployment", "Value": "no-ingress"}]
