"""Descriptions of security groups' rules: changed in place, and shown for every kind of rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c9lib.simulator import moto_rules
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups
from c9lib.simulator.services.ec2.security_group_rules import ends


@operation("ec2", "UpdateSecurityGroupRuleDescriptionsIngress", "UpdateSecurityGroupRuleDescriptionsEgress")
def update_descriptions(call: ApiCall) -> Answer:
    """Another description, or none, for rules that are there."""
    lookups.only_simulated(call, "GroupName", "SecurityGroupRuleDescriptions")
    if not call.params.get("GroupId"):
        raise ApiError("MissingParameter", "The request must contain the parameter groupName or groupId")
    lookups.group(call, call.params["GroupId"])
    lookups.dry_run(call)
    if not all(_write(call)):
        raise ApiError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
    return {"Return": True}


def keep(call: ApiCall) -> None:
    """Keep the descriptions of the rules that a request has made."""
    for _ in _write(call):
        pass


def _write(call: ApiCall) -> Iterator[bool]:
    group_id, egress = call.params["GroupId"], call.operation.endswith("Egress")
    for permission in call.params.get("IpPermissions", []):
        for lets, told in ends(permission):
            yield moto_rules.set_description(call.region, group_id, lets, told.get("Description", ""), egress=egress)


@operation("ec2", "DescribeSecurityGroups")
def describe_security_groups(call: ApiCall) -> Answer:
    """moto's answer when every group that the request names is there, with what it leaves out of prefix lists."""
    for group_id in call.params.get("GroupIds", []):
        lookups.group(call, group_id)
    answer = call.forward()
    for group in answer["SecurityGroups"]:
        for name, egress in (("IpPermissions", False), ("IpPermissionsEgress", True)):
            _tell(group[name], moto_rules.of_prefix_lists(call.region, group["GroupId"], egress=egress))
    return answer


def _tell(permissions: list[dict[str, Any]], known: dict[moto_rules.Lets, str]) -> None:
    for permission in permissions if known else ():
        for lets, told in ends(permission):
            if lets in known:
                told["Description"] = known[lets]
