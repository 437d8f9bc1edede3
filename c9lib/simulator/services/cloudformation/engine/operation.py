"""One operation on a stack under way, in simulated time; a stack has one at most.

A fault inside must not leave a stack in progress for ever: whatever an operation does later, it does by
`Operation.later`, and a fault of ours brings the stack to the operation's failed status, with its words.
"""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from c9lib.simulator.services.cloudformation.engine.site import Site
from c9lib.simulator.world import World

if TYPE_CHECKING:
    from c9lib.simulator.services.cloudformation.engine.removing import Doomed
    from c9lib.simulator.services.cloudformation.engine.task import Task

log = logging.getLogger("c9lib.simulator")


class Operation(ABC):
    """What is being done to a stack. Making one begins it, and ends the one before."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.world, self.stack, self.wanted = site.world, site.stack, site.wanted
        self.over = False
        self.tasks: list[Task] = []
        """What handlers are at."""
        operations = _operations(site.world, site.region)
        self.before: Operation | None = operations.get(site.stack.id)
        if self.before is not None:
            self.before.stop()
            self.before.before = None
        operations[site.stack.id] = self

    @abstractmethod
    def broken(self, reason: str) -> None:
        """A fault of ours has ended the operation: bring the stack to a status that isn't in progress."""

    @abstractmethod
    def cancelled(self, task: Task) -> None:
        """A handler was stopped in its work: say what becomes of its resource."""

    def leftovers(self) -> list[Doomed]:
        """Physical resources that are still there and that the stack's own list doesn't show."""
        return []

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        """Run `action` in `seconds` of simulated time, unless the operation is over by then."""

        def happens() -> None:
            if self.over:
                return
            try:
                action()
            except Exception as fault:
                log.exception("%s of the stack %s failed", type(self).__name__, self.stack.id)
                self.stop()
                self.broken(words(fault))

        self.world.later(seconds, happens)

    def cancel_tasks(self) -> None:
        """Stop every handler in its work, in the order in which they have begun."""
        tasks, self.tasks = self.tasks, []
        for task in tasks:
            task.cancel()
            self.cancelled(task)

    def stop(self) -> None:
        """End it here: nothing of it happens any more."""
        if not self.over:
            self.over = True
            self.cancel_tasks()


def words(fault: Exception) -> str:
    """A fault of ours, as an event shows it."""
    return f"Internal failure of the simulator: {type(fault).__name__}: {fault}"


def under_way(world: World, region: str, stack_id: str) -> Operation | None:
    """The operation on a stack that isn't over yet."""
    found = last(world, region, stack_id)
    return found if found and not found.over else None


def last(world: World, region: str, stack_id: str) -> Operation | None:
    """The operation that was begun last on a stack, over or not."""
    return _operations(world, region).get(stack_id)


def _operations(world: World, region: str) -> dict[str, Operation]:
    return world.store("cloudformation.operations", region, dict)
