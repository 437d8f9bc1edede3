"""An update being taken back: every resource as it was, in the order of the old template; then what is new goes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from c9lib.simulator.api import ApiError
from c9lib.simulator.durations import RESOURCE_PAUSE
from c9lib.simulator.services.cloudformation.engine.cleaning import Cleanup
from c9lib.simulator.services.cloudformation.engine.failures import failed_to
from c9lib.simulator.services.cloudformation.engine.flow import Flow
from c9lib.simulator.services.cloudformation.engine.operation import Operation, last
from c9lib.simulator.services.cloudformation.engine.record import Record
from c9lib.simulator.services.cloudformation.engine.removing import Doomed
from c9lib.simulator.services.cloudformation.engine.restoring import Restoring
from c9lib.simulator.services.cloudformation.engine.site import Site, held
from c9lib.simulator.services.cloudformation.engine.task import Task
from c9lib.simulator.services.stacks import Resource, Stack, Submission, Worker
from c9lib.simulator.world import World

CANCELLED = "Resource update cancelled"


def continue_rollback(world: World, region: str, stack: Stack, worker: Worker, skip: Collection[str] = ()) -> None:
    """Try once more to roll an update back; `skip` are failed resources that are taken for restored.

    Raises `ApiError` for a resource that can't be skipped. The stack is in UPDATE_ROLLBACK_FAILED (`states.py`).
    """
    former = last(world, region, stack.id)
    if not isinstance(former, UpdateRollback):
        raise ApiError("ValidationError", f"Stack [{stack.name}] has no rollback that could be continued")
    wrong = [name for name in skip if name not in stack.resources or stack.resources[name].status != "UPDATE_FAILED"]
    if wrong:
        told = "Only resources in UPDATE_FAILED state whose rollback has failed can be skipped"
        raise ApiError("ValidationError", f"{told}: [{', '.join(wrong)}]")
    site = replace(former.site, worker=worker)
    stack.turns(world, "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")
    UpdateRollback(site, former.record, former.given_up, former.restored, skip).begin()


class UpdateRollback(Operation):
    """From UPDATE_ROLLBACK_IN_PROGRESS to the clean-up, or to UPDATE_ROLLBACK_FAILED.

    `site` wants the stack as it was; `given_up` is what the update wanted; `restored` are those that are back already.
    """

    def __init__(
        self,
        site: Site,
        record: Record,
        given_up: Submission,
        restored: Collection[str] = (),
        skip: Collection[str] = (),
    ) -> None:
        super().__init__(site)
        self.record, self.given_up = record, given_up
        self.restored, self._skip = set(restored), frozenset(skip)
        was = [name for name in record.former if record.was(name) is not None and name not in self.restored]
        self._flow = Flow(self, {name: record.former[name].depends_on for name in was}, self._restore, self._is_back)

    def begin(self) -> None:
        """Let the first ones begin in a moment."""
        self.later(RESOURCE_PAUSE, self._flow.go)

    def broken(self, reason: str) -> None:
        self.stack.turns(self.world, "UPDATE_ROLLBACK_FAILED", reason)

    def cancelled(self, task: Task) -> None:
        self.stack.resource_turns(self.world, task.work.logical_id, "UPDATE_FAILED", CANCELLED, task.work.physical_id)

    def leftovers(self) -> list[Doomed]:
        left = [one for one in self.record.between if one.resource.status != "DELETE_COMPLETE"]
        return [*left, *self.record.replaced(self.stack)]

    def _restore(self, name: str) -> None:
        restoring = Restoring(self, self.record, self.given_up, partial(self._has_ended, name))
        if name in self._skip:
            restoring.skip(name)
        else:
            restoring.start(name)

    def _has_ended(self, name: str, reason: str) -> None:
        if reason:
            self._flow.fails(name)
        else:
            self.restored.add(name)
            self._flow.through(name)

    def _is_back(self) -> None:
        self.over = True
        if self._flow.failed:
            self.stack.turns(self.world, "UPDATE_ROLLBACK_FAILED", f"{failed_to('update', self.stack)} ")
            return
        self.stack.imports = self.record.imports
        Cleanup(self.site, "UPDATE_ROLLBACK", [*self.record.between, *map(self._made, self._added())]).begin()

    def _added(self) -> list[Resource]:
        return self.record.made(self.stack)

    def _made(self, resource: Resource) -> Doomed:
        return Doomed(resource, kept=held(resource) and _stays(resource))


def _stays(resource: Resource) -> bool:
    return resource.deletion_policy == "Retain" and resource.status != "CREATE_FAILED"
