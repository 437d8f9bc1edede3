"""Which notebooks there are, and in which order they are followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import c9lib
from c9lib.errors import ParameterError
from c9lib.notebook.chapters import CHAPTERS, Chapter
from c9lib.parameters import Parameters
from c9lib.steps.forecast import endpoints_first

__all__ = ["CHAPTERS", "RUN", "TEAR_DOWN", "Chapter", "folder", "run_order", "select"]

TEAR_DOWN = CHAPTERS[-1]
RUN = CHAPTERS[:-1]
"""The documented order of `c9lib run`; the tear-down happens on request only."""


def run_order(parameters: Parameters) -> tuple[Chapter, ...]:
    """The chapters of a whole run in the order in which it comes to them.

    Where the endpoints come before the launch it comes to them again after it: only then is there the instance whose
    security group they let in.
    """
    if not endpoints_first(parameters):
        return RUN
    endpoints = next(chapter for chapter in RUN if chapter.step == "endpoints")
    others = [chapter for chapter in RUN if chapter != endpoints]
    launch = next(at for at, chapter in enumerate(others) if chapter.step == "environment")
    again = replace(endpoints, again=True)
    return (*others[:launch], endpoints, others[launch], again, *others[launch + 1 :])


def select(only: str = "", first: str = "", last: str = "", of: Sequence[Chapter] = RUN) -> tuple[Chapter, ...]:
    """The chapters of a run: one, or from the one to the other, both at the first time that the run `of` comes to
    them. Raises `ParameterError` for a step that doesn't exist.
    """
    if only and (first or last):
        raise ParameterError("--only stands alone: it can't be given together with --from or --to.")
    names = [chapter.step for chapter in of]
    low = _index(only or first or names[0], names)
    high = _index(only or last or names[-1], names, low)
    if low > high:
        raise ParameterError(f"--from {first} comes after --to {last}: the order is {', '.join(names)}.")
    return tuple(of[low : high + 1])


def _index(name: str, names: list[str], low: int = 0) -> int:
    """Where a step comes, at the earliest from `low` on if it comes there at all."""
    if name in names:
        return names.index(name, low) if name in names[low:] else names.index(name)
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
