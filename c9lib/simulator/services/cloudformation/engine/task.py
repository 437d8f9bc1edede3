"""One verb of a resource's handler, carried out step by step in simulated time."""

from __future__ import annotations

import logging
from collections.abc import Callable

from c9lib.simulator.durations import RESOURCE_LIMIT
from c9lib.simulator.resources.failures import FAILURES, reason_of
from c9lib.simulator.resources.nouns import ResourceFailed, Waiting, Work
from c9lib.simulator.services.cloudformation.engine.operation import Operation, words

log = logging.getLogger("c9lib.simulator")

Verb = Callable[[Work], Waiting]


class Task:
    """A handler at work. `ended` is called once, with the reason of a failure or ""; not when it is cancelled."""

    def __init__(self, operation: Operation, work: Work, verb: Verb, ended: Callable[[str], None]) -> None:
        self.operation = operation
        self.work = work
        self.over = False
        self._verb, self._ended = verb, ended
        self._generator: Waiting | None = None
        self._spent = 0.0

    def start(self) -> None:
        """Let the handler take its first step, now."""
        self.operation.tasks.append(self)
        self._step()

    def cancel(self) -> None:
        """Stop the handler where it is. What it has named by then is in `work.physical_id`."""
        self.over = True
        if self._generator is not None:
            try:
                self._generator.close()
            except Exception:
                # The resource is cancelled all the same: a fault in its last words must not keep the rest from it.
                log.exception("the handler of %s couldn't be stopped", self.work.kind)

    def _step(self) -> None:
        if self.over:
            return
        try:
            if self._generator is None:
                self._generator = self._verb(self.work)
            seconds = next(self._generator)
            self._spent += seconds
            if self._spent > RESOURCE_LIMIT:
                raise ResourceFailed(f"Exceeded attempts to wait: not done after {RESOURCE_LIMIT} seconds")
            self.operation.later(seconds, self._step)
        except StopIteration:
            self._ends("")
        except FAILURES as error:
            self._ends(reason_of(error, self.work))
        except Exception as fault:
            log.exception("the handler of %s failed", self.work.kind)
            self._ends(words(fault))

    def _ends(self, reason: str) -> None:
        self.over = True
        if self._generator is not None:
            self._generator.close()
        self.operation.tasks.remove(self)
        self._ended(reason)
