"""Simulated time.

The clock stands still between calls, so that a run's times don't depend on how fast the machine is. It moves in three
ways: each call of ours costs `call_seconds`, but for those of clients that work side by side, and while call limits are
on; a client of ours that waits says so and advances it, alone or with others (`together.py`); a foreign client (the AWS
CLI, boto3) sees it run at `speed` times the wall clock since the last call.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

CALL_SECONDS = 1.0
SEEDED_START = datetime(2030, 1, 7, 9, 0, tzinfo=UTC).timestamp()
"""Where a seeded world begins: a Monday that is still to come, so that nobody takes it for real and no credential has
expired."""


@dataclass
class Clock:
    """Seconds since 1970 in simulated time (`now`); `speed` is simulated seconds per second of a foreign client,
    `call_seconds` what a call of ours costs."""

    now: float = SEEDED_START
    speed: float = 60.0
    call_seconds: float = CALL_SECONDS
    _wall: float = field(default_factory=time.monotonic, repr=False)

    def called(self, *, ours: bool, together: bool = False) -> None:
        """A call has arrived: move on by its fixed cost, or for a foreign client by the wall time since the last
        one. `together`: it is one of many at once."""
        wall = time.monotonic()
        if not together:
            self.now += self.call_seconds if ours else (wall - self._wall) * self.speed
        self._wall = wall

    def advance(self, seconds: float) -> None:
        """Somebody of ours waits for `seconds` (not negative)."""
        if seconds < 0:
            raise ValueError(f"the clock can't go back by {-seconds} s")
        self.now += seconds
        self._wall = time.monotonic()

    def at_least(self, moment: float) -> None:
        """Move on to `moment` if that is still to come."""
        self.now = max(self.now, moment)

    @property
    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)
