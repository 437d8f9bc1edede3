"""AWS's call limits in the simulated account: a request from outside that finds its bucket empty is refused, in the
service's own words for throttling. Off until somebody switches them on; nothing of them is kept.

While they are on, a call of our own clients takes no simulated time: many clients call at once, and what makes time
pass is that they wait. Otherwise calls, one after another, would be too slow for many a bucket to run empty.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

from c9lib.call_limits import Level, Limit, draws, filled, place
from c9lib.simulator.api import ApiError
from c9lib.simulator.clock import CALL_SECONDS, Clock
from c9lib.simulator.wire import Request


class CallLimits:
    """The buckets of one account: full when they are switched on."""

    def __init__(self, clock: Clock) -> None:
        self.on = False
        self._clock = clock
        self._levels: dict[tuple[str, str], Level] = {}
        self._answered: Counter[str] = Counter()
        self._throttled: Counter[str] = Counter()
        self._lock = threading.Lock()

    def switch(self, *, on: bool) -> None:
        """Switch the limits on, with every bucket full and nothing counted, or off."""
        with self._lock:
            self.on = on
            self._clock.call_seconds = 0.0 if on else CALL_SECONDS
            self._levels.clear()
            self._answered.clear()
            self._throttled.clear()

    def exceeded(self, request: Request) -> str:
        """Let a request from outside take its tokens: "", or the name of the bucket that holds too few; then it takes
        none of any."""
        if not self.on:
            return ""
        try:
            params = request.params()
        except ApiError:
            params = {}  # nobody can read it; it is refused for that, and counted all the same
        wanted = draws(request.service, request.operation, params)
        where = place(request.service, request.region)
        with self._lock:
            levels = {draw.bucket: self._level(draw.bucket, where, draw.limit) for draw in wanted}
            for draw in wanted:
                if not levels[draw.bucket].holds(draw.tokens):
                    self._throttled[draw.bucket] += 1
                    return draw.bucket
            for draw in wanted:
                self._levels[draw.bucket, where] = levels[draw.bucket].less(draw.tokens)
                self._answered[draw.bucket] += 1
        return ""

    def told(self) -> dict[str, Any]:
        """Whether they are on, and since then, by bucket: how many requests found their tokens, how many didn't."""
        with self._lock:
            return {"on": self.on, "answered": dict(self._answered), "throttled": dict(self._throttled)}

    def request_id(self) -> str:
        """An id for the last refusal, that takes nothing from the world's random numbers: a throttled request changes
        no id that is to come."""
        return f"00000000-0000-4000-9000-{self._throttled.total():012d}"

    def _level(self, bucket: str, where: str, limit: Limit) -> Level:
        now = self._clock.now
        level = self._levels.get((bucket, where), Level(limit.capacity, now))
        return filled(level, limit.capacity, limit.refill, now)
