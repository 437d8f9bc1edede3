"""moto's networks in the shape of boto3's answers, read from its objects: no request, no XML, a tenth of a millisecond.

Like `moto_network` this reaches into moto's own objects and changes nothing. Each function gives what one Describe call
answers, as far as the way of a packet depends on it: tags, owners' names and dates are left out. `network_view` adds
what our own services know, and its test compares every member with the Describe call. Everything is a copy: whoever
keeps a network sees by comparison that another one is different.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c9lib.simulator.moto_network import backend, is_true, lives, living

Shape = dict[str, Any]


def vpcs(region: str) -> list[Shape]:
    """As DescribeVpcs."""
    return [
        {
            "VpcId": vpc.id,
            "CidrBlock": vpc.cidr_block,
            "CidrBlockAssociationSet": [_cidr(held) for held in vpc.get_cidr_block_association_set()],
            "DhcpOptionsId": vpc.dhcp_options_id,
            "OwnerId": vpc.owner_id,
        }
        for vpc in backend(region).vpcs.values()
    ]


def _cidr(held: Shape) -> Shape:
    state = {"State": held["cidr_block_state"]["state"]}
    return {"AssociationId": held["association_id"], "CidrBlock": held["cidr_block"], "CidrBlockState": state}


def vpc_attributes(region: str) -> dict[str, dict[str, bool]]:
    """Both DNS attributes of each VPC, as DescribeVpcAttribute."""
    return {
        vpc.id: {
            "enableDnsSupport": is_true(vpc.enable_dns_support),
            "enableDnsHostnames": is_true(vpc.enable_dns_hostnames),
        }
        for vpc in backend(region).vpcs.values()
    }


def subnets(region: str) -> list[Shape]:
    """As DescribeSubnets."""
    return [
        {
            "SubnetId": subnet.id,
            "VpcId": subnet.vpc_id,
            "CidrBlock": subnet.cidr_block,
            "AvailabilityZone": subnet.availability_zone,
            "MapPublicIpOnLaunch": is_true(subnet.map_public_ip_on_launch),
            "OwnerId": subnet.owner_id,
        }
        for zone in backend(region).subnets.values()
        for subnet in zone.values()
    ]


def route_tables(region: str) -> list[Shape]:
    """As DescribeRouteTables, but without the `State` of the routes: moto doesn't know it."""
    return [
        {
            "RouteTableId": table.id,
            "VpcId": table.vpc_id,
            "Associations": table.associations,
            "Routes": [_route(route) for route in table.routes],
        }
        for table in backend(region).route_tables.values()
    ]


ROUTE_MEMBERS = {
    "DestinationCidrBlock": "destination_cidr_block",
    "DestinationIpv6CidrBlock": "destination_ipv6_cidr_block",
    "DestinationPrefixListId": "destination_prefix_list_id",
    "GatewayId": "gateway_id",
    "InstanceId": "instance_id",
    "NatGatewayId": "nat_gateway_id",
    "NetworkInterfaceId": "network_interface_id",
    "TransitGatewayId": "transit_gateway_id",
    "VpcPeeringConnectionId": "vpc_peering_connection_id",
    "EgressOnlyInternetGatewayId": "egress_only_internet_gateway_id",
    "CarrierGatewayId": "carrier_gateway_id",
    "Origin": "origin",
}


def _route(route: Any) -> Shape:
    return _told({name: getattr(route, attribute) for name, attribute in ROUTE_MEMBERS.items()})


def _told(members: Shape) -> Shape:
    """Without what isn't there: boto3's answers have no member that is None."""
    return {name: value for name, value in members.items() if value is not None}


def internet_gateways(region: str) -> list[Shape]:
    """As DescribeInternetGateways."""
    return [
        {"InternetGatewayId": gateway.id, "Attachments": gateway.attachments}
        for gateway in backend(region).internet_gateways.values()
    ]


def nat_gateways(region: str) -> list[Shape]:
    """As DescribeNatGateways, in whatever state."""
    return [
        _told(
            {
                "NatGatewayId": gateway.id,
                "VpcId": gateway.vpc_id,
                "SubnetId": gateway.subnet_id,
                "State": gateway.state,
                "FailureMessage": getattr(gateway, "failure_message", None),
                "ConnectivityType": gateway.connectivity_type,
                "NatGatewayAddresses": [_capitalized(held) for held in gateway.address_set],
            }
        )
        for gateway in backend(region).nat_gateways.values()
    ]


def _capitalized(held: Shape) -> Shape:
    return {name[0].upper() + name[1:]: value for name, value in held.items() if value is not None}


def network_interfaces(region: str) -> list[Shape]:
    """As DescribeNetworkInterfaces; `Attachment` tells only of which instance it is."""
    return [_interface(interface) for interface in living(region)]


def network_interface(region: str, interface_id: str) -> Shape | None:
    """One of them; None when it isn't there any more."""
    found = backend(region).enis.get(interface_id)
    return _interface(found) if found is not None and lives(found) else None


def _interface(interface: Any) -> Shape:
    shown: Shape = {
        "NetworkInterfaceId": interface.id,
        "VpcId": interface.vpc_id,
        "SubnetId": interface.subnet.id,
        "AvailabilityZone": interface.availability_zone,
        "Groups": [{"GroupId": group.id, "GroupName": group.name} for group in _groups(interface)],
        "PrivateIpAddress": interface.private_ip_address,
        "InterfaceType": interface.interface_type,
        "RequesterManaged": bool(interface.requester_managed),
        "SourceDestCheck": is_true(interface.source_dest_check),
        "Status": interface.status,
    }
    if interface.public_ip:
        shown["Association"] = _association(interface)
    if interface.instance:
        shown["Attachment"] = {"InstanceId": interface.instance.id}
    return shown


def _groups(interface: Any) -> list[Any]:
    """In the order of their ids: moto keeps an instance's in a set, which has another order in each process."""
    return sorted(filter(None, interface.group_set), key=lambda group: str(group.id))


def _association(interface: Any) -> Shape:
    held = interface.association
    return _told({"PublicIp": interface.public_ip, "AllocationId": held.get("allocationId")})


def security_groups(region: str) -> list[Shape]:
    """As DescribeSecurityGroups."""
    return [_group(group) for held in backend(region).groups.values() for group in held.values()]


def security_group(region: str, group_id: str) -> Shape | None:
    """One of them; None when there is no such group."""
    found = next((held[group_id] for held in backend(region).groups.values() if group_id in held), None)
    return None if found is None else _group(found)


def _group(group: Any) -> Shape:
    return {
        "GroupId": group.id,
        "GroupName": group.name,
        "VpcId": group.vpc_id,
        "IpPermissions": [_permission(view) for view in group.ip_permissions],
        "IpPermissionsEgress": [_permission(view) for view in group.ip_permissions_egress],
    }


def _permission(view: Any) -> Shape:
    return _told(
        {
            "IpProtocol": view.ip_protocol,
            "FromPort": view.from_port,
            "ToPort": view.to_port,
            "IpRanges": [dict(held) for held in view.ip_ranges],
            "Ipv6Ranges": [dict(held) for held in view.ipv6_ranges],
            "UserIdGroupPairs": [_pair(held) for held in view.source_groups],
            "PrefixListIds": view.prefix_list_ids,
        }
    )


def _pair(held: Shape) -> Shape:
    return {name: value for name, value in held.items() if name != "OwnerId"}  # moto notes it, EC2 doesn't show it


def network_acls(region: str) -> list[Shape]:
    """As DescribeNetworkAcls."""
    return [
        {
            "NetworkAclId": acl.id,
            "VpcId": acl.vpc_id,
            "IsDefault": is_true(acl.default),
            "Associations": [
                {"NetworkAclAssociationId": held.id, "NetworkAclId": held.network_acl_id, "SubnetId": held.subnet_id}
                for held in acl.associations
            ],
            "Entries": [_entry(entry) for entry in acl.network_acl_entries],
        }
        for acl in backend(region).network_acls.values()
    ]


def _entry(entry: Any) -> Shape:
    return _told(
        {
            "RuleNumber": int(entry.rule_number),
            "Egress": is_true(entry.egress),
            "RuleAction": entry.rule_action,
            "Protocol": str(entry.protocol),
            "CidrBlock": entry.cidr_block,
            "Ipv6CidrBlock": entry.ipv6_cidr_block,
            "PortRange": _ports(entry),
        }
    )


def _ports(entry: Any) -> Shape | None:
    held = entry.port_range
    return {name: int(value) for name, value in held.items()} if held else None


def vpc_endpoints(region: str) -> list[Shape]:
    """As DescribeVpcEndpoints."""
    return [
        {
            "VpcEndpointId": endpoint.id,
            "VpcEndpointType": endpoint.vpc_endpoint_type,
            "VpcId": endpoint.vpc_id,
            "ServiceName": endpoint.service_name,
            "State": endpoint.state,
            "PolicyDocument": endpoint.policy_document,
            "RouteTableIds": list(endpoint.route_table_ids),
            "SubnetIds": list(endpoint.subnet_ids or ()),
            "Groups": endpoint.groups,
            "PrivateDnsEnabled": bool(endpoint.private_dns_enabled),
            "DnsOptions": dict(endpoint.dns_options),
            "NetworkInterfaceIds": list(endpoint.network_interface_ids),
        }
        for endpoint in backend(region).vpc_end_points.values()
    ]


def prefix_lists(region: str) -> list[Shape]:
    """AWS's own lists as DescribePrefixLists has them, and a customer's with their entries of now as `Cidrs`."""
    return [
        {"PrefixListId": found.id, "PrefixListName": found.prefix_list_name, "Cidrs": list(_cidrs(found))}
        for found in backend(region).managed_prefix_lists.values()
    ]


def _cidrs(prefix_list: Any) -> Iterator[str]:
    """The ranges of a list's newest version. AWS's own lists have no version."""
    versions = list(prefix_list.entries.values())
    return (str(entry["Cidr"]) for entry in (versions[-1] if versions else ()))


def dhcp_options(region: str) -> list[Shape]:
    """As DescribeDhcpOptions."""
    return [
        {"DhcpOptionsId": found.id, "DhcpConfigurations": found.dhcp_configurations}
        for found in backend(region).dhcp_options_sets.values()
    ]
