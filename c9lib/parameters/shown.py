"""A value as a message shows it: as YAML writes it, short, and on one line."""

from __future__ import annotations

from reprlib import Repr
from typing import Any

_LONGEST = 80
_WORDS = {True: "true", False: "false", None: "nothing"}


class _Short(Repr):
    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = _LONGEST
        self.maxlist = self.maxtuple = self.maxdict = self.maxset = 6
        self.maxlevel = 3

    def repr1(self, x: Any, level: int) -> str:
        if x is None or isinstance(x, bool):
            return _WORDS[x]
        if isinstance(x, int):  # Python refuses to write integers of more than 4300 digits
            return str(x) if x.bit_length() < 200 else f"a number of {x.bit_length()} bits"
        return super().repr1(list(x) if isinstance(x, tuple) else x, level)


def shown(value: object) -> str:
    """`'text'`, `30`, `true`, `['a', 'b']`; long values are cut."""
    text = _Short().repr(value)
    return text if len(text) <= 2 * _LONGEST else f"{text[: 2 * _LONGEST]}..."
