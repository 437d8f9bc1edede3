"""Waiting for a named condition: shows its normal length and what was last seen, ends early when it can't become true
any more."""

from __future__ import annotations

import time as wall
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from botocore.exceptions import BotoCoreError, ClientError

from c9lib.aws.outcomes import passing
from c9lib.errors import WaitError
from c9lib.nouns import Seen, Wait, Waited, duration

LIFE_SECONDS = 60
"""An operator hears of a wait at least so often, even when nothing changes: a log must show life. Measured on the wall,
where the operator sits: simulated minutes pass in no time."""


PART = 3
"""The pause between two looks is this part of how far away the normal end of the wait is ..."""
OFTEN = 5
"""... at most so much shorter than otherwise ..."""
SHORTEST_SECONDS = 2.0
"""... and never shorter than that."""


class Timekeeper(Protocol):
    """Who knows the time, and can let it pass."""

    def now(self) -> datetime: ...

    def let_pass(self, seconds: float) -> None: ...


def wait_until(
    wait: Wait,
    look: Callable[[], Seen],
    time: Timekeeper,
    progress: Callable[[str], None],
    looked: Callable[[Waited], None] = lambda _: None,
    *,
    evenly: bool = False,
) -> Waited:
    """Look until the condition holds. Raises `WaitError` at the limit, or when a look shows that it is hopeless.

    `progress` is told in lines, `looked` with each look how far the wait has come. A look that fails for now (AWS
    throttles, or isn't reached) ends no wait; one that AWS refuses is raised. `evenly`: with the same pause between all
    looks, for many who wait side by side and look for one another.
    """
    began, teller = time.now(), _Teller(wait, progress)
    while True:
        seen = _look(look)
        passed = (time.now() - began).total_seconds()
        looked(_so_far(wait, began, passed, seen))
        if isinstance(seen, Seen):
            if seen.done:
                teller.done(seen, passed)
                return ended(wait, began, passed, seen.state, well=True)
            if seen.hopeless:
                raise _failed(wait, seen.state, passed, seen.hopeless)
            teller.state(seen.state, passed)
        else:
            teller.failure(seen, passed)
        if passed >= wait.limit_seconds:
            raise _over(wait, teller, seen, passed)
        pause = wait.poll_seconds if evenly else _pause(wait, passed, seen)
        time.let_pass(min(pause, max(1.0, wait.limit_seconds - passed)))


def _pause(wait: Wait, passed: float, seen: Seen | Exception) -> float:
    """Seconds until the next look: as many as are left where that is known; else the fewer the nearer the wait's normal
    end is, so that whoever waits for two minutes doesn't find out a quarter of a minute later."""
    if isinstance(seen, Seen) and seen.left is not None:
        return max(seen.left, 0.1)
    near = round(abs(wait.normal_seconds - passed) / PART)
    return min(wait.poll_seconds, max(near, wait.poll_seconds / OFTEN, SHORTEST_SECONDS))


def ended(wait: Wait, began: datetime, passed: float, seen: str, *, well: bool) -> Waited:
    """How a wait ended, or how far it came: with when it began, and what is normal for it."""
    told = {"normal_seconds": wait.normal_seconds, "limit_seconds": wait.limit_seconds}
    return Waited(wait.condition, round(passed), seen, began.isoformat(), **told, well=well)


def _so_far(wait: Wait, began: datetime, passed: float, seen: Seen | Exception) -> Waited:
    """How far a wait has come with this look; `well` once its condition holds."""
    if isinstance(seen, Seen):
        return ended(wait, began, passed, seen.state, well=seen.done)
    return ended(wait, began, passed, _unseen(seen), well=False)


def _look(look: Callable[[], Seen]) -> Seen | Exception:
    """What a look shows, or why it showed nothing this time."""
    try:
        return look()
    except (ClientError, BotoCoreError) as error:
        if not passing(error):
            raise
        failed: Exception = error
        return failed


@dataclass
class _Teller:
    """Tells of a wait: each new state, each minute that it still waits, and once that it takes longer than usual."""

    wait: Wait
    progress: Callable[[str], None]
    seen: str = field(default="", init=False)
    """The last state that a look showed."""
    _shown: str = field(default="", init=False)
    _shown_at: float = field(default=0.0, init=False)
    _told_long: bool = field(default=False, init=False)

    def done(self, seen: Seen, passed: float) -> None:
        if self._shown:
            self.progress(f"  {self.wait.condition}: {seen.state}, after {duration(passed)}")

    def state(self, state: str, passed: float) -> None:
        self.seen = state
        self._tell(state, passed)

    def failure(self, error: Exception, passed: float) -> None:
        self._tell(_unseen(error), passed)

    def _tell(self, state: str, passed: float) -> None:
        late = passed > self.wait.normal_seconds and not self._told_long
        if state == self._shown and wall.monotonic() - self._shown_at < LIFE_SECONDS and not late:
            return
        normal, limit = duration(self.wait.normal_seconds), duration(self.wait.limit_seconds)
        long = "; longer than usual" if late else ""
        self.progress(
            f"  {self.wait.condition}: {state}, {duration(passed)} so far (normally {normal}, at most {limit}{long})"
        )
        self._shown, self._shown_at, self._told_long = state, wall.monotonic(), self._told_long or late


def _over(wait: Wait, teller: _Teller, seen: Seen | Exception, passed: float) -> WaitError:
    """The limit is over: say what was seen last, and why nothing newer was."""
    why = f"the limit of {duration(wait.limit_seconds)} is over"
    if isinstance(seen, Seen):
        return _failed(wait, seen.state, passed, why)
    return _failed(wait, teller.seen or "nothing", passed, why, f"the last look failed: {seen}")


def _failed(wait: Wait, state: str, passed: float, *why: str) -> WaitError:
    error = WaitError(
        f"Waited in vain until {wait.condition}.",
        details=(f"last seen after {duration(passed)}: {state}", *why),
        remedy=("`c9lib verify` says what keeps it from becoming true; running again goes on from here.",),
    )
    error.last_seen = state
    return error


def _unseen(error: Exception) -> str:
    return f"can't be seen just now ({_short(error)}), looking again"


def _short(error: Exception) -> str:
    """AWS's code, or botocore's name of an error."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code") or "no code")
    return type(error).__name__
