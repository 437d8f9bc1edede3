"""The desk of a class in the scheduler of a `dask.distributed` cluster: one round trip for each question.

Imported in the scheduler and in whoever uses it, and nowhere else: the library is an extra.
"""

from __future__ import annotations

from typing import Any

from distributed.diagnostics.plugin import SchedulerPlugin

from c9lib.workshop.desk import Desk, Told

HANDLER = "c9lib_desk"
"""Under which name the scheduler answers."""


class DeskPlugin(SchedulerPlugin):
    """Makes a scheduler answer for its desk. One for all classes that it runs: whoever comes second finds it there."""

    name = "c9lib-desk"
    idempotent = True

    def __init__(self) -> None:
        self._desk = Desk()

    async def start(self, scheduler: Any) -> None:
        """Called by the scheduler once, when the plugin has come there."""
        scheduler.handlers[HANDLER] = self.asked

    def asked(self, verb: str, told: Told) -> Told:
        """Called by the scheduler for each question; it does one thing at a time."""
        return self._desk.ask(verb, told)

    def remove_worker(self, scheduler: Any, worker: str, **_: Any) -> None:
        """Called by the scheduler when a worker has left."""
        self._desk.left(worker)
