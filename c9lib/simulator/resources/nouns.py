"""What a resource type is written against: `@handles`, the work it gets, the failure it raises.

    @handles("AWS::EC2::NatGateway", takes=("AllocationId", "SubnetId", "Tags"))
    class NatGateway(Handler):
        def create(self, work: Work) -> Waiting:
            made = work.client("ec2").create_nat_gateway(...)["NatGateway"]
            work.initiated(made["NatGatewayId"])
            while self.state(work) == "pending":
                yield ENVIRONMENT_POLL

A verb is a generator: what it yields are simulated seconds to wait; its return is COMPLETE. An error of AWS (botocore's
`ClientError`) or `ResourceFailed` is FAILED with that reason.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from c9lib.simulator.world import World

Waiting = Generator[float, None, None]
Properties = dict[str, Any]
CAPITALS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class ResourceFailed(Exception):
    """A resource can't be made, changed or removed; `reason` is what the event says, in the service's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Work:
    """One resource of a stack, as its handler sees it.

    `properties` are resolved, and of the types that the schema says. `client("ec2")` acts in the name of whoever the
    stack works for, by way of CloudFormation.
    """

    world: World
    region: str
    stack_name: str
    stack_id: str
    logical_id: str
    kind: str
    properties: Properties
    client: Callable[[str], Any]
    stack_tags: Mapping[str, str] = field(default_factory=dict)
    physical_id: str = ""
    attempt: int = 0
    """Counts the physical resources of this logical id, so that a replacement gets another name."""
    called: Callable[[str], None] = field(default=lambda _: None, repr=False)
    stack_tags_before: Mapping[str, str] | None = None
    """The stack's tags before an update of the stack; None when they haven't changed."""

    def initiated(self, physical_id: str) -> None:
        """There is something now, and it has a name: from here on a rollback removes it."""
        self.physical_id = physical_id
        self.called(physical_id)

    def name(self, limit: int = 64) -> str:
        """A name for what has none in the template: STACK-LOGICALID-13 capitals and digits, cut to `limit`."""
        suffix = "".join(CAPITALS[digit % len(CAPITALS)] for digit in self._digest()[:13])
        room = limit - len(suffix) - 1
        front = f"{self.stack_name}-{self.logical_id}"
        if len(front) > room:
            half = (room - 1) // 2
            front = f"{self.stack_name[:half]}-{self.logical_id[: room - 1 - half]}"
        return f"{front}-{suffix}"

    @property
    def token(self) -> str:
        """A client token that is the same whenever this resource is made."""
        return hashlib.sha256(self._identity()).hexdigest()[:32]

    def tags(self) -> list[dict[str, str]]:
        """The stack's tags, CloudFormation's own, and the template's, which win; as EC2 takes them.

        Raises `ResourceFailed` for what services refuse of a template's tags: CloudFormation's name opens `aws:` to it
        alone.
        """
        own = {"logical-id": self.logical_id, "stack-name": self.stack_name, "stack-id": self.stack_id}
        system = {f"aws:cloudformation:{name}": value for name, value in own.items()}
        given: dict[str, str] = {}
        for tag in self.properties.get("Tags", []):
            key = str(tag["Key"])
            if key.lower().startswith("aws:"):
                raise ResourceFailed("Tag keys starting with 'aws:' are reserved for internal use")
            if key in given:
                raise ResourceFailed(f"Duplicate tag key '{key}' specified.")
            given[key] = str(tag["Value"])
        return [{"Key": key, "Value": value} for key, value in {**self.stack_tags, **given, **system}.items()]

    def user_tags(self) -> list[dict[str, str]]:
        """The same without CloudFormation's own, for types that don't take them (IAM)."""
        return [tag for tag in self.tags() if not tag["Key"].startswith("aws:")]

    def shown_tags(self, tags: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
        """A resource's tags as the template could say them: without CloudFormation's own and without the stack's."""
        said = {str(tag["Key"]) for tag in self.properties.get("Tags", [])}
        users = [tag for tag in tags if not tag["Key"].startswith("aws:")]
        kept = [tag for tag in users if tag["Key"] in said or self.stack_tags.get(tag["Key"]) != tag["Value"]]
        return [{"Key": tag["Key"], "Value": tag["Value"]} for tag in kept]

    def changed_tags(self, before: Mapping[str, Any]) -> tuple[list[dict[str, str]], list[str]]:
        """What an update from the properties `before` does to the tags: those to set, and the keys to take away.

        Tags of others stay.
        """
        of_stack = self.stack_tags if self.stack_tags_before is None else self.stack_tags_before
        former = {**of_stack, **{str(tag["Key"]): str(tag["Value"]) for tag in before.get("Tags", [])}}
        wanted = self.user_tags()
        kept = {tag["Key"] for tag in wanted}
        return [tag for tag in wanted if former.get(tag["Key"]) != tag["Value"]], sorted(set(former) - kept)

    def specified(self, resource_type: str) -> list[dict[str, Any]]:
        """`tags()` as a TagSpecifications of EC2 (`vpc`, `subnet`, ...)."""
        return [{"ResourceType": resource_type, "Tags": self.tags()}]

    def _identity(self) -> bytes:
        return f"{self.stack_id}/{self.logical_id}/{self.attempt}".encode()

    def _digest(self) -> bytes:
        return hashlib.sha256(self._identity()).digest()


class Handler(ABC):
    """What one resource type does. Handlers hold no state: everything is in `Work` and in the account."""

    @abstractmethod
    def create(self, work: Work) -> Waiting:
        """Make it; call `work.initiated` as soon as it has a physical id."""

    @abstractmethod
    def delete(self, work: Work) -> Waiting:
        """Remove it; what is gone already is removed. Waits until it is gone."""

    @abstractmethod
    def read(self, work: Work) -> Properties | None:
        """All properties and attributes as they are in the account now, in the schema's shapes; None when it is gone.

        Fn::GetAtt and the detection of drift live by it. What the API doesn't show (write-only) is left out.
        """

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        """Change in place what differs from the properties `before`; `work.properties` are the wanted ones."""
        yield 0.0
        raise ResourceFailed(f"{work.kind} can't be changed in place: {', '.join(sorted(before))}")

    def replaces(self, name: str, before: Properties, wanted: Properties) -> bool:
        """Whether a change of the property `name`, which is create-only at times (`ResourceType.conditional`), needs a
        new physical resource."""
        return True

    def reference(self, work: Work) -> str:
        """What `Ref` gives."""
        return work.physical_id


@dataclass(frozen=True)
class Handled:
    """A handler, and which properties it takes (None: all that the schema has)."""

    handler: Handler
    takes: tuple[str, ...] | None


_handled: dict[str, Handled] = {}


def handles(*kinds: str, takes: tuple[str, ...] | None = None) -> Callable[[type[Handler]], type[Handler]]:
    """Register a class as the handler of resource types.

    `takes` are the properties that it simulates; all others are refused by name. `"DnsOptions/DnsRecordIpType"` takes
    that part of a property alone; the items of a list count as the list (`"NetworkInterfaces/SubnetId"`).
    """

    def register(made: type[Handler]) -> type[Handler]:
        for kind in kinds:
            if kind in _handled:
                raise RuntimeError(f"{kind} is registered twice")
            _handled[kind] = Handled(made(), takes)
        return made

    return register


def handler_of(kind: str) -> Handler | None:
    """The handler of a resource type, or None for one that isn't simulated."""
    return _handled[kind].handler if kind in _handled else None


def handled_kinds() -> tuple[str, ...]:
    """Every resource type with a handler."""
    return tuple(sorted(_handled))


def not_taken(kind: str, properties: Mapping[str, Any]) -> list[str]:
    """The paths of what the properties say and the type's handler doesn't take: `VpcEncryptionControl`."""
    takes = _handled[kind].takes if kind in _handled else None
    return [] if takes is None else sorted(set(_beyond(takes, properties)))


def _beyond(takes: tuple[str, ...], value: Any, path: str = "") -> Iterator[str]:
    """Descends where only parts of a property are taken."""
    if path in takes:
        return
    if path and not any(taken.startswith(f"{path}/") for taken in takes):
        yield path
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _beyond(takes, inner, f"{path}/{name}" if path else str(name))
    elif isinstance(value, list):
        for item in value:
            yield from _beyond(takes, item, path)
