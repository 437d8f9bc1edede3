"""Which notebooks there are, and in which order they are followed."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import c9lib
from c9lib.errors import ParameterError


@dataclass(frozen=True)
class Chapter:
    """One notebook of the runbook: its number, the step that it is for, its file."""

    number: int
    step: str
    file: str


CHAPTERS = (
    Chapter(0, "start", "00-start-here.ipynb"),
    Chapter(1, "role", "01-create-role.ipynb"),
    Chapter(2, "profile", "02-create-profile.ipynb"),
    Chapter(3, "network", "03-prepare-network.ipynb"),
    Chapter(4, "access", "04-grant-access.ipynb"),
    Chapter(5, "environment", "05-launch-environment.ipynb"),
    Chapter(6, "endpoints", "06-configure-endpoints.ipynb"),
    Chapter(7, "verify", "07-verify.ipynb"),
    Chapter(8, "tear-down", "08-tear-down.ipynb"),
)
TEAR_DOWN = CHAPTERS[-1]
RUN = CHAPTERS[:-1]
"""What `c9lib run` runs; the tear-down happens on request only."""


def select(only: str = "", first: str = "", last: str = "") -> tuple[Chapter, ...]:
    """The chapters of a run: one, or from the one to the other. Raises `ParameterError` for a step that doesn't
    exist.
    """
    if only and (first or last):
        raise ParameterError("--only stands alone: it can't be given together with --from or --to.")
    names = [chapter.step for chapter in RUN]
    low = _index(only or first or names[0], names)
    high = _index(only or last or names[-1], names)
    if low > high:
        raise ParameterError(f"--from {first} comes after --to {last}: the order is {', '.join(names)}.")
    return RUN[low : high + 1]


def _index(name: str, names: list[str]) -> int:
    if name in names:
        return names.index(name)
    near = get_close_matches(name, names, 1)
    raise ParameterError(
        f"There is no step {name!r}.",
        details=(f"the steps are {', '.join(names)}",),
        remedy=(f"Did you mean {near[0]}?",) if near else (),
    )


def folder() -> Path:
    """The folder of the master notebooks: `notebooks/` here, or beside the library."""
    for place in (Path.cwd() / "notebooks", Path(c9lib.__file__).parents[1] / "notebooks"):
        if (place / CHAPTERS[0].file).exists():
            return place
    raise ParameterError(
        "The notebooks aren't here.",
        details=(f"neither {Path.cwd() / 'notebooks'} nor the folder beside the library holds {CHAPTERS[0].file}",),
        remedy=("Run the command in a clone of the project.",),
    )
