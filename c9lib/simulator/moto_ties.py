"""Which resources an id ties together (associations, attachments), and whose a resource is, read from moto's objects.

AWS authorizes what an association stands for, not the association. Nothing here changes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from c9lib.simulator.api import ACCOUNT
from c9lib.simulator.moto_network import backend


def tied(region: str, name: str) -> tuple[str, ...]:
    """The ids that an id of EC2 ties together: of `rtbassoc-…` the route table's and the subnet's; () for an unknown
    one.
    """
    begins = next((prefix for prefix in TIES if name.startswith(prefix)), "")
    found = TIES[begins](backend(region), name) if begins else iter(())
    return tuple(str(one) for one in found if one)


def _of_a_table(held: str) -> Callable[[Any, str], Iterator[Any]]:
    """Route tables and network ACLs keep their associations by id."""

    def found(ec2: Any, name: str) -> Iterator[Any]:
        for table in getattr(ec2, held).values():
            if name in table._associations:
                subnet = table._associations[name]
                yield from (table.id, getattr(subnet, "subnet_id", subnet))
            if getattr(table, "main_association_id", None) == name:
                yield table.id

    return found


def _profile(ec2: Any, name: str) -> Iterator[Any]:
    held = ec2.iam_instance_profile_associations.values()
    yield from (one.instance_id for one in held if one.association_id == name)


def _address(ec2: Any, name: str) -> Iterator[Any]:
    for one in ec2.addresses:
        if one.association_id == name:
            yield from (one.allocation_id, one.eni and one.eni.id, one.instance and one.instance.id)


def _interface(ec2: Any, name: str) -> Iterator[Any]:
    for one in ec2.enis.values():
        if one.attachment_id == name:
            yield from (one.id, one.instance and one.instance.id)


def _rule(ec2: Any, name: str) -> Iterator[Any]:
    groups = chain.from_iterable(held.values() for held in ec2.groups.values())
    yield from (one.id for one in groups if name in {rule.id for rule in (*one.ingress_rules, *one.egress_rules)})


TIES: dict[str, Callable[[Any, str], Iterator[Any]]] = {
    "aclassoc-": _of_a_table("network_acls"),
    "eipassoc-": _address,
    "eni-attach-": _interface,
    "iip-assoc-": _profile,
    "rtbassoc-": _of_a_table("route_tables"),
    "sgr-": _rule,
}


def owner(region: str, name: str) -> str:
    """The account that a resource of EC2 belongs to, where it isn't ours: another one's for what is shared, `aws` for a
    prefix list of AWS; "" for the others.
    """
    ec2 = backend(region)
    if name.startswith("pl-"):
        found = ec2.managed_prefix_lists.get(name)
        return "aws" if found is not None and str(found.owner_id).lower() == "aws" else ""
    held = {"vpc": ec2.vpcs, "rtb": ec2.route_tables, "acl": ec2.network_acls}.get(name.partition("-")[0])
    found = held.get(name) if held is not None else _nested(ec2, name)
    told = str(getattr(found, "owner_id", "") or "")
    return told if told not in ("", ACCOUNT) else ""


def _nested(ec2: Any, name: str) -> Any:
    """Subnets and security groups, which moto keeps by zone and by VPC."""
    held = {"subnet": ec2.subnets, "sg": ec2.groups}.get(name.partition("-")[0], {})
    return next((inner[name] for inner in held.values() if name in inner), None)
