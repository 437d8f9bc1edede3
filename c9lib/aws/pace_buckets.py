"""The arithmetic of a pace's buckets: what a call takes, and what AWS's throttling does to the rate. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from c9lib.call_limits import Draw, Level, filled

SHARE = 0.8
"""How much of a bucket's capacity a run takes at once: some is left for others, and for calls that arrive together
though they were sent one after another. The refill is taken whole."""
LEAST_SHARE = 1 / 32
"""No rate falls below this part of AWS's."""
RECOVERY = 0.01
"""How much of AWS's rate a slowed bucket gains a second: half of it takes 50 s."""
AFRESH_SECONDS = 60.0
"""A bucket that was last looked at so far in the future is of an account that has started afresh since."""


@dataclass(frozen=True)
class Kept:
    """A bucket as it is kept. `rate` is in tokens a second, `at` and `slowed_at` in seconds since 1970 in the account's
    time; `taken` and `throttled` count calls. Whatever was sent until `slowed_at` knew nothing of the last halving."""

    tokens: float
    at: float
    rate: float
    slowed_at: float = 0.0
    taken: int = 0
    throttled: int = 0


def taken(kept: Kept | None, draw: Draw, now: float) -> tuple[Kept, float]:
    """The bucket after a call has taken its tokens, and for how many seconds the call has to wait for them. None: it
    wasn't used yet."""
    before = _at(kept, draw, now)
    tokens = before.tokens - min(draw.tokens, _capacity(draw))
    return replace(before, tokens=tokens, taken=before.taken + 1), max(0.0, -tokens / before.rate)


def slowed(kept: Kept | None, draw: Draw, sent_at: float, now: float) -> Kept:
    """The bucket after AWS has throttled a call that was sent at a moment: of half the rate, unless the call had its
    tokens before the last halving, and tells nothing new."""
    before = _at(kept, draw, now)
    counted = replace(before, throttled=before.throttled + 1)
    if sent_at <= before.slowed_at:
        return counted
    rate = max(before.rate / 2, draw.limit.refill * LEAST_SHARE)
    promised_until = now + max(0.0, -before.tokens / before.rate)
    return replace(counted, rate=rate, slowed_at=promised_until, tokens=min(before.tokens, 0.0))


def _at(kept: Kept | None, draw: Draw, now: float) -> Kept:
    """The bucket at a moment: with the tokens that came since it was last looked at, and the rate that came back."""
    if kept is None or kept.at > now + AFRESH_SECONDS:
        return Kept(_capacity(draw), now, draw.limit.refill)
    level = filled(Level(kept.tokens, kept.at), _capacity(draw), kept.rate, now)
    rate = min(draw.limit.refill, kept.rate + draw.limit.refill * RECOVERY * (level.at - kept.at))
    return replace(kept, tokens=level.tokens, at=level.at, rate=rate)


def _capacity(draw: Draw) -> float:
    return max(1.0, draw.limit.capacity * SHARE)
