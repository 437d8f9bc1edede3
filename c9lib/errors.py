"""Errors that a person can mend: what happened, where, why, what to do.

Every class here ends in `Error` and carries the exit code that the command `c9lib` ends with. Anything else that is
raised is a fault of ours and keeps its traceback.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Self


class UserError(Exception):
    """Something that the user can mend.

    `title` is one sentence; `details` say where and why, with the exact value and limit; `remedy` says what to do.
    """

    exit_code = 1

    def __init__(self, title: str, *, details: tuple[str, ...] = (), remedy: tuple[str, ...] = ()) -> None:
        super().__init__(title)
        self.title = title
        self.details = details
        self.remedy = remedy

    def lines(self) -> list[str]:
        """The message as lines of plain text, as a terminal and a notebook show it."""
        shown = [self.title]
        shown += [f"  {line}" for line in self.details]
        if self.remedy:
            shown.append("What to do:")
            shown += [f"  {line}" for line in self.remedy]
        return shown

    def rewritten(self, clean: Callable[[str], str]) -> Self:
        """The same error with every text of it as `clean` leaves it."""
        made = type(self).__new__(type(self), clean(self.title))
        made.__dict__.update(self.__dict__)
        made.title = clean(self.title)
        made.details, made.remedy = tuple(map(clean, self.details)), tuple(map(clean, self.remedy))
        return made

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def _render_traceback_(self) -> list[str]:
        """IPython's hook: a person's mistake is shown as words, not as a traceback."""
        return [f"{type(self).__name__}: {self}"]


class ParameterError(UserError):
    """The parameters or the command line are wrong; nothing was called."""

    exit_code = 2


class RefusedError(UserError):
    """A gate said no before anything was changed: wrong account, a forecast, something in use."""

    exit_code = 3


class AwsError(UserError):
    """AWS refused a call; `code` is AWS's own error code, `operation` is AWS's name of it, or "" when no call got
    through."""

    def __init__(
        self, title: str, *, code: str, operation: str, details: tuple[str, ...] = (), remedy: tuple[str, ...] = ()
    ) -> None:
        super().__init__(title, details=details, remedy=remedy)
        self.code = code
        self.operation = operation


class WaitError(UserError):
    """A named condition didn't become true: its limit is over, or it can't become true any more."""

    last_seen = ""
    """The state that was seen last."""


class StepError(UserError):
    """A step, or the notebook that runs it, ended in a failure that isn't one call's."""
