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


def dry_run(call: ApiCall) -> None:
    """Answer `DryRun` as EC2 does, after the checks and before anything changes; moto ignores it in most operations."""
    if call.params.get("DryRun"):
        raise ApiError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412)


def only_simulated(call: ApiCall, *absent: str) -> None:
    """Refuse parameters that this simulator would have to ignore, by name."""
    for name in absent:
        if call.params.get(name):
            raise NotSimulated(f"{name} of ec2:{call.operation}")


def _find(all_found: Iterable[Found], wanted: str, code: str, told: str) -> Found:
    for found in all_found:
        if found.id == wanted:
            return found
    raise ApiError(code, f"The {told} '{wanted}' does not exist")


def vpc(call: ApiCall, vpc_id: str) -> network.Vpc:
    """The VPC, or InvalidVpcID.NotFound."""
    return _find(network.vpcs(call.region), vpc_id, "InvalidVpcID.NotFound", "vpc ID")


def subnet(call: ApiCall, subnet_id: str) -> network.Subnet:
    """The subnet, or InvalidSubnetID.NotFound."""
    return _find(network.subnets(call.region), subnet_id, "InvalidSubnetID.NotFound", "subnet ID")


def group(call: ApiCall, group_id: str) -> network.Group:
    """The security group, or InvalidGroup.NotFound; InvalidGroupId.Malformed for what can't be an id."""
    if not group_id.startswith("sg-"):
        raise ApiError("InvalidGroupId.Malformed", f'Invalid id: "{group_id}" (expecting "sg-...")')
    return _find(network.groups(call.region), group_id, "InvalidGroup.NotFound", "security group")


def route_table(call: ApiCall, route_table_id: str) -> network.RouteTable:
    """The route table, or InvalidRouteTableID.NotFound."""
    return _find(network.route_tables(call.region), route_table_id, "InvalidRouteTableID.NotFound", "routeTable ID")


def interface(call: ApiCall, interface_id: str) -> network.Interface:
    """The network interface, or InvalidNetworkInterfaceID.NotFound."""
    found = network.interfaces(call.region)
    return _find(found, interface_id, "InvalidNetworkInterfaceID.NotFound", "networkInterface ID")


def endpoint(call: ApiCall, endpoint_id: str) -> network.Endpoint:
    """The VPC endpoint, or InvalidVpcEndpointId.NotFound."""
    return _find(network.endpoints(call.region), endpoint_id, "InvalidVpcEndpointId.NotFound", "Vpc Endpoint Id")


def nat_gateway(call: ApiCall, nat_gateway_id: str) -> network.NatGateway:
    """The NAT gateway, or NatGatewayNotFound."""
    for found in network.nat_gateways(call.region):
        if found.id == nat_gateway_id:
            return found
    raise ApiError("NatGatewayNotFound", f"The Nat Gateway {nat_gateway_id} was not found")


def internet_gateway(call: ApiCall, gateway_id: str) -> str:
    """The VPC that an internet gateway is attached to ("" for none), or InvalidInternetGatewayID.NotFound."""
    attached = network.internet_gateways(call.region)
    if gateway_id not in attached:
        raise ApiError("InvalidInternetGatewayID.NotFound", f"The internetGateway ID '{gateway_id}' does not exist")
    return attached[gateway_id]


def network_acl(call: ApiCall, acl_id: str) -> network.NetworkAcl:
    """The network ACL, or InvalidNetworkAclID.NotFound."""
    return _find(network.network_acls(call.region), acl_id, "InvalidNetworkAclID.NotFound", "networkAcl ID")


def prefix_list(call: ApiCall, prefix_list_id: str) -> moto_prefix_lists.PrefixList:
    """The prefix list, AWS's or a customer's, or InvalidPrefixListID.NotFound."""
    found = moto_prefix_lists.prefix_lists(call.region)
    return _find(found, prefix_list_id, "InvalidPrefixListID.NotFound", "prefix list ID")


def address(call: ApiCall) -> network.Address:
    """The Elastic IP address that a request names by AllocationId or PublicIp."""
    allocation, public_ip = call.params.get("AllocationId", ""), call.params.get("PublicIp", "")
    for found in network.addresses(call.region):
        if (allocation and found.allocation_id == allocation) or (public_ip and found.public_ip == public_ip):
            return found
    if allocation:
        raise ApiError("InvalidAllocationID.NotFound", f"The allocation ID '{allocation}' does not exist")
    raise ApiError("InvalidAddress.NotFound", f"Address '{public_ip}' not found.")


def has_internet_gateway(call: ApiCall, vpc_id: str) -> bool:
    """Whether an internet gateway is attached to a VPC."""
    return vpc_id in network.internet_gateways(call.region).values()
