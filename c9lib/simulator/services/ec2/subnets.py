"""Subnets: ranges in their canonical form, one attribute per call, and no deletion while something is inside."""

from __future__ import annotations

from c9lib.simulator import moto_network as network
from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator.api import Answer, ApiCall, ApiError, NotSimulated, operation
from c9lib.simulator.services.ec2 import lookups, tags
from c9lib.simulator.services.ec2.vpcs import canonical, one_attribute

SIMULATED = ("MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation", "EnableResourceNameDnsARecordOnLaunch")


@operation("ec2", "CreateSubnet")
def create_subnet(call: ApiCall) -> Answer:
    """A subnet of /16 to /28 inside its VPC that overlaps no other."""
    lookups.only_simulated(call, "OutpostArn", "Ipv4IpamPoolId", "Ipv6IpamPoolId", "Ipv6Native")
    lookups.vpc(call, call.params["VpcId"])
    if not call.params.get("CidrBlock"):
        raise ApiError("MissingParameter", "The request must contain the parameter cidrBlock")
    cidr = canonical(call.params["CidrBlock"])
    if not 16 <= cidr.prefixlen <= 28:
        raise ApiError("InvalidSubnet.Range", f"The CIDR '{call.params['CidrBlock']}' is invalid.")
    tags.check_tag_specifications(call, "subnet")
    lookups.dry_run(call)
    answer = call.forward(CidrBlock=str(cidr), **tags.one_tag_specification(call))
    changes.order_addresses(call.region, answer["Subnet"]["SubnetId"])
    return answer


@operation("ec2", "DeleteSubnet")
def delete_subnet(call: ApiCall) -> Answer:
    """Refused while an interface is inside: of an instance, a NAT gateway, an endpoint that is still being deleted."""
    subnet_id = call.params["SubnetId"]
    lookups.subnet(call, subnet_id)
    lookups.dry_run(call)
    if any(found.subnet_id == subnet_id for found in network.interfaces(call.region)):
        raise ApiError("DependencyViolation", f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
    answer = call.forward()
    changes.drop_subnet_associations(call.region, subnet_id)
    return answer


@operation("ec2", "ModifySubnetAttribute")
def modify_subnet_attribute(call: ApiCall) -> Answer:
    """One attribute per call (API reference of ModifySubnetAttribute)."""
    lookups.subnet(call, call.params["SubnetId"])
    given = one_attribute(call, "SubnetId")
    if given not in SIMULATED:
        raise NotSimulated(f"{given} of ec2:ModifySubnetAttribute")
    return call.forward()
