"""One cell of a roster as text, or the words why it can't be: what Excel makes of names isn't what was typed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from math import isnan

from c9lib.parameters.rows import NAMES, option

Cell = str | int | float | bool | datetime | date | time | timedelta
AS_TEXT = "format the column as Text in the spreadsheet, and type it again"
SHORTENED = re.compile(r"[0-9]([.,][0-9]+)?[Ee][+][0-9]{1,3}")
NUMBERS = ("seat", "account_id")
"""Columns of text in which a whole number is meant as it stands: seats are often counted; of an account id the model
says whether it lost a zero."""


def is_blank(cell: Cell) -> bool:
    """Whether nothing is in it."""
    return isinstance(cell, str) and not _stripped(cell)


def text_of(column: str, cell: Cell) -> str:
    """The text of a cell; "" for an empty one. Raises ValueError, in words."""
    if isinstance(cell, str):
        return _as_typed(column, _stripped(cell))
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int):
        return _whole(column, cell)
    if isinstance(cell, float):
        raise ValueError(
            "holds an error of Excel, such as #REF!" if isnan(cell) else f"is the number {cell}; {AS_TEXT}"
        )
    raise ValueError(f"is a date or a time in the spreadsheet ({cell}), which is what it makes of 1-3; {AS_TEXT}")


def _whole(column: str, number: int) -> str:
    if column in NUMBERS or (column in NAMES and option(column).type == "int"):
        return str(number)
    raise ValueError(f"is the number {str(number)[:40]}, and a number loses its leading zeros; {AS_TEXT}")


def _as_typed(column: str, text: str) -> str:
    """In a CSV file, what a spreadsheet shortened on its way: 123456789012 became 1.23457E+11."""
    if column in (*NUMBERS, "learner") and SHORTENED.fullmatch(text):
        raise ValueError(f"is {text}, a number that a spreadsheet has shortened; {AS_TEXT}")
    return text


def _stripped(text: str) -> str:
    """Without spaces around it, and without the mark that begins a file and sometimes a copied cell."""
    return text.strip().strip("\ufeff\u200b").strip()
