"""Subnets that another account shares with this one (VPC User Guide, "Share your VPC subnets with other accounts").

A participant launches in them, and changes nothing of the network. What EC2 says then is what people quote of it:
UnauthorizedOperation, `A subnet in this vpc is shared but the provided object is not owned by you`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any

from c9lib.simulator import moto_network as network
from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator import moto_shared, seeding
from c9lib.simulator.api import ApiError
from c9lib.simulator.services.ec2 import regions
from c9lib.simulator.world import World

OWNERS_OWN = frozenset(
    {
        *("AssociateDhcpOptions", "AssociateRouteTable", "AttachInternetGateway", "AttachVpnGateway"),
        *("AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "CreateNatGateway", "CreateNetworkAcl"),
        *("CreateNetworkAclEntry", "CreateRoute", "CreateRouteTable", "CreateSubnet", "CreateVpcEndpoint"),
        *("CreateTransitGatewayVpcAttachment", "CreateVpcBlockPublicAccessExclusion", "CreateVpcPeeringConnection"),
        *("DeleteNetworkAcl", "DeleteNetworkAclEntry", "DeleteRoute", "DeleteRouteTable", "DeleteSecurityGroup"),
        *("DeleteSubnet", "DeleteVpc", "ModifySubnetAttribute", "ModifyVpcAttribute", "ReplaceNetworkAclEntry"),
        *("ReplaceRoute", "RevokeSecurityGroupEgress", "RevokeSecurityGroupIngress"),
    }
)
"""Operations that only the owner of a shared subnet's VPC may call on it (same guide, "Responsibilities and permissions
for owners and participants")."""


@dataclass
class Shared:
    """The VPCs with shared subnets in a Region, and the ids of everything that is the other account's."""

    vpcs: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


def shared(world: World, region: str) -> Shared:
    """What is shared with this account in a Region."""
    return world.store("shared-subnets", region, Shared)


def share(world: World, told: dict[str, Any]) -> dict[str, str]:
    """Share a subnet with this account, as the control address asks: `region`, `cidr` of the VPC, `subnet_cidr`, all of
    them optional. Returns its id, that of its VPC, and the owner's account.

    Raises `ValueError` for what is no range, and for a subnet outside its VPC.
    """
    region = str(told.get("region", "us-east-1"))
    vpc_cidr = IPv4Network(told.get("cidr", "10.200.0.0/16"))
    subnet_cidr = IPv4Network(told.get("subnet_cidr", f"{vpc_cidr.network_address}/24"))
    if not subnet_cidr.subnet_of(vpc_cidr):
        raise ValueError(f"{subnet_cidr} isn't inside {vpc_cidr}")
    regions.furnish(world, region)
    held = shared(world, region)
    seeding.seed(world, f"shared-subnet/{region}/{len(held.vpcs)}")
    made = moto_shared.share(region, str(vpc_cidr), str(subnet_cidr), network.zones(region)[0])
    changes.order_addresses(region, made["subnet"])
    held.vpcs.append(made["vpc"])
    held.ids |= set(made.values())
    world.changes += 1
    return {"region": region, "vpc": made["vpc"], "subnet": made["subnet"], "owner": moto_shared.OWNER}


def refuse(world: World, region: str, operation: str, params: dict[str, Any]) -> None:
    """Raise UnauthorizedOperation for a change of what another account shares."""
    if operation in OWNERS_OWN and shared(world, region).ids & set(_texts(params)):
        told = "A subnet in this vpc is shared but the provided object is not owned by you"
        raise ApiError("UnauthorizedOperation", f"You are not authorized to perform {operation} operation. {told}", 403)


def _texts(value: Any) -> Iterator[str]:
    """All texts in a request's parameters."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for held in value.values():
            yield from _texts(held)
    elif isinstance(value, list):
        for held in value:
            yield from _texts(held)
