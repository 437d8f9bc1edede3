"""What the scheduler of a cluster keeps for all workers of a class: whose a seat is, and the buckets of the pace.

A seat belongs to one task at a time. Every call of a task asks here first, for its turn and whether the seat is still
its own: so a worker that was taken for dead and isn't makes no further call once somebody else has its seat. Nothing
here knows of the cluster's library (`scheduler_plugin.py` does), and only one asks at a time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any

from c9lib.aws.pace_buckets import Kept, slowed, taken
from c9lib.call_limits import Draw, Limit

LEASE_SECONDS = 30.0
"""A seat whose task hasn't been heard of for so long may be given to another (wall time)."""
GRACE_SECONDS = 3.0
"""A seat of a worker that has left the cluster is given to another after this: a call that was under way has arrived
by then."""
STOPPED, LOST = "stopped", "lost"
"""Why a task may not go on: whoever began the class wants it to stop; its seat is somebody else's."""
Told = dict[str, Any]


@dataclass(frozen=True)
class Lease:
    """A seat is a task's (`holder`) until a moment, unless it is heard of; one whose worker has left gets no more
    time."""

    holder: str
    worker: str
    until: float
    is_leaving: bool = False


class Desk:
    """Answers by verb, in plain data."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._leases: dict[str, Lease] = {}
        self._buckets: dict[str, dict[str, Kept]] = {}
        self._stopped: set[str] = set()

    def ask(self, verb: str, told: Told) -> Told:
        """One of claim, renew, release, take, throttled, told, stop and forget. Raises KeyError for another."""
        verbs: dict[str, Callable[..., Told]] = {
            "claim": self._claim,
            "renew": self._renew,
            "release": self._release,
            "take": self._take,
            "throttled": self._throttled,
            "told": self._told,
            "stop": self._stop,
            "forget": self._forget,
        }
        return verbs[verb](**told)

    def left(self, worker: str) -> None:
        """A worker has left the cluster: dead, or out of sight."""
        soon = self._clock() + GRACE_SECONDS
        for seat, lease in self._leases.items():
            if lease.worker == worker:
                self._leases[seat] = replace(lease, until=min(lease.until, soon), is_leaving=True)

    def _claim(self, run: str, seat: str, holder: str, worker: str) -> Told:
        """Whether the seat is the task's now; if not, in how many seconds it may be."""
        if run in self._stopped:
            return {"refused": STOPPED}
        now, lease = self._clock(), self._leases.get(seat)
        if lease and lease.holder != holder and now < lease.until:
            return {"wait": lease.until - now}
        self._leases[seat] = Lease(holder, worker, now + LEASE_SECONDS)
        return {}

    def _renew(self, run: str, seat: str, holder: str) -> Told:
        """The task is heard of. One whose time was over, and whose seat nobody has taken, may not have it back: its
        worker has left, and somebody else was told to do it."""
        now, lease = self._clock(), self._leases.get(seat)
        if lease is None or lease.holder != holder or now >= lease.until:
            return {"refused": LOST}
        if not lease.is_leaving:
            self._leases[seat] = replace(lease, until=now + LEASE_SECONDS)
        return {"refused": STOPPED} if run in self._stopped else {}

    def _release(self, seat: str, holder: str) -> Told:
        lease = self._leases.get(seat)
        if lease and lease.holder == holder:
            del self._leases[seat]
        return {}

    def _take(self, run: str, seat: str, holder: str, name: str, draw: Told, now: float) -> Told:
        refused = self._renew(run, seat, holder)
        if refused:
            return refused
        buckets = self._buckets.setdefault(run, {})
        buckets[name], seconds = taken(buckets.get(name), draw_of(draw), now)
        return {"seconds": seconds}

    def _throttled(self, run: str, name: str, draw: Told, sent_at: float, now: float) -> Told:
        buckets = self._buckets.setdefault(run, {})
        buckets[name] = slowed(buckets.get(name), draw_of(draw), sent_at, now)
        return {}

    def _told(self, run: str) -> Told:
        return {name: asdict(kept) for name, kept in self._buckets.get(run, {}).items()}

    def _stop(self, run: str) -> Told:
        self._stopped.add(run)
        return {}

    def _forget(self, run: str) -> Told:
        """The run has ended; whatever task of it is left may not go on."""
        self._buckets.pop(run, None)
        self._stopped.add(run)
        return {}


def told_of(draw: Draw) -> Told:
    """A draw as plain data."""
    return {"bucket": draw.bucket, "tokens": draw.tokens, "capacity": draw.limit.capacity, "refill": draw.limit.refill}


def draw_of(told: Told) -> Draw:
    """It again."""
    return Draw(told["bucket"], Limit(told["capacity"], told["refill"], ""), told["tokens"])
