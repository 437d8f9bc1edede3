"""Waiting with a name: the condition, how long it normally takes, how long at most, what was last seen."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wait:
    """A condition that becomes true by itself. Times are in seconds; `source` says where the normal length comes
    from."""

    condition: str
    normal_seconds: int
    limit_seconds: int
    poll_seconds: int = 5
    source: str = ""


@dataclass(frozen=True)
class Seen:
    """What one look at the world showed: the state in a word, whether the condition holds, why it can't any more; and,
    where that is known, in how many seconds it will hold."""

    state: str
    done: bool = False
    hopeless: str = ""
    left: float | None = None


@dataclass(frozen=True)
class Waited:
    """How a wait ended; `well` says whether its condition came true.

    `began` is the time of the account (simulated, where it is) in UTC, ISO 8601: waiting is what lets that time pass.
    """

    condition: str
    seconds: int
    last_seen: str
    began: str = field(default="", compare=False)
    normal_seconds: int = field(default=0, compare=False)
    limit_seconds: int = field(default=0, compare=False)
    well: bool = True

    @property
    def duration(self) -> str:
        return duration(self.seconds)


def duration(seconds: float) -> str:
    """Seconds as a person says them: `45 s`, `2 min`, `2 min 5 s`; from an hour on to the minute: `1 h 10 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(round(whole / 60), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"
