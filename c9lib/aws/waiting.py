"""Waiting for a named condition: shows its normal length and what was last seen, ends early when it can't become true
any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from c9lib.errors import WaitError
from c9lib.nouns import Seen, Wait, Waited, duration


class Timekeeper(Protocol):
    """Who knows the time, and can let it pass."""

    def now(self) -> datetime: ...

    def let_pass(self, seconds: float) -> None: ...


def wait_until(wait: Wait, look: Callable[[], Seen], time: Timekeeper, progress: Callable[[str], None]) -> Waited:
    """Look until the condition holds. Raises `WaitError` at the limit, or when a look shows that it is hopeless."""
    began, shown = time.now(), ""
    while True:
        seen = look()
        passed = (time.now() - began).total_seconds()
        if seen.done:
            if shown:
                progress(f"  {wait.condition}: {seen.state}, after {duration(passed)}")
            return Waited(wait.condition, round(passed), seen.state)
        if seen.hopeless:
            raise _failed(wait, seen, passed, seen.hopeless)
        if passed >= wait.limit_seconds:
            raise _failed(wait, seen, passed, f"the limit of {duration(wait.limit_seconds)} is over")
        if seen.state != shown:
            normal, limit = duration(wait.normal_seconds), duration(wait.limit_seconds)
            progress(
                f"  {wait.condition}: {seen.state}, {duration(passed)} so far (normally {normal}, at most {limit})"
            )
            shown = seen.state
        time.let_pass(min(wait.poll_seconds, max(1.0, wait.limit_seconds - passed)))


def _failed(wait: Wait, seen: Seen, passed: float, why: str) -> WaitError:
    return WaitError(
        f"Waited in vain until {wait.condition}.",
        details=(f"last seen after {duration(passed)}: {seen.state}", why),
        remedy=("`c9lib verify` says what keeps it from becoming true; running again goes on from here.",),
    )
