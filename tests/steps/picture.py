"""A picture of a simulated account: what its services list and describe, and every write that its journal notes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from c9lib.aws import Session
from c9lib.simulator.front import Front
from c9lib.simulator.wire import read

LISTINGS = {
    "ec2": (
        "addresses",
        "dhcp_options",
        "instances",
        "internet_gateways",
        "nat_gateways",
        "network_acls",
        "network_interfaces",
        "route_tables",
        "security_group_rules",
        "security_groups",
        "subnets",
        "tags",
        "volumes",
        "vpc_endpoints",
        "vpcs",
    ),
}
OTHERS = (
    ("cloud9", "list_environments"),
    ("cloudformation", "describe_stacks"),
    ("cloudformation", "list_stacks"),
    ("iam", "get_account_authorization_details"),
    ("iam", "list_instance_profiles"),
    ("iam", "list_users"),
    ("ssm", "describe_instance_information"),
    ("ssm", "describe_sessions"),
)
GIVEN: dict[str, dict[str, Any]] = {
    "describe_sessions": {"State": "History"},
    "get_account_authorization_details": {"Filter": ["User", "Role", "Group", "LocalManagedPolicy"]},  # without AWS's
}
BY_ITSELF = ("LastPingDateTime", "LastContact", "ResponseMetadata")
"""What changes though nobody does anything: agents report, and answers have ids."""

COMPARES = {"DetectStackResourceDrift"}
"""Compares a resource with its template, and changes nothing of it. The journal notes it: the stack remembers when."""


def picture(session: Session) -> dict[str, Any]:
    """All that is listed, by operation; and for each environment and stack what is told of it alone."""
    client = {name: session.client(name) for name in ("ec2", "iam", "ssm", "cloud9", "cloudformation")}
    asked = [("ec2", f"describe_{name}") for name in LISTINGS["ec2"]]
    seen = {name: _clean(getattr(client[of], name)(**GIVEN.get(name, {}))) for of, name in (*asked, *OTHERS)}
    ids = seen["list_environments"]["environmentIds"]
    cloud9, stacks = client["cloud9"], client["cloudformation"]
    for one in ids:
        seen[one] = [
            _clean(cloud9.describe_environments(environmentIds=[one])),
            _clean(cloud9.describe_environment_memberships(environmentId=one)),
        ]
    for stack in seen["describe_stacks"]["Stacks"]:
        name = stack["StackId"]
        seen[name] = [
            _clean(stacks.describe_stack_events(StackName=name)),
            _clean(stacks.list_change_sets(StackName=name)),
        ]
    return seen


@contextmanager
def untouched(front: Front, session: Session) -> Iterator[None]:
    """What happens within it changes nothing of the account: to the byte, and by the journal's own hook."""
    session.target.let_pass(1200)  # what is under way comes to its end first
    written: list[str] = []
    former, front.written = front.written, lambda environ, body: written.append(read(environ, body).operation)
    before = picture(session)
    try:
        yield
        assert json.dumps(picture(session)) == json.dumps(before)
        assert {*written} <= COMPARES
    finally:
        front.written = former


def _clean(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: _clean(value) for key, value in told.items() if key not in BY_ITSELF}
    if isinstance(told, list):
        return [_clean(one) for one in told]
    return told if isinstance(told, str | int | float | bool) or told is None else str(told)
