"""A line for each change of a seat's state, with how many there are by now: for a terminal, and for a log."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

DONE = ("online", "done", "gone")
"""How the words begin by which a seat tells that it is well."""


class Telling:
    """The lines of the seats `names`. Their threads may tell at once."""

    def __init__(self, say: Callable[[str], None], names: Sequence[str]) -> None:
        self._say, self._of = say, len(names)
        self._width = max(map(len, names), default=0)
        self._ended = 0
        self._lock = threading.Lock()

    def of_seat(self, seat: str, text: str) -> None:
        """`[ 3/40] 07  online after 3 min`: three have ended by now, this one included."""
        with self._lock:
            self._ended += text.startswith((*DONE, "failed", "stopped"))
            count = f"[{self._ended:>{len(str(self._of))}}/{self._of}]"
            self._say(f"{count} {seat:<{self._width}}  {text}")
