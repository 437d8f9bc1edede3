"""The board as HTML: a picture with a tile for each seat, for a notebook; and a page for a projector.

A tile says its state by its colour, by two letters and by a word. The page stands alone: it asks nobody for anything.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from math import ceil, sqrt
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from c9lib.errors import ParameterError
from c9lib.workshop.board import LETTERS, Board, Row
from c9lib.workshop.state import MEANINGS, STATES, State

WIDE, HIGH, GAP = 128, 64, 8
"""Pixels of a tile, and between two of them."""
SHAPE = 2.4
"""How many times as wide as it is high the picture is to be."""
LARGE_LETTERS, MOST_LETTERS = 5, 9
"""Up to how many letters a seat's name is set large, and at most."""
COLOURS: Mapping[State, str] = {
    "failed": "#a40e26",
    "missing": "#7a1f6b",
    "silent": "#7d4e00",
    "not known": "#57606a",
    "launching": "#0550ae",
    "online": "#116329",
    "opened": "#0b5c63",
    "idle": "#54591d",
    "stopped": "#424a53",
}
"""Behind white letters: each has a contrast of more than 6."""
BORDERS: Mapping[State, str] = {
    "failed": 'stroke="#fff" stroke-width="3"',
    "missing": 'stroke="#fff" stroke-width="3" stroke-dasharray="3 5"',
    "silent": 'stroke="#fff" stroke-width="3" stroke-dasharray="10 5"',
    "not known": 'stroke="#fff" stroke-width="3" stroke-dasharray="1 6"',
}
"""Within the edge of a tile where something is to be done: seen by those, too, who tell few colours apart."""
SANS = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Chip:
    """One count above the picture."""

    state: State
    number: int
    letters: str
    meaning: str
    colour: str


def picture(board: Board) -> str:
    """The tiles as SVG; the seats are in the roster's order, row by row."""
    tiles = board.tiles()
    columns = max(ceil(sqrt(len(tiles) * SHAPE * (HIGH + GAP) / (WIDE + GAP))), 1)
    width, height = columns * (WIDE + GAP) - GAP, max(ceil(len(tiles) / columns), 1) * (HIGH + GAP) - GAP
    drawn = "".join(_tile(row, *divmod(number, columns)) for number, row in enumerate(tiles))
    told = escape(f"{board.title}. {board.summary}.", quote=True)
    style = f"display:block;width:100%;max-width:{width * 2}px;height:auto"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-label="{told}"'
    return f'{head} style="{style}" font-family="{SANS}">{drawn}</svg>'


def _tile(row: Row, line: int, column: int) -> str:
    x, y = column * (WIDE + GAP), line * (HIGH + GAP)
    title = escape(": ".join(filter(None, (f"{row.seat} {row.state}", row.why))))
    border = BORDERS.get(row.state, "")
    inner = f'<rect x="4" y="4" width="{WIDE - 8}" height="{HIGH - 8}" rx="4" fill="none" {border}/>' if border else ""
    size = 22 if len(row.seat) <= LARGE_LETTERS else 14
    seat = f'<text x="12" y="28" font-size="{size}" font-weight="600" fill="#fff">{escape(_short(row.seat))}</text>'
    word = f'<text x="12" y="51" font-size="17" fill="#fff">{escape(row.state)}</text>'
    corner = f'x="{WIDE - 11}" y="28" font-size="18" font-weight="700" text-anchor="end" fill="#fff"'
    letters = f"<text {corner}>{LETTERS[row.state]}</text>"
    box = f'<rect width="{WIDE}" height="{HIGH}" rx="7" fill="{COLOURS[row.state]}"/>'
    return f'<g transform="translate({x} {y})"><title>{title}</title>{box}{inner}{seat}{word}{letters}</g>'


def fragment(board: Board) -> str:
    """The board within another page, such as a notebook: title, picture, table. It has no script."""
    title = f'<p style="font-weight:bold;margin:.3em 0">{escape(board.title)}</p>'
    return f"<div>{title}{picture(board)}{board.table()._repr_html_()}</div>"


def chips(board: Board) -> list[Chip]:
    """The counts of all states in which a seat is."""
    return [Chip(one, many, LETTERS[one], MEANINGS[one], COLOURS[one]) for one, many in board.counts.items()]


def page(board: Board, seconds: int = 0) -> str:
    """A page that stands alone: it asks nobody for anything. With `seconds` a browser reads it again so often."""
    environment = Environment(
        loader=PackageLoader("c9lib.workshop"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("board.html.j2").render(
        board=board,
        rows=board.rows(),
        columns=board.columns(),
        chips=chips(board),
        picture=picture(board),
        order={state: number for number, state in enumerate(STATES)},
        colours=COLOURS,
        letters=LETTERS,
        seconds=seconds,
    )


def write_page(target: Path, board: Board, seconds: int = 0) -> None:
    """Write the page, so that a browser never reads half of it. Raises `ParameterError` when it can't be written."""
    new = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        new.write_text(page(board, seconds), encoding="utf-8")
        new.replace(target)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise ParameterError(
            f"The board can't be written into {target}: {error.strerror or error}.",
            remedy=("Give another file with --html.",),
        ) from None


def _short(label: str) -> str:
    return label if len(label) <= MOST_LETTERS else f"{label[:4]}…{label[-4:]}"
