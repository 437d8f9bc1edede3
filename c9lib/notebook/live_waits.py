"""A wait as a bar: its condition, what was last seen, how long it has taken, what is normal and what is the limit.

Where nobody looks, and as the twin of the bar, it is lines of text.
"""

from __future__ import annotations

from html import escape
from typing import Any

from c9lib.aws import Session
from c9lib.notebook.cards import Words
from c9lib.notebook.live import Panel
from c9lib.notebook.showing import show, taken
from c9lib.nouns import Call, Waited, duration


def watch(session: Session) -> None:
    """From now on, a wait of this session that isn't over at its first look shows a bar instead of lines."""
    waits = LiveWaits(session)
    session.heard, session.looked, session.progress = waits.heard, waits.looked, waits.progress


class LiveWaits:
    """The bars of one session. What hears of calls and waits, and what tells of progress, still does."""

    def __init__(self, session: Session) -> None:
        self._heard, self._progress = session.heard, session.progress
        self._condition = ""
        self._bar: Any = None

    def heard(self, happened: Call | Waited) -> None:
        """A wait is told when it begins, with nothing seen yet, and when it has ended, unless it was interrupted."""
        self._heard(happened)
        if not isinstance(happened, Waited):
            return
        if not happened.well and not happened.seconds and not happened.last_seen:
            self._condition, self._bar = happened.condition, None
            return
        self._condition = ""
        if self._bar is not None:
            self._bar.value = bar(happened, over=True)
            self._bar = None
            if not taken():  # below a button the result tells of the wait, and nothing of it is lost
                self._progress(f"  {_ended(happened)}")

    def looked(self, so_far: Waited) -> None:
        """One look at what is waited for."""
        if self._bar is None:
            if so_far.well:
                return
            import ipywidgets as w

            self._bar = w.HTML()
            show(Panel(Words(f"Waiting: {so_far.condition}", (f"  {_usual(so_far)}",)), self._bar))
        self._bar.value = bar(so_far)

    def progress(self, line: str) -> None:
        """All lines but those of the wait that its bar tells of."""
        if not self._condition or not line.startswith(f"  {self._condition}: "):
            self._progress(line)


def bar(told: Waited, *, over: bool = False) -> str:
    """A wait in HTML: full when the normal length is over, then anew up to the limit."""
    late = told.seconds > told.normal_seconds
    whole = told.limit_seconds if late else told.normal_seconds
    longer = "longer than usual: " if late and not over else ""
    so_far = "" if over else " so far"
    words = _ended(told) if over else f"{told.condition}: {told.last_seen}"
    mark = ("✔ " if told.well else "✘ ") if over else ""
    at = whole if over and told.well else min(told.seconds, whole)
    return (
        f'<div><p style="margin:0"><strong>{mark}{escape(words)}</strong></p>'
        f'<progress style="width:24em" aria-label="{escape(told.condition)}" max="{max(whole, 1)}" value="{at}">'
        f"{escape(told.duration)}</progress>"
        f'<p style="margin:0">{longer}{escape(told.duration)}{so_far} ({escape(_usual(told))})</p></div>'
    )


def _usual(told: Waited) -> str:
    return f"normally {duration(told.normal_seconds)}, at most {duration(told.limit_seconds)}"


def _ended(told: Waited) -> str:
    how = "" if told.well else "in vain, "
    return f"{told.condition}: {how}{told.last_seen or 'nothing seen'}, after {told.duration}"
