"""A resource type of the tests: its properties say how it behaves, the account's memory of it is a dictionary.

Seconds: how long creating, changing and deleting take. Quiet: how long it takes to get a name. Fails: the verb
(`create`, `update`, `delete`) that fails; `start` fails before it has a name. Breaks: the verb with a fault of ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from c9lib.simulator.resources.nouns import Handler, Properties, ResourceFailed, Waiting, Work, handles
from c9lib.simulator.resources.schema import ResourceType, Tagging
from c9lib.simulator.services.stacks import Stack, Submission, Worker, stacks
from c9lib.simulator.templates.nouns import Part, Template
from c9lib.simulator.world import World

THING = "Test::Engine::Thing"
REGION = "us-east-1"


def things(world: World) -> dict[str, Properties]:
    """What there is, by physical id."""
    return world.store("test.things", REGION, dict)


def failing(world: World) -> dict[str, str]:
    """The verb that fails of things by physical id, whatever their properties say."""
    return world.store("test.failing", REGION, dict)


@handles(THING)
class Thing(Handler):
    """The handler. `Ref` is the physical id, the attribute `Arn` too with something before it."""

    def create(self, work: Work) -> Waiting:
        if "Quiet" in work.properties:
            yield work.properties["Quiet"]
        self._may(work, "start")
        work.initiated(str(work.properties.get("Name") or f"thing-{work.logical_id}-{work.attempt}"))
        things(work.world)[work.physical_id] = {**work.properties, "StackTags": dict(work.stack_tags)}
        yield work.properties.get("Seconds", 10)
        self._may(work, "create")

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        yield work.properties.get("Seconds", 10)
        self._may(work, "update")
        things(work.world)[work.physical_id] = {**work.properties, "StackTags": dict(work.stack_tags)}

    def delete(self, work: Work) -> Waiting:
        yield work.properties.get("Seconds", 10)
        self._may(work, "delete")
        things(work.world).pop(work.physical_id, None)

    def read(self, work: Work) -> Properties | None:
        found = things(work.world).get(work.physical_id)
        return None if found is None else {**found, "Arn": f"arn:{work.physical_id}"}

    def _may(self, work: Work, verb: str) -> None:
        if work.properties.get("Fails") == verb or failing(work.world).get(work.physical_id) == verb:
            raise ResourceFailed(f"{work.logical_id} fails to {verb}")
        if work.properties.get("Breaks") == verb:
            raise ZeroDivisionError(f"{work.logical_id} breaks in {verb}")


def described(**changed: Any) -> ResourceType:
    """What the registry would say of the type: Name, Kind and Size can't be changed in place."""
    names = ("Name", "Kind", "Size", "Colour", "Secret", "Seconds", "Quiet", "Fails", "Breaks", "Arn", "Tags", "Needs")
    told: dict[str, Any] = {
        "kind": THING,
        "properties": {name: {"title": name} for name in names},
        "required": (),
        "create_only": ("Name", "Kind"),
        "conditional": ("Size",),
        "read_only": ("Arn",),
        "write_only": ("Secret",),
        "identifier": ("Name",),
        "tagging": Tagging(taggable=True),
    }
    told |= changed
    return ResourceType(**told, schema={"properties": told["properties"]})


def part(logical_id: str, depends_on: str | tuple[str, ...] = (), **told: Any) -> Part:
    """A thing in a template; `deletion_policy` and the like are the template's, all else are properties."""
    ours = {name: told.pop(name) for name in list(told) if name in Part.__dataclass_fields__}
    needed = (depends_on,) if isinstance(depends_on, str) else depends_on
    return Part(logical_id, THING, told, depends_on=needed, **ours)


def template(*parts: Part, **more: Any) -> Template:
    """A template of such things."""
    return Template("body", parts={one.logical_id: one for one in parts}, **more)


@dataclass
class Bench:
    """A stack `box` to work on, and what is seen of it."""

    world: World
    worker: Worker
    name: str = "box"
    stack: Stack = field(init=False)

    def __post_init__(self) -> None:
        stack_id = f"arn:aws:cloudformation:{REGION}:{self.world.account}:stack/{self.name}/1"
        self.stack = Stack(stack_id, self.name, "", "", self.world.clock.utc)
        stacks(self.world, REGION)[stack_id] = self.stack

    def beside(self, name: str) -> Bench:
        """Another stack of the same account."""
        return Bench(self.world, self.worker, name)

    def wanted(self, *parts: Part, **more: Any) -> Submission:
        """A submission of a template of these parts."""
        of_template = {name: more.pop(name) for name in list(more) if name in Template.__dataclass_fields__}
        parameters = more.pop("given", {})
        return Submission(template(*parts, **of_template), parameters=parameters, **more)

    def passes(self, seconds: float = 100_000) -> None:
        """So much simulated time passes."""
        with self.world.lock:
            self.world.clock.advance(seconds)
            self.world.events.settle()

    def events(self, since: int = 0) -> list[str]:
        """`A CREATE_IN_PROGRESS` and the like, oldest first, with the reason after a colon."""
        return [
            f"{one.logical_id} {one.status}" + (f": {one.reason}" if one.reason else "")
            for one in self.stack.events[since:]
        ]

    def physical(self, since: int = 0) -> list[tuple[str, str]]:
        """(status, physical id) of the events of resources."""
        return [(one.status, one.physical_id) for one in self.stack.events[since:] if one.kind == THING]
