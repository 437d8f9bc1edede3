"""One way to draw rows: as plain text for a terminal and a log, as HTML for a notebook and a report."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html import escape

LONGEST_CELL = 52
LONGEST_NOTE = 118
"""Columns of a terminal after which a cell, or a note, is folded. A longer word isn't broken, so that an ARN can be
copied."""
NO_FORMULA = "mathjax_ignore tex2jax_ignore"
"""Classes of HTML that holds prices or commands: without them JupyterLab sets what stands between two dollar signs as a
formula (ignoreHtmlClass in the documentation of MathJax 3, and of MathJax 2)."""
LONG_WORD, JOINTS = re.compile(r"\S{19,}"), re.compile(r"(?<=[:/._,=])(?=.)|(?<=[a-z0-9])(?=[A-Z])")
"""In HTML a word this long may be folded where its parts meet, such as `ec2:Create|Vpc|Endpoint`: a table that is wider
than its page is moved with a mouse only."""
MARKS = {"ok": "✔ ok", "warn": "▲ warn", "fail": "✘ fail", "skip": "– skip"}


@dataclass(frozen=True)
class Table:
    """Rows under column names. A cell is text; a newline in it starts a new line of the cell."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    empty: str = "nothing"

    def __str__(self) -> str:
        if not self.rows:
            note = _folded(self.note, LONGEST_NOTE) if self.note else []
            return "\n".join([self.title, f"  {self.empty}", *note])
        widths = self._widths()
        lines = [self.title, self._text_line(self.columns, widths), "  ".join("-" * width for width in widths)]
        for row in self.rows:
            lines += self._text_row(row, widths)
        if self.note:
            lines += _folded(self.note, LONGEST_NOTE)
        return "\n".join(lines)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._repr_html_()}

    def _widths(self) -> list[int]:
        return [max(_cell_width(cell) for cell in column) for column in zip(self.columns, *self.rows, strict=True)]

    def _text_row(self, row: tuple[str, ...], widths: list[int]) -> list[str]:
        folded = [[part for line in cell.split("\n") for part in _folded(line, LONGEST_CELL)] for cell in row]
        height = max(len(parts) for parts in folded)
        padded = [parts + [""] * (height - len(parts)) for parts in folded]
        return [self._text_line(tuple(line), widths) for line in zip(*padded, strict=True)]

    @staticmethod
    def _text_line(cells: tuple[str, ...], widths: list[int]) -> str:
        return "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(cells, widths, strict=True)
        ).rstrip()

    def _repr_html_(self) -> str:
        head = "".join(f'<th style="text-align:left">{escape(name)}</th>' for name in self.columns)
        body = "".join(_html_row(row) for row in self.rows)
        if not self.rows:
            body = f'<tr><td colspan="{len(self.columns)}">{escape(self.empty)}</td></tr>'
        note = f'<p class="{NO_FORMULA}">{escape(self.note)}</p>' if self.note else ""
        caption = f'<caption style="caption-side:top;text-align:left;font-weight:bold">{escape(self.title)}</caption>'
        table = f"{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        return f'<table class="{NO_FORMULA}">{table}</table>{note}'


class Drawn:
    """A noun that draws itself as a table: text and HTML come from the one `table()`."""

    def table(self) -> Table:
        raise NotImplementedError

    def __str__(self) -> str:
        return str(self.table())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return self.table()._repr_mimebundle_()


def _folded(line: str, width: int) -> list[str]:
    """A line in pieces of at most `width` columns, broken at spaces only."""
    pieces = [""]
    for word in line.split(" "):
        longer = f"{pieces[-1]} {word}" if pieces[-1] else word
        if _width(longer) <= width or not pieces[-1]:
            pieces[-1] = longer
        else:
            pieces.append(word)
    return pieces


def _cell_width(cell: str) -> int:
    return max(_width(part) for line in cell.split("\n") for part in _folded(line, LONGEST_CELL))


def _width(text: str) -> int:
    """Columns that a terminal needs: wide characters count twice, marks on another character not at all."""
    return len(text) if text.isascii() else sum(_letter_width(letter) for letter in text)


def _letter_width(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def _html_row(row: tuple[str, ...]) -> str:
    """A row. Only its last cell, where the long ids and ARNs stand, is folded inside a word; ordinary words fit."""
    *cells, last = row
    whole = [_html_cell(cell) for cell in cells]
    return f"<tr>{''.join([*whole, _html_cell(last, 'overflow-wrap:anywhere;min-width:7em')])}</tr>"


def _html_cell(cell: str, style: str = "overflow-wrap:break-word") -> str:
    text = LONG_WORD.sub(lambda word: JOINTS.sub("\0", word[0]), cell)
    text = escape(text).replace("\0", "<wbr>").replace("\n", "<br>")
    return f'<td style="text-align:left;vertical-align:top;{style}">{text}</td>'
