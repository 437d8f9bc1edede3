"""AWS::EC2::SecurityGroupIngress and AWS::EC2::SecurityGroupEgress: one rule of a group that is elsewhere.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroupingress.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.resources.ec2_common import changed, removing, settling, the_one
from c9lib.simulator.resources.ec2_rules import Direction, Rule, change, members, rule_of, shown_rules
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles

IDS = {"CidrIp": "CidrIpv4", "CidrIpv6": "CidrIpv6", "PrefixListId": "PrefixListId"}
"""What DescribeSecurityGroupRules calls the other end of a rule; a group is in ReferencedGroupInfo."""


class _GroupRule(Handler):
    """One rule. `Ref` is its id."""

    direction: Direction

    def create(self, work: Work) -> Waiting:
        asked = rule_of(work, work.properties, self.direction).permission()
        authorize = getattr(work.client("ec2"), f"authorize_security_group_{self.direction.lower()}")
        made = authorize(GroupId=work.properties["GroupId"], IpPermissions=[asked])
        work.initiated(made["SecurityGroupRules"][0]["SecurityGroupRuleId"])
        yield from settling()

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        """The description alone changes in place."""
        if changed(work, before, "Description"):
            held, wanted = (rule_of(work, one, self.direction) for one in (before, work.properties))
            change(work, work.properties["GroupId"], self.direction, [held], [wanted])
        yield from settling()

    def delete(self, work: Work) -> Waiting:
        revoke = getattr(work.client("ec2"), f"revoke_security_group_{self.direction.lower()}")
        asked = {"GroupId": work.properties["GroupId"], "SecurityGroupRuleIds": [work.physical_id]}
        yield from removing(lambda: revoke(**asked))

    def read(self, work: Work) -> Properties | None:
        describe = work.client("ec2").describe_security_group_rules
        found = the_one(describe, "SecurityGroupRules", SecurityGroupRuleIds=[work.physical_id])
        if found is None:
            return None
        rule = next(shown_rules([_as_permission(found)]))
        asked = rule_of(work, work.properties, self.direction)
        told = rule.said(self.direction)
        if rule == asked:
            told = {name: work.properties[name] for name in members(self.direction) if name in work.properties}
        return {"Id": work.physical_id, "GroupId": found["GroupId"], **told}


def _as_permission(found: Mapping[str, Any]) -> dict[str, Any]:
    """One rule of DescribeSecurityGroupRules as an IpPermission."""
    peer = next((one for one, name in IDS.items() if found.get(name)), "SecurityGroupId")
    other_end = found[IDS[peer]] if peer in IDS else found["ReferencedGroupInfo"]["GroupId"]
    told = found.get("Description", "")
    return Rule(found["IpProtocol"], found["FromPort"], found["ToPort"], peer, other_end, told).permission()


@handles("AWS::EC2::SecurityGroupIngress", takes=("GroupId", *members("Ingress")))
class GroupIngress(_GroupRule):
    """One way in."""

    direction = "Ingress"


@handles("AWS::EC2::SecurityGroupEgress", takes=("GroupId", *members("Egress")))
class GroupEgress(_GroupRule):
    """One way out. The group's open way out stays unless the group itself says SecurityGroupEgress."""

    direction = "Egress"
