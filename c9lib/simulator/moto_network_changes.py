"""Changes in moto's networks that its API lacks: states, addresses in the subnet, what a service holds, what is gone.

Called by operations and by events. An event must not draw a random number, so operations draw ids and addresses.
"""

from __future__ import annotations

import ipaddress
import random
from typing import Any

from c9lib.simulator.moto_network import backend

RESERVED = 4
"""Addresses at the start of a subnet that AWS keeps for itself; the last one, too (5 in all)."""


def set_default_group_rule(region: str, vpc_id: str) -> None:
    """Give a VPC's default security group the rule that lets it in from itself; moto leaves it out. Safe to repeat."""
    from moto.ec2.models.security_groups import SecurityGroupRule

    ec2 = backend(region)
    group = ec2.get_default_security_group(vpc_id)
    if group is None or group.ingress_rules:
        return
    source = {"GroupId": group.id, "UserId": group.owner_id}
    group.add_ingress_rule(SecurityGroupRule(ec2, "-1", group.id, None, None, None, source, is_egress=False))


class _InOrder(set[str]):
    """A set that gives its least member first; moto takes freed addresses from a set, in the order of the process."""

    def pop(self) -> str:
        if not self:
            raise KeyError("pop from an empty set")
        found = min(self)
        self.remove(found)
        return found


def order_addresses(region: str, subnet_id: str) -> None:
    """See to it that a new subnet gives freed addresses to instances in the same order in every process."""
    backend(region).get_subnet(subnet_id)._unused_ips = _InOrder()


def begin_region(region: str, seed: int) -> None:
    """Make moto's EC2 of a Region anew with ids that depend on `seed` alone, whichever request comes first."""
    from moto.moto_api._internal import mock_random

    mock_random.seed(seed)
    ec2 = backend(region)
    ec2.reset()
    furnish_default_vpc(region, ec2.get_default_vpc().id)


def furnish_default_vpc(region: str, vpc_id: str) -> None:
    """What AWS gives a default VPC and moto doesn't: an internet gateway, the route to it, its default group's rule."""
    ec2 = backend(region)
    gateway = ec2.create_internet_gateway()
    ec2.attach_internet_gateway(gateway.id, vpc_id)
    main = next(table for table in ec2.route_tables.values() if table.vpc_id == vpc_id and table.main_association_id)
    ec2.create_route(main.id, "0.0.0.0/0", gateway_id=gateway.id)
    set_default_group_rule(region, vpc_id)
    for subnet in ec2.describe_subnets(filters={"vpc-id": vpc_id}):
        order_addresses(region, subnet.id)


def taken_addresses(region: str, subnet_id: str) -> set[str]:
    """Addresses of a subnet that an instance or an interface has."""
    ec2 = backend(region)
    inside = [eni for eni in ec2.enis.values() if eni.subnet.id == subnet_id]
    taken = {held["PrivateIpAddress"] for eni in inside for held in eni.private_ip_addresses}
    return taken | set(ec2.get_subnet(subnet_id)._subnet_ips)


def free_address(region: str, subnet_id: str, chance: random.Random) -> str:
    """An IPv4 address of a subnet that nothing has yet, or "" when there is none."""
    network = ipaddress.IPv4Network(backend(region).get_subnet(subnet_id).cidr_block)
    usable = network.num_addresses - RESERVED - 1
    taken = taken_addresses(region, subnet_id)
    start = chance.randrange(usable)
    for number in range(usable):
        address = str(network[RESERVED + (start + number) % usable])
        if address not in taken:
            return address
    return ""


def make_interface(region: str, subnet_id: str) -> str:
    """A network interface that belongs to nobody yet; returns its id."""
    ec2 = backend(region)
    eni = ec2.create_network_interface(ec2.get_subnet(subnet_id), None)
    return str(eni.id)


def set_interface_address(region: str, interface_id: str, address: str) -> None:
    """Give an interface the address `address` of its subnet, and keep moto from giving it to an instance."""
    eni = backend(region).enis[interface_id]
    eni.private_ip_address = address
    held: dict[str, Any] = {"Primary": True, "PrivateIpAddress": address}
    if hasattr(eni, "private_dns_name"):
        from moto.ec2.utils import generate_dns_from_ip

        eni.private_dns_name = held["PrivateDnsName"] = generate_dns_from_ip(address)
    eni.private_ip_addresses = [held]
    hold_addresses(region, interface_id)


def hold_addresses(region: str, interface_id: str) -> None:
    """Keep moto from giving an interface's addresses to an instance."""
    eni = backend(region).enis[interface_id]
    for held in eni.private_ip_addresses:
        eni.subnet._subnet_ips[held["PrivateIpAddress"]] = eni
        eni.subnet._unused_ips.discard(held["PrivateIpAddress"])


def hand_over_interface(region: str, interface_id: str, *, kind: str, description: str, requester: str) -> None:
    """Let a service hold an interface: `kind` is its InterfaceType, `requester` the RequesterId that EC2 shows."""
    eni = backend(region).enis[interface_id]
    eni.interface_type, eni.description = kind, description
    eni.requester_managed, eni.requester_id = True, requester
    eni.status = "in-use"


def set_interface_groups(region: str, interface_id: str, group_ids: list[str]) -> None:
    """Put an interface into exactly these security groups; its instance is in those of its primary interface."""
    ec2 = backend(region)
    eni = ec2.enis[interface_id]
    eni._group_set = [ec2.get_security_group_from_id(group_id) for group_id in group_ids]
    if eni.instance is not None and next(iter(eni.instance.nics.values())) is eni:
        eni.instance.security_groups = list(eni._group_set)


def settle_instance_groups(region: str, instance_id: str) -> None:
    """Let a new instance and its primary interface be in the same security groups; moto adds one's to the other's."""
    instance = backend(region).get_instance(instance_id)
    primary = next(iter(instance.nics.values()), None)
    if primary is not None:
        groups = instance.security_groups or primary._group_set
        set_interface_groups(region, primary.id, [group.id for group in groups])


def remove_interface(region: str, interface_id: str) -> None:
    """Let an interface go: its Elastic IP address becomes free, and so does its private address."""
    ec2 = backend(region)
    eni = ec2.enis.pop(interface_id, None)
    if eni is None:
        return
    for address in ec2.addresses:
        if address.eni is eni:
            address.eni = address.instance = address.association_id = None
    for held in eni.private_ip_addresses:
        eni.subnet.del_subnet_ip(held["PrivateIpAddress"])
    ec2.tags.pop(interface_id, None)


def set_endpoint(region: str, endpoint_id: str, **attributes: Any) -> None:
    """Set attributes of a VPC endpoint by moto's names (`state`, `private_dns_enabled`, `dns_entries`, ...)."""
    endpoint = backend(region).vpc_end_points[endpoint_id]
    for name, value in attributes.items():
        setattr(endpoint, name, value)


def default_endpoint_policy(region: str, endpoint_id: str) -> None:
    """Give an endpoint back the policy that allows everything."""
    import json

    endpoint = backend(region).vpc_end_points[endpoint_id]
    endpoint.policy_document = json.dumps(endpoint.DEFAULT_POLICY)


def set_interface_route(region: str, route_table_id: str, prefix_list_id: str, interface_id: str) -> None:
    """Lead a route table's traffic to a prefix list to a network interface."""
    ec2 = backend(region)
    made = ec2.create_route(route_table_id, None, destination_prefix_list_id=prefix_list_id)
    made.interface = ec2.enis[interface_id]


def set_gateway_route(region: str, endpoint_id: str, route_table_id: str, prefix_list_id: str) -> None:
    """Lead a route table's traffic to a prefix list into a gateway endpoint."""
    backend(region).create_route(
        route_table_id, None, gateway_id=endpoint_id, destination_prefix_list_id=prefix_list_id
    )


def remove_gateway_route(region: str, endpoint_id: str, route_table_id: str) -> None:
    """Take a gateway endpoint's route out of a route table, if both are still there."""
    table = backend(region).route_tables.get(route_table_id)
    if table is not None:
        table._routes = {name: route for name, route in table._routes.items() if route.gateway_id != endpoint_id}


def remove_endpoint(region: str, endpoint_id: str) -> None:
    """Let an endpoint go with its interfaces, its routes and its tags."""
    ec2 = backend(region)
    endpoint = ec2.vpc_end_points.pop(endpoint_id, None)
    if endpoint is None:
        return
    for interface_id in endpoint.network_interface_ids:
        remove_interface(region, interface_id)
    for route_table_id in endpoint.route_table_ids:
        remove_gateway_route(region, endpoint_id, route_table_id)
    ec2.tags.pop(endpoint_id, None)


def set_nat_gateway(region: str, nat_gateway_id: str, **attributes: Any) -> None:
    """Set attributes of a NAT gateway by moto's names (`state`, `failure_code`, ...), if it is still there."""
    gateway = backend(region).nat_gateways.get(nat_gateway_id)
    for name, value in attributes.items():
        if gateway is not None:
            setattr(gateway, name, value)


def set_nat_gateway_address(region: str, nat_gateway_id: str, **shown: str) -> None:
    """Set members of a NAT gateway's address as EC2 shows it (`allocationId`, `privateIp`, ...)."""
    backend(region).nat_gateways[nat_gateway_id].address_set[0].update(shown)


def release_nat_gateway(region: str, nat_gateway_id: str) -> None:
    """Let a NAT gateway's interface go, and with it its hold on the Elastic IP address."""
    gateway = backend(region).nat_gateways.get(nat_gateway_id)
    if gateway is not None and gateway._eni is not None:
        remove_interface(region, gateway._eni.id)
        gateway._eni = None


def forget_nat_gateway(region: str, nat_gateway_id: str) -> None:
    """No longer show a NAT gateway. Routes to it keep naming it."""
    ec2 = backend(region)
    ec2.nat_gateways.pop(nat_gateway_id, None)
    ec2.tags.pop(nat_gateway_id, None)


def set_public_ip(region: str, allocation_id: str, public_ip: str) -> None:
    """Change the address of an Elastic IP address that isn't associated yet; moto draws them from 127.0.0.0/8."""
    backend(region).address_by_allocation([allocation_id])[0].public_ip = public_ip


def drop_subnet_associations(region: str, subnet_id: str) -> None:
    """Take a deleted subnet out of its route table and its network ACL."""
    ec2 = backend(region)
    for table in ec2.route_tables.values():
        table._associations = {name: target for name, target in table._associations.items() if target != subnet_id}
    for acl in ec2.network_acls.values():
        acl._associations = {name: held for name, held in acl._associations.items() if held.subnet_id != subnet_id}


def remove_dhcp_options(region: str, options_id: str) -> None:
    """Let a set of DHCP options go with its tags."""
    ec2 = backend(region)
    ec2.dhcp_options_sets.pop(options_id)
    ec2.tags.pop(options_id, None)


def drop_default_acl(region: str, vpc_id: str) -> None:
    """Remove what moto leaves of a deleted VPC: its default network ACL."""
    ec2 = backend(region)
    ec2.network_acls = {name: acl for name, acl in ec2.network_acls.items() if acl.vpc_id != vpc_id}
