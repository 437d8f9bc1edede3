"""What lies outside of a VPC: the internet, and the services that an instance needs, each with how it is reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from c9lib.checks.reader import Inapplicable, Unread
from c9lib.checks.surroundings import AGENT_SERVICES
from c9lib.nouns import Thing
from c9lib.path import Path

if TYPE_CHECKING:
    from c9lib.checks.landscape import Look

DOORS = {"vpc-endpoint": "by", "nat-gateway": "through", "internet-gateway": "through"}
"""Stations that tell how a packet leaves: the first of these on its way."""


def outside(look: Look) -> Iterator[Thing]:
    """The internet, Systems Manager, Amazon S3 and AWS Cloud9."""
    open_door = [one["InternetGatewayId"] for one in look.gateways() if one.get("Attachments")]
    told = f"reached through {open_door[0]}" if open_door else "– no gateway of this VPC leads there"
    yield Thing("internet", "internet", facts=(told,))
    yield Thing("systems-manager", "ssm", facts=tuple(_reached(look, name) for name in AGENT_SERVICES))
    yield Thing("s3", "s3", facts=(_reached(look, "s3"),))
    yield Thing("cloud9", "cloud9", facts=(look.shown("AWS Cloud9", lambda: _cloud9(look), "– not shown"),))


def _reached(look: Look, service: str) -> str:
    """`✔ ssm by vpce-…`, `✘ ssm: NO_ROUTE_TO_DESTINATION`; without a subnet nobody can tell."""
    try:
        path = look.seen.surroundings.path_to(service)
    except (Inapplicable, Unread):  # the check path.* of the service says why
        return f"– {service}: nothing to look from yet"
    if not path.reachable:
        return f"{'✘' if path.certain else '▲'} {service}: {path.reason}"
    return f"{'✔' if path.certain else '▲'} {service} {_door(path)}"


def _door(path: Path) -> str:
    found = next((hop for hop in path.hops if hop.kind in DOORS), None)
    return f"{DOORS[found.kind]} {found.id}" if found else "by a way that isn't drawn"


def _cloud9(look: Look) -> str:
    """Cloud9's own word about the environment (facts 3.3)."""
    try:
        look.seen.for_open_cloud9()
        environment = look.seen.environment
        if environment is None:
            return "– no environment yet"
        name, status = environment["name"], look.seen.status["status"]
    except Inapplicable as words:
        return f"– {words}"
    return f"{'✔' if status in ('ready', 'stopped') else '▲'} {name}: {status}"
