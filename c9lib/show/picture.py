"""A way as a picture: its boxes in rows with arrows between them, as SVG that stands inside a page.

Without scripts, fonts or references from outside; with a title and a description for those who hear it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from html import escape
from itertools import pairwise

from c9lib.nouns import Way
from c9lib.nouns.way import PASSING
from c9lib.show.boxes import BOX, COLOURS, LABEL, Box, boxes_of, term, text

COLUMNS, GAP, ROW_GAP, EDGE, HEADING, LANE_GAP = 4, 28, 34, 2, 26, 14
"""Boxes in a row; pixels between boxes, between rows, around everything, for a heading, between the directions."""
NARROWEST = 620
"""Pixels below which a picture isn't shrunk any more, but scrolled."""
FRAME = (
    '<svg role="img" aria-labelledby="{name}-title {name}-text"'
    ' viewBox="0 0 {wide} {high}" fill="currentColor"'
    ' style="display:block;width:100%;height:auto;min-width:{least}px;max-width:{wide}px">'
    '<title id="{name}-title">{title}</title><desc id="{name}-text">{described}</desc>{content}</svg>'
)


def picture(way: Way) -> str:
    """A way as an `<svg>` element, at most 1000 pixels wide; "" when it has no station."""
    parts, top, wide = [], 0, 0
    for heading, stations in (("There: the packet", way.there), ("Back: its answer", way.back)):
        if boxes := boxes_of(way, stations):
            drawn, bottom = _lane(heading, boxes, top)
            parts.append(drawn)
            top, wide = bottom + LANE_GAP, max(wide, _x(min(len(boxes), COLUMNS)) - GAP + EDGE)
    return _framed(way, "".join(parts), wide, top - LANE_GAP + EDGE) if parts else ""


def lane(heading: str, boxes: Sequence[Box]) -> tuple[str, tuple[int, int]]:
    """Boxes in rows with arrows between them, from the top of a picture on; and its width and height."""
    drawn, bottom = _lane(heading, boxes, 0)
    return drawn, (_x(min(len(boxes), COLUMNS)) - GAP + EDGE, bottom + EDGE)


def _lane(heading: str, boxes: Sequence[Box], top: int) -> tuple[str, int]:
    """The rows of one direction from `top` on, and where they end."""
    parts = [text(LABEL, EDGE, top + 4, heading, 'font-weight="600"')]
    top += HEADING
    above: tuple[Box, int] | None = None
    for start in range(0, len(boxes), COLUMNS):
        row = boxes[start : start + COLUMNS]
        if above:
            parts.append(_turn((above[0], row[0]), above[1], above[1] + ROW_GAP))
            top = above[1] + ROW_GAP
        height = max(box.height for box in row)
        parts += [box.svg(_x(column), top, height) for column, box in enumerate(row)]
        parts += [_arrow(column, top + height // 2, pair) for column, pair in enumerate(pairwise(row))]
        above = (row[-1], top + height)
    return "".join(parts), above[1] if above else top


def _x(column: int) -> int:
    return EDGE + column * (BOX + GAP)


def _arrow(column: int, y: int, pair: tuple[Box, Box]) -> str:
    """From one box to the next in its row."""
    start, end = _x(column) + BOX + 3, _x(column + 1) - 3
    return _line(f"M{start} {y}H{end}", f"M{end} {y}l-7 -4v8z", ((start + end) // 2, y), pair)


def _turn(pair: tuple[Box, Box], above: int, below: int) -> str:
    """From the last box of a row, down and back to the first of the next."""
    x, home, middle = _x(COLUMNS - 1) + BOX // 2, _x(0) + BOX // 2, (above + below) // 2
    path = f"M{x} {above + 3}V{middle}H{home}V{below - 3}"
    return _line(path, f"M{home} {below - 3}l-4 -7h8z", (x - 40, middle), pair)


def _line(path: str, head: str, middle: tuple[int, int], pair: tuple[Box, Box]) -> str:
    """A line with its head; to what isn't reached a broken one without, crossed out where the packet is dropped."""
    came, goes = pair
    line = f'<path d="{path}" fill="none" stroke="currentColor" stroke-opacity=".7" stroke-width="1.5"'
    if goes.look != "unreached":
        return f'{line}/><path d="{head}" fill-opacity=".8"/>'
    x, y = middle
    cross = f'<path d="M{x - 6} {y - 6}l12 12m0 -12l-12 12" stroke="{COLOURS["stop"]}" stroke-width="3"/>'
    return f'{line} stroke-dasharray="3 4"/>' + (cross if came.look == "stop" else "")


def _framed(way: Way, content: str, wide: int, high: int) -> str:
    ended = "arrives" if way.reachable else "isn't known to arrive" if way.status == "warn" else "doesn't arrive"
    title = f"The way of a packet to {way.service}: it {ended}."
    return framed("way", title, _described(way), content, (wide, high))


def framed(kind: str, title: str, described: str, content: str, size: tuple[int, int]) -> str:
    """A drawing as an `<svg>` element with its title and description; `size` is its width and height in pixels."""
    # One page may hold several pictures, and the same one twice: a name is only for what looks alike.
    name = f"{kind}-" + hashlib.sha256((title + described + content).encode()).hexdigest()[:10]
    wide, high = size
    return FRAME.format(
        name=name,
        wide=wide,
        high=high,
        least=min(wide, NARROWEST),
        title=escape(title),
        described=escape(described),
        content=content,
    )


def _described(way: Way) -> str:
    """Every station in order, a sentence each."""
    sentences = []
    for one in way.stations:
        said = " ".join(filter(None, (term(one.kind), one.id, one.note, one.rule))).replace("\n", ", ")
        sentences.append(f"{'Back: ' if one.back else ''}{said}: {PASSING[one.status]}.")
    return " ".join(sentences)
