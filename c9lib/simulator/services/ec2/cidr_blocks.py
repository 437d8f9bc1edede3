"""More IPv4 ranges for a VPC: apart from those that it has, and none goes while a subnet is in it.

Amazon VPC User Guide, "VPC CIDR blocks". What is said of an overlap and of a range in use is ours; the codes are AWS's.
"""

from __future__ import annotations

import ipaddress

from c9lib.simulator import moto_cidr_blocks
from c9lib.simulator import moto_network as network
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups
from c9lib.simulator.services.ec2.vpcs import RESERVED, canonical

ABSENT = (
    *("AmazonProvidedIpv6CidrBlock", "Ipv6CidrBlock", "Ipv6Pool", "Ipv6CidrBlockNetworkBorderGroup"),
    *("Ipv4IpamPoolId", "Ipv4NetmaskLength", "Ipv6IpamPoolId", "Ipv6NetmaskLength"),
)


@operation("ec2", "AssociateVpcCidrBlock")
def associate_vpc_cidr_block(call: ApiCall) -> Answer:
    """A range of /16 to /28; every route table of the VPC leads to it from now on."""
    lookups.only_simulated(call, *ABSENT)
    vpc = lookups.vpc(call, call.params["VpcId"])
    if not call.params.get("CidrBlock"):
        raise ApiError("MissingParameter", "The request must contain the parameter cidrBlock")
    cidr = canonical(call.params["CidrBlock"])
    if not 16 <= cidr.prefixlen <= 28 or any(cidr.overlaps(reserved) for reserved in RESERVED):
        raise ApiError("InvalidVpc.Range", f"The CIDR '{call.params['CidrBlock']}' is invalid.")
    for held in moto_cidr_blocks.cidr_blocks(call.region):
        if held.vpc_id == vpc.id and cidr.overlaps(ipaddress.IPv4Network(held.cidr)):
            raise ApiError("InvalidVpc.Range", f"The CIDR '{cidr}' conflicts with the CIDR '{held.cidr}' of {vpc.id}.")
    answer = call.forward(CidrBlock=str(cidr))
    moto_cidr_blocks.add_local_routes(call.region, vpc.id, str(cidr))
    return answer


@operation("ec2", "DisassociateVpcCidrBlock")
def disassociate_vpc_cidr_block(call: ApiCall) -> Answer:
    """Any range but the first one, and none with a subnet."""
    wanted = call.params["AssociationId"]
    held = next((one for one in moto_cidr_blocks.cidr_blocks(call.region) if one.association == wanted), None)
    if held is None:
        told = f"The vpc CIDR block association ID '{wanted}' does not exist"
        raise ApiError("InvalidVpcCidrBlockAssociationID.NotFound", told)
    within = ipaddress.IPv4Network(held.cidr)
    inside = (one.cidr for one in network.subnets(call.region) if one.vpc_id == held.vpc_id)
    if not held.primary and any(within.supernet_of(ipaddress.IPv4Network(cidr)) for cidr in inside):
        told = f"The vpc CIDR block with association ID {wanted} has dependencies and cannot be disassociated."
        raise ApiError("DependencyViolation", told)
    answer = call.forward()  # moto refuses for the first range, in EC2's words
    moto_cidr_blocks.forget(call.region, held)
    return answer
