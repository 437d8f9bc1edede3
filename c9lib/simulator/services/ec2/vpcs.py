"""VPCs: their ranges, their DNS attributes, their default security group, and what keeps one from being deleted."""

from __future__ import annotations

import ipaddress
from typing import Any

from c9lib.simulator import moto_network as network
from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups, quotas, shared_subnets, tags

VPCS_PER_REGION = 5
"""Quota L-F678F1CE (Amazon VPC User Guide, "Amazon VPC quotas")."""
RESERVED = [ipaddress.IPv4Network(text) for text in ("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4")]
"""Ranges that no VPC may have (Amazon VPC User Guide, "VPC CIDR blocks")."""


def canonical(cidr: str, parameter: str = "cidrBlock") -> ipaddress.IPv4Network:
    """An IPv4 range as EC2 keeps it, without host bits: `10.0.3.0/16` becomes `10.0.0.0/16`."""
    try:
        if "/" not in cidr:
            raise ValueError("no prefix length")
        return ipaddress.IPv4Network(cidr, strict=False)
    except ValueError:
        told = f"Value ({cidr}) for parameter {parameter} is invalid. This is not a valid CIDR block."
        raise ApiError("InvalidParameterValue", told) from None


@operation("ec2", "CreateVpc")
def create_vpc(call: ApiCall) -> Answer:
    """A VPC with its main route table, network ACL and default security group."""
    lookups.only_simulated(
        call, "Ipv4IpamPoolId", "Ipv6IpamPoolId", "Ipv6Pool", "Ipv6CidrBlock", "VpcEncryptionControl"
    )
    if not call.params.get("CidrBlock"):
        raise ApiError("MissingParameter", "The request must contain the parameter cidrBlock")
    cidr = canonical(call.params["CidrBlock"])
    if not 16 <= cidr.prefixlen <= 28 or any(cidr.overlaps(reserved) for reserved in RESERVED):
        raise ApiError("InvalidVpc.Range", f"The CIDR '{call.params['CidrBlock']}' is invalid.")
    tags.check_tag_specifications(call, "vpc")
    lookups.dry_run(call)
    others = shared_subnets.shared(call.world, call.region).vpcs
    if len(network.vpcs(call.region)) - len(others) >= VPCS_PER_REGION:
        raise quotas.used_up("VpcLimitExceeded")
    answer = call.forward(CidrBlock=str(cidr), **tags.one_tag_specification(call))
    changes.set_default_group_rule(call.region, answer["Vpc"]["VpcId"])
    return answer


@operation("ec2", "CreateDefaultVpc")
def create_default_vpc(call: ApiCall) -> Answer:
    """The default VPC again, after it was deleted, with its subnets and its way out."""
    lookups.dry_run(call)
    answer = call.forward()
    changes.furnish_default_vpc(call.region, answer["Vpc"]["VpcId"])
    return answer


@operation("ec2", "DeleteVpc")
def delete_vpc(call: ApiCall) -> Answer:
    """Only an empty VPC goes (facts 7.8); its main route table, default security group and default ACL go with it."""
    vpc_id = call.params["VpcId"]
    lookups.vpc(call, vpc_id)
    lookups.dry_run(call)
    if _holds_something(call.region, vpc_id):
        raise ApiError("DependencyViolation", f"The vpc '{vpc_id}' has dependencies and cannot be deleted.")
    answer = call.forward()
    changes.drop_default_acl(call.region, vpc_id)
    return answer


def _holds_something(region: str, vpc_id: str) -> bool:
    inside = [
        *(found.vpc_id for found in network.subnets(region)),
        *(found.vpc_id for found in network.interfaces(region)),
        *(found.vpc_id for found in network.endpoints(region)),
        *(found.vpc_id for found in network.groups(region) if not found.default),
        *(found.vpc_id for found in network.route_tables(region) if not found.main_association),
        *(found.vpc_id for found in network.network_acls(region) if not found.default),
        *network.internet_gateways(region).values(),
    ]
    return vpc_id in inside


@operation("ec2", "ModifyVpcAttribute")
def modify_vpc_attribute(call: ApiCall) -> Answer:
    """One attribute per call; DNS hostnames need DNS support (API reference of ModifyVpcAttribute)."""
    vpc = lookups.vpc(call, call.params["VpcId"])
    given = one_attribute(call, "VpcId")
    if given == "EnableDnsHostnames" and call.params[given]["Value"] and not vpc.dns_support:
        told = f"DNS hostnames can only be enabled if DNS support is enabled for {vpc.id}"
        raise ApiError("InvalidParameterCombination", told)
    return call.forward()


def one_attribute(call: ApiCall, *besides: str) -> str:
    """The one attribute that a Modify...Attribute request sets, beside the members that say of what."""
    given: list[Any] = [name for name in call.params if name not in besides]
    if not given:
        raise ApiError("MissingParameter", "The request must contain the parameter of the attribute to modify")
    if len(given) > 1:
        raise ApiError("InvalidParameterCombination", "Fields for multiple attribute types specified")
    return str(given[0])
