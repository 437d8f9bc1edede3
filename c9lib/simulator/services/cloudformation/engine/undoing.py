"""All resources of a stack being removed: because it is deleted, or because its creation is rolled back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from c9lib.simulator.services.cloudformation.engine.exports import in_use
from c9lib.simulator.services.cloudformation.engine.operation import Operation
from c9lib.simulator.services.cloudformation.engine.removing import Doomed, Removal
from c9lib.simulator.services.cloudformation.engine.site import Site
from c9lib.simulator.services.cloudformation.engine.task import Task
from c9lib.simulator.services.stacks import Resource, Stack, Submission, Worker
from c9lib.simulator.templates.nouns import Template
from c9lib.simulator.world import World

Why = Literal["DELETE", "ROLLBACK"]

GONE = ("DELETE_COMPLETE", "DELETE_SKIPPED")


def delete(
    world: World, region: str, stack: Stack, worker: Worker, retain: Collection[str] = (), *, force: bool = False
) -> None:
    """Begin to delete a stack; what is under way of its making or of its rollback is left off.

    Whether it may be deleted in the state that it is in, the operation has asked (`states.py`). `retain` are logical
    ids that stay (RetainResources); with `force` those stay that can't be removed (FORCE_DELETE_STACK).
    """
    site = Site(world, region, stack, stack.submission or Submission(Template("")), worker)
    former = stack.status
    stack.turns(world, "DELETE_IN_PROGRESS", "User Initiated")
    if used := in_use(world, region, stack):
        # Nothing is deleted, so the stack is what it was, and may be updated: only the reason tells.
        stack.turns(world, former, used)
        return
    Undoing(site, "DELETE", retain, force=force).begin()


class Undoing(Operation):
    """The removal of all that a stack has; its end is `DELETE_COMPLETE` or `ROLLBACK_COMPLETE`."""

    def __init__(self, site: Site, reason: Why, retain: Collection[str] = (), *, force: bool = False) -> None:
        super().__init__(site)
        self.why = reason
        self._force = force
        self._retain = frozenset(retain)
        self._doomed = self.before.leftovers() if self.before else []

    def begin(self) -> None:
        """Begin with what nothing else needs."""
        left = [one for one in self.stack.resources.values() if one.status not in GONE]
        self._doomed += [Doomed(one, kept=self._stays(one)) for one in left]
        Removal(self, self._doomed, self._ended, skip=self._force).go()

    def leftovers(self) -> list[Doomed]:
        return [one for one in self._doomed if one.replaced and one.resource.status != "DELETE_COMPLETE"]

    def broken(self, reason: str) -> None:
        self.stack.turns(self.world, f"{self.why}_FAILED", reason)

    def cancelled(self, task: Task) -> None:
        """Another deletion takes it over from where it is: nothing is said."""

    def _stays(self, resource: Resource) -> bool:
        if resource.status == "CREATE_FAILED":
            return resource.logical_id in self._retain
        policies = ("Retain",) if self.why == "ROLLBACK" else ("Retain", "RetainExceptOnCreate")
        return resource.deletion_policy in policies or resource.logical_id in self._retain

    def _ended(self, failed: list[str]) -> None:
        self.over = True
        if failed:
            told = f"The following resource(s) failed to delete: [{', '.join(failed)}]. "
            self.stack.turns(self.world, f"{self.why}_FAILED", told)
            return
        self.stack.outputs, self.stack.imports = (), frozenset()
        self.stack.turns(self.world, f"{self.why}_COMPLETE")
