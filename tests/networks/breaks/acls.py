"""Gives subnets network ACLs of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.networks.case import Break
from tests.networks.topologies import EVERYWHERE, Net


def entry(action: str, ports: tuple[int, int] | None, cidr: str = EVERYWHERE, *, out: bool) -> dict[str, Any]:
    """One entry; its number is its place in the list."""
    told = {"RuleAction": action, "CidrBlock": cidr, "Egress": out, "Protocol": "6" if ports else "-1"}
    return told | ({"PortRange": {"From": ports[0], "To": ports[1]}} if ports else {})


def allow(ports: tuple[int, int] | None = None, cidr: str = EVERYWHERE, *, out: bool) -> dict[str, Any]:
    return entry("allow", ports, cidr, out=out)


def deny(ports: tuple[int, int] | None = None, cidr: str = EVERYWHERE, *, out: bool) -> dict[str, Any]:
    return entry("deny", ports, cidr, out=out)


def acl_here(*entries: dict[str, Any]) -> Break:
    """The instance's subnet gets a network ACL of its own with these entries in this order, and nothing else."""
    return lambda net: _acl(net, net.subnet, entries)


def acl_beside(*entries: dict[str, Any]) -> Break:
    """The same for the other subnet: the NAT gateway's, or the endpoints'."""
    return lambda net: _acl(net, net.beside, entries)


def _acl(net: Net, subnet: str, entries: Sequence[dict[str, Any]]) -> None:
    acl = net.ec2.create_network_acl(VpcId=net.vpc)["NetworkAcl"]["NetworkAclId"]
    for place, told in enumerate(entries, 1):
        net.ec2.create_network_acl_entry(NetworkAclId=acl, RuleNumber=100 * place, **told)
    now = net.ec2.describe_network_acls(Filters=[{"Name": "association.subnet-id", "Values": [subnet]}])["NetworkAcls"]
    held = next(one for one in now[0]["Associations"] if one["SubnetId"] == subnet)
    net.ec2.replace_network_acl_association(AssociationId=held["NetworkAclAssociationId"], NetworkAclId=acl)
