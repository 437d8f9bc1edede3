"""What is wrong with a roster: every mistake with its row and column, all of them in one error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from c9lib.errors import ParameterError
from c9lib.parameters.hints import near_name
from c9lib.parameters.rows import NAMES
from c9lib.parameters.shown import shown
from c9lib.workshop.model import Share

OWN_COLUMNS = ("seat", "learner", "learner_role")
"""Columns that aren't parameters of a run."""
COLUMNS = (*OWN_COLUMNS, *NAMES)
NEEDED = ("seat", "learner")
MISSING = "this column is missing"
ONE_PLACE = ("target", "account_id", "region", "endpoint_url")
ONE_VPC = ("network", "vpc_cidr", "availability_zones", "endpoint_services", "s3_access")
WHY_ONE_PLACE = "a class is held in one account and one Region"
WHY_ONE_VPC = "the seats share one VPC; with --share none each has its own"
REMEDY = (
    "Mend the rows and run the same command again. `c9lib parameters` lists what a column can hold.",
    "The first row names the columns: seat, learner, and any parameter. An empty cell takes what the class has.",
)


@dataclass(frozen=True)
class Mistake:
    """One thing that is wrong. `row` is counted as a spreadsheet does, 0 for the file as a whole; so is a `column` of
    ""."""

    row: int
    column: str
    words: str

    def __str__(self) -> str:
        place = ", ".join(filter(None, (f"row {self.row}" if self.row else "", self.column)))
        return f"{place}: {self.words}" if place else self.words


def refuse(source: str, found: Iterable[Mistake], of_class: Sequence[str] = ()) -> None:
    """Raises `ParameterError` with all of them, those of the class's own parameters first; nothing when all is
    right."""
    listed = (*of_class, *map(str, sorted(set(found), key=_place)))
    if listed:
        many = "1 mistake" if len(listed) == 1 else f"{len(listed)} mistakes"
        raise ParameterError(f"{many} in {source}; nothing was called.", details=listed, remedy=REMEDY)


def in_heading(row: int, names: Sequence[str]) -> Iterator[Mistake]:
    """Columns that are unknown, there twice, or missing. The values of an unknown column are never shown."""
    for name in dict.fromkeys(filter(None, names)):
        if names.count(name) > 1:
            yield Mistake(row, _word(name), "this column is there twice")
        if name not in COLUMNS:
            near = near_name(name, COLUMNS)
            yield Mistake(row, _word(name), "there is no such column" + (f"; nearest: {near}" if near else ""))
    for name in NEEDED:
        if name not in names:
            yield Mistake(row, name, MISSING)


def twice(values: Mapping[int, str], column: str, words: str) -> Iterator[Mistake]:
    """Values (by row) that another row has already; as AWS compares names: upper and lower case are the same."""
    first: dict[str, int] = {}
    for row, value in values.items():
        before = first.setdefault(value.casefold(), row)
        if before != row:
            yield Mistake(row, column, f"{shown(value)} {words} row {before}")


def differing(texts: Mapping[int, Mapping[str, str]], share: Share) -> Iterator[Mistake]:
    """Columns that have to say the same in every row, and don't: an empty cell says what the class has."""
    for names, why in ((ONE_PLACE, WHY_ONE_PLACE), (ONE_VPC if share == "vpc" else (), WHY_ONE_VPC)):
        for name in names:
            first = next((row for row, cells in texts.items() if name in cells), None)
            if first is not None:
                yield from _unlike(texts, name, first, why)


def _unlike(texts: Mapping[int, Mapping[str, str]], name: str, first: int, why: str) -> Iterator[Mistake]:
    """Rows that say something else in a column than the row `first`."""
    wanted = texts[first][name]
    for row, cells in texts.items():
        if cells.get(name) != wanted:
            value = shown(cells[name]) if name in cells else "is empty, which"
            yield Mistake(row, name, f"{value} differs from {shown(wanted)} in row {first}: {why}")


def _place(one: Mistake) -> tuple[int, int, str]:
    return one.row, COLUMNS.index(one.column) if one.column in COLUMNS else len(COLUMNS), one.words


def _word(name: str) -> str:
    return name if name.isprintable() and len(name) <= 80 else shown(name)
