"""One resource being made: for a new stack, for an update that adds it, or in the place of one that is replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from c9lib.simulator.api import ApiError
from c9lib.simulator.resources.failures import reason_of
from c9lib.simulator.resources.nouns import Properties, ResourceFailed, Work
from c9lib.simulator.services.cloudformation.engine.operation import Operation, log, words
from c9lib.simulator.services.cloudformation.engine.plan import Plan
from c9lib.simulator.services.cloudformation.engine.site import handler
from c9lib.simulator.services.cloudformation.engine.task import Task
from c9lib.simulator.services.stacks import Resource
from c9lib.simulator.templates.nouns import Part, TemplateError

Verb = Literal["CREATE", "UPDATE"]
Ended = Callable[[str], None]

INITIATED = "Resource creation Initiated"


class Making:
    """Makes one resource; the events of a replacement are of the verb UPDATE, of all others of CREATE.

    `quiet` is without events, and leaves the resource in the status that it has.
    """

    def __init__(
        self, operation: Operation, resource: Resource, verb: Verb, ended: Ended, *, quiet: bool = False
    ) -> None:
        self.operation, self.resource, self.verb, self._ended = operation, resource, verb, ended
        self._quiet = quiet

    def start(self, properties: Properties) -> None:
        """Let the handler begin with these properties; `ended` is called with the reason of a failure, or ""."""
        resource = self.resource
        resource.properties = properties
        resource.attempt = resource.tried = resource.tried + 1
        resource.physical_id = ""
        work = self.operation.site.work(resource)
        work.called = self._has_a_name
        Task(self.operation, work, handler(resource.kind).create, lambda reason: self._has_ended(work, reason)).start()

    def fails(self, reason: str) -> None:
        """It can't even begin."""
        self._turns("FAILED", reason)
        self._ended(reason)

    def _has_a_name(self, physical_id: str) -> None:
        if self.resource.physical_id:
            self.resource.physical_id = physical_id
        elif physical_id:
            self._turns("IN_PROGRESS", INITIATED, physical_id)

    def _has_ended(self, work: Work, reason: str) -> None:
        self.resource.physical_id = work.physical_id
        self._turns("FAILED" if reason else "COMPLETE", reason)
        self._ended(reason)

    def _turns(self, status: str, reason: str = "", physical_id: str = "") -> None:
        stack, name = self.operation.stack, self.resource.logical_id
        if self._quiet:
            self.resource.physical_id = physical_id or self.resource.physical_id
            return
        stack.resource_turns(self.operation.world, name, f"{self.verb}_{status}", reason, physical_id)


def described(resource: Resource, part: Part, plan: Plan) -> None:
    """Note in a resource what the template says of it besides its properties."""
    resource.kind = part.kind
    resource.depends_on = tuple(name for name in plan.parts if name in plan.needs[part.logical_id])
    resource.deletion_policy = part.deletion_policy
    resource.update_replace_policy = part.update_replace_policy
    resource.metadata = plan.metadata(part.logical_id)


def make_new(operation: Operation, plan: Plan, logical_id: str, ended: Ended) -> None:
    """Make a resource that the stack hasn't got: its events, its properties, its handler."""
    part, stack = plan.parts[logical_id], operation.stack
    former = stack.resources.get(logical_id)
    resource = Resource(logical_id, part.kind, tried=former.tried if former else 0)
    stack.resources[logical_id] = resource
    making = Making(operation, resource, "CREATE", ended)
    stack.resource_turns(operation.world, logical_id, "CREATE_IN_PROGRESS")
    try:
        described(resource, part, plan)
        properties = plan.checked(logical_id)
    except Exception as error:
        making.fails(why(error, operation.site.work(resource)))
    else:
        making.start(properties)


def why(error: Exception, work: Work) -> str:
    """The reason of an event, for whatever has gone wrong before a handler could begin; a fault of ours is logged."""
    if isinstance(error, TemplateError):
        return str(error)
    if isinstance(error, ApiError | ResourceFailed):
        return reason_of(error, work)
    log.error("%s couldn't be prepared", work.logical_id, exc_info=error)
    return words(error)
