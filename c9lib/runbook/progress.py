"""Who tells a person how a run goes: a live display on a terminal, plain lines in a log."""

from __future__ import annotations

import sys
from typing import Protocol, TextIO

from rich.console import Console
from rich.status import Status

from c9lib.runbook.order import Chapter


class Reporter(Protocol):
    """What a run tells."""

    def say(self, text: str) -> None: ...

    def began(self, chapter: Chapter, of: int) -> None: ...

    def line(self, text: str) -> None: ...

    def ended(self, chapter: Chapter, seconds: float, *, well: bool) -> None: ...


class Plain:
    """Plain lines, for a log: every line that a notebook prints, with the name of its step."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._step = ""

    def say(self, text: str) -> None:
        print(text, file=self._stream, flush=True)

    def began(self, chapter: Chapter, of: int) -> None:
        self._step = chapter.step
        self.say(f"[{chapter.number}/{of}] {_name(chapter)}: {chapter.file}")

    def line(self, text: str) -> None:
        self.say(f"    {self._step}: {text}")

    def ended(self, chapter: Chapter, seconds: float, *, well: bool) -> None:
        self.say(f"    {chapter.step}: {'done' if well else 'FAILED'} in {seconds:.1f} s")


class Live:
    """One line per notebook that is done, and a moving one for the notebook that runs with what it last printed."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._status: Status | None = None
        self._head = ""

    def say(self, text: str) -> None:
        self._console.print(text, highlight=False, markup=False)

    def began(self, chapter: Chapter, of: int) -> None:
        self._head = f"[{chapter.number}/{of}] {_name(chapter)}"
        self._status = self._console.status(self._head)
        self._status.start()

    def line(self, text: str) -> None:
        if self._status is not None:
            self._status.update(f"{self._head}  {text.strip()}")

    def ended(self, chapter: Chapter, seconds: float, *, well: bool) -> None:
        if self._status is not None:
            self._status.stop()
        self.say(f"  {'✔' if well else '✘'} {chapter.number:02d} {chapter.step:<12} {seconds:5.1f} s   {chapter.file}")


def _name(chapter: Chapter) -> str:
    return f"{chapter.step} again" if chapter.again else chapter.step


def reporter() -> Reporter:
    """The reporter that suits standard error."""
    return Live() if sys.stderr.isatty() else Plain()


class Lines:
    """A file that papermill writes a notebook's output to; each whole line goes to the reporter."""

    def __init__(self, to: Reporter) -> None:
        self._to = to
        self._rest = ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            if line.strip():
                self._to.line(line)
        return len(text)

    def flush(self) -> None:
        """Nothing is held back but a line that isn't whole yet."""
