"""A roster from its file: everybody in the class, or every mistake in one error. Nothing is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from c9lib.parameters import Parameters
from c9lib.rehearsal.asking import ACCOUNT
from c9lib.workshop import sheets
from c9lib.workshop.cells import Cell, is_blank, text_of
from c9lib.workshop.mistakes import (
    COLUMNS,
    MISSING,
    NEEDED,
    Mistake,
    differing,
    in_heading,
    refuse,
    twice,
)
from c9lib.workshop.model import Roster, Share
from c9lib.workshop.of_class import Texts, of_class
from c9lib.workshop.rows import Row, Shared, row_of


def read(
    path: Path, files: Sequence[Path] = (), assignments: Sequence[tuple[str, str]] = (), share: Share = "vpc"
) -> Roster:
    """The class of a roster; `files` and `assignments` are the class's own parameters, as `-f` and `-p` give them, with
    `learner_role` besides. Raises `ParameterError` with every mistake in all of it."""
    texts, found = _texts(path)
    asked = of_class(files, assignments, texts, share)
    made = asked.made
    lacking = {one.column for one in found if one.words == MISSING}
    needed = tuple(name for name in NEEDED if name not in lacking)
    named = made is not None and "environment_name" in made.given()
    shared = Shared(made, (made.account_id if made else "") or ACCOUNT, asked.role, named, needed)
    rows = [row_of(number, cells, shared) for number, cells in texts.items()]
    found += [*(one for row in rows for one in row.mistakes), *differing(texts, share), *_alike(rows, made)]
    found += [] if found else asked.together
    refuse(str(path), found, asked.details)
    assert made is not None, "without mistakes the class has parameters"
    return Roster(str(path), tuple(row.seat for row in rows if row.seat), made, share)


def _texts(path: Path) -> tuple[Texts, list[Mistake]]:
    """What the file says, and what is wrong with it as a file."""
    try:
        heading, *lines = sheets.lines(path) or (None,)
    except ValueError as error:
        return {}, [Mistake(0, "", f"the roster {error}")]
    if heading is None:
        return {}, [Mistake(0, "", "nobody is in it, and it names no columns: it is empty")]
    names = [str(cell).strip().strip("\ufeff") for cell in heading.cells]
    found = list(in_heading(heading.number, names))
    if not lines:
        found.append(Mistake(0, "", "nobody is in it: there is no row below the columns"))
    texts: Texts = {}
    for line in lines:
        texts[line.number] = {}
        for number, cell in enumerate(line.cells):
            name = names[number] if number < len(names) else ""
            if name in COLUMNS:
                _put(texts[line.number], name, cell, line.number, found)
            elif not name and not is_blank(cell):
                found.append(Mistake(line.number, f"column {number + 1}", "has something in it, but no name"))
    return texts, found


def _put(cells: dict[str, str], name: str, cell: Cell, row: int, found: list[Mistake]) -> None:
    try:
        text = text_of(name, cell)
    except ValueError as error:
        found.append(Mistake(row, name, str(error)))
    else:
        cells |= {name: text} if text else {}


def _alike(rows: Sequence[Row], made: Parameters | None) -> Iterator[Mistake]:
    """What each seat has for itself, and two have. What two names come to isn't said besides the names themselves."""
    seats = list(twice(_column(rows, "seat"), "seat", "is the seat of"))
    learners = list(twice(_column(rows, "learner"), "learner", "is the learner of"))
    yield from (*seats, *learners)
    for name, source, words, said in (
        ("owner_arn", "learner", "owns the environment of", learners),
        ("deployment", "seat", "is the deployment of", seats),
        ("environment_name", "seat", "names the environment of", seats),
    ):
        known = {one.row for one in said}
        told = {row.number: row.told(name) for row in rows if row.told(name) and row.number not in known}
        column = {row.number: name if name in row.cells else source for row in rows}
        yield from (Mistake(one.row, column[one.row], one.words) for one in twice(told, name, words))
    for row in rows:
        if made and row.told("deployment") == made.deployment:
            yield Mistake(row.number, "deployment", f"{made.deployment!r} is the deployment of the class itself")


def _column(rows: Sequence[Row], name: str) -> dict[int, str]:
    return {row.number: row.cells[name] for row in rows if name in row.cells}
