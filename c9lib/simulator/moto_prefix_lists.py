"""moto's prefix lists, read and changed: its API forgets names, and lets lists go that something refers to.

AWS's own lists come with moto, the same ranges in every Region: those of us-east-1 (52.216.0.0/15 and others for S3).
They stand for the true ranges of a Region, and none of them holds an address of Systems Manager.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from c9lib.simulator.moto_network import backend

AWS = "AWS"
"""The owner of AWS's own lists."""


@dataclass(frozen=True)
class PrefixList:
    """A prefix list; AWS's own ones have no version and no largest number of entries."""

    id: str
    name: str
    owner: str
    family: str
    state: str
    version: int
    most: int
    entries: tuple[dict[str, str], ...]
    """The newest version's: `Cidr` and `Description`."""


def prefix_lists(region: str) -> list[PrefixList]:
    """All prefix lists of a Region."""
    return [_record(found) for found in backend(region).managed_prefix_lists.values()]


def _record(found: Any) -> PrefixList:
    versions = list(found.entries.values())
    entries = tuple(dict(entry) for entry in versions[-1]) if versions else ()
    version, most = int(found.version or 0), int(found.max_entries or 0)
    told = (found.id, found.prefix_list_name, found.owner_id, found.address_family, found.state)
    return PrefixList(*told, version, most, entries)


def entries_of(region: str, prefix_list_id: str, version: int) -> list[dict[str, str]] | None:
    """The entries of one version of a list; None for a version that it never had."""
    found = backend(region).managed_prefix_lists[prefix_list_id]
    held: list[dict[str, str]] | None = found.entries.get(version)
    return [] if held is None and version == found.version else held


def set_prefix_list(region: str, prefix_list_id: str, **attributes: Any) -> None:
    """Set attributes of a list by moto's names (`state`, `prefix_list_name`, `max_entries`), if it is still there."""
    found = backend(region).managed_prefix_lists.get(prefix_list_id)
    for name, value in attributes.items():
        if found is not None:
            setattr(found, name, value)


def add_version(region: str, prefix_list_id: str, entries: list[dict[str, str]]) -> None:
    """Give a list new entries under the next version."""
    found = backend(region).managed_prefix_lists[prefix_list_id]
    found.version += 1
    found.entries[found.version] = entries


def remove_prefix_list(region: str, prefix_list_id: str) -> None:
    """Let a list go with its tags."""
    ec2 = backend(region)
    ec2.managed_prefix_lists.pop(prefix_list_id, None)
    ec2.tags.pop(prefix_list_id, None)


def is_referred_to(region: str, prefix_list_id: str) -> bool:
    """Whether a route or a rule of a security group names a list."""
    ec2 = backend(region)
    routes = (route for table in ec2.route_tables.values() for route in table.routes)
    groups = (group for held in ec2.groups.values() for group in held.values())
    rules = (rule for group in groups for rule in (*group.ingress_rules, *group.egress_rules))
    named = [*(route.destination_prefix_list_id for route in routes), *(rule.prefix_list_id for rule in rules)]
    return prefix_list_id in named
