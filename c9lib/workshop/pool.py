"""Many seats at once in the threads of this process: so many at a time, until too many have failed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue

from c9lib.runbook.run import undisturbed
from c9lib.workshop.in_process import bug
from c9lib.workshop.seat import run_seat
from c9lib.workshop.stopping import Stopped
from c9lib.workshop.task import SeatResult, SeatTask

Say = Callable[[str, str], None]
"""Who is told of a seat: its name, and what of it."""
Run = Callable[[SeatTask, Callable[[str], None], Stopped], SeatResult]


@dataclass(frozen=True)
class Limits:
    """How many seats run at once, and of how many failures no further one begins: when there are more than these."""

    at_once: int
    errors: int

    @classmethod
    def of(cls, seats: int, at_once: int, errors: int | None = None) -> Limits:
        """For so many seats; `errors` is a fifth of them where nobody says it, and at least 1."""
        return cls(at_once, max(1, seats // 5) if errors is None else errors)


@dataclass
class Pooled:
    """What came of it: a result for each seat that began, the names of those that didn't, and whether it was
    interrupted."""

    results: dict[str, SeatResult] = field(default_factory=dict)
    not_begun: tuple[str, ...] = ()
    interrupted: bool = False


def run_all(
    tasks: Sequence[SeatTask],
    limits: Limits,
    say: Say,
    ended: Callable[[SeatResult], None],
    run: Run | None = None,
    ready: Callable[[], None] = lambda: None,
) -> Pooled:
    """Run them; `ended` gets each result, in this thread, and `ready` returns when one more may begin.

    A failed seat stops no other one; when more than `limits.errors` have failed no further one begins. Ctrl-C lets none
    begin, and those that run end at their next call or wait; their results are waited for, and only in what is given
    back.
    """
    pooling = _Pooling(limits, say, run or _run, ready)
    interrupted = False
    with ThreadPoolExecutor(limits.at_once, "seat") as pool:
        try:
            pooling.all(tasks, pool, ended)
        except KeyboardInterrupt:
            interrupted = True
            pooling.stopping.set()
            with undisturbed():
                pool.shutdown(wait=True)
    results = pooling.results
    return Pooled(results, tuple(task.seat for task in tasks if task.seat not in results), interrupted)


def _run(task: SeatTask, tell: Callable[[str], None], is_stopped: Stopped) -> SeatResult:
    return run_seat(task, tell, is_stopped=is_stopped)


class _Pooling:
    """What came of the seats that have ended, kept by the threads themselves: nothing that happens to this one loses a
    result."""

    def __init__(self, limits: Limits, say: Say, run: Run, ready: Callable[[], None]) -> None:
        self.results: dict[str, SeatResult] = {}
        self.stopping = threading.Event()
        self._ended: SimpleQueue[SeatResult] = SimpleQueue()
        self._limits, self._say, self._run, self._ready = limits, say, run, ready

    def all(self, tasks: Sequence[SeatTask], pool: ThreadPoolExecutor, ended: Callable[[SeatResult], None]) -> None:
        """Let them run, so many at a time."""
        running, waiting = 0, iter(tasks)
        while True:
            while running < self._limits.at_once and self._may_begin():
                task = next(waiting, None)
                if task is None:
                    break
                self._ready()
                pool.submit(self._one, task)
                running += 1
            if not running:
                return
            ended(self._ended.get())
            running -= 1

    def _may_begin(self) -> bool:
        failed = sum(not one.well for one in list(self.results.values()))
        return failed <= self._limits.errors

    def _one(self, task: SeatTask) -> None:
        try:
            result = self._run(task, lambda text: self._say(task.seat, text), self.stopping.is_set)
        except BaseException as fault:  # no seat may go without a result: this thread's end would be waited for
            result = SeatResult.failed(task.seat, bug("", fault))
        self.results[task.seat] = result
        self._ended.put(result)
