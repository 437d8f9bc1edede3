"""Simulated time.

The clock stands still between calls, so that a run's times don't depend on how fast the machine is. It moves in three
ways: each call of ours costs `call_seconds`, of clients that work side by side their part of that, and nothing while
call limits are on; a client of ours that waits says so and advances it, alone or with others (`together.py`); a foreign
client (the AWS CLI, boto3) sees it run at `speed` times the wall clock since the last call.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

CALL_SECONDS = 0.1
"""What AWS takes to answer a client in the same Region (estimate: tens to some hundreds of milliseconds)."""
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

    def called(self, *, ours: bool, at_work: float = 1) -> None:
        """A call has arrived: move on by its fixed cost, or for a foreign client by the wall time since the last one.
        `at_work` calls of ours overlap, of clients side by side or of one that sends several at once: so each moves
        time on by its part."""
        wall = time.monotonic()
        self._move(self.call_seconds / at_work if ours else (wall - self._wall) * self.speed)
        self._wall = wall

    def advance(self, seconds: float) -> None:
        """Somebody of ours waits for `seconds` (not negative)."""
        if seconds < 0:
            raise ValueError(f"the clock can't go back by {-seconds} s")
        self._move(seconds)
        self._wall = time.monotonic()

    def at_least(self, moment: float) -> None:
        """Move on to `moment` if that is still to come."""
        self.now = max(self.now, moment)

    def _move(self, seconds: float) -> None:
        """To the microsecond: a thousand tenths are a hundred seconds, and no millionth less."""
        self.now = round(self.now + seconds, 6)

    @property
    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)
