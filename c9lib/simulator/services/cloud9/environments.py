"""The environments of a Region: what Cloud9 keeps of each, and how to find one."""

from __future__ import annotations

from dataclasses import dataclass, field

from c9lib.simulator.api import ACCOUNT, ApiCall
from c9lib.simulator.services.cloud9 import regions
from c9lib.simulator.services.cloud9.refusals import no_environment
from c9lib.simulator.world import World

CREATING, CREATED, CREATE_FAILED = "CREATING", "CREATED", "CREATE_FAILED"
DELETING, DELETE_FAILED = "DELETING", "DELETE_FAILED"


@dataclass(frozen=True)
class Identity:
    """Somebody who can own or share an environment; `user_id` is what the tag `aws:cloud9:owner` holds (facts 4.2)."""

    arn: str
    user_id: str


@dataclass(frozen=True)
class Member:
    """Somebody who shares an environment, with `read-write` or `read-only` permissions."""

    identity: Identity
    permissions: str


@dataclass
class Environment:
    """One environment. Moments are simulated seconds since 1970."""

    id: str
    region: str
    name: str
    owner: Identity
    connection_type: str
    description: str = ""
    automatic_stop_minutes: int = 0
    """0: never."""
    lifecycle: str = CREATING
    reason: str = ""
    failure_resource: str = ""
    credentials: str = "ENABLED_ON_CREATE"
    stack_id: str = ""
    """"" while there is none, and for good when the instance profile was refused."""
    instance_id: str = ""
    created: float = 0.0
    """When it became CREATED; 0 before."""
    tags: dict[str, str] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    """By ARN; the owner isn't among them."""

    @property
    def arn(self) -> str:
        return f"arn:aws:cloud9:{self.region}:{ACCOUNT}:environment:{self.id}"

    def fail(self, lifecycle: str, reason: str, resource: str = "") -> None:
        """CREATE_FAILED or DELETE_FAILED, and why."""
        self.lifecycle, self.reason, self.failure_resource = lifecycle, reason, resource


@dataclass
class Environments:
    """All environments of a Region by id, oldest first; `tokens` leads from a token to its request and answer."""

    held: dict[str, Environment] = field(default_factory=dict)
    tokens: dict[str, tuple[dict[str, object], str]] = field(default_factory=dict)
    next_look: float | None = None
    """When somebody looks after idle instances next (`idle.py`)."""


def environments(world: World, region: str) -> Environments:
    """Cloud9's state in a Region."""
    return world.store("cloud9", region, Environments)


def everywhere(world: World) -> list[Environment]:
    """The environments of all Regions."""
    return [one for region in regions.REGIONS for one in environments(world, region).held.values()]


def environment(call: ApiCall, environment_id: str) -> Environment:
    """The environment, or NotFoundException."""
    found = environments(call.world, call.region).held.get(environment_id)
    if found is None:
        raise no_environment(environment_id)
    return found
