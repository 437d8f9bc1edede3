"""A network as plain data: what EC2's Describe calls return, and how to find one thing in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from c9lib.cached import cached_property

Thing = Mapping[str, Any]
"""One VPC, subnet, route table … in the shape of boto3's answers."""


@dataclass(frozen=True)
class Network:
    """The parts of one Region's network that decide about a way; each list holds what one Describe call answers.

    `account_id`: whose calls these are the answers of; "" where nothing is another account's.
    `vpc_attributes`: `{"vpc-…": {"enableDnsSupport": True, "enableDnsHostnames": False}}`, from DescribeVpcAttribute.
    A VPC that is missing there counts as one with both on: whoever builds a network for the judgement fills it in.
    `prefix_lists`: `PrefixListId`, `PrefixListName`, `Cidrs`, as DescribePrefixLists has them for AWS's own lists; a
    customer's list has the entries of GetManagedPrefixListEntries as `Cidrs`.
    `block_public_access`: the `VpcBlockPublicAccessOptions` of DescribeVpcBlockPublicAccessOptions, None where VPC
    Block Public Access isn't known; `block_public_access_exclusions`: of DescribeVpcBlockPublicAccessExclusions.

    `vpc`, `subnet` … `prefix_list` find one thing by its id; None where it isn't known here.
    """

    region: str = "us-east-1"
    account_id: str = ""
    vpcs: Sequence[Thing] = ()
    subnets: Sequence[Thing] = ()
    route_tables: Sequence[Thing] = ()
    internet_gateways: Sequence[Thing] = ()
    nat_gateways: Sequence[Thing] = ()
    network_interfaces: Sequence[Thing] = ()
    security_groups: Sequence[Thing] = ()
    network_acls: Sequence[Thing] = ()
    vpc_endpoints: Sequence[Thing] = ()
    prefix_lists: Sequence[Thing] = ()
    dhcp_options: Sequence[Thing] = ()
    vpc_attributes: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    block_public_access: Thing | None = None
    block_public_access_exclusions: Sequence[Thing] = ()

    def vpc(self, vpc_id: str) -> Thing | None:
        return _with(self.vpcs, "VpcId", vpc_id)

    def subnet(self, subnet_id: str) -> Thing | None:
        return _with(self.subnets, "SubnetId", subnet_id)

    def interface(self, interface_id: str) -> Thing | None:
        return _with(self.network_interfaces, "NetworkInterfaceId", interface_id)

    def internet_gateway(self, gateway_id: str) -> Thing | None:
        return _with(self.internet_gateways, "InternetGatewayId", gateway_id)

    def nat_gateway(self, gateway_id: str) -> Thing | None:
        return _with(self.nat_gateways, "NatGatewayId", gateway_id)

    def security_group(self, group_id: str) -> Thing | None:
        return self._groups.get(group_id)

    @cached_property
    def _groups(self) -> dict[str, Thing]:
        """The security groups by their ids: of each interface on the way all of its groups are looked up."""
        return {str(one["GroupId"]): one for one in reversed(self.security_groups)}

    def endpoint(self, endpoint_id: str) -> Thing | None:
        return _with(self.vpc_endpoints, "VpcEndpointId", endpoint_id)

    def prefix_list(self, prefix_list_id: str) -> Thing | None:
        return _with(self.prefix_lists, "PrefixListId", prefix_list_id)

    def prefix_list_of(self, service_name: str) -> Thing | None:
        """The list that AWS keeps of a service's addresses (`com.amazonaws.us-east-1.s3`), if it keeps one."""
        return _with(self.prefix_lists, "PrefixListName", service_name) if service_name else None

    def attached_gateway(self, vpc_id: str) -> Thing | None:
        """The internet gateway of a VPC: the one that is attached to it, if any."""
        return next((gateway for gateway in self.internet_gateways if is_attached(gateway, vpc_id)), None)

    def route_table_of(self, subnet: Thing) -> Thing | None:
        """The table that decides for a subnet: the one it is associated with, else its VPC's main one."""
        of_vpc = [table for table in self.route_tables if table["VpcId"] == subnet["VpcId"]]
        explicit = (table for table in of_vpc if _associated(table, {"SubnetId": subnet["SubnetId"]}))
        main = (table for table in of_vpc if _associated(table, {"Main": True}))
        return next(explicit, None) or next(main, None)

    def network_acl_of(self, subnet: Thing) -> Thing | None:
        """The network ACL of a subnet: the one it is associated with, else its VPC's default one."""
        of_vpc = [acl for acl in self.network_acls if acl["VpcId"] == subnet["VpcId"]]
        own = (acl for acl in of_vpc if _holds(acl.get("Associations", ()), "SubnetId", subnet["SubnetId"]))
        return next(own, None) or next((acl for acl in of_vpc if acl.get("IsDefault")), None)

    def is_shared(self, subnet: Thing) -> bool:
        """Whether a subnet is another account's that shares it: its owner keeps the gateways to itself."""
        return bool(self.account_id) and subnet.get("OwnerId", self.account_id) != self.account_id

    def attribute(self, vpc_id: str, name: str) -> bool:
        """`enableDnsSupport` or `enableDnsHostnames` of a VPC."""
        return bool(self.vpc_attributes.get(vpc_id, {}).get(name, True))


def is_attached(gateway: Thing, vpc_id: str) -> bool:
    """Whether an internet gateway is attached to this VPC. EC2 says `available` where one expects `attached`."""
    attachments = gateway.get("Attachments", ())
    return any(one.get("VpcId") == vpc_id and one.get("State") in ("available", "attached") for one in attachments)


def state_of(thing: Thing) -> str:
    """The state of an endpoint or a gateway in lower case: the API's and the model's spellings differ (facts 7.2)."""
    return str(thing["State"]).lower()


def _with(things: Sequence[Thing], member: str, value: str) -> Thing | None:
    return next((thing for thing in things if thing[member] == value), None)


def _holds(things: Sequence[Thing], member: str, value: str) -> bool:
    return any(thing.get(member) == value for thing in things)


def _associated(table: Thing, by: Thing) -> bool:
    def holds(association: Thing) -> bool:
        state = association.get("AssociationState", {}).get("State", "associated")
        return state == "associated" and all(association.get(member) == value for member, value in by.items())

    return any(holds(association) for association in table.get("Associations", ()))
