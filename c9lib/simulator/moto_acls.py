"""Changes in moto's network ACLs that its API lacks: the last entries of each, the order of all."""

from __future__ import annotations

from typing import Any

from c9lib.simulator.moto_network import backend, is_true

LAST = 32767
"""The number of the entry that every network ACL ends with in both directions, shown as `*` in the console."""


def add_last_entries(region: str, acl_id: str) -> None:
    """Let a network ACL deny what no other entry speaks of. moto gives these entries only to default ones."""
    for egress in (True, False):
        backend(region).create_network_acl_entry(
            network_acl_id=acl_id,
            rule_number=LAST,
            protocol="-1",
            rule_action="deny",
            egress=egress,
            cidr_block="0.0.0.0/0",
            icmp_code=None,
            icmp_type=None,
            port_range_from=None,
            port_range_to=None,
            ipv6_cidr_block=None,
        )


def set_icmp(region: str, acl_id: str, number: int, icmp: dict[str, int], *, egress: bool) -> None:
    """Give an entry its ICMP type and code, which moto looks for under another name."""
    for entry in backend(region).network_acls[acl_id].network_acl_entries:
        if (int(entry.rule_number), is_true(entry.egress)) == (number, egress):
            entry.icmp_type, entry.icmp_code = icmp.get("Type"), icmp.get("Code")


def order_entries(region: str, acl_id: str) -> None:
    """Outbound entries first, each direction by rule number, as EC2 shows them; moto shows them as they were made."""
    acl = backend(region).network_acls[acl_id]
    acl.network_acl_entries.sort(key=_place)


def _place(entry: Any) -> tuple[bool, int]:
    return not is_true(entry.egress), int(entry.rule_number)
