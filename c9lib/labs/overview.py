"""All labs in one table: which there are, and how far a learner is, as remembered and as the account shows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import c9lib
from c9lib.errors import ParameterError
from c9lib.labs import progress, starting
from c9lib.labs.grading import grade
from c9lib.labs.model import Lab
from c9lib.labs.shelf import labs
from c9lib.nouns import Table
from c9lib.nouns.table import Drawn

KEPT = "kept on this machine, where its owner may change it: no proof; a trainer's board looks at the account"
NOT_BEGUN, BEGUN, MENDED, PASSED = "not begun", "begun", "mended, not named yet", "passed"


@dataclass(frozen=True)
class Labs(Drawn):
    """The labs that there are."""

    labs: tuple[Lab, ...]

    def table(self) -> Table:
        rows = tuple((str(lab.level), lab.id, f"{lab.minutes} min", lab.title) for lab in self.labs)
        note = "c9lib lab start LAB makes its account; notebooks/labs/ has a notebook for each."
        return Table(f"{len(self.labs)} labs", ("level", "lab", "takes", "what is told"), rows, note)

    def to_json(self) -> list[dict[str, Any]]:
        """As `c9lib lab list --json` prints it."""
        names = ("id", "title", "level", "minutes", "aims")
        return [{name: getattr(lab, name) for name in names} for lab in self.labs]


@dataclass(frozen=True)
class Standing:
    """How far one lab is: `state` in a word, and what is remembered of it."""

    lab: str
    state: str
    record: progress.Record


@dataclass(frozen=True)
class HowFar(Drawn):
    """How far a learner is, lab by lab. `learner` is whose progress it is."""

    learner: str
    standings: tuple[Standing, ...]

    def table(self) -> Table:
        passed = sum(one.state == PASSED for one in self.standings)
        rows = tuple(
            (one.lab, one.state, str(one.record.hints), str(one.record.answers), one.record.passed)
            for one in self.standings
        )
        title = f"{passed} of {len(self.standings)} labs passed by {self.learner}"
        return Table(title, ("lab", "state", "hints", "answers", "passed at"), rows, note=f"This is {KEPT}.")

    def to_json(self) -> dict[str, Any]:
        """As `c9lib lab progress --json` prints it, and as it is exported."""
        told = [{"lab": one.lab, "state": one.state, **asdict(one.record)} for one in self.standings]
        when = datetime.now(UTC).isoformat(timespec="seconds")
        return {"learner": self.learner, "at": when, "c9lib": c9lib.__version__, "kept": KEPT, "labs": told}


def all_labs() -> Labs:
    """The labs that there are."""
    return Labs(tuple(labs().values()))


def how_far() -> HowFar:
    """How far the learner is. Whether the lab that is there is mended, its account says."""
    kept = progress.read()
    known = {name: kept.labs.get(name, progress.Record()) for name in labs()}
    return HowFar(
        starting.learner(), tuple(Standing(name, _state(name, record, kept), record) for name, record in known.items())
    )


def _state(name: str, record: progress.Record, kept: progress.Kept) -> str:
    if record.passed:
        return PASSED
    if kept.current is not None and kept.current.lab == name:
        lab = labs()[name]
        return MENDED if grade(lab, starting.join(lab), ()).mended else BEGUN
    return BEGUN if record.starts else NOT_BEGUN


def export(told: HowFar, file: Path) -> None:
    """Write it into a file, as JSON. Raises `ParameterError` when that can't be written."""
    try:
        file.write_text(json.dumps(told.to_json(), indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise ParameterError(
            f"{file} can't be written: {error.strerror or error}.", remedy=("Choose another file.",)
        ) from None
