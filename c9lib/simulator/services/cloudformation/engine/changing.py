"""One resource of a stack that is updated: left alone, changed in place, replaced, or made anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from c9lib.simulator.resources.nouns import Properties, Waiting, Work
from c9lib.simulator.services.cloudformation.engine.comparing import (
    changed,
    deleted_first,
    name_in_the_way,
    needs_another,
    taggable,
)
from c9lib.simulator.services.cloudformation.engine.making import Making, described, make_new, why
from c9lib.simulator.services.cloudformation.engine.operation import Operation
from c9lib.simulator.services.cloudformation.engine.plan import Plan
from c9lib.simulator.services.cloudformation.engine.record import Record
from c9lib.simulator.services.cloudformation.engine.removing import Doomed
from c9lib.simulator.services.cloudformation.engine.site import alive, handler
from c9lib.simulator.services.cloudformation.engine.task import Task
from c9lib.simulator.services.stacks import Resource

REPLACED = "Requested update requires the creation of a new physical resource; hence creating one."


class Changing:
    """Brings one resource to what is planned. `ended` is called with the reason of a failure, or ""."""

    def __init__(
        self, operation: Operation, plan: Plan, record: Record, logical_id: str, ended: Callable[[str], None]
    ) -> None:
        self.operation, self.plan, self.record = operation, plan, record
        self.name, self._ended = logical_id, ended
        self.resource = operation.stack.resources.get(logical_id)

    def start(self) -> None:
        """Look at what is to be done, and begin with it."""
        if not alive(self.resource):
            self._anew()
            return
        before = replace(self.resource)
        try:
            described(self.resource, self.plan.parts[self.name], self.plan)
            properties = self.plan.checked(self.name)
        except Exception as error:
            self._turns("IN_PROGRESS")
            self._fails(why(error, self.operation.site.work(before)))
            return
        self._compare(self.resource, before, properties)

    def _compare(self, resource: Resource, before: Resource, properties: Properties) -> None:
        changes = changed(resource.kind, before.properties, properties)
        if needs_another(resource.kind, changes, before.properties, properties):
            self._replace(resource, properties)
        elif changes or self._tags_differ(resource):
            self._in_place(resource, before, properties)
        else:
            if before.metadata != resource.metadata or before.status == "UPDATE_FAILED":
                self._turns("IN_PROGRESS")
                self._turns("COMPLETE")
            self._ended("")

    def _tags_differ(self, resource: Resource) -> bool:
        return taggable(resource.kind) and self.operation.wanted.tags != self.record.submission.tags

    # --- In place -----------------------------------------------------------------------------------------------------

    def _in_place(self, resource: Resource, before: Resource, properties: Properties) -> None:
        self._turns("IN_PROGRESS")
        resource.properties = properties
        self.record.begun.add(self.name)
        change(self.operation, resource, before, self.record.submission.tags, self._changed)

    def _changed(self, reason: str) -> None:
        if reason:
            self._fails(reason)
        else:
            self._turns("COMPLETE")
            self._ended("")

    # --- Another physical resource ------------------------------------------------------------------------------------

    def _replace(self, resource: Resource, properties: Properties) -> None:
        if in_the_way := name_in_the_way(resource, properties):
            self._turns("IN_PROGRESS")
            self._fails(in_the_way)
            return
        self._turns("IN_PROGRESS", REPLACED)
        making = Making(self.operation, resource, "UPDATE", self._ended)
        if not deleted_first(resource.kind):
            if self.record.is_replaced(resource):
                self.record.between.append(Doomed(replace(resource), replaced=True))
            making.start(properties)
            return
        # From now on the old one may be half gone: a rollback makes it again.
        first = not self.record.is_replaced(resource)
        self.record.gone.add(self.name)

        def is_away(reason: str) -> None:
            if not reason:
                making.start(properties)
                return
            if first:
                self.record.gone.discard(self.name)
            making.fails(reason)

        make_way(self.operation, resource, is_away)

    # --- Anew ---------------------------------------------------------------------------------------------------------

    def _anew(self) -> None:
        """The stack hasn't got it, or only what was left of a failure (which goes first)."""
        self.record.touched.add(self.name)
        left = self.resource
        if left is None or not left.physical_id or left.status in ("DELETE_COMPLETE", "DELETE_SKIPPED"):
            make_new(self.operation, self.plan, self.name, self._ended)
            return
        stack, world = self.operation.stack, self.operation.world
        stack.resource_turns(world, self.name, "DELETE_IN_PROGRESS")

        def is_away(reason: str) -> None:
            stack.resource_turns(world, self.name, "DELETE_FAILED" if reason else "DELETE_COMPLETE", reason)
            if reason:
                stack.resource_turns(world, self.name, "CREATE_FAILED", reason)
                self._ended(reason)
            else:
                make_new(self.operation, self.plan, self.name, self._ended)

        make_way(self.operation, left, is_away)

    # --- Events -------------------------------------------------------------------------------------------------------

    def _turns(self, status: str, reason: str = "") -> None:
        self.record.touched.add(self.name)
        self.operation.stack.resource_turns(self.operation.world, self.name, f"UPDATE_{status}", reason)

    def _fails(self, reason: str) -> None:
        self._turns("FAILED", reason)
        self._ended(reason)


def change(
    operation: Operation,
    resource: Resource,
    before: Resource,
    tags_before: Mapping[str, str],
    ended: Callable[[str], None],
) -> None:
    """Let the handler bring a resource in place from what it was to what it is to be."""
    work = operation.site.work(resource, tags_before)
    work.called = lambda physical_id: setattr(resource, "physical_id", physical_id)
    told = operation.site.work(before).properties

    def update(work: Work) -> Waiting:
        return handler(resource.kind).update(work, told)

    def has_ended(reason: str) -> None:
        resource.physical_id = work.physical_id
        ended(reason)

    Task(operation, work, update, has_ended).start()


def make_way(operation: Operation, resource: Resource, ended: Callable[[str], None]) -> None:
    """Remove the physical resource that another one is to take the place of, without an event."""
    Task(operation, operation.site.work(resource), handler(resource.kind).delete, ended).start()
