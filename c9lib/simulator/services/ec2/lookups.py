"""Finding what a request names, and EC2's refusal when it isn't there.

Codes and sentences: EC2 API reference, "Error codes for the Amazon EC2 API", and what people quote of real answers.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from c9lib.simulator import moto_network as network
from c9lib.simulator import moto_prefix_lists
from c9lib.simulator.api import ApiCall, ApiError, NotSimulated


class _Named(Protocol):
    @property
    def id(self) -> str: ...


Found = TypeVar("Found", bound=_Named)
UNKNOWN = {
    "acl": ("InvalidNetworkAclID.NotFound", "The networkAcl ID '{}' does not exist"),
    "eipalloc": ("InvalidAllocationID.NotFound", "The allocation ID '{}' does not exist"),
    "eni": ("InvalidNetworkInterfaceID.NotFound", "The networkInterface ID '{}' does not exist"),
    "i": ("InvalidInstanceID.NotFound", "The instance ID '{}' does not exist"),
    "igw": ("InvalidInternetGatewayID.NotFound", "The internetGateway ID '{}' does not exist"),
    "nat": ("NatGatewayNotFound", "The Nat Gateway {} was not found"),
    "pl": ("InvalidPrefixListID.NotFound", "The prefix list ID '{}' does not exist"),
    "rtb": ("InvalidRouteTableID.NotFound", "The routeTable ID '{}' does not exist"),
    "sg": ("InvalidGroup.NotFound", "The security group '{}' does not exist"),
    "subnet": ("InvalidSubnetID.NotFound", "The subnet ID '{}' does not exist"),
    "vpc": ("InvalidVpcID.NotFound", "The vpc ID '{}' does not exist"),
    "vpce": ("InvalidVpcEndpointId.NotFound", "The Vpc Endpoint Id '{}' does not exist"),
}
"""What EC2 says of an id that it doesn't know, by how such ids begin."""


def unknown(kind: str, wanted: str) -> ApiError:
    """The refusal of an id of a kind (`vpc`, `sg`) that doesn't exist."""
    code, told = UNKNOWN[kind]
    return ApiError(code, told.format(wanted))


def dry_run(call: ApiCall) -> None:
    """Answer `DryRun` as EC2 does, after the checks and before anything changes; moto ignores it in most operations."""
    if call.params.get("DryRun"):
        raise ApiError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)


def only_simulated(call: ApiCall, *absent: str) -> None:
    """Refuse parameters that this simulator would have to ignore, by name."""
    for name in absent:
        if call.params.get(name):
            raise NotSimulated(f"{name} of ec2:{call.operation}")


def _find(all_found: Iterable[Found], wanted: str, kind: str) -> Found:
    for found in all_found:
        if found.id == wanted:
            return found
    raise unknown(kind, wanted)


def vpc(call: ApiCall, vpc_id: str) -> network.Vpc:
    """The VPC, or InvalidVpcID.NotFound."""
    return _find(network.vpcs(call.region), vpc_id, "vpc")


def subnet(call: ApiCall, subnet_id: str) -> network.Subnet:
    """The subnet, or InvalidSubnetID.NotFound."""
    return _find(network.subnets(call.region), subnet_id, "subnet")


def group(call: ApiCall, group_id: str) -> network.Group:
    """The security group, or InvalidGroup.NotFound; InvalidGroupId.Malformed for what can't be an id."""
    if not group_id.startswith("sg-"):
        raise ApiError("InvalidGroupId.Malformed", f'Invalid id: "{group_id}" (expecting "sg-...")')
    found = network.group(call.region, group_id)
    if found is None:
        raise unknown("sg", group_id)
    return found


def route_table(call: ApiCall, route_table_id: str) -> network.RouteTable:
    """The route table, or InvalidRouteTableID.NotFound."""
    return _find(network.route_tables(call.region), route_table_id, "rtb")


def interface(call: ApiCall, interface_id: str) -> network.Interface:
    """The network interface, or InvalidNetworkInterfaceID.NotFound."""
    return _find(network.interfaces(call.region), interface_id, "eni")


def endpoint(call: ApiCall, endpoint_id: str) -> network.Endpoint:
    """The VPC endpoint, or InvalidVpcEndpointId.NotFound."""
    return _find(network.endpoints(call.region), endpoint_id, "vpce")


def nat_gateway(call: ApiCall, nat_gateway_id: str) -> network.NatGateway:
    """The NAT gateway, or NatGatewayNotFound."""
    return _find(network.nat_gateways(call.region), nat_gateway_id, "nat")


def internet_gateway(call: ApiCall, gateway_id: str) -> str:
    """The VPC that an internet gateway is attached to ("" for none), or InvalidInternetGatewayID.NotFound."""
    attached = network.internet_gateways(call.region)
    if gateway_id not in attached:
        raise unknown("igw", gateway_id)
    return attached[gateway_id]


def network_acl(call: ApiCall, acl_id: str) -> network.NetworkAcl:
    """The network ACL, or InvalidNetworkAclID.NotFound."""
    return _find(network.network_acls(call.region), acl_id, "acl")


def prefix_list(call: ApiCall, prefix_list_id: str) -> moto_prefix_lists.PrefixList:
    """The prefix list, AWS's or a customer's, or InvalidPrefixListID.NotFound."""
    return _find(moto_prefix_lists.prefix_lists(call.region), prefix_list_id, "pl")


def address(call: ApiCall) -> network.Address:
    """The Elastic IP address that a request names by AllocationId or PublicIp."""
    allocation, public_ip = call.params.get("AllocationId", ""), call.params.get("PublicIp", "")
    for found in network.addresses(call.region):
        if (allocation and found.allocation_id == allocation) or (public_ip and found.public_ip == public_ip):
            return found
    if allocation:
        raise unknown("eipalloc", allocation)
    raise ApiError("InvalidAddress.NotFound", f"Address '{public_ip}' not found.")


def has_internet_gateway(call: ApiCall, vpc_id: str) -> bool:
    """Whether an internet gateway is attached to a VPC."""
    return vpc_id in network.internet_gateways(call.region).values()
