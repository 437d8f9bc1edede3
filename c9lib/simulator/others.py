"""What others do to the account, past its API: another account shares a subnet, the organization attaches policies, AWS
closes Cloud9 to it. Each by its control address, and once more when the journal is replayed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from c9lib.simulator import account, organization
from c9lib.simulator.services.cloud9.environments import everywhere
from c9lib.simulator.services.ec2 import shared_subnets
from c9lib.simulator.world import World

Told = dict[str, Any]


def attach_policies(world: World, told: Told) -> Told:
    """Let these service control policies, and no others, count: `policies`, and `full_aws_access` (true unless said
    otherwise), which is whether AWS's FullAWSAccess stands beside them.
    """
    full_access = _boolean(told.get("full_aws_access", True), "full_aws_access")
    given = organization.policies(told["policies"])
    account.set_scps(world, given, full_access=full_access)
    return {"policies": [one.name for level in account.scps(world) for one in level]}


def close(world: World, told: Told) -> Told:
    """Close Cloud9 to the account, or open it again: `closed`. Accounts with environments stayed open (facts 3.7)."""
    closed = _boolean(told["closed"], "closed")
    held = everywhere(world) if closed else []
    if held:
        those = ", ".join(f"{one.id} in {one.region}" for one in held)
        raise ValueError(f"AWS closed Cloud9 to accounts without environments alone. Delete these first: {those}")
    account.set_closed(world, closed)
    return {"closed": closed}


VERBS: dict[str, Callable[[World, Told], Told]] = {
    "closed": close,
    "scps": attach_policies,
    "shared-subnet": lambda world, told: dict(shared_subnets.share(world, told)),
}


def act(world: World, verb: str, told: Told) -> Told:
    """Let it happen. Raises `KeyError` for what is missing in `told`, `ValueError` for what can't be."""
    done = VERBS[verb](world, told)
    world.events.after(None)  # agents and whatever else is derived from the account look again
    return done


def _boolean(told: Any, name: str) -> bool:
    if not isinstance(told, bool):
        raise ValueError(f"{name} is {told!r}, which is neither true nor false")
    return told
