"""Ways as people look at them: a picture with its text beside it, and the same as text alone for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from c9lib.nouns import MARKS, Way
from c9lib.nouns.table import NO_FORMULA
from c9lib.show.picture import picture
from c9lib.show.together import together

NONE = "No way to draw: there is no subnet or instance to look at yet."


@dataclass(frozen=True)
class Ways:
    """The ways from one place, each drawn once: those by the same stations together. `empty` says why none is known."""

    ways: tuple[Way, ...]
    title: str = "The ways out, station by station"
    empty: str = NONE

    @classmethod
    def of(cls, ways: Iterable[Way], title: str = "The ways out, station by station", empty: str = NONE) -> Ways:
        """Those alike as one."""
        return cls(together(ways), title, empty)

    def __str__(self) -> str:
        return "\n\n".join([self.title, *(map(str, self.ways))] if self.ways else [self.title, self.empty])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.html()}

    def html(self) -> str:
        """Pictures for a notebook or a report."""
        drawn = "".join(map(_figure, self.ways)) or f"<p>{escape(self.empty)}</p>"
        return f'<div class="{NO_FORMULA}"><p><strong>{escape(self.title)}</strong></p>{drawn}</div>'


def _figure(way: Way) -> str:
    reason = f" Reason: <code>{escape(way.reason)}</code>." if way.reason else ""
    told = escape(way.explanation).replace("\n", "<br>")
    heading = f"{MARKS[way.status]}: the way to {way.service}"
    return (
        '<figure style="margin:1em 0 2.5em">'
        f'<p style="margin:0 0 .4em"><strong>{escape(heading)}</strong></p>'
        f'<div style="overflow-x:auto">{picture(way)}</div>'
        f'<figcaption style="margin:.6em 0 0">{told}{reason}'
        f'<details><summary>The same as text</summary><pre style="overflow-x:auto">{escape(str(way))}</pre></details>'
        "</figcaption></figure>"
    )
