"""Waits beside each other: when each began, how long it took, what is normal for it, and its limit; for a notebook and
for the report of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from c9lib.nouns import Table, Waited, duration, plain

WIDE = 1000
"""Units of a bar's drawing from the first wait's beginning to the end of the timeline."""
HIGH = 26
TITLE = "Timeline of the waits: the bar is the wait, the frame its normal length, the line its limit"
NONE = "nothing was waited for"
TOOK, VAIN = "#0969da", "#d1242f"
"""Colours of a wait that ended well, and of one in vain; the words beside it say the same."""


@dataclass(frozen=True)
class Bar:
    """One wait: its words, and its picture on the common scale."""

    step: str
    condition: str
    last_seen: str
    well: bool
    took: str
    normal: str
    limit: str
    starts: str
    svg: str


@dataclass(frozen=True)
class Timeline:
    """Waits that draw themselves."""

    waits: tuple[Waited, ...]

    def table(self) -> Table:
        """The same as text: a row for each wait."""
        rows = tuple((one.starts, one.condition, _took(one), _normally(one), one.last_seen) for one in self._bars())
        columns = ("began after", "waited until", "took", "normally, at most", "last seen")
        return Table("Timeline of the waits", columns, rows, empty=NONE)

    def __str__(self) -> str:
        return str(self.table())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.html()}

    def html(self) -> str:
        """A table whose last column is the picture."""
        if not self.waits:
            return f"<p>{escape(str(self))}</p>"
        names = ("waited until", "took", "normally, at most", "from the first wait's beginning")
        head = "".join(f'<th style="text-align:left">{escape(name)}</th>' for name in names)
        rows = "".join(map(_row, self._bars()))
        caption = f'<caption style="caption-side:top;text-align:left;font-weight:bold">{escape(TITLE)}</caption>'
        return f'<table style="width:100%">{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'

    def _bars(self) -> list[Bar]:
        return bars([{"step": "", **plain(one)} for one in self.waits])


def _row(bar: Bar) -> str:
    told = f"{escape(bar.condition)}<br><small>began after {bar.starts}; last seen: {escape(bar.last_seen)}</small>"
    style = 'style="text-align:left;vertical-align:top'
    cells = "".join(f'<td {style}">{cell}</td>' for cell in (told, escape(_took(bar)), escape(_normally(bar))))
    return f'<tr>{cells}<td {style};width:45%;min-width:160px">{bar.svg}</td></tr>'


def _took(bar: Bar) -> str:
    return bar.took if bar.well else f"{bar.took}, in vain"


def _normally(bar: Bar) -> str:
    return f"{bar.normal}, {bar.limit}" if bar.limit else "not noted"


def bars(waits: Sequence[Mapping[str, Any]]) -> list[Bar]:
    """A bar for each wait, in order. Where an older version noted no beginnings, each begins where the one before
    ended."""
    starts = _starts(waits)
    whole = max(
        (start + max(one["seconds"], one.get("normal_seconds", 0)) for start, one in zip(starts, waits, strict=True)),
        default=0,
    )
    scale = WIDE / (whole or 1)
    return [_bar(one, start, scale) for start, one in zip(starts, waits, strict=True)]


def _starts(waits: Sequence[Mapping[str, Any]]) -> list[float]:
    """When each began, in seconds after the first."""
    told = [one.get("began") or "" for one in waits]
    if all(told):
        moments = [datetime.fromisoformat(one) for one in told]
        return [(moment - min(moments)).total_seconds() for moment in moments]
    ends = 0.0
    starts = []
    for one in waits:
        starts.append(ends)
        ends += one["seconds"]
    return starts


def _bar(one: Mapping[str, Any], start: float, scale: float) -> Bar:
    normal, limit, well = one.get("normal_seconds", 0), one.get("limit_seconds", 0), one.get("well", True)
    took = duration(one["seconds"])
    return Bar(
        step=one["step"],
        condition=one["condition"],
        last_seen=one["last_seen"],
        well=well,
        took=took,
        normal=duration(normal) if limit else "",
        limit=duration(limit) if limit else "",
        starts=duration(start),
        svg=_svg(start * scale, one["seconds"] * scale, normal * scale, limit * scale, well=well),
    )


def _svg(x: float, took: float, normal: float, limit: float, *, well: bool) -> str:
    """The wait as a bar, the normal length as a frame around it, the limit as a thin line with its end or an arrow out
    of the picture. No text in it: the columns beside it say the same. A page may set its classes in other colours."""
    over = x + limit > WIDE
    end = min(x + limit, WIDE)
    middle = HIGH / 2
    lines = [f'<path class="limit" d="M{x:.1f} {middle}H{end:.1f}"/>'] if limit else []
    if limit and not over:
        lines.append(f'<path class="limit" d="M{end:.1f} 4V{HIGH - 4}"/>')
    drawn = [f'<g stroke-dasharray="3 3">{"".join(lines)}</g>']
    if normal:
        drawn.append(f'<rect class="normal" x="{x:.1f}" y="4" width="{max(normal, 2):.1f}" height="{HIGH - 8}"/>')
    kind, colour = ("took", TOOK) if well else ("took vain", VAIN)
    bar = f'<rect class="{kind}" x="{x:.1f}" y="8" width="{max(took, 3):.1f}" height="{HIGH - 16}"/>'
    drawn.append(f'<g fill="{colour}" stroke="none">{bar}</g>')
    return (
        f'<svg viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none" width="100%" height="{HIGH}" aria-hidden="true"'
        f' focusable="false" fill="none" stroke="currentColor" stroke-opacity=".6">'
        f"{''.join(drawn)}</svg>"
    )
