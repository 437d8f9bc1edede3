"""Elastic IP addresses: five per Region, a way out for their network, and no release while in use."""

from __future__ import annotations

from c9lib.simulator import moto_network as network
from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups, quotas, tags

ADDRESSES_PER_REGION = 5
"""Quota L-0263D0A3 (facts 7.7)."""
FIRST_OCTETS = "52"
"""AWS has much of 52.0.0.0/8; moto draws Elastic IP addresses from 127.0.0.0/8, which nobody takes for public."""


@operation("ec2", "AllocateAddress")
def allocate_address(call: ApiCall) -> Answer:
    """An address for this account, until the quota is reached."""
    lookups.only_simulated(call, "Address", "PublicIpv4Pool", "CustomerOwnedIpv4Pool", "IpamPoolId")
    tags.check_tag_specifications(call, "elastic-ip")
    lookups.dry_run(call)
    held = network.addresses(call.region)
    if len(held) >= ADDRESSES_PER_REGION:
        raise quotas.used_up("AddressLimitExceeded")
    answer = call.forward(Domain="vpc", **tags.one_tag_specification(call))
    chance = call.world.random
    answer["PublicIp"] = ".".join([FIRST_OCTETS, *(str(chance.randrange(1, 255)) for _ in range(3))])
    changes.set_public_ip(call.region, answer["AllocationId"], answer["PublicIp"])
    return {**answer, "PublicIpv4Pool": "amazon", "NetworkBorderGroup": call.region}


@operation("ec2", "AssociateAddress")
def associate_address(call: ApiCall) -> Answer:
    """Needs an internet gateway in the target's VPC, and an address that isn't elsewhere unless AllowReassociation."""
    lookups.only_simulated(call, "PrivateIpAddress")
    address = lookups.address(call)
    target = _target(call)
    lookups.dry_run(call)
    if target.managed:
        raise ApiError("AuthFailure", "You do not have permission to access the specified resource.")
    if not lookups.has_internet_gateway(call, target.vpc_id):
        told = f"Network {target.vpc_id} is not attached to any internet gateway"
        raise ApiError("Gateway.NotAttached", told)
    if address.interface and address.interface != target.id and not call.params.get("AllowReassociation"):
        told = f"resource {address.allocation_id} is already associated with associate-id {address.association_id}"
        raise ApiError("Resource.AlreadyAssociated", told)
    return call.forward()


def _target(call: ApiCall) -> network.Interface:
    if call.params.get("NetworkInterfaceId"):
        return lookups.interface(call, call.params["NetworkInterfaceId"])
    instance = call.params.get("InstanceId", "")
    for found in network.interfaces(call.region):
        if instance and found.instance_id == instance:
            return found
    if not instance:
        raise ApiError("MissingParameter", "The request must contain the parameter instanceId or networkInterfaceId")
    raise ApiError("InvalidInstanceID.NotFound", f"The instance ID '{instance}' does not exist")


@operation("ec2", "DisassociateAddress")
def disassociate_address(call: ApiCall) -> Answer:
    """What a service holds (the address of a NAT gateway) the account can't take away."""
    lookups.dry_run(call)
    association, public_ip = call.params.get("AssociationId"), call.params.get("PublicIp")
    for address in network.addresses(call.region):
        if address.interface and (address.association_id == association or address.public_ip == public_ip):
            if lookups.interface(call, address.interface).managed:
                raise ApiError("AuthFailure", "You do not have permission to access the specified resource.")
            return call.forward()
    raise ApiError("InvalidAssociationID.NotFound", f"The association ID '{association or public_ip}' does not exist")


@operation("ec2", "ReleaseAddress")
def release_address(call: ApiCall) -> Answer:
    """Only an address that nothing uses goes back (API reference of ReleaseAddress)."""
    address = lookups.address(call)
    lookups.dry_run(call)
    if address.interface:
        raise ApiError("InvalidIPAddress.InUse", f"Address {address.public_ip} is in use.")
    return call.forward(NetworkBorderGroup=None)
