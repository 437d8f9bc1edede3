"""Internet gateways: one per VPC, and no detaching while a public address of the VPC depends on it."""

from __future__ import annotations

from c9lib.simulator import moto_network as network
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups, quotas, tags

INTERNET_GATEWAYS_PER_REGION = 5
"""Quota L-A4707A72 (Amazon VPC User Guide, "Amazon VPC quotas")."""


@operation("ec2", "CreateInternetGateway")
def create_internet_gateway(call: ApiCall) -> Answer:
    """An internet gateway that is attached to nothing yet."""
    tags.check_tag_specifications(call, "internet-gateway")
    lookups.dry_run(call)
    if len(network.internet_gateways(call.region)) >= INTERNET_GATEWAYS_PER_REGION:
        raise quotas.used_up("InternetGatewayLimitExceeded")
    return call.forward(**tags.one_tag_specification(call))


@operation("ec2", "AttachInternetGateway")
def attach_internet_gateway(call: ApiCall) -> Answer:
    """One gateway for a VPC, one VPC for a gateway."""
    gateway_id, vpc_id = call.params["InternetGatewayId"], call.params["VpcId"]
    attached = lookups.internet_gateway(call, gateway_id)
    lookups.vpc(call, vpc_id)
    lookups.dry_run(call)
    if attached:
        told = f"resource {gateway_id} is already attached to network {attached}"
        raise ApiError("Resource.AlreadyAssociated", told)
    if lookups.has_internet_gateway(call, vpc_id):
        raise ApiError("InvalidParameterValue", f"Network {vpc_id} already has an internet gateway attached")
    return call.forward()


@operation("ec2", "DetachInternetGateway")
def detach_internet_gateway(call: ApiCall) -> Answer:
    """Refused while an instance or a NAT gateway of the VPC has a public address (facts 7.8)."""
    gateway_id, vpc_id = call.params["InternetGatewayId"], call.params["VpcId"]
    attached = lookups.internet_gateway(call, gateway_id)
    lookups.dry_run(call)
    if attached != vpc_id:
        raise ApiError("Gateway.NotAttached", f"resource {gateway_id} is not attached to network {vpc_id}")
    if any(found.public_address and found.vpc_id == vpc_id for found in network.interfaces(call.region)):
        told = "Please unmap those public address(es) before detaching the gateway."
        raise ApiError("DependencyViolation", f"Network {vpc_id} has some mapped public address(es). {told}")
    return call.forward()


@operation("ec2", "DeleteInternetGateway")
def delete_internet_gateway(call: ApiCall) -> Answer:
    """Only a detached one goes."""
    gateway_id = call.params["InternetGatewayId"]
    attached = lookups.internet_gateway(call, gateway_id)
    lookups.dry_run(call)
    if attached:
        told = f"The internetGateway '{gateway_id}' has dependencies and cannot be deleted."
        raise ApiError("DependencyViolation", told)
    return call.forward()
