"""A subnet of another account's VPC that is shared with this one, made of moto's objects: it knows one account only."""

from __future__ import annotations

from typing import Any

from c9lib.simulator.moto_network import backend

OWNER = "999999999999"
"""The account that shares."""


def share(region: str, vpc_cidr: str, subnet_cidr: str, zone: str) -> dict[str, str]:
    """Make a VPC and a subnet of `OWNER`; returns the ids of both and of what belongs to the VPC from the start."""
    ec2 = backend(region)
    vpc = ec2.create_vpc(vpc_cidr)
    subnet = ec2.create_subnet(vpc.id, subnet_cidr, availability_zone=zone)
    table = next(held for held in ec2.route_tables.values() if held.vpc_id == vpc.id)
    acl = next(held for held in ec2.network_acls.values() if held.vpc_id == vpc.id)
    group = ec2.get_default_security_group(vpc.id)
    made = {"vpc": vpc, "subnet": subnet, "route-table": table, "network-acl": acl, "security-group": group}
    for thing in made.values():
        thing.__class__ = _foreign(type(thing))
    return {name: str(thing.id) for name, thing in made.items()}


def _foreign(kind: type) -> type[Any]:
    """A class of moto's whose things belong to the other account."""
    return type(f"Shared{kind.__name__}", (kind,), {"owner_id": property(lambda _self: OWNER, lambda _self, _to: None)})
