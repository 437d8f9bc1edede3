"""Where an operation on a stack works: the account, the Region, the stack, and in whose name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from c9lib.simulator.resources.nouns import Handler, Work, handler_of
from c9lib.simulator.services.stacks import Resource, Stack, Submission, Worker
from c9lib.simulator.world import World


@dataclass(frozen=True)
class Site:
    """One stack, what is wanted of it, and who works on it."""

    world: World
    region: str
    stack: Stack
    wanted: Submission
    worker: Worker

    def client(self, service: str) -> Any:
        """A boto3 client in the worker's name, by way of CloudFormation."""
        return self.world.client(service, self.region, self.worker.principal, self.worker.chain)

    def work(self, resource: Resource, tags_before: Mapping[str, str] | None = None) -> Work:
        """A resource as its handler sees it; `tags_before` are the stack's before an update.

        The handler gets copies: what it does to them changes nothing that the stack remembers.
        """
        return Work(
            world=self.world,
            region=self.region,
            stack_name=self.stack.name,
            stack_id=self.stack.id,
            logical_id=resource.logical_id,
            kind=resource.kind,
            properties=_copied(resource.properties),
            client=self.client,
            stack_tags=dict(self.wanted.tags),
            stack_tags_before=tags_before,
            physical_id=resource.physical_id,
            attempt=resource.attempt,
        )


def handler(kind: str) -> Handler:
    """The handler of a type that a template was accepted with. Raises `RuntimeError` where there is none."""
    found = handler_of(kind)
    if found is None:
        raise RuntimeError(f"{kind} has no handler, and was accepted")
    return found


def alive(resource: Resource | None) -> TypeGuard[Resource]:
    """Whether it is there and was made well: an update changes it, and doesn't make it anew."""
    return resource is not None and held(resource) and resource.status != "CREATE_FAILED"


def held(resource: Resource) -> bool:
    """Whether the stack has something of it in the account."""
    return bool(resource.physical_id) and resource.status not in ("DELETE_COMPLETE", "DELETE_SKIPPED")


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copied(part) for name, part in value.items()}
    return [_copied(part) for part in value] if isinstance(value, list) else value
