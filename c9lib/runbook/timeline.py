"""The waits of a run beside each other: when each began, how long it took, what is normal for it, and its limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from c9lib.nouns import duration

WIDE = 1000
"""Units of a bar's drawing from the first wait's beginning to the end of the timeline."""
HIGH = 26


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
    of the picture. No text in it: the columns beside it say the same."""
    over = x + limit > WIDE
    end = min(x + limit, WIDE)
    middle = HIGH / 2
    lines = [f'<path class="limit" d="M{x:.1f} {middle}H{end:.1f}"/>'] if limit else []
    if limit and not over:
        lines.append(f'<path class="limit" d="M{end:.1f} 4V{HIGH - 4}"/>')
    if normal:
        lines.append(f'<rect class="normal" x="{x:.1f}" y="4" width="{max(normal, 2):.1f}" height="{HIGH - 8}"/>')
    kind = "took" if well else "took vain"
    lines.append(f'<rect class="{kind}" x="{x:.1f}" y="8" width="{max(took, 3):.1f}" height="{HIGH - 16}"/>')
    return (
        f'<svg viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f"{''.join(lines)}</svg>"
    )
