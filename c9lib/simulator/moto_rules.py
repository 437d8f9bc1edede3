"""Security groups' rules in moto, by what they let through; and their descriptions, which moto keeps for some alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c9lib.simulator.moto_network import backend

Lets = tuple[str, int | None, int | None, str, str]
"""What a rule lets through: protocol, first and last port, and the other end: member of EC2's API, and value."""


def set_description(region: str, group_id: str, lets: Lets, description: str, *, egress: bool) -> bool:
    """Write or remove ("") the description of a rule. False for a rule that isn't there."""
    for rule in _rules(region, group_id, egress=egress):
        if _lets(rule) == lets:
            # `ip_range` is where moto looks for it; a range without a CIDR shows nowhere else.
            for place in (rule.ip_range, rule.source_group):
                place.pop("Description", None)
                if description and (place or place is rule.ip_range):
                    place["Description"] = description
            return True
    return False


def ids(region: str, group_id: str, *, egress: bool) -> dict[Lets, str]:
    """The ids of a group's rules."""
    return {_lets(rule): rule.id for rule in _rules(region, group_id, egress=egress)}


def of_prefix_lists(region: str, group_id: str, *, egress: bool) -> dict[Lets, str]:
    """The descriptions of a group's rules for prefix lists."""
    found = (rule for rule in _rules(region, group_id, egress=egress) if rule.prefix_list_id)
    return {_lets(rule): rule.description for rule in found if rule.description}


def _rules(region: str, group_id: str, *, egress: bool) -> Iterator[Any]:
    group = backend(region).get_security_group_from_id(group_id)
    yield from group.egress_rules if egress else group.ingress_rules


def _lets(rule: Any) -> Lets:
    ends = {
        "CidrIp": rule.ip_range.get("CidrIp"),
        "CidrIpv6": rule.ip_range.get("CidrIpv6"),
        "GroupId": rule.source_group.get("GroupId"),
        "PrefixListId": rule.prefix_list_id,
    }
    member, other_end = next((name, str(value)) for name, value in ends.items() if value)
    return rule.ip_protocol, rule.from_port, rule.to_port, member, other_end
