"""A roster's file, CSV or Excel, as rows of cells: read by pandas, with every cell of a CSV file as text."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pandas

from c9lib.workshop.cells import Cell, is_blank

LARGEST = 4 * 2**20
"""Bytes. A roster of a thousand seats has a hundredth of it."""
WIDEST = 200
SHEET = "roster"
"""The name of the sheet that is meant, where a workbook has several."""
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
AS_UTF8 = "save it as `CSV UTF-8`"


@dataclass(frozen=True)
class Line:
    """One row with something in it; `number` is counted as a spreadsheet does, from 1."""

    number: int
    cells: tuple[Cell, ...]


def lines(path: Path) -> tuple[Line, ...]:
    """The rows that aren't empty. Raises ValueError, in words, for a file that can't be read."""
    data = _bytes(path)
    if data.startswith(ZIP):
        rows = _excel(data)
    elif data.startswith(OLD_EXCEL):
        raise ValueError("is an Excel file of the old kind, or one with a password; save it as .xlsx without one")
    else:
        rows = _csv(_text(data))
    told = (Line(number, tuple(cells)) for number, cells in enumerate(rows, start=1))
    return tuple(line for line in told if not all(map(is_blank, line.cells)))


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ValueError("is a folder, not a file")
        if not path.exists():
            raise ValueError("there is no such file" + _nearest(path))
        if not path.is_file():
            raise ValueError("isn't a file that can be read twice")
        if path.stat().st_size > LARGEST:
            raise ValueError(f"has {path.stat().st_size} bytes; a roster has at most {LARGEST}")
        return path.read_bytes()
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from None


def _nearest(path: Path) -> str:
    there = sorted(one.name for one in path.parent.iterdir()) if path.parent.is_dir() else []
    near = get_close_matches(path.name, there, n=1)
    return f"; nearest: {path.parent / near[0]}" if near else ""


def _text(data: bytes) -> str:
    if data.startswith(UTF16):
        raise ValueError(f"is UTF-16 text, not UTF-8; in Excel, {AS_UTF8}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"isn't UTF-8 text (byte {error.start}, in line {line}); in Excel, {AS_UTF8}") from None
    if "\0" in text:
        raise ValueError(f"isn't text: byte {text.index(chr(0))} is a NUL; in Excel, {AS_UTF8}")
    return text


def _csv(text: str) -> Iterable[Iterable[Cell]]:
    """Rows of texts. Excel writes semicolons where a comma stands in numbers, and may say so in a line of its own."""
    heading = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(",;\t", key=heading.count)
    if heading.lower().startswith("sep=") and len(heading.rstrip()) == len("sep=;"):
        separator = heading[len("sep=")]
        text = text.replace(heading, "", 1)
    widest = max((line.count(separator) for line in text.splitlines()), default=0) + 1
    if widest > WIDEST:
        raise ValueError(f"has {widest} columns; a roster has at most {WIDEST}")
    if not text.strip():
        return []
    try:
        frame = pandas.read_csv(
            StringIO(text),
            sep=separator,
            header=None,
            names=range(widest),  # so that a row may be shorter than another
            index_col=False,
            dtype=str,  # 0123 stays 0123
            na_filter=False,
            skip_blank_lines=False,  # so that rows are counted as a person counts them
        )
    except (ValueError, OverflowError) as error:  # pandas' own errors are ValueErrors
        raise ValueError(f"can't be read as CSV: {' '.join(str(error).split())[:200]}") from None
    return ([cell if isinstance(cell, str) else "" for cell in row] for row in frame.itertuples(index=False, name=None))


def _excel(data: bytes) -> Iterable[Iterable[Cell]]:
    try:
        with warnings.catch_warnings(action="ignore"):  # openpyxl warns of drop-down lists, colours and the like
            found: dict[str, Any] = pandas.read_excel(
                BytesIO(data), sheet_name=None, header=None, dtype=object, na_filter=False, engine="openpyxl"
            )
    except Exception as error:
        # What a damaged or foreign archive makes of openpyxl and its XML parser has no common class, and no end.
        told = " ".join(str(error).split())[:200]
        raise ValueError(f"can't be read as an Excel file (.xlsx): {type(error).__name__}: {told}") from None
    named = [name for name in found if name.strip().lower() == SHEET]
    filled = named or [name for name, frame in found.items() if not frame.empty]
    if len(filled) > 1:
        raise ValueError(f"has {len(filled)} sheets ({', '.join(filled)}); name the one that is meant `{SHEET}`")
    rows: Iterable[Iterable[Cell]] = found[filled[0]].itertuples(index=False, name=None) if filled else []
    return rows
