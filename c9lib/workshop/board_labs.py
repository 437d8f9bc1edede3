"""How far each learner is in the labs, as they export it: `c9lib lab progress --export FILE`, a file for each seat.

What stands there is the learner's own word: no proof, and nothing is judged by it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from c9lib.errors import ParameterError

PASSED, NOT_BEGUN = "passed", "not begun"
"""States of a lab in an exported file (c9lib/labs/overview.py); whatever is between them is begun."""
LARGEST = 1_000_000
"""Bytes; a file that is larger isn't one of ours."""


@dataclass(frozen=True)
class Done:
    """How many labs a seat has passed, and has begun without having passed them, of all in its file."""

    passed: int
    begun: int
    labs: int

    def __str__(self) -> str:
        more = f", {self.begun} begun" if self.begun else ""
        return f"{self.passed} of {self.labs}{more}"


@dataclass(frozen=True)
class Progress:
    """What a folder holds: by seat, and in sentences which files couldn't be read or are nobody's."""

    seats: dict[str, Done]
    broken: tuple[str, ...] = ()


def read_labs(folder: Path, seats: Collection[str]) -> Progress:
    """The exported files in a folder, `SEAT.json` each. A seat without one has nothing; a broken one stops no other.

    Raises `ParameterError` when there is no such folder.
    """
    try:
        files = sorted(one for one in folder.iterdir() if one.suffix == ".json")
    except OSError as error:
        raise ParameterError(
            f"--labs {folder}: {error.strerror or error}.",
            remedy=("Give the folder with the files that `c9lib lab progress --export SEAT.json` has written.",),
        ) from None
    done, broken = {}, []
    for file in files:
        if file.stem not in seats:
            broken.append(f"{file.name} is no seat's")
            continue
        try:
            done[file.stem] = _counted(_read(file))
        except OSError as error:
            broken.append(f"{file.name} can't be read: {error.strerror or error}")
        except ValueError as error:
            broken.append(f"{file.name} isn't an exported progress: {error}")
    return Progress(done, tuple(broken))


def _read(file: Path) -> Any:
    """Raises ValueError in words; a wrong byte and wrong JSON are such, too."""
    if file.stat().st_size > LARGEST:
        raise ValueError(f"it has more than {LARGEST:,} bytes")
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ValueError("it isn't text in UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} in line {error.lineno}") from None
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _counted(told: Any) -> Done:
    """Raises ValueError, in words."""
    labs = told.get("labs") if isinstance(told, dict) else None
    if not isinstance(labs, list):
        raise ValueError("it has no list of labs")
    states = [one.get("state") if isinstance(one, dict) else None for one in labs]
    if not all(isinstance(one, str) for one in states):
        raise ValueError("a lab in it has no state")
    passed, unbegun = states.count(PASSED), states.count(NOT_BEGUN)
    return Done(passed, len(states) - passed - unbegun, len(states))
