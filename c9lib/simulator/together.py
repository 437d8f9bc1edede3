"""Waits of several clients at once, which pass together: two that wait for a minute take a minute, not two.

Time goes on to the earliest moment that somebody waits for when nobody is busy. Who is busy the server can't see, but
whoever says which worker it is (`<process id>-<thread or task>`) is so from when it was last heard of until it waits,
or says that it rests; and one that is about to begin can be expected, now or once another waits for something, so that
no time passes before it has. One whose process has ended holds the others up for a moment of wall time, once; one that
lives and isn't heard of any more, for longer. Those who don't say who they are are given some milliseconds after each
answer. One that is slower than that finds that it is later.
"""

from __future__ import annotations

import threading
import time
from bisect import insort
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

from c9lib.simulator.clock import Clock

QUIET_SECONDS = 0.01
"""Wall time without a question or an answer after which those who don't say who they are are taken to wait."""
BUSY_SECONDS = 0.3
"""Wall time after which it is looked whether the process of a worker that isn't heard of still runs."""
STRAYED_SECONDS = 10.0
"""Wall time after which a worker whose process runs, and that isn't heard of, is taken to be busy elsewhere."""
LONGEST_ANSWER = 5.0
"""Wall time after which a wait is answered even when its moment hasn't come: its client asks again."""


@dataclass(order=True)
class _Wait:
    """Somebody who waits for a moment; `turn` is told when this is the first of all, or its moment has come."""

    moment: float
    number: int
    turn: threading.Condition = field(compare=False)


class Together:
    """The waits of one account's clients."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._waits: list[_Wait] = []
        self._number = 0
        self._busy: dict[str, float] = {}
        self._expected: set[str] = set()
        self._followers: dict[tuple[str, str], set[str]] = {}
        self._under_way = 0
        self._heard = time.monotonic()

    @property
    def waiting(self) -> int:
        """How many wait now."""
        return len(self._waits)

    @property
    def at_work(self) -> int:
        """How many workers call now, one after another each, and all at once: those that have begun and don't wait."""
        with self._lock:
            return max(1, len(self._busy.keys() - self._expected))

    @contextmanager
    def answering(self, *, known: bool = False) -> Iterator[None]:
        """While a client is being answered nobody's time goes on; and it has something to do with the answer. `known`:
        it says which worker it is when it asks for the time, so it isn't one of those who are only guessed at."""
        with self._lock:
            self._under_way += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way -= 1
                if not known:
                    self._heard = time.monotonic()
                self._wake_first()

    def heard(self, worker: str = "") -> None:
        """Somebody was answered just now."""
        with self._lock:
            self._has_answer(worker)

    def expects(self, worker: str, leader: str = "", waits_for: str = "") -> None:
        """A worker is about to begin: no time passes before it is heard of, unless that takes long. With a `leader` it
        begins when that one waits for something of this name."""
        with self._lock:
            if leader:
                self._followers.setdefault((leader, waits_for), set()).add(worker)
                return
            self._busy.setdefault(worker, time.monotonic())
            self._expected.add(worker)

    def rests(self, worker: str) -> None:
        """A worker has nothing to do here any more, until it is heard of again."""
        with self._lock:
            self._busy.pop(worker, None)
            self._expected.discard(worker)
            for followed in [one for one in self._followers if one[0] == worker]:
                del self._followers[followed]
            for followers in self._followers.values():
                followers.discard(worker)
            self._wake_first()

    def wait(self, moment: float, pass_to: Callable[[float], None], worker: str = "", waits_for: str = "") -> None:
        """Wait until simulated time has come to `moment`, or for `LONGEST_ANSWER` of wall time. `pass_to` lets time go
        on to a moment; the caller holds no lock. `waits_for` is what the worker waits for, by name."""
        limit = time.monotonic() + LONGEST_ANSWER
        with self._lock:
            own = self._begin(moment)
            for follower in self._followers.pop((worker, waits_for), ()):
                self.expects(follower)
            if self._busy.pop(worker, None) is None:
                self._heard = time.monotonic()  # somebody new: others may be on their way, too
            self._wake_first()
        try:
            while self._clock.now < moment and time.monotonic() < limit:
                if self._may_pass(own, limit):
                    pass_to(moment)
        finally:
            with self._lock:
                self._waits.remove(own)
                self._has_answer(worker)
                self._wake_first()

    def _begin(self, moment: float) -> _Wait:
        self._number += 1
        own = _Wait(moment, self._number, threading.Condition(self._lock))
        insort(self._waits, own)
        return own

    def _wake_first(self) -> None:
        """Let the first one look again; when its moment has come it wakes the next one as it goes."""
        if self._waits:
            self._waits[0].turn.notify()

    def _has_answer(self, worker: str) -> None:
        if worker:
            self._busy[worker] = time.monotonic()
            self._expected.discard(worker)
        else:
            self._heard = time.monotonic()

    def _may_pass(self, own: _Wait, limit: float) -> bool:
        """Whether time may go on to the moment of `own` now; if not, some time is waited here for that to change."""
        with self._lock:
            now = time.monotonic()
            if self._waits[0] is not own:
                own.turn.wait(limit - now)
                return False
            quiet = QUIET_SECONDS - (now - self._heard)
            if self._under_way or self._somebody_is_busy(now):
                own.turn.wait(min(BUSY_SECONDS / 3, limit - now))
                return False
            if quiet > 0:
                own.turn.wait(quiet)
                return False
            return True

    def _somebody_is_busy(self, now: float) -> bool:
        """Whether a worker is busy, without those who are gone."""
        for worker, heard in list(self._busy.items()):
            if now - heard > STRAYED_SECONDS or (now - heard > BUSY_SECONDS and not _runs(worker)):
                del self._busy[worker]
        return bool(self._busy)


def _runs(worker: str) -> bool:
    """Whether the process of a worker still runs; one that has ended and isn't buried yet doesn't."""
    process = worker.partition("-")[0]
    try:
        return process.isdecimal() and psutil.Process(int(process)).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
