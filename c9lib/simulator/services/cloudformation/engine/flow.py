"""The order of a graph in time: each name has its turn when all that it needs are through, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from c9lib.simulator.durations import RESOURCE_PAUSE
from c9lib.simulator.services.cloudformation.engine.operation import Operation


class Flow:
    """`begin` is called with a name when it has its turn, and must lead to `through` or `fails` of that name.

    What needs a name that fails never has its turn. `ended` is called once when nothing is under way any more.
    """

    def __init__(
        self,
        operation: Operation,
        needs: Mapping[str, Collection[str]],
        begin: Callable[[str], None],
        ended: Callable[[], None],
    ) -> None:
        self._operation, self._begin, self._ended = operation, begin, ended
        self._waiting = {name: set(needed) & set(needs) for name, needed in needs.items()}
        self._under_way: set[str] = set()
        self._over = False
        self.failed: list[str] = []

    def go(self) -> None:
        """Let those begin that need nobody."""
        self._look()

    def through(self, name: str) -> None:
        """It is done: what has waited for it alone has its turn."""
        self._under_way.discard(name)
        for needed in self._waiting.values():
            needed.discard(name)
        self._look()

    def fails(self, name: str) -> None:
        """It isn't done, and never will be."""
        self._under_way.discard(name)
        self.failed.append(name)
        self._look()

    def halt(self) -> None:
        """Nothing more begins, and `ended` isn't called: whoever halts goes on from here."""
        self._over = True

    def _look(self) -> None:
        if self._over:
            return
        ready = [name for name, needed in self._waiting.items() if not needed]
        for name in ready:
            del self._waiting[name]
            self._under_way.add(name)
            self._operation.later(RESOURCE_PAUSE, partial(self._has_turn, name))
        if not self._under_way:
            self._over = True
            self._ended()

    def _has_turn(self, name: str) -> None:
        if not self._over:
            self._begin(name)
