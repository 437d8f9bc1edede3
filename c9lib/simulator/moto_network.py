"""moto's networks as plain records: what the operations of EC2 ask before they let something happen.

Like `moto_state`, this module (and the other `moto_…` beside it) reaches into moto's own objects, as an API call for
each question would cost milliseconds. Every record is a copy, and nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from c9lib.simulator.api import ACCOUNT


@dataclass(frozen=True)
class Vpc:
    """A VPC; `dns_support` and `dns_hostnames` are its two DNS attributes."""

    id: str
    dns_support: bool
    dns_hostnames: bool


@dataclass(frozen=True)
class Subnet:
    """A subnet, its IPv4 range and its Availability Zone."""

    id: str
    vpc_id: str
    cidr: str
    zone: str


@dataclass(frozen=True)
class Group:
    """A security group; `refers_to` holds the ids of the groups that its rules name."""

    id: str
    name: str
    vpc_id: str
    default: bool
    refers_to: frozenset[str]


@dataclass(frozen=True)
class Interface:
    """A network interface that is still there (those of terminated instances aren't)."""

    id: str
    vpc_id: str
    subnet_id: str
    groups: tuple[str, ...]
    address: str
    public_address: str
    managed: bool
    """Whether a service holds it for the account (an interface endpoint, a NAT gateway)."""
    instance_id: str = ""


@dataclass(frozen=True)
class RouteTable:
    """A route table; `associations` leads from an association's id to its subnet or gateway, without the main one."""

    id: str
    vpc_id: str
    main_association: str
    associations: dict[str, str] = field(default_factory=dict)
    targets: dict[str, str] = field(default_factory=dict)
    """Destination (CIDR or prefix list) to `local` or the gateway's id; "" for other targets."""


@dataclass(frozen=True)
class Endpoint:
    """A VPC endpoint."""

    id: str
    vpc_id: str
    service: str
    kind: str
    state: str
    private_dns: bool
    subnets: tuple[str, ...]
    groups: tuple[str, ...]
    route_tables: tuple[str, ...]
    interfaces: tuple[str, ...]


@dataclass(frozen=True)
class NatGateway:
    """A NAT gateway; `interface` is "" when it has none any more."""

    id: str
    vpc_id: str
    subnet_id: str
    state: str
    interface: str


@dataclass(frozen=True)
class NetworkAcl:
    """A network ACL; `entries` are number and `egress` of each."""

    id: str
    vpc_id: str
    default: bool
    associations: dict[str, str]
    """An association's id to its subnet."""
    entries: frozenset[tuple[int, bool]]


@dataclass(frozen=True)
class Address:
    """An Elastic IP address; `interface` is "" while it isn't associated."""

    public_ip: str
    allocation_id: str
    association_id: str
    interface: str


def backend(region: str) -> Any:
    """moto's EC2 of a Region; for the modules `moto_…` alone."""
    from moto.ec2.models import ec2_backends

    return ec2_backends[ACCOUNT][region]


def vpcs(region: str) -> list[Vpc]:
    """All VPCs of a Region."""
    return [
        Vpc(found.id, is_true(found.enable_dns_support), is_true(found.enable_dns_hostnames))
        for found in backend(region).vpcs.values()
    ]


def is_true(value: Any) -> bool:
    """moto keeps what the caller sent: a boolean, or the word of the query string."""
    return str(value).lower() == "true"


def subnets(region: str) -> list[Subnet]:
    """All subnets of a Region."""
    return [
        Subnet(found.id, found.vpc_id, found.cidr_block, found.availability_zone)
        for zone in backend(region).subnets.values()
        for found in zone.values()
    ]


def groups(region: str) -> list[Group]:
    """All security groups of a Region."""
    return [_group(found) for held in backend(region).groups.values() for found in held.values()]


def group(region: str, group_id: str) -> Group | None:
    """One of them; None when there is no such group."""
    found = next((held[group_id] for held in backend(region).groups.values() if group_id in held), None)
    return None if found is None else _group(found)


def _group(found: Any) -> Group:
    return Group(found.id, found.name, found.vpc_id, bool(found.is_default), _named(found))


def _named(group: Any) -> frozenset[str]:
    rules = [*group.ingress_rules, *group.egress_rules]
    return frozenset(rule.source_group["GroupId"] for rule in rules if "GroupId" in rule.source_group)


def interfaces(region: str) -> list[Interface]:
    """All network interfaces of a Region, but those of terminated instances, which moto keeps for a while."""
    return [
        Interface(
            found.id,
            found.vpc_id,
            found.subnet.id,
            tuple(group.id for group in found.group_set if group),
            found.private_ip_address or "",
            found.public_ip or "",
            bool(found.requester_managed),
            found.instance.id if found.instance else "",
        )
        for found in living(region)
    ]


def living(region: str) -> Iterator[Any]:
    """moto's network interfaces without those of terminated instances; for `moto_network_shapes` and here."""
    return (found for found in backend(region).enis.values() if lives(found))


def lives(interface: Any) -> bool:
    """Whether one of moto's network interfaces isn't that of a terminated instance."""
    return interface.instance is None or interface.instance._state.name != "terminated"


def internet_gateways(region: str) -> dict[str, str]:
    """Ids of all internet gateways, each with the id of its VPC, or "" while it is detached."""
    return {found.id: found.vpc.id if found.vpc else "" for found in backend(region).internet_gateways.values()}


def route_tables(region: str) -> list[RouteTable]:
    """All route tables of a Region."""
    return [
        RouteTable(
            found.id,
            found.vpc_id,
            found.main_association_id or "",
            dict(found._associations),
            {_destination(route): route.gateway_id or "" for route in found.routes},
        )
        for found in backend(region).route_tables.values()
    ]


def _destination(route: Any) -> str:
    told = route.destination_cidr_block or route.destination_ipv6_cidr_block or route.destination_prefix_list_id
    return str(told)


def endpoints(region: str) -> list[Endpoint]:
    """All VPC endpoints of a Region that aren't gone."""
    return [
        Endpoint(
            found.id,
            found.vpc_id,
            found.service_name,
            found.vpc_endpoint_type,
            found.state,
            bool(found.private_dns_enabled),
            tuple(found.subnet_ids or ()),
            tuple(found.security_group_ids),
            tuple(found.route_table_ids),
            tuple(found.network_interface_ids),
        )
        for found in backend(region).vpc_end_points.values()
    ]


def nat_gateways(region: str) -> list[NatGateway]:
    """All NAT gateways of a Region that are still shown, in whatever state."""
    return [
        NatGateway(found.id, found.vpc_id, found.subnet_id, found.state, found._eni.id if found._eni else "")
        for found in backend(region).nat_gateways.values()
    ]


def addresses(region: str) -> list[Address]:
    """All Elastic IP addresses of a Region."""
    return [
        Address(
            found.public_ip, found.allocation_id or "", found.association_id or "", found.eni.id if found.eni else ""
        )
        for found in backend(region).addresses
    ]


def network_acls(region: str) -> list[NetworkAcl]:
    """All network ACLs of a Region."""
    return [
        NetworkAcl(
            found.id,
            found.vpc_id,
            is_true(found.default),
            {name: held.subnet_id for name, held in found._associations.items()},
            frozenset((int(entry.rule_number), is_true(entry.egress)) for entry in found.network_acl_entries),
        )
        for found in backend(region).network_acls.values()
    ]


def dhcp_options(region: str) -> dict[str, list[str]]:
    """Ids of all DHCP option sets, each with the ids of the VPCs that use it."""
    ec2 = backend(region)
    used = [(vpc.dhcp_options_id, str(vpc.id)) for vpc in ec2.vpcs.values()]
    return {str(name): [vpc_id for held, vpc_id in used if held == name] for name in ec2.dhcp_options_sets}


def prefix_list(region: str, service: str) -> str:
    """Id of the prefix list that AWS keeps for a service (`com.amazonaws.us-east-1.s3`), or ""."""
    lists = backend(region).managed_prefix_lists.values()
    return next((str(found.id) for found in lists if found.prefix_list_name == service), "")


def zones(region: str) -> list[str]:
    """Names of a Region's Availability Zones."""
    return [zone.name for zone in backend(region).describe_availability_zones()]


def service_names() -> list[str]:
    """Short names of AWS's services that have an interface endpoint, as moto lists them (`ssm`, `ssmmessages`, ...)."""
    from moto.ec2.models import vpcs as moto_vpcs

    return sorted({*moto_vpcs.AWS_ENDPOINT_SERVICES})
