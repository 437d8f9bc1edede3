"""One resource of a stack brought back to what it was before an update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from c9lib.simulator.services.cloudformation.engine.changing import REPLACED, change, make_way
from c9lib.simulator.services.cloudformation.engine.making import Making
from c9lib.simulator.services.cloudformation.engine.operation import Operation
from c9lib.simulator.services.cloudformation.engine.record import Record
from c9lib.simulator.services.cloudformation.engine.removing import Doomed
from c9lib.simulator.services.stacks import Resource, Submission


class Restoring:
    """Brings one resource back. `given_up` is the submission of the update; `ended` is called with the reason of a
    failure, or "". `quiet` is without events, and leaves the resource in the status of its failure.
    """

    def __init__(
        self,
        operation: Operation,
        record: Record,
        given_up: Submission,
        ended: Callable[[str], None],
        *,
        quiet: bool = False,
    ) -> None:
        self.operation, self.record, self.given_up = operation, record, given_up
        self._ended, self._quiet = ended, quiet

    def start(self, name: str) -> None:
        """Begin with the resource `name`, which the stack had before the update."""
        stack, was = self.operation.stack, self.record.former[name]
        now = stack.resources[name]
        again = replace(was, tried=now.tried, status=now.status, reason=now.reason, updated=now.updated)
        stack.resources[name] = again
        if name in self.record.gone:
            self._make_again(now, again)
        elif self.record.is_replaced(now):
            if now.physical_id:
                self.record.between.append(Doomed(replace(now), replaced=True))
            self._is_back(again)
        elif name in self.record.begun:
            self._turns(again, "IN_PROGRESS")
            change(self.operation, again, now, self.given_up.tags, lambda reason: self._has_changed(again, now, reason))
        elif name in self.record.touched:
            self._is_back(again)
        else:
            again.status, again.reason = was.status, was.reason
            self._ended("")

    def skip(self, name: str) -> None:
        """Take it for restored (ResourcesToSkip): what it is in the account isn't looked at."""
        stack, now = self.operation.stack, self.operation.stack.resources[name]
        again = replace(self.record.former[name], tried=now.tried, updated=now.updated)
        stack.resources[name] = again
        self.record.gone.discard(name)
        self._is_back(again)

    def _is_back(self, again: Resource) -> None:
        self.record.begun.discard(again.logical_id)
        self._turns(again, "COMPLETE")
        self._ended("")

    def _has_changed(self, again: Resource, now: Resource, reason: str) -> None:
        if not reason:
            self._is_back(again)
            return
        # The next try begins where this one began.
        again.properties = now.properties
        self._fails(again, reason)

    def _make_again(self, now: Resource, again: Resource) -> None:
        """The old physical resource went before the new one was made: the new one goes, and another one comes."""
        self._turns(again, "IN_PROGRESS", REPLACED)
        wanted = again.properties

        def is_away(reason: str) -> None:
            if reason:
                again.properties, again.physical_id, again.attempt = now.properties, now.physical_id, now.attempt
                self._fails(again, reason)
            else:
                Making(self.operation, again, "UPDATE", is_made, quiet=self._quiet).start(wanted)

        def is_made(reason: str) -> None:
            if not reason:
                self.record.gone.discard(again.logical_id)
                self.record.former[again.logical_id] = replace(again)
            self._ended(reason)

        if now.physical_id:
            make_way(self.operation, now, is_away)
        else:
            is_away("")

    def _fails(self, again: Resource, reason: str) -> None:
        self._turns(again, "FAILED", reason)
        self._ended(reason)

    def _turns(self, again: Resource, status: str, reason: str = "") -> None:
        if not self._quiet:
            stack, world = self.operation.stack, self.operation.world
            stack.resource_turns(world, again.logical_id, f"UPDATE_{status}", reason)
