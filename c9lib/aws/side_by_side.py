"""What several sessions of one process need alike, read by one for all of them: the seats of a class.

Two hundred seats that each list all environments and look every ten seconds at their own ask thousands of times for
what a few calls tell. What one has read is good for the others for some seconds, and never for one that has written
something since it was read.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

FRESH_SECONDS = 5.0
"""For how long, in the account's time, what one has read is good for others: half of the pause between two looks."""
LASTING_SECONDS = 600.0
"""The same for what hardly ever changes, such as whose an environment is."""
WANTED_SECONDS = 30.0
"""For how long somebody who has asked for a thing is taken to want to know it again."""


class Reader(Protocol):
    """One who works side by side with others: when it last wrote (`time.monotonic`), the time of the account in seconds
    since 1970, and how it says that it has nothing to do until others have."""

    @property
    def wrote(self) -> float: ...

    def moment(self) -> float: ...

    def rest(self) -> None: ...


@dataclass(frozen=True)
class _Read:
    """What was read: when the reading began (`time.monotonic`), and at which time of the account."""

    value: Any
    began: float
    at: float

    def is_fresh(self, moment: float, seconds: float = FRESH_SECONDS) -> bool:
        """Whether it is good for others at a time of the account."""
        return moment - self.at < seconds


@dataclass
class _Kept:
    """What is known of one kind of things, by their key, and who asked for it when; `reading` is set while somebody
    reads."""

    read: dict[str, _Read] = field(default_factory=dict)
    asked: dict[str, float] = field(default_factory=dict)
    reading: threading.Event | None = None


class SideBySide:
    """What the sessions of one process have read for one another. One of them at a time reads things of a kind; whoever
    needs them, too, waits for it. One whose reading fails has its error for itself, and the next one reads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kinds: defaultdict[str, _Kept] = defaultdict(_Kept)

    def all_of(self, kind: str, reader: Reader, read: Callable[[], Any]) -> Any:
        """What `read` gives, by whichever session."""
        return self.one_of(kind, "", reader, lambda _: {"": read()}, at_once=1)

    def lasting(self, kind: str, reader: Reader, read: Callable[[], Any]) -> Any:
        """What `read` has given to whichever session in the last minutes."""
        known = self._kinds[kind].read.get("")
        if known and known.is_fresh(reader.moment(), LASTING_SECONDS):
            return known.value
        return self.all_of(kind, reader, read)

    def one_of(
        self, kind: str, key: str, reader: Reader, read: Callable[[Sequence[str]], Mapping[str, Any]], *, at_once: int
    ) -> Any:
        """The thing of a key, None where `read` doesn't give it. `read` gets `key`, and after it those that others have
        asked for and that are no longer fresh, at most `at_once` in all."""
        kept = self._kinds[kind]
        while True:
            moment = reader.moment()
            with self._lock:
                kept.asked[key] = moment
                known = kept.read.get(key)
                if known and known.began > reader.wrote and known.is_fresh(moment):
                    return known.value
                others = kept.reading
                if others is None:
                    mine = kept.reading = threading.Event()
                    keys = _wanted(kept, key, moment)[:at_once]
                    break
            reader.rest()
            others.wait()
        try:
            began = time.monotonic()
            told = read(keys)
            with self._lock:
                kept.read |= {one: _Read(told[one], began, moment) for one in keys if one in told}
            return told.get(key)
        finally:
            with self._lock:
                kept.reading = None
            mine.set()


def _wanted(kept: _Kept, key: str, moment: float) -> list[str]:
    """First `key`, then what else is wanted and no longer fresh; what was longest not looked at before the rest."""
    kept.asked = {one: at for one, at in kept.asked.items() if moment - at < WANTED_SECONDS}
    old = {one: kept.read[one].at for one in kept.asked if one in kept.read and not kept.read[one].is_fresh(moment)}
    return [key, *(one for one in sorted(old, key=lambda one: old[one]) if one != key)]
