"""The network as it would be if one thing were otherwise: copies, so that nothing of the network as it is changes.

An `Edit` says of each kind of thing what becomes of it. AWS's own consequences belong to it: a route whose target goes
stays as `blackhole`, an endpoint takes its interfaces and its routes along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from c9lib.path.network import Network, Thing

Turn = Callable[[Thing], Thing | None]
"""What becomes of one thing; None: it is gone."""
MEMBERS = {True: "IpPermissionsEgress", False: "IpPermissions"}
"""Where DescribeSecurityGroups tells the rules, by `IsEgress` of a rule."""
PEERS = (
    ("CidrIpv4", "IpRanges", "CidrIp"),
    ("CidrIpv6", "Ipv6Ranges", "CidrIpv6"),
    ("PrefixListId", "PrefixListIds", "PrefixListId"),
)
"""The other end of a rule: its member in DescribeSecurityGroupRules, and list and member in DescribeSecurityGroups."""


@dataclass(frozen=True)
class Edit:
    """What would be otherwise: by the name of a part of `Network` what becomes of each thing in it, and the DNS
    attributes of VPCs that have another value."""

    parts: Mapping[str, Turn] = field(default_factory=dict)
    attributes: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)

    def of(self, part: str, things: Iterable[Thing]) -> list[Thing]:
        """The things of one part as they would be."""
        turn = self.parts.get(part)
        return list(things) if turn is None else [one for one in map(turn, things) if one is not None]

    def attribute(self, vpc_id: str, name: str, *, now: bool) -> bool:
        """A DNS attribute of a VPC as it would be."""
        return self.attributes.get(vpc_id, {}).get(name, now)


def edited(network: Network, edit: Edit) -> Network:
    """The network as it would be."""
    parts: dict[str, Any] = {part: edit.of(part, getattr(network, part)) for part in edit.parts}
    told = {vpc: {**network.vpc_attributes.get(vpc, {}), **changed} for vpc, changed in edit.attributes.items()}
    return replace(
        network, **parts, vpc_attributes={**network.vpc_attributes, **told} if told else network.vpc_attributes
    )


def nat_gone(nat: Thing) -> Edit:
    """A NAT gateway is deleted: for about an hour it is still shown, and routes to it lead into nothing (facts 7.7)."""
    name = nat["NatGatewayId"]
    interfaces = {one.get("NetworkInterfaceId") for one in nat.get("NatGatewayAddresses", ())}
    return Edit(
        {
            "nat_gateways": lambda one: {**one, "State": "deleted"} if one["NatGatewayId"] == name else one,
            "route_tables": _blackholed("NatGatewayId", name),
            "network_interfaces": _without("NetworkInterfaceId", interfaces),
        }
    )


def gateway_detached(gateway_id: str, vpc_id: str) -> Edit:
    """An internet gateway is detached from a VPC; the routes to it stay as blackholes."""

    def detached(one: Thing) -> Thing:
        if one["InternetGatewayId"] != gateway_id:
            return one
        return {**one, "Attachments": [held for held in one.get("Attachments", ()) if held.get("VpcId") != vpc_id]}

    return Edit({"internet_gateways": detached, "route_tables": _blackholed("GatewayId", gateway_id)})


def route_gone(table_id: str, cidr: str) -> Edit:
    """A route table loses the route for one range."""

    def without(table: Thing) -> Thing:
        if table["RouteTableId"] != table_id:
            return table
        return {**table, "Routes": [one for one in table["Routes"] if one.get("DestinationCidrBlock") != cidr]}

    return Edit({"route_tables": without})


def association_gone(association_id: str) -> Edit:
    """A subnet is no longer associated with its route table: its VPC's main one decides."""

    def without(table: Thing) -> Thing:
        held = table.get("Associations", ())
        left = [one for one in held if one.get("RouteTableAssociationId") != association_id]
        return {**table, "Associations": left}

    return Edit({"route_tables": without})


def endpoint_gone(endpoint: Thing) -> Edit:
    """A VPC endpoint is deleted, with its interfaces or its routes."""
    name = endpoint["VpcEndpointId"]

    def without_routes(table: Thing) -> Thing:
        return {**table, "Routes": [one for one in table.get("Routes", ()) if one.get("GatewayId") != name]}

    return Edit(
        {
            "vpc_endpoints": _without("VpcEndpointId", {name}),
            "network_interfaces": _without("NetworkInterfaceId", set(endpoint.get("NetworkInterfaceIds", ()))),
            "route_tables": without_routes,
        }
    )


def unnamed(endpoint_id: str) -> Edit:
    """Private DNS of an endpoint is off: its service's name leads past it."""
    return Edit({"vpc_endpoints": _one("VpcEndpointId", endpoint_id, PrivateDnsEnabled=False)})


def attribute_off(vpc_id: str, name: str) -> Edit:
    """`enableDnsSupport` or `enableDnsHostnames` of a VPC is off."""
    return Edit(attributes={vpc_id: {name: False}})


def gives_no_addresses(subnet_id: str) -> Edit:
    """A subnet gives new instances no public address."""
    return Edit({"subnets": _one("SubnetId", subnet_id, MapPublicIpOnLaunch=False)})


def address_gone(interface_id: str) -> Edit:
    """An interface has no public address any more."""
    return Edit({"network_interfaces": lambda one: bare(one) if one["NetworkInterfaceId"] == interface_id else one})


def bare(interface: Thing) -> Thing:
    """A network interface without its public address."""
    return {name: value for name, value in interface.items() if name != "Association"}


def rules_gone(rules: Sequence[Thing], more: Sequence[Thing] = ()) -> Edit:
    """Security groups lose rules (in DescribeSecurityGroupRules' shape), and get others (`more`, likewise)."""

    def changed(group: Thing) -> Thing:
        told = dict(group)
        for rule in (one for one in rules if one["GroupId"] == group["GroupId"]):
            member = MEMBERS[rule["IsEgress"]]
            told[member] = [left for one in told.get(member, ()) if (left := _less(one, rule)) is not None]
        for rule in (one for one in more if one["GroupId"] == group["GroupId"]):
            member = MEMBERS[rule["IsEgress"]]
            told[member] = [*told.get(member, ()), permission(rule)]
        return told

    return Edit({"security_groups": changed})


def permission(rule: Thing) -> dict[str, Any]:
    """One rule of DescribeSecurityGroupRules as an IpPermission, which EC2 takes to allow and to revoke it."""
    told: dict[str, Any] = {"IpProtocol": rule["IpProtocol"]}
    told |= {name: rule[name] for name in ("FromPort", "ToPort") if rule["IpProtocol"] != "-1" and name in rule}
    words = {"Description": rule["Description"]} if rule.get("Description") else {}
    for member, several, name in PEERS:
        if rule.get(member):
            return {**told, several: [{name: rule[member], **words}]}
    group = rule.get("ReferencedGroupInfo", {})
    other = {name: group[name] for name in ("GroupId", "UserId") if group.get(name)}
    return {**told, "UserIdGroupPairs": [{**other, **words}]}


def entry_gone(acl_id: str, number: int, *, egress: bool) -> Edit:
    """A network ACL loses an entry."""

    def without(acl: Thing) -> Thing:
        if acl["NetworkAclId"] != acl_id:
            return acl
        left = [one for one in acl["Entries"] if (one["RuleNumber"], bool(one["Egress"])) != (number, egress)]
        return {**acl, "Entries": left}

    return Edit({"network_acls": without})


def entry_added(acl_id: str, entry: Thing) -> Edit:
    """A network ACL gets an entry."""

    def with_it(acl: Thing) -> Thing:
        return {**acl, "Entries": [*acl["Entries"], entry]} if acl["NetworkAclId"] == acl_id else acl

    return Edit({"network_acls": with_it})


def started() -> Edit:
    """Everything that is being made is there: NAT gateways and endpoints."""

    def turn(one: Thing) -> Thing:
        return {**one, "State": "available"} if str(one["State"]).lower() == "pending" else one

    return Edit({"nat_gateways": turn, "vpc_endpoints": turn})


def _one(member: str, name: str, **changed: Any) -> Turn:
    return lambda one: {**one, **changed} if one[member] == name else one


def _without(member: str, names: set[Any]) -> Turn:
    return lambda one: None if one[member] in names else one


def _blackholed(member: str, name: str) -> Turn:
    def turned(table: Thing) -> Thing:
        routes = [{**one, "State": "blackhole"} if one.get(member) == name else one for one in table.get("Routes", ())]
        return {**table, "Routes": routes}

    return turned


def _less(held: Thing, rule: Thing) -> Thing | None:
    """An IpPermission without one rule; None when nothing is left of it."""
    wanted = permission(rule)
    alike = all(held.get(name) == wanted.get(name) for name in ("IpProtocol", "FromPort", "ToPort"))
    if held["IpProtocol"] != wanted["IpProtocol"] or (wanted["IpProtocol"] != "-1" and not alike):
        return held
    several, (peer,) = next((name, value) for name, value in wanted.items() if isinstance(value, list))
    name = next(name for name in ("CidrIp", "CidrIpv6", "PrefixListId", "GroupId") if name in peer)
    left = {**held, several: [one for one in held.get(several, ()) if one.get(name) != peer[name]]}
    lists = ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs")
    return left if any(left.get(one) for one in lists) else None
