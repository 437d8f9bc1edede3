"""Security groups: rules name groups that exist, and a group in use stays."""

from __future__ import annotations

from c9lib.simulator import moto_network as network
from c9lib.simulator.api import Answer, ApiCall, ApiError, NotSimulated, operation
from c9lib.simulator.services.ec2 import lookups, tags
from c9lib.simulator.services.ec2 import security_group_descriptions as descriptions
from c9lib.simulator.services.ec2.security_group_rules import refuse_twice, with_ports


@operation("ec2", "CreateSecurityGroup")
def create_security_group(call: ApiCall) -> Answer:
    """A group that lets everything out and nothing in."""
    if call.params.get("VpcId"):
        lookups.vpc(call, call.params["VpcId"])
    name = call.params["GroupName"]
    if name.startswith("sg-"):
        raise ApiError(
            "InvalidParameterValue", "invalid value for parameter groupName: Group names may not be in the format sg-*"
        )
    if name == "default":
        raise ApiError("InvalidParameterValue", "Cannot use reserved security group name: default")
    tags.check_tag_specifications(call, "security-group")
    lookups.dry_run(call)
    return call.forward(**tags.one_tag_specification(call))


@operation("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def authorize(call: ApiCall) -> Answer:
    """Rules may name groups of the same VPC alone, and prefix lists. Peering and other accounts aren't simulated."""
    rules = with_ports(call.params.get("IpPermissions", []))
    for permission in call.params.get("IpPermissions", []):
        for named in permission.get("PrefixListIds", []):
            lookups.prefix_list(call, named.get("PrefixListId", ""))
    if call.params.get("GroupId"):
        own = lookups.group(call, call.params["GroupId"])
        for permission in call.params.get("IpPermissions", []):
            for pair in permission.get("UserIdGroupPairs", []):
                _must_be_near(call, own, pair.get("GroupId", ""))
        refuse_twice(call)
    tags.check_tag_specifications(call, "security-group-rule")
    lookups.dry_run(call)
    answer = call.forward(**({"IpPermissions": rules} if rules else {}))
    if call.params.get("GroupId"):
        descriptions.keep(call)
    return answer


def _must_be_near(call: ApiCall, own: network.Group, named: str) -> None:
    if named and lookups.group(call, named).vpc_id != own.vpc_id:
        raise ApiError("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.")


@operation("ec2", "ModifySecurityGroupRules")
def modify_rules(call: ApiCall) -> Answer:
    """Ports, protocols and IPv4 ranges; moto takes other changes without a word and leaves the rule as it was."""
    lookups.group(call, call.params["GroupId"])
    for update in call.params["SecurityGroupRules"]:
        for name in ("CidrIpv6", "PrefixListId", "ReferencedGroupId"):
            if update.get("SecurityGroupRule", {}).get(name):
                raise NotSimulated(f"{name} of ec2:ModifySecurityGroupRules")
    lookups.dry_run(call)
    return call.forward()


@operation("ec2", "DeleteSecurityGroup")
def delete_security_group(call: ApiCall) -> Answer:
    """Refused for a default group, and while an interface, an endpoint or another group's rule uses it (facts 7.8)."""
    if not call.params.get("GroupId"):
        lookups.dry_run(call)
        return _delete_by_name(call)
    found = lookups.group(call, call.params["GroupId"])
    lookups.dry_run(call)
    return _delete(call, found)


def _delete_by_name(call: ApiCall) -> Answer:
    name = call.params.get("GroupName")
    if not name:
        raise ApiError("MissingParameter", "The request must contain the parameter groupName or groupId")
    for found in network.groups(call.region):
        if found.name == name and found.vpc_id == _default_vpc(call):
            return _delete(call, found)
    raise ApiError("InvalidGroup.NotFound", f"The security group '{name}' does not exist in default VPC")


def _default_vpc(call: ApiCall) -> str:
    found = call.world.moto(
        "ec2", "DescribeVpcs", call.region, {"Filters": [{"Name": "is-default", "Values": ["true"]}]}
    )
    return str(found["Vpcs"][0]["VpcId"]) if found["Vpcs"] else ""


def _delete(call: ApiCall, found: network.Group) -> Answer:
    if found.default:
        told = f'the specified group: "{found.id}" name: "{found.name}" cannot be deleted by a user'
        raise ApiError("CannotDelete", told)
    if _in_use(call.region, found.id):
        raise ApiError("DependencyViolation", f"resource {found.id} has a dependent object")
    call.forward(GroupId=found.id, GroupName=None)
    return {"Return": True, "GroupId": found.id}


def _in_use(region: str, group_id: str) -> bool:
    return (
        any(group_id in found.groups for found in network.interfaces(region))
        or any(group_id in found.groups for found in network.endpoints(region))
        or any(group_id in found.refers_to for found in network.groups(region) if found.id != group_id)
    )
