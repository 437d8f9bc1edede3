"""Network interfaces: groups that exist, an address of the subnet that is free, and hands off what a service holds."""

from __future__ import annotations

import base64
import ipaddress

from c9lib.simulator import moto_agents
from c9lib.simulator import moto_network as network
from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.ec2 import lookups, tags
from c9lib.simulator.services.ec2.tokens import idempotent


def free_address(call: ApiCall, subnet_id: str) -> str:
    """A free address of a subnet, or InsufficientFreeAddressesInSubnet."""
    found = changes.free_address(call.region, subnet_id, call.world.random)
    if not found:
        told = f"There are not enough free addresses in subnet '{subnet_id}'"
        raise ApiError("InsufficientFreeAddressesInSubnet", f"{told} to satisfy the requested number of IP addresses.")
    return found


def check_groups(call: ApiCall, group_ids: list[str], vpc_id: str, subnet_id: str) -> None:
    """Refuse security groups that don't exist or belong to another VPC than the subnet."""
    for group_id in group_ids:
        if lookups.group(call, group_id).vpc_id != vpc_id:
            told = f"Security group {group_id} and subnet {subnet_id} belong to different networks."
            raise ApiError("InvalidParameter", told)


@operation("ec2", "CreateNetworkInterface")
def create_network_interface(call: ApiCall) -> Answer:
    """An interface in a subnet; without an address of choice it gets a free one."""
    subnet = lookups.subnet(call, call.params["SubnetId"])
    lookups.only_simulated(call, "InterfaceType", "Ipv4Prefixes", "Ipv4PrefixCount", "Ipv6Prefixes", "Ipv6PrefixCount")
    check_groups(call, call.params.get("Groups", []), subnet.vpc_id, subnet.id)
    tags.check_tag_specifications(call, "network-interface")
    lookups.dry_run(call)
    return idempotent(call, lambda: _create(call, subnet))


def _create(call: ApiCall, subnet: network.Subnet) -> Answer:
    chosen = [held["PrivateIpAddress"] for held in call.params.get("PrivateIpAddresses", [])]
    chosen += [call.params["PrivateIpAddress"]] if call.params.get("PrivateIpAddress") else []
    for address in chosen:
        _check_address(call, subnet, address)
    changed = {} if chosen else {"PrivateIpAddress": free_address(call, subnet.id)}
    answer = call.forward(ClientToken=None, **changed)
    changes.hold_addresses(call.region, answer["NetworkInterface"]["NetworkInterfaceId"])
    return answer


def _check_address(call: ApiCall, subnet: network.Subnet, address: str) -> None:
    try:
        inside = ipaddress.IPv4Address(address) in ipaddress.IPv4Network(subnet.cidr)
    except ValueError:
        inside = False
    if not inside:
        told = f"Address {address} does not fall within the subnet's address range"
        raise ApiError("InvalidParameterValue", told)
    if address in changes.taken_addresses(call.region, subnet.id):
        raise ApiError("InvalidIPAddress.InUse", f"Address {address} is in use.")


@operation("ec2", "DeleteNetworkInterface")
def delete_network_interface(call: ApiCall) -> Answer:
    """Only an interface that nothing uses goes."""
    found = lookups.interface(call, call.params["NetworkInterfaceId"])
    lookups.dry_run(call)
    if found.instance_id or found.managed:
        raise ApiError("InvalidParameterValue", f"Network interface '{found.id}' is currently in use.")
    changes.remove_interface(call.region, found.id)
    return {}


@operation("ec2", "ModifyNetworkInterfaceAttribute")
def modify_network_interface(call: ApiCall) -> Answer:
    """Groups that exist in the interface's VPC; an interface that a service holds isn't the account's to change."""
    found = lookups.interface(call, call.params["NetworkInterfaceId"])
    if found.managed:
        raise ApiError("AuthFailure", "You do not have permission to access the specified resource.")
    check_groups(call, call.params.get("Groups", []), found.vpc_id, found.subnet_id)
    lookups.dry_run(call)
    answer = call.forward()
    if call.params.get("Groups"):
        changes.set_interface_groups(call.region, found.id, call.params["Groups"])
    return answer


@operation("ec2", "ModifyInstanceAttribute")
def modify_instance(call: ApiCall) -> Answer:
    """An instance's security groups are those of its primary interface; the other attributes moto keeps."""
    groups = call.params.get("Groups", [])
    primary = next(
        (host.interface for host in moto_agents.hosts(call.region) if host.id == call.params["InstanceId"]), ""
    )
    if groups and primary:
        found = lookups.interface(call, primary)
        check_groups(call, groups, found.vpc_id, found.subnet_id)
    lookups.dry_run(call)
    # moto wants user data in base64 once more than EC2 does.
    data = call.params.get("UserData", {}).get("Value")
    answer = call.forward(**({"UserData": {"Value": base64.b64encode(data)}} if data else {}))
    if groups and primary:
        changes.set_interface_groups(call.region, primary, groups)
    return answer


@operation("ec2", "DescribeNetworkInterfaces")
def describe_network_interfaces(call: ApiCall) -> Answer:
    """moto shows no attachment of the interfaces that a service holds."""
    for interface_id in call.params.get("NetworkInterfaceIds", []):
        lookups.interface(call, interface_id)
    living = {found.id for found in network.interfaces(call.region)}
    answer = call.forward()
    shown = [found for found in answer["NetworkInterfaces"] if found["NetworkInterfaceId"] in living]
    for found in shown:
        if found.get("RequesterManaged"):
            found["Attachment"] = _service_attachment(found["NetworkInterfaceId"])
    return {**answer, "NetworkInterfaces": shown}


def _service_attachment(interface_id: str) -> Answer:
    return {
        "AttachmentId": interface_id.replace("eni-", "ela-attach-"),
        "DeleteOnTermination": False,
        "DeviceIndex": 1,
        "InstanceOwnerId": "amazon-aws",
        "Status": "attached",
    }
