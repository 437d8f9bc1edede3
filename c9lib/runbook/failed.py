"""A failing cell as one screen: step, cell, what was raised, what to do, where the executed notebook is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from c9lib.errors import ParameterError, RefusedError, StepError, UserError

KINDS: dict[str, type[UserError]] = {"ParameterError": ParameterError, "RefusedError": RefusedError}
IN_WORDS = ("ParameterError", "RefusedError", "StepError", "AwsError", "WaitError")
"""Errors whose message says all; of others the name counts, too."""
AGAIN = "Then run the same command: it goes on from here."
SAYS_AGAIN = re.compile(r"\brun\b.*\b(?:again|same)\b|\brunning again\b", re.IGNORECASE)


class Raised(Protocol):
    """What a cell raised, as papermill's error and the executed notebook tell it."""

    @property
    def ename(self) -> str: ...

    @property
    def evalue(self) -> str: ...

    @property
    def exec_count(self) -> int | None: ...

    @property
    def source(self) -> str: ...


def failed(step: str, file: str, error: Raised, executed: Path) -> UserError:
    """The error of a run whose cell raised `error`; of the same kind, so of the same exit code."""
    kind = KINDS.get(error.ename, StepError)
    message, _, remedy = str(error.evalue).partition("\nWhat to do:\n")
    title, *details = message.splitlines() or [error.ename]
    if error.ename not in IN_WORDS:
        title = f"{error.ename}: {title}"
    source = error.source.strip().splitlines()
    mending = [line.strip() for line in remedy.splitlines()]
    return kind(
        f"Step {step} stopped: {title}",
        details=(
            *(line.strip() for line in details),
            f"in {file}, cell {error.exec_count}: {source[-1] if source else ''}",
            f"executed notebook: {executed}",
        ),
        remedy=(*mending, *(() if any(map(SAYS_AGAIN.search, mending)) else (AGAIN,))),
    )
