"""Several things removed in the order that their dependencies allow: of a stack that goes, a rollback, a clean-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from c9lib.simulator.durations import CLEANUP_RETRY
from c9lib.simulator.services.cloudformation.engine.flow import Flow
from c9lib.simulator.services.cloudformation.engine.operation import Operation
from c9lib.simulator.services.cloudformation.engine.site import handler
from c9lib.simulator.services.cloudformation.engine.task import Task
from c9lib.simulator.services.stacks import Resource


@dataclass
class Doomed:
    """Something to be removed. `replaced` says that the stack has another in its place: then only events tell of it.
    `kept` says that it stays, and is only forgotten.
    """

    resource: Resource
    replaced: bool = False
    kept: bool = False


class Removal:
    """Removes what is doomed; what somebody doomed needs goes after that one, and stays if that one stays.

    `ended` is called with the logical ids of those that couldn't be removed. Each is tried `tries` times; `skip` says
    that what can't be removed is left where it is, and forgotten.
    """

    def __init__(
        self,
        operation: Operation,
        doomed: Sequence[Doomed],
        ended: Callable[[list[str]], None],
        tries: int = 1,
        *,
        skip: bool = False,
    ) -> None:
        self._operation, self._tries, self._skip = operation, tries, skip
        self._doomed = {f"{one.resource.logical_id}/{one.resource.attempt}": one for one in doomed}
        self._flow = Flow(operation, _after(self._doomed), self._begin, lambda: ended(self._left()))

    def go(self) -> None:
        """Begin with those that nobody needs. What has never been in the account is done with first."""
        for one in self._doomed.values():
            if not one.resource.physical_id:
                self._turns(one, "DELETE_COMPLETE")
        self._flow.go()

    def _left(self) -> list[str]:
        """The logical ids of those that failed."""
        return [self._doomed[name].resource.logical_id for name in self._flow.failed]

    def _begin(self, name: str) -> None:
        one = self._doomed[name]
        if not one.resource.physical_id:
            self._flow.through(name)
        elif one.kept:
            self._turns(one, "DELETE_SKIPPED")
            self._flow.through(name)
        else:
            self._try(name, 1)

    def _try(self, name: str, attempt: int) -> None:
        one = self._doomed[name]
        self._turns(one, "DELETE_IN_PROGRESS")
        work = self._operation.site.work(one.resource)

        def ended(reason: str) -> None:
            self._turns(one, "DELETE_FAILED" if reason else "DELETE_COMPLETE", reason)
            if not reason:
                self._flow.through(name)
            elif attempt < self._tries:
                self._operation.later(CLEANUP_RETRY, partial(self._try, name, attempt + 1))
            elif self._skip:
                self._turns(one, "DELETE_SKIPPED")
                self._flow.through(name)
            else:
                self._flow.fails(name)

        Task(self._operation, work, handler(one.resource.kind).delete, ended).start()

    def _turns(self, one: Doomed, status: str, reason: str = "") -> None:
        stack, world = self._operation.stack, self._operation.world
        if one.replaced:
            one.resource.status = status
            stack.tell(world, one.resource, status, reason)
        else:
            stack.resource_turns(world, one.resource.logical_id, status, reason)


def _after(doomed: Mapping[str, Doomed]) -> dict[str, list[str]]:
    """Who goes before whom: by name, the names of those that need it. The last ones made come first."""
    return {
        name: [user for user, other in doomed.items() if one.resource.logical_id in other.resource.depends_on]
        for name, one in reversed(list(doomed.items()))
    }
