"""Waits of several clients at once, which pass together: two that wait for a minute take a minute, not two.

Time goes on to the earliest moment that somebody waits for when nobody is busy. Who is busy the server can't see, but
whoever says which worker it is is so from when it was last heard of until it waits. A worker that was killed, or does
something else, isn't heard of any more, and holds the others up for a moment of wall time, once. Those who don't say it
are given some milliseconds after each answer. One that is slower than that finds that it is later.
"""

from __future__ import annotations

import threading
import time
from bisect import insort
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from c9lib.simulator.clock import Clock

QUIET_SECONDS = 0.01
"""Wall time without a question or an answer after which those who don't say who they are are taken to wait."""
BUSY_SECONDS = 0.3
"""Wall time after which a worker that isn't heard of is taken to be gone, or busy elsewhere."""
LONGEST_ANSWER = 5.0
"""Wall time after which a wait is answered even when its moment hasn't come: its client asks again."""


class Together:
    """The waits of one account's clients."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._turn = threading.Condition()
        self._moments: list[float] = []
        self._busy: dict[str, float] = {}
        self._under_way = 0
        self._heard = time.monotonic()

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._moments)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """While a client is being answered nobody's time goes on; and it has something to do with the answer."""
        with self._turn:
            self._under_way += 1
        try:
            yield
        finally:
            with self._turn:
                self._under_way -= 1
                self._heard = time.monotonic()

    def heard(self, worker: str = "") -> None:
        """Somebody was answered just now."""
        with self._turn:
            self._has_answer(worker)

    def wait(self, moment: float, pass_to: Callable[[float], None], worker: str = "") -> None:
        """Wait until simulated time has come to `moment`, or for `LONGEST_ANSWER` of wall time. `pass_to` lets time go
        on to a moment; the caller holds no lock."""
        limit = time.monotonic() + LONGEST_ANSWER
        with self._turn:
            insort(self._moments, moment)
            if self._busy.pop(worker, None) is None:
                self._heard = time.monotonic()  # somebody new: others may be on their way, too
            elif not self._busy:
                self._turn.notify_all()
        try:
            while self._clock.now < moment and time.monotonic() < limit:
                if self._may_pass(moment):
                    pass_to(moment)
        finally:
            with self._turn:
                self._moments.remove(moment)
                self._has_answer(worker)
                self._turn.notify_all()

    def _has_answer(self, worker: str) -> None:
        if worker:
            self._busy[worker] = time.monotonic()
        else:
            self._heard = time.monotonic()

    def _may_pass(self, moment: float) -> bool:
        """Whether time may go on to `moment` now; if not, some time is waited here for that to change."""
        with self._turn:
            if self._moments[0] < moment:
                self._turn.wait(1.0)  # whoever is first wakes the others
                return False
            now = time.monotonic()
            self._busy = {worker: heard for worker, heard in self._busy.items() if now - heard < BUSY_SECONDS}
            left = QUIET_SECONDS - (now - self._heard)
            if not self._under_way and not self._busy and left <= 0:
                return True
            self._turn.wait(max(left, QUIET_SECONDS / 2))
            return False
