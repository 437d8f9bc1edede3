"""Whom the faults meet, decided by random numbers of their own, so that the same requests meet the same faults.

Each fault draws from a stream of its own: one more fault doesn't change whom the others meet.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from c9lib.simulator.faults.fault import Fault
from c9lib.simulator.faults.kinds import AT_THE_DOOR
from c9lib.simulator.faults.memory import Memory
from c9lib.simulator.faults.notes import Notes
from c9lib.simulator.faults.turn import Turn

if TYPE_CHECKING:
    from c9lib.simulator.wire import Request


@dataclass
class Odds:
    """One fault with its chance: how many requests it was for so far (`seen`), and how many met it (`met`)."""

    fault: Fault
    random: random.Random
    seen: int = 0
    met: int = 0

    def falls(self) -> bool:
        """Whether one more request that the fault is for meets it. Each of them draws, whatever is decided."""
        drawn = self.random.random() < self.fault.share
        self.seen += 1
        place = self.seen - self.fault.after
        if place <= 0 or (self.fault.times is not None and self.met >= self.fault.times):
            return False
        return drawn if self.fault.first is None else place <= self.fault.first


@dataclass
class Chances:
    """All faults that are on, what has met them, and the notes of every request since."""

    odds: list[Odds]
    notes: Notes = field(default_factory=Notes)
    memory: Memory | None = None
    """What IAM and EC2 have said; kept while a fault may repeat it."""
    tokens: set[tuple[str, str]] = field(default_factory=set)
    """Operation and idempotency token of writes that were carried out: those are known everywhere at once."""
    turn: Turn | None = None
    """The request from outside that is being carried out now; whoever has the world's lock may look."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def arrives(self, request: Request) -> Turn:
        """A request from outside comes in: which faults it meets, as far as that can be told before it is read."""
        with self._lock:
            turn = Turn(self, self.notes.begin(request))
            for odds in self.odds:
                if odds.fault.kind in AT_THE_DOOR or not odds.fault.concerns(request.service, request.operation):
                    continue
                if odds.falls() and turn.takes(odds.fault):
                    odds.met += 1
            return turn

    def met(self) -> dict[str, int]:
        """How often each kind that is on was met."""
        found: dict[str, int] = {}
        for odds in self.odds:
            found[odds.fault.kind] = found.get(odds.fault.kind, 0) + odds.met
        return found

    def at_the_door(self, kind: str, service: str, operation: str) -> Odds | None:
        """The fault of a kind that an operation meets once its parameters are known. It counts as met when whoever asks
        says so (`Odds.met`)."""
        fell = None
        with self._lock:
            for odds in self.odds:
                concerned = odds.fault.kind == kind and odds.fault.concerns(service, operation)
                if concerned and odds.falls() and fell is None:
                    fell = odds
        return fell


class Faults:
    """The faults of one simulated account: none, until `replace` switches some on. Nothing of them is kept."""

    def __init__(self) -> None:
        self.chances: Chances | None = None

    def replace(self, faults: Sequence[Fault], seed: int, *, watch: bool = False) -> None:
        """Let these faults, and no others, be on from now on; without any, requests are noted if `watch`."""
        if not faults and not watch:
            self.chances = None
            return
        odds = [Odds(fault, random.Random(f"{seed}/{number}")) for number, fault in enumerate(faults)]
        late = any(fault.kind == "late" for fault in faults)
        self.chances = Chances(odds, memory=Memory() if late else None)

    def told(self, *, log: bool = False) -> dict[str, Any]:
        """What is on, and how often it was met, as JSON; with `log`, every request since."""
        chances = self.chances
        told: dict[str, Any] = {
            "faults": [odds.fault.told() for odds in chances.odds] if chances else [],
            "met": chances.met() if chances else {},
            "watch": chances is not None,
        }
        return {**told, "log": chances.notes.told() if chances else []} if log else told

    def changed(self, now: float) -> None:
        """The account has changed, at a simulated time."""
        if self.chances is not None and self.chances.memory is not None:
            self.chances.memory.changed(now)
