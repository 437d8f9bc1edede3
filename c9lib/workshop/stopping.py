"""A run of many seats that is stopped: each ends at its next call or wait, with its evidence closed."""

from __future__ import annotations

from collections.abc import Callable

from c9lib.aws import Session
from c9lib.nouns import ON_ITS_WAY, Call, Waited
from c9lib.runbook.run import stopped

Stopped = Callable[[], bool]
"""Whether somebody has stopped the run."""
Heard = Callable[[Call | Waited], None]


def never() -> bool:
    """Nobody stops it."""
    return False


def stop_between(session: Session, step: str, is_stopped: Stopped, also: Heard = lambda _: None) -> None:
    """Let a session's next call or wait raise `StoppedError` once the run is stopped; else it is told as before, and
    `also`. What is on its way goes on to its end: its answer is noted."""
    before = session.heard

    def hear(happened: Call | Waited) -> None:
        if is_stopped() and _begins(happened):
            raise stopped(step)
        before(happened)
        also(happened)

    session.heard = hear


def _begins(happened: Call | Waited) -> bool:
    """Whether it is told because it begins, and not because it has ended."""
    return happened.outcome == ON_ITS_WAY if isinstance(happened, Call) else begins(happened)


def begins(wait: Waited) -> bool:
    """Whether a wait begins: nothing was seen yet."""
    return not wait.well and not wait.last_seen
