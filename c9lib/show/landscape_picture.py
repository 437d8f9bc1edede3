"""A network as a picture: what lies outside on top, under it the VPC with its doors, its subnets and its rules.

Laid out on four columns, so that a door stands below what it leads to. SVG that stands inside a page, without scripts,
fonts or references from outside; with a title and a description for those who hear it.
"""

from __future__ import annotations

from collections.abc import Sequence

from c9lib.nouns import Landscape, Thing
from c9lib.nouns.landscape import OUTSIDE
from c9lib.show.boxes import BORDERS, BOX, COLOURS, ID, KIND, LABEL, NOTE, Box, text
from c9lib.show.folding import folded
from c9lib.show.landscape_boxes import (
    MARKED,
    Group,
    below,
    box_of,
    doors,
    facts_of,
    hidden_box,
    id_of,
    kind_of,
    tiers,
    within,
)
from c9lib.show.landscape_text import as_text
from c9lib.show.picture import framed

COLUMNS, GAP, EDGE, FRAME, AROUND = 4, 18, 2, 18, 6
"""Columns; pixels between them, around everything, between the VPC's frame and what is in it, and a subnet's."""
WIDE = 2 * (EDGE + FRAME) + COLUMNS * BOX + (COLUMNS - 1) * GAP
ROW_GAP, DOOR_GAP, HEADING = 14, 34, 28


def landscape_picture(scene: Landscape) -> str:
    """A network as an `<svg>` element, at most 1000 pixels wide; "" when there is nothing to draw."""
    if not scene.things:
        return ""
    canvas = Canvas()
    outside = scene.of(*OUTSIDE)
    canvas.row([box_of(one) for one in outside])
    canvas.top += DOOR_GAP
    top = canvas.top - AROUND
    if scene.vpc:
        canvas.head(scene.vpc)
    canvas.doors(doors(scene))
    _subnets(canvas, scene)
    for group in below(scene):
        canvas.heading(group.heading)
        canvas.rows([*map(box_of, group.things), *([hidden_box(group.hidden)] if group.hidden else [])])
    frame = _frame(EDGE, top, WIDE - 2 * EDGE, canvas.top - top, scene.vpc.mark if scene.vpc else "", heavy=True)
    vpc_id = scene.vpc.id if scene.vpc else "another account's"
    title = f"The network of VPC {vpc_id} as it is now" + (f": {scene.counted()}" if scene.compared else "")
    return framed("landscape", f"{title}.", as_text(scene), frame + "".join(canvas.parts), (WIDE, canvas.top + EDGE))


class Canvas:
    """Parts of a drawing from top to bottom; `top` is where the next one begins."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.top = EDGE + AROUND
        self.outside_bottom = 0

    def row(self, boxes: Sequence[Box], first: int = 0) -> None:
        """Boxes side by side, as high as the highest."""
        height = max((box.height for box in boxes), default=0)
        self.parts += [box.svg(column(first + place), self.top, height) for place, box in enumerate(boxes)]
        self.top += height
        if boxes:
            self.outside_bottom = self.outside_bottom or self.top

    def rows(self, boxes: Sequence[Box]) -> None:
        """As many rows as it takes."""
        for start in range(0, len(boxes), COLUMNS):
            self.row(boxes[start : start + COLUMNS])
            self.top += ROW_GAP

    def heading(self, words: str) -> None:
        self.parts.append(text(LABEL, column(0), self.top + 2, words, 'font-weight="600"'))
        self.top += HEADING

    def head(self, vpc: Thing) -> None:
        """The first lines of the VPC, a piece for each column: what they lead to is reached between them."""
        name = id_of(vpc).removeprefix(vpc.id).strip()
        first, *rest = facts_of(vpc) or [""]
        pieces = ((KIND, f"{kind_of(vpc)} {vpc.id}"), (ID, name), (NOTE, first), (NOTE, "\n".join(rest)))
        lines = [(style, folded(words, style.columns)) for style, words in pieces]
        for place, (style, told) in enumerate(lines):
            self.parts += [
                text(style, column(place), self.top + style.line * row, line) for row, line in enumerate(told)
            ]
        self.top += max(KIND.line * max(len(told), 1) for _, told in lines) + AROUND
        if vpc.mark:
            self.parts.append(_label(column(0), self.top, vpc))
            self.top += HEADING

    def doors(self, groups: Sequence[Group]) -> None:
        """A column for each thing outside, with an arrow up to it; the fourth has the other services' endpoints."""
        bottom = self.top
        for place, group in enumerate(groups):
            boxes = [*map(box_of, group.things), *([hidden_box(group.hidden)] if group.hidden else [])]
            if not boxes:
                continue
            if place < COLUMNS - 1 and self.outside_bottom and any(map(_leads, group.things)):
                self.parts.append(_arrow(column(place) + BOX - AROUND, self.top, self.outside_bottom))
            y = self.top
            for box in boxes:
                self.parts.append(box.svg(column(place), y, box.height))
                y += box.height + AROUND
            bottom = max(bottom, y - AROUND + ROW_GAP)
        self.top = bottom


def _leads(door: Thing) -> bool:
    """Whether something may come through: not where it is gone, detached, or in no good state."""
    return door.mark != "gone" and not any(line.startswith("✘") for line in door.facts)


def column(place: int) -> int:
    """The left edge of a column, counted from 0."""
    return EDGE + FRAME + place * (BOX + GAP)


def _subnets(canvas: Canvas, scene: Landscape) -> None:
    """The public subnets, and below them the private ones."""
    found, hidden = tiers(scene)
    side_by_side = sum(map(len, found)) <= COLUMNS // 2
    rows = [tuple(one for tier in found for one in tier)] if side_by_side else found
    for tier in rows:
        for start in range(0, len(tier), COLUMNS):
            _tier(canvas, scene, tier[start : start + COLUMNS])
    if hidden:
        canvas.row([hidden_box(hidden)])
        canvas.top += ROW_GAP


def _tier(canvas: Canvas, scene: Landscape, subnets: Sequence[Thing]) -> None:
    """Subnets side by side, each as wide as there is room for it."""
    if not subnets:
        return
    span = COLUMNS // len(subnets)
    held = [within(scene, one) for one in subnets]
    inside = [[*map(box_of, one.things), *([hidden_box(one.hidden)] if one.hidden else [])] for one in held]
    heads = [box_of(one) for one in subnets]
    height = max(map(_high, heads, inside, [span] * len(heads)))
    canvas.top += AROUND
    for place, (subnet, head, boxes) in enumerate(zip(subnets, heads, inside, strict=True)):
        x = column(place * span)
        wide = span * BOX + (span - 1) * GAP
        canvas.parts.append(
            _frame(x - AROUND, canvas.top - AROUND, wide + 2 * AROUND, height + 2 * AROUND, subnet.mark)
        )
        canvas.parts.append(_bare(head, x, canvas.top))
        _fill(canvas, boxes, (place * span, span), canvas.top + _beside(head, span))
    canvas.top += height + AROUND + ROW_GAP


def _beside(head: Box, span: int) -> int:
    """How far below a subnet's head its boxes begin: a wide one has them beside it."""
    return 0 if span > 1 else head.height


def _high(head: Box, boxes: Sequence[Box], span: int) -> int:
    if span == 1:
        return head.height + sum(box.height + AROUND for box in boxes)
    rows = [boxes[start : start + span - 1] for start in range(0, len(boxes), span - 1)]
    return max(head.height, sum(max(box.height for box in row) + AROUND for row in rows))


def _fill(canvas: Canvas, boxes: Sequence[Box], place: tuple[int, int], top: int) -> None:
    """The boxes of a subnet: beside its head, or below it where there is one column only."""
    first, span = place
    beside = span - 1 or 1
    for start in range(0, len(boxes), beside):
        row = boxes[start : start + beside]
        height = max(box.height for box in row)
        for number, box in enumerate(row):
            canvas.parts.append(box.svg(column(first + number + (span > 1)), top, height))
        top += height + AROUND


def _bare(box: Box, x: int, y: int) -> str:
    """A box without its border: the frame around it is the subnet's own."""
    drawn = box.svg(x, y, box.height)
    return drawn[drawn.index("/>") + 2 :]


def _frame(x: int, y: int, wide: int, high: int, mark: str, *, heavy: bool = False) -> str:
    border = BORDERS[mark] if mark else 'stroke-opacity=".75" stroke-width="1.5"' if heavy else BORDERS["pass"]
    fill = "none" if heavy else 'currentColor" fill-opacity=".03'
    return (
        f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="9" fill="{fill}"'
        f' stroke="{COLOURS[mark or "pass"]}" {border}/>'
    )


def _label(x: int, y: int, thing: Thing) -> str:
    box = Box("", label=MARKED[thing.mark], look=thing.mark or "pass")
    return box.label_svg(x, y + LABEL.line + 3)


def _arrow(x: int, below_y: int, above_y: int) -> str:
    """From a door up to what it leads to."""
    start, end = below_y - 2, above_y + 3
    return (
        f'<path d="M{x} {start}V{end + 6}" fill="none" stroke="currentColor" stroke-opacity=".7" stroke-width="1.5"/>'
        f'<path d="M{x} {end}l-4 7h8z" fill-opacity=".8"/>'
    )
