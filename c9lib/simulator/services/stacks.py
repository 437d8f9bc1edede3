"""CloudFormation's memory: stacks, their resources and their events, in AWS's words.

Whoever makes a stack writes here what happens to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from c9lib.simulator.api import ApiError, Principal
from c9lib.simulator.templates.nouns import Given, Template
from c9lib.simulator.world import World

STACK_TYPE = "AWS::CloudFormation::Stack"
CLOUDFORMATION = "cloudformation.amazonaws.com"
QUOTA = 2000
"""Stacks of a Region that aren't deleted (AWS: "CloudFormation quotas")."""


def too_many() -> ApiError:
    """The refusal of one more stack."""
    return ApiError("LimitExceededException", "Limit for stack has been exceeded")


OnFailure = Literal["ROLLBACK", "DELETE", "DO_NOTHING"]


@dataclass
class Resource:
    """One resource of a stack as it is now. `properties` are the resolved ones that it was made or last changed with,
    `depends_on` the logical ids that it needs, `attempt` counts its physical resources (`Work.attempt`).
    """

    logical_id: str
    kind: str
    physical_id: str = ""
    status: str = ""
    reason: str = ""
    updated: datetime | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    deletion_policy: str = "Delete"
    attempt: int = 0
    tried: int = 0
    """The highest attempt ever: the next physical resource of this logical id gets one more."""
    update_replace_policy: str = "Delete"
    metadata: Mapping[str, Any] = field(default_factory=dict)
    drift: str = "NOT_CHECKED"
    """StackResourceDriftStatus."""
    drift_checked: datetime | None = None


@dataclass(frozen=True)
class Worker:
    """In whose name a stack's resources are made: a principal, by way of the services that asked CloudFormation (those
    alone: `chain` has CloudFormation, too). `as_role` says that the principal is a session of the stack's role
    (RoleARN), which CloudFormation uses as its own: its requests carry no `aws:CalledVia`.
    """

    principal: Principal
    via: tuple[str, ...] = ()
    as_role: bool = False

    @property
    def chain(self) -> tuple[str, ...]:
        """`via` of the requests that CloudFormation makes for a stack."""
        return () if self.as_role else (*self.via, CLOUDFORMATION)


@dataclass(frozen=True)
class Submission:
    """What CreateStack, UpdateStack or a change set hands in, checked as a whole; nothing of it is made yet.

    `parameters` holds every parameter that the template declares. `tags` are the stack's.
    """

    template: Template
    parameters: Mapping[str, Given] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    capabilities: tuple[str, ...] = ()
    role_arn: str = ""
    notification_arns: tuple[str, ...] = ()
    on_failure: OnFailure = "ROLLBACK"
    timeout_minutes: int | None = None


@dataclass(frozen=True)
class Output:
    """An output of a stack; `export` is the name under which other stacks of the Region import it, or ""."""

    name: str
    value: str
    description: str = ""
    export: str = ""


@dataclass(frozen=True)
class Event:
    """Something that happened to a stack or to one of its resources. `properties` are the resource's at that moment,
    `client_token` that of the request which it comes from.
    """

    id: str
    logical_id: str
    physical_id: str
    kind: str
    status: str
    reason: str
    moment: datetime
    properties: Mapping[str, Any] = field(default_factory=dict)
    client_token: str = ""


@dataclass
class Stack:
    """One stack. `remove` starts its deletion in the name of a principal, by way of services; whoever makes the stack
    sets it.
    """

    id: str
    name: str
    description: str
    template: str
    created: datetime
    tags: dict[str, str] = field(default_factory=dict)
    status: str = ""
    reason: str = ""
    deleted: datetime | None = None
    resources: dict[str, Resource] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    """Oldest first; CloudFormation shows them the other way round."""
    submission: Submission | None = None
    """What the stack was made of, or last changed to; None while it is only reviewed (REVIEW_IN_PROGRESS)."""
    outputs: tuple[Output, ...] = ()
    imports: frozenset[str] = frozenset()
    """Names of exports that the stack uses."""
    updated: datetime | None = None
    termination_protection: bool = False
    change_set_id: str = ""
    """The change set that made or last changed it."""
    drift: str = "NOT_CHECKED"
    """StackDriftStatus."""
    drift_checked: datetime | None = None
    client_token: str = ""
    """Of the request that is carried out, or was last."""
    remove: Callable[[Principal, tuple[str, ...]], None] | None = field(default=None, repr=False)

    def turns(self, world: World, status: str, reason: str = "") -> None:
        """The stack itself comes to a status."""
        self.status, self.reason = status, reason
        if status == "DELETE_COMPLETE":
            self.deleted = world.clock.utc
        self._note(world, self.name, self.id, STACK_TYPE, status, reason)

    def resource_turns(
        self, world: World, logical_id: str, status: str, reason: str = "", physical_id: str = ""
    ) -> None:
        """One of its resources comes to a status; `physical_id` when it has got one by that."""
        resource = self.resources[logical_id]
        resource.physical_id = physical_id or resource.physical_id
        resource.status, resource.reason, resource.updated = status, reason, world.clock.utc
        self._note(world, logical_id, resource.physical_id, resource.kind, status, reason, resource.properties)

    def tell(self, world: World, resource: Resource, status: str, reason: str = "", physical_id: str = "") -> None:
        """Note an event of a physical resource without changing what the stack holds now: of one that was replaced."""
        physical_id, properties = physical_id or resource.physical_id, resource.properties
        self._note(world, resource.logical_id, physical_id, resource.kind, status, reason, properties)

    def _note(
        self,
        world: World,
        logical_id: str,
        physical_id: str,
        kind: str,
        status: str,
        reason: str,
        properties: Mapping[str, Any] | None = None,
    ) -> None:
        # Not from the world's random numbers: what happens by itself must not depend on what was read in the meantime.
        digits = hashlib.sha256(f"{self.id}/{len(self.events)}".encode()).hexdigest()
        # AWS tells events of one moment apart by milliseconds; here the event's number stands for them.
        moment = f"{world.clock.utc:%Y-%m-%dT%H:%M:%S}.{len(self.events) % 1000:03d}Z"
        event_id = f"{logical_id}-{status}-{moment}" if kind != STACK_TYPE else uuid(digits)
        now, held = world.clock.utc, dict(properties or {})
        made = Event(event_id, logical_id, physical_id, kind, status, reason, now, held, self.client_token)
        self.events.append(made)


def uuid(digits: str) -> str:
    """32 hexadecimal digits in a UUID's form."""
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))


def stacks(world: World, region: str) -> dict[str, Stack]:
    """All stacks of a Region by id, oldest first, deleted ones, too."""
    return world.store("cloudformation", region, dict)


def change_sets(world: World, region: str) -> dict[str, Any]:
    """All change sets of a Region by id, oldest first; deleted ones are gone (`cloudformation/change_set_store.py`)."""
    return world.store("cloudformation.change-sets", region, dict)


def living(world: World, region: str) -> list[Stack]:
    """The stacks that aren't deleted."""
    return [stack for stack in stacks(world, region).values() if stack.status != "DELETE_COMPLETE"]


def find(world: World, region: str, name_or_id: str) -> Stack | None:
    """The stack by its id, or by its name while it isn't deleted."""
    by_id = stacks(world, region).get(name_or_id)
    return by_id or next((stack for stack in living(world, region) if stack.name == name_or_id), None)
