"""The end of an update or of its rollback: what was replaced or isn't wanted any more is removed.

What can't be removed is tried three times, and then forgotten: the stack is complete all the same (AWS: "Understand
CloudFormation stack creation events", UPDATE_COMPLETE_CLEANUP_IN_PROGRESS).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from c9lib.simulator.services.cloudformation.engine.operation import Operation
from c9lib.simulator.services.cloudformation.engine.removing import Doomed, Removal
from c9lib.simulator.services.cloudformation.engine.site import Site
from c9lib.simulator.services.cloudformation.engine.task import Task

TRIES = 3
SOME_STAY = {
    "UPDATE": "Update successful. One or more resources could not be deleted.",
    "UPDATE_ROLLBACK": "Rollback successful. One or more resources could not be deleted.",
}


class Cleanup(Operation):
    """From `..._COMPLETE_CLEANUP_IN_PROGRESS` to `..._COMPLETE`."""

    def __init__(self, site: Site, verb: Literal["UPDATE", "UPDATE_ROLLBACK"], doomed: Sequence[Doomed]) -> None:
        super().__init__(site)
        self._verb, self._doomed = verb, doomed

    def begin(self) -> None:
        """Begin with what nothing else needs."""
        self.stack.turns(self.world, f"{self._verb}_COMPLETE_CLEANUP_IN_PROGRESS")
        Removal(self, self._doomed, self._ended, TRIES).go()

    def broken(self, reason: str) -> None:
        self.stack.turns(self.world, f"{self._verb}_COMPLETE", reason)

    def cancelled(self, task: Task) -> None:
        """Nothing ends a clean-up before its time but a fault of ours, which the stack tells."""

    def leftovers(self) -> list[Doomed]:
        return [
            one for one in self._doomed if one.replaced and not one.kept and one.resource.status != "DELETE_COMPLETE"
        ]

    def _ended(self, failed: list[str]) -> None:
        self.over = True
        self.stack.turns(self.world, f"{self._verb}_COMPLETE", SOME_STAY[self._verb] if failed else "")
