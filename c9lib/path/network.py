"""A network as plain data: what EC2's Describe calls return, and how to find one thing in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Thing = Mapping[str, Any]
"""One VPC, subnet, route table … in the shape of boto3's answers."""


@dataclass(frozen=True)
class Network:
    """The parts of one Region's network that decide about a way; each list holds what one Describe call answers."""

    vpcs: Sequence[Thing] = ()
    subnets: Sequence[Thing] = ()
    route_tables: Sequence[Thing] = ()
    internet_gateways: Sequence[Thing] = ()
    network_interfaces: Sequence[Thing] = ()

    def subnet(self, subnet_id: str) -> Thing | None:
        return _with(self.subnets, "SubnetId", subnet_id)

    def interface(self, interface_id: str) -> Thing | None:
        return _with(self.network_interfaces, "NetworkInterfaceId", interface_id)

    def internet_gateway(self, gateway_id: str) -> Thing | None:
        return _with(self.internet_gateways, "InternetGatewayId", gateway_id)

    def attached_gateway(self, vpc_id: str) -> Thing | None:
        """The internet gateway of a VPC: the one that is attached to it, if any."""
        return next((gateway for gateway in self.internet_gateways if is_attached(gateway, vpc_id)), None)

    def route_table_of(self, subnet: Thing) -> Thing | None:
        """The table that decides for a subnet: the one it is associated with, else its VPC's main one."""
        of_vpc = [table for table in self.route_tables if table["VpcId"] == subnet["VpcId"]]
        explicit = (table for table in of_vpc if _associated(table, {"SubnetId": subnet["SubnetId"]}))
        main = (table for table in of_vpc if _associated(table, {"Main": True}))
        return next(explicit, None) or next(main, None)


def is_attached(gateway: Thing, vpc_id: str) -> bool:
    """Whether an internet gateway is attached to this VPC. EC2 says `available` where one expects `attached`."""
    attachments = gateway.get("Attachments", ())
    return any(one.get("VpcId") == vpc_id and one.get("State") in ("available", "attached") for one in attachments)


def _with(things: Sequence[Thing], member: str, value: str) -> Thing | None:
    return next((thing for thing in things if thing[member] == value), None)


def _associated(table: Thing, by: Thing) -> bool:
    def holds(association: Thing) -> bool:
        state = association.get("AssociationState", {}).get("State", "associated")
        return state == "associated" and all(association.get(member) == value for member, value in by.items())

    return any(holds(association) for association in table.get("Associations", ()))
