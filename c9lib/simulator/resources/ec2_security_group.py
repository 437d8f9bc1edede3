"""AWS::EC2::SecurityGroup, with the rules that it says itself.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from c9lib.simulator.durations import SECURITY_GROUP
from c9lib.simulator.resources.ec2_common import changed, removing, retag, said, the_one
from c9lib.simulator.resources.ec2_rules import OPEN, Direction, Rule, as_said, change, members, rule_of, shown_rules
from c9lib.simulator.resources.nouns import Handler, Properties, Waiting, Work, handles
from c9lib.simulator.services.stacks import find

NAME_LIMIT = 255
"""Characters of a group's name (EC2 API reference, CreateSecurityGroup)."""
RULES: dict[Direction, str] = {"Ingress": "SecurityGroupIngress", "Egress": "SecurityGroupEgress"}
TAKES = tuple(f"{name}/{member}" for direction, name in RULES.items() for member in members(direction))


@handles("AWS::EC2::SecurityGroup", takes=("GroupDescription", "GroupName", "VpcId", "Tags", *TAKES))
class SecurityGroup(Handler):
    """A security group. `Ref` is its id."""

    def create(self, work: Work) -> Waiting:
        rules = {direction: _rules(work, direction, work.properties) for direction in RULES}
        made = work.client("ec2").create_security_group(
            GroupName=work.properties.get("GroupName") or work.name(NAME_LIMIT),
            Description=work.properties["GroupDescription"],
            TagSpecifications=work.specified("security-group"),
            **said(work.properties, "VpcId"),
        )
        work.initiated(made["GroupId"])
        for direction, wanted in rules.items():
            change(work, work.physical_id, direction, _rules(work, direction, {}), wanted)
        yield SECURITY_GROUP

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        for direction, name in RULES.items():
            if changed(work, before, name):
                held, wanted = _rules(work, direction, before), _rules(work, direction, work.properties)
                change(work, work.physical_id, direction, held, wanted)
        retag(work, work.physical_id, before)
        yield SECURITY_GROUP

    def delete(self, work: Work) -> Waiting:
        yield from removing(lambda: work.client("ec2").delete_security_group(GroupId=work.physical_id))

    def read(self, work: Work) -> Properties | None:
        found = the_one(work.client("ec2").describe_security_groups, "SecurityGroups", GroupIds=[work.physical_id])
        if found is None:
            return None
        shown = {"Ingress": found["IpPermissions"], "Egress": found["IpPermissionsEgress"]}
        rules = {
            name: as_said(work, work.properties.get(name, []), _own(work, shown[direction], direction), direction)
            for direction, name in RULES.items()
        }
        told = {"GroupDescription": found["Description"], "Id": work.physical_id}
        tags = work.shown_tags(found.get("Tags", []))
        return {**said(found, "GroupId", "GroupName", "VpcId"), **told, **rules, "Tags": tags}


def _rules(work: Work, direction: Direction, properties: Mapping[str, Any]) -> list[Rule]:
    """The rules that a group of these properties has. EC2's open way out goes only when other ways out are said: an
    empty list leaves it (AWS's page, SecurityGroupEgress)."""
    listed = properties.get(RULES[direction]) or []
    if not listed and direction == "Egress":
        return [OPEN]
    return [rule_of(work, one, direction) for one in listed]


def _own(work: Work, permissions: list[dict[str, Any]], direction: Direction) -> list[Rule]:
    """A group's rules without those that other resources of the same stack have put there: they aren't its drift (AWS
    CloudFormation User Guide, "Considerations when detecting drift": attachments)."""
    stack = find(work.world, work.region, work.stack_id)
    others = [one for one in stack.resources.values() if one.kind == f"{work.kind}{direction}"] if stack else []
    said = [one.properties for one in others if one.properties.get("GroupId") == work.physical_id]
    attached = {rule_of(work, one, direction).lets for one in said}
    return [rule for rule in shown_rules(permissions) if rule.lets not in attached]
