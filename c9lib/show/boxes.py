"""A station of a way as a box in a picture: what stands in it, how high that makes it, and its SVG.

Lines and text take the page's own colour (`currentColor`), so a box fits a light theme, a dark one and paper. What
needs attention has a filled label, a heavier or broken border, and words: never a colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from c9lib.nouns import Station, Way
from c9lib.nouns.way import PASSING
from c9lib.show.folding import folded, width

BOX, INSET, RULE_GAP = 226, 11, 6
"""Pixels: the width of a box, from its border to its text, above its rule."""
SANS = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
MONO = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
COLOURS = {
    "pass": "currentColor",
    "stop": "#d1242f",
    "unknown": "#9a6700",
    "unreached": "currentColor",
    "new": "#1a7f37",
    "changed": "#8250df",
    "gone": "#68717a",
}
"""Those that aren't the page's own have a contrast of at least 3.7 to white and to #111, and of 4.8 to the label."""
BORDERS = {
    "pass": 'stroke-opacity=".5"',
    "stop": 'stroke-width="3"',
    "unknown": 'stroke-width="2.5" stroke-dasharray="7 4"',
    "unreached": 'stroke-opacity=".5" stroke-dasharray="3 4"',
    "new": 'stroke-width="3"',
    "changed": 'stroke-width="3" stroke-dasharray="12 3"',
    "gone": 'stroke-width="2" stroke-dasharray="3 4"',
}
TERMS = {"nat": "NAT", "vpc": "VPC", "acl": "ACL", "aws": "AWS", "iam": "IAM"}
RESOLVER = "DNS resolver of the VPC"
"""What a VPC does on a packet's way: it says which address a name has."""


@dataclass(frozen=True)
class Style:
    """How a kind of text is set: `size` and `line` in pixels, and how many `columns` of it fit into a box."""

    size: float
    line: int
    columns: int
    attributes: str


KIND = Style(13.5, 19, 24, f'font-family="{SANS}" font-weight="600"')
ID = Style(11.5, 16, 29, f'font-family="{MONO}"')
NOTE = Style(11.5, 16, 31, f'font-family="{SANS}" fill-opacity=".85"')
RULE = Style(11, 15, 28, f'font-family="{MONO}"')
LABEL = Style(12, 26, 31, f'font-family="{SANS}"')


@dataclass(frozen=True)
class Box:
    """What stands in a box, from above. `look` is a key of COLOURS; `label` says what becomes of the packet here, or
    what is new of it; without one there is no room for it."""

    kind: str
    id: str = ""
    note: str = ""
    rule: str = ""
    look: str = "pass"
    label: str = ""

    @property
    def facts(self) -> list[tuple[Style, str]]:
        """The lines above the rule."""
        texts = ((KIND, self.kind), (ID, self.id), (NOTE, self.note))
        return [(style, line) for style, text in texts for line in folded(text, style.columns)]

    @property
    def rules(self) -> list[str]:
        return folded(self.rule, RULE.columns)

    @property
    def height(self) -> int:
        facts = sum(style.line for style, _ in self.facts)
        rule = RULE_GAP + RULE.line * len(self.rules) if self.rules else 0
        return 2 * INSET + facts + rule + (LABEL.line if self.label else 0)

    def svg(self, x: int, y: int, height: int) -> str:
        """The box at a place, as high as the highest of its row."""
        colour = COLOURS[self.look]
        parts = [
            f'<rect x="{x}" y="{y}" width="{BOX}" height="{height}" rx="7" fill="currentColor" fill-opacity=".035"'
            f' stroke="{colour}" {BORDERS[self.look]}/>'
        ]
        line = y + INSET
        for style, words in self.facts:
            parts.append(text(style, x + INSET, line, words))
            line += style.line
        return "".join([*parts, self._rule(x + INSET, line + RULE_GAP), self.label_svg(x + INSET, y + height)])

    def _rule(self, x: int, y: int) -> str:
        """The rule that decided, with a bar beside it."""
        if not self.rules:
            return ""
        high, colour = RULE.line * len(self.rules), COLOURS[self.look]
        bar = f'<rect x="{x}" y="{y}" width="3" height="{high}" fill="{colour}" fill-opacity=".8"/>'
        return bar + "".join(text(RULE, x + 9, y + RULE.line * row, words) for row, words in enumerate(self.rules))

    def label_svg(self, x: int, bottom: int) -> str:
        """Plain where the packet goes on, filled where it doesn't, and where something is marked."""
        if not self.label:
            return ""
        y = bottom - INSET - 14
        if self.look in ("pass", "unreached"):
            return text(LABEL, x, y, self.label, 'fill-opacity=".85"')
        size = 7.6 * width(self.label) + 12
        shape = f'<rect x="{x}" y="{y - 4}" width="{size:.0f}" height="22" rx="4" fill="{COLOURS[self.look]}"/>'
        return shape + text(LABEL, x + 7, y, self.label, 'fill="#fff" font-weight="600"')


def boxes_of(way: Way, stations: tuple[Station, ...]) -> list[Box]:
    """The boxes of one direction: a station each, and, where the packet ends on its way, one for what it misses."""
    if not stations:
        return []
    boxes = [_box(one, PASSING[one.status]) for one in stations]
    last = stations[-1]
    if last.status != "pass" or not (way.reachable or (way.back and not last.back)):
        return [*boxes, _unreached(way, last)]
    surely = ", as far as is known" if way.status == "warn" else ""
    return [*boxes[:-1], _box(last, f"✔ {'comes back' if last.back else 'arrives'}{surely}")]


def _box(station: Station, label: str) -> Box:
    rule = station.rule.removeprefix(station.id).lstrip(": ")  # its id stands above it already
    return Box(term(station.kind), station.id, station.note, rule, station.status, label)


def term(kind: str) -> str:
    """A station's kind as people write it: `nat-gateway` is `NAT gateway`, `route-table` is `Route table`."""
    if kind == "vpc":
        return RESOLVER
    words = " ".join(TERMS.get(word, word) for word in kind.split("-"))
    return words[:1].upper() + words[1:]


def text(style: Style, x: int, top: int, words: str, more: str = "") -> str:
    """One line of text whose upper edge is at `top`."""
    # The space at the end parts the lines where only their text is left, as after copying or sanitizing.
    place = f'x="{x}" y="{top + round(style.size)}" font-size="{style.size:g}"'
    return f"<text {place} {style.attributes} {more}>{escape(words)} </text>"


def _unreached(way: Way, last: Station) -> Box:
    unknown = last.status == "unknown" or way.status == "warn"
    label = "– not known whether it's reached" if unknown else "– isn't reached"
    if last.back:
        return Box("Network interface", "", "of the instance, which waits for the answer", "", "unreached", label)
    return Box("Destination", way.destination.replace(", ", "\n"), "", "", "unreached", label)
