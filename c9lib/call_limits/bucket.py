"""A token bucket: how full it is, and how it fills as time passes.

AWS adds its tokens once a second, or says so; here they come evenly, which is the same to whoever looks once a second.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

ENOUGH = 1e-6
"""What is missing of a token by rounding alone: seconds since 1970 are exact to a quarter of that."""


@dataclass(frozen=True)
class Level:
    """How many `tokens` a bucket held at a moment (`at`, seconds since 1970). Below 0: so many are promised."""

    tokens: float
    at: float

    def less(self, tokens: float) -> Level:
        """The same bucket after so many were taken out."""
        return replace(self, tokens=self.tokens - tokens)

    def holds(self, tokens: float) -> bool:
        return self.tokens >= tokens - ENOUGH


def filled(level: Level, capacity: float, refill: float, now: float) -> Level:
    """The bucket at a later moment: `refill` tokens a second came, and none beyond `capacity`. Time doesn't run
    backwards: an earlier `now` changes nothing."""
    passed = max(0.0, now - level.at)
    return Level(min(capacity, level.tokens + passed * refill), max(now, level.at))
