"""CloudFormation's memory: stacks, their resources and their events, in AWS's words.

Whoever makes a stack writes here what happens to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from c9lib.simulator.api import Principal
from c9lib.simulator.world import World

STACK_TYPE = "AWS::CloudFormation::Stack"


@dataclass
class Resource:
    """One resource of a stack as it is now."""

    logical_id: str
    kind: str
    physical_id: str = ""
    status: str = ""
    reason: str = ""
    updated: datetime | None = None


@dataclass(frozen=True)
class Event:
    """Something that happened to a stack or to one of its resources."""

    id: str
    logical_id: str
    physical_id: str
    kind: str
    status: str
    reason: str
    moment: datetime


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
        self._note(world, logical_id, resource.physical_id, resource.kind, status, reason)

    def _note(self, world: World, logical_id: str, physical_id: str, kind: str, status: str, reason: str) -> None:
        # Not from the world's random numbers: what happens by itself must not depend on what was read in the meantime.
        digits = hashlib.sha256(f"{self.id}/{len(self.events)}".encode()).hexdigest()
        event_id = (
            f"{logical_id}-{status}-{world.clock.utc:%Y-%m-%dT%H:%M:%S.000Z}" if kind != STACK_TYPE else uuid(digits)
        )
        self.events.append(Event(event_id, logical_id, physical_id, kind, status, reason, world.clock.utc))


def uuid(digits: str) -> str:
    """32 hexadecimal digits in a UUID's form."""
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))


def stacks(world: World, region: str) -> dict[str, Stack]:
    """All stacks of a Region by id, oldest first, deleted ones, too."""
    return world.store("cloudformation", region, dict)


def living(world: World, region: str) -> list[Stack]:
    """The stacks that aren't deleted."""
    return [stack for stack in stacks(world, region).values() if stack.status != "DELETE_COMPLETE"]


def find(world: World, region: str, name_or_id: str) -> Stack | None:
    """The stack by its id, or by its name while it isn't deleted."""
    by_id = stacks(world, region).get(name_or_id)
    return by_id or next((stack for stack in living(world, region) if stack.name == name_or_id), None)
