"""What will happen by itself: actions with a simulated time, run in order when it has come."""

from __future__ import annotations

import heapq
import itertools
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from c9lib.simulator.clock import Clock
from c9lib.simulator.touches import Touched

Action = Callable[[], None]
LIMIT = 10_000
"""More events than this in one go mean that an event keeps making itself again."""

log = logging.getLogger("c9lib.simulator")


@dataclass
class Events:
    """A queue by simulated time; equal times keep the order in which they were asked for."""

    clock: Clock
    after: Callable[[Touched | None], None] = lambda _touched: None
    """Called after each event but quiet ones, at its moment, with what it has touched (None for everything): what has
    happened may have changed what is derived from it."""
    _heap: list[tuple[float, int, Action, bool, Touched | None]] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def later(self, seconds: float, action: Action, *, quiet: bool = False, touched: Touched | None = None) -> None:
        """Run `action` once, `seconds` of simulated time from now (0 for the next time that anything is settled).
        A `quiet` one changes nothing from which something is derived; for `touched` see `after`."""
        if not seconds >= 0:
            raise ValueError(f"nothing can happen {seconds} s from now")
        heapq.heappush(self._heap, (self.clock.now + seconds, next(self._numbers), action, quiet, touched))

    def settle(self, *, everything: bool = False) -> None:
        """Run what is due, each at its own moment. With `everything`, move the clock on until nothing is under way any
        more.

        Raises `RuntimeError` when events keep making themselves again.
        """
        end = self.clock.now
        try:
            for _ in range(LIMIT):
                if not self._heap or (self._heap[0][0] > end and not everything):
                    return
                self._happen()
        finally:
            # Time never goes back, whatever happened.
            self.clock.now = max(end, self.clock.now) if everything else end
        raise RuntimeError(f"more than {LIMIT} simulated events in one go: one of them repeats itself")

    def _happen(self) -> None:
        moment, _number, action, quiet, touched = heapq.heappop(self._heap)
        self.clock.now = moment
        try:
            action()
            if not quiet:
                self.after(touched)
        except Exception:
            # A fault of ours. Whoever happens to call now hasn't caused it, and must get the answer to what they asked.
            log.exception("what was to happen at %s failed", self.clock.utc.isoformat())

    @property
    def next_in(self) -> float:
        """Seconds until something happens; 0 where nothing is under way."""
        return max(0.0, self._heap[0][0] - self.clock.now) if self._heap else 0.0

    def __len__(self) -> int:
        return len(self._heap)
