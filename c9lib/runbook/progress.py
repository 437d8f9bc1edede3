"""Who tells a person how a run goes: a live display on a terminal, plain lines in a log.

Notebooks that run side by side tell from threads of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import RLock
from typing import Protocol, TextIO

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from c9lib.runbook.order import Chapter


class Reporter(Protocol):
    """What a run tells, in whichever thread."""

    def say(self, text: str) -> None: ...

    def began(self, chapter: Chapter, of: int) -> None: ...

    def line(self, chapter: Chapter, text: str) -> None: ...

    def ended(self, chapter: Chapter, seconds: float, *, well: bool) -> None: ...


class Plain:
    """Plain lines, for a log: every line that a notebook prints, with the name of its step."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr

    def say(self, text: str) -> None:
        self._stream.write(f"{text}\n")  # in one piece: another thread tells, too
        self._stream.flush()

    def began(self, chapter: Chapter, of: int) -> None:
        self.say(f"[{chapter.number}/{of}] {_name(chapter)}: {chapter.file}")

    def line(self, chapter: Chapter, text: str) -> None:
        self.say(f"    {chapter.step}: {text}")

    def ended(self, chapter: Chapter, seconds: float, *, well: bool) -> None:
        self.say(f"    {chapter.step}: {'done' if well else 'FAILED'} in {seconds:.1f} s")


class Live:
    """One line per notebook that is done, and a moving one for each notebook that runs with what it last printed."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._status: Status | None = None
        self._running: dict[Chapter, tuple[str, str]] = {}
        self._lock = RLock()

    def say(self, text: str) -> None:
        self._console.print(text, highlight=False, markup=False)

    def began(self, chapter: Chapter, of: int) -> None:
        with self._lock:
            self._running[chapter] = (f"[{chapter.number}/{of}] {_name(chapter)}", "")
            self._draw()

    def line(self, chapter: Chapter, text: str) -> None:
        with self._lock:
            if chapter in self._running:
                head, _ = self._running[chapter]
                self._running[chapter] = (head, text.strip())
                self._draw()

    def ended(self, chapter: Chapter, seconds: float, *, well: bool) -> None:
        mark = "✔" if well else "✘"
        with self._lock:
            self._running.pop(chapter, None)
            self._draw()
            self.say(f"  {mark} {chapter.number:02d} {chapter.step:<12} {seconds:5.1f} s   {chapter.file}")

    def _draw(self) -> None:
        """A line for each that runs; what is in brackets is no markup."""
        told = "\n".join(escape(f"{head}  {text}".rstrip()) for head, text in self._running.values())
        if not told and self._status is not None:
            self._status.stop()
            self._status = None
        elif told and self._status is None:
            self._status = self._console.status(told)
            self._status.start()
        elif self._status is not None:
            self._status.update(told)


def _name(chapter: Chapter) -> str:
    return f"{chapter.step} again" if chapter.again else chapter.step


def reporter() -> Reporter:
    """The reporter that suits standard error."""
    return Live() if sys.stderr.isatty() else Plain()


class Lines:
    """A file that papermill writes a notebook's output to; each whole line goes to `heard`."""

    def __init__(self, heard: Callable[[str], None]) -> None:
        self._heard = heard
        self._rest = ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            if line.strip():
                self._heard(line)
        return len(text)

    def flush(self) -> None:
        """Nothing is held back but a line that isn't whole yet."""
