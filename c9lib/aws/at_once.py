"""Reads that need nothing of one another, sent at once: eight take the time of one.

Each is read by a thread of its own. What they note, and what is heard of them, comes in the order in which they were
asked for, once all have ended: they only read, so nothing is lost with a process that is killed meanwhile
(docs/decisions/031-reads-at-once.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar

from c9lib.nouns import Call

AT_ONCE = 8
"""How many at most: botocore keeps ten connections of a client, and EC2's smallest bucket of reads holds fifty
(`c9lib/call_limits/figures.py`)."""
HEADER = "X-C9lib-At-Once"
"""By which the simulated AWS hears how many calls overlap on average: the clock moves on by a call's part."""

Given = TypeVar("Given")
_overlap: ContextVar[float] = ContextVar("overlap", default=1.0)


@dataclass(frozen=True)
class Noted:
    """What one of several reads has called, and what whoever listens is to hear of it."""

    calls: list[Call] = field(default_factory=list)
    heard: list[Call] = field(default_factory=list)


_noted: ContextVar[Noted | None] = ContextVar("noted", default=None)


def at_once(reads: Sequence[Callable[[], Given]], calls: list[Call], hear: Callable[[Call], None]) -> list[Given]:
    """What each read gives, in their order; `calls` gets what they called, `hear` is told of it. Raises what the first
    of them raises that fails, once all have ended."""
    overlap = len(reads) / math.ceil(len(reads) / AT_ONCE)
    noted = [Noted() for _ in reads]
    pool = ThreadPoolExecutor(min(AT_ONCE, len(reads)), "c9lib-at-once")
    try:
        begun = [
            pool.submit(copy_context().run, _read, read, overlap, into) for read, into in zip(reads, noted, strict=True)
        ]
        pool.shutdown()
        return [one.result() for one in begun]
    finally:
        pool.shutdown(cancel_futures=True)  # whoever is interrupted waits for those that were sent, and for no more
        calls += [call for one in noted for call in one.calls]
        for call in [call for one in noted for call in one.heard]:
            hear(call)


def _read(read: Callable[[], Given], overlap: float, noted: Noted) -> Given:
    _overlap.set(overlap)
    _noted.set(noted)
    return read()


def noting() -> Noted | None:
    """Where calls of this thread are noted, if it is one of several that read at once."""
    return _noted.get()


def tell_overlap(client: Any) -> None:
    """Let the calls of a client say how many overlap. For the simulated AWS only."""
    client.meta.events.register("before-call.*.*", _tell)


def _tell(params: dict[str, Any], **_: Any) -> None:
    overlap = _overlap.get()
    if overlap > 1:
        params["headers"][HEADER] = f"{overlap:g}"
