"""A worker's side of the desk: its seat, and the pace of all workers, held by the cluster's scheduler."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from c9lib.aws.pace import Kept
from c9lib.call_limits import Draw
from c9lib.errors import StepError
from c9lib.workshop.desk import LEASE_SECONDS, LOST, Told, told_of

ANSWER_SECONDS = 20.0
"""The scheduler answers within milliseconds; one that doesn't within this is gone."""
BEAT_SECONDS = LEASE_SECONDS / 6
LONGEST_CLAIM = 900.0
"""Nobody waits longer for a seat that another worker has (seconds of wall time)."""
WORDS = {
    LOST: "the scheduler has given this seat to another worker",
    "stopped": "whoever began the class has stopped it",
}


class StoppedSeat(KeyboardInterrupt):
    """A seat stops here, as by Ctrl-C: nothing on its way takes it for an error that it could go on after."""


@dataclass(frozen=True)
class SchedulerStore:
    """The buckets of a run, kept by the scheduler, for the task that holds a seat. It can be pickled, and used where
    a worker of the cluster is."""

    run: str
    seat: str
    holder: str

    def take(self, name: str, draw: Draw, now: float) -> float:
        """Take a call's tokens; returns for how many seconds it has to wait. Raises `StoppedSeat`, `StepError`."""
        told = {"name": name, "draw": told_of(draw), "now": now}
        return float(self._held("take", told)["seconds"])

    def throttled(self, name: str, draw: Draw, sent_at: float, now: float) -> None:
        """AWS has throttled a call that was sent at a moment. Raises `StepError`."""
        ask("throttled", {"run": self.run, "name": name, "draw": told_of(draw), "sent_at": sent_at, "now": now})

    def waited(self) -> None:
        """Whether the seat is still ours after a wait. Raises `StoppedSeat`, `StepError`."""
        self._held("renew", {})

    def told(self) -> dict[str, Kept]:
        """Every bucket that was used so far. Raises `StepError`."""
        return {name: Kept(**kept) for name, kept in ask("told", {"run": self.run}).items()}

    def _held(self, verb: str, told: Told) -> Told:
        answer = ask(verb, {"run": self.run, "seat": self.seat, "holder": self.holder, **told})
        if "refused" in answer:
            raise StoppedSeat(WORDS[answer["refused"]])
        return answer


@contextmanager
def claimed(run: str, seat: str) -> Iterator[SchedulerStore]:
    """Have a seat for oneself; waits for whoever has it. Raises `StoppedSeat`, and `StepError` for one that isn't to be
    had."""
    store = SchedulerStore(run, seat, uuid4().hex)
    waited = 0.0
    while pause := _claim(store, in_worker().address):
        if waited > LONGEST_CLAIM:
            raise StepError(
                "Another worker still has this seat.",
                details=(f"for more than {LONGEST_CLAIM:.0f} s",),
                remedy=("Launch again when it has ended.",),
            )
        threading.Event().wait(pause)
        waited += pause
    over = threading.Event()
    beat = threading.Thread(target=_beat, args=(store, over), daemon=True)
    beat.start()
    try:
        yield store
    finally:
        over.set()
        beat.join()
        with suppress(StepError):  # a scheduler that is gone holds nothing
            ask("release", {"seat": seat, "holder": store.holder})


def _claim(store: SchedulerStore, worker: str) -> float:
    """0 where the seat is ours; else in how many seconds to ask again, a second at most."""
    return min(1.0, float(store._held("claim", {"worker": worker}).get("wait", 0.0)))


def _beat(store: SchedulerStore, over: threading.Event) -> None:
    """Be heard of while the task waits, however long. What is refused here the next call hears itself."""
    while not over.wait(BEAT_SECONDS):
        with suppress(StoppedSeat, StepError):
            store.waited()


def in_worker() -> Any:
    """The worker that this process is. Raises ValueError where it is none."""
    from distributed import get_worker

    return get_worker()


def ask(verb: str, told: Told) -> Told:
    """Ask the scheduler from within a worker. Raises `StepError` when it doesn't answer."""
    from distributed.utils import sync

    from c9lib.workshop.scheduler_plugin import HANDLER

    try:
        worker = in_worker()
        handler: Any = getattr(worker.scheduler, HANDLER)
        answer: Told = sync(worker.loop, handler, verb=verb, told=told, callback_timeout=ANSWER_SECONDS)
    except (OSError, RuntimeError, ValueError, TimeoutError) as error:
        raise StepError(
            "The scheduler of the cluster doesn't answer any more.",
            details=(f"{type(error).__name__}: {error}"[:300], "the seat stops here: another worker may have it"),
            remedy=("See whether it runs, then launch again: it goes on from here.",),
        ) from None
    return answer
