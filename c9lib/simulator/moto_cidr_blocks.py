"""The IPv4 ranges of moto's VPCs, and the local routes that each of them has in every route table of its VPC."""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.simulator.moto_network import backend


@dataclass(frozen=True)
class CidrBlock:
    """A range of a VPC, by its association."""

    association: str
    vpc_id: str
    cidr: str
    primary: bool


def cidr_blocks(region: str) -> list[CidrBlock]:
    """All ranges that are associated."""
    return [
        CidrBlock(held["association_id"], vpc.id, held["cidr_block"], held["cidr_block"] == vpc.cidr_block)
        for vpc in backend(region).vpcs.values()
        for held in vpc.get_cidr_block_association_set()
        if held["cidr_block_state"]["state"] == "associated"
    ]


def add_local_routes(region: str, vpc_id: str, cidr: str) -> None:
    """Let the route tables that are there already lead to a new range. moto gives its route to later ones alone."""
    for table in backend(region).route_tables.values():
        if table.vpc_id == vpc_id:
            backend(region).create_route(table.id, cidr, local=True)


def forget(region: str, block: CidrBlock) -> None:
    """Let a range go with its local routes; moto shows it as disassociated until the next one comes."""
    backend(region).vpcs[block.vpc_id]._cidr_block_association_set.pop(block.association, None)
    for table in backend(region).route_tables.values():
        if table.vpc_id == block.vpc_id:
            kept = {
                name: route
                for name, route in table._routes.items()
                if not (route.local and route.destination_cidr_block == block.cidr)
            }
            table._routes = kept
