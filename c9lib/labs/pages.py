"""What the guide of a lab says, as text for a terminal and as HTML for a notebook: a heading, and parts below it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from textwrap import fill

from c9lib.nouns import Table
from c9lib.nouns.table import NO_FORMULA

WIDTH = 100
"""Columns after which a sentence is folded in a terminal."""


@dataclass(frozen=True)
class Code:
    """Lines that stand as they are: commands, and what they print."""

    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def html(self) -> str:
        return f'<pre style="overflow-x:auto">{escape(str(self))}</pre>'


@dataclass(frozen=True)
class Bullets:
    """Sentences that are told one by one."""

    heading: str
    items: tuple[str, ...]

    def __str__(self) -> str:
        folded = (fill(one, WIDTH, initial_indent="  - ", subsequent_indent="    ") for one in self.items)
        return "\n".join((self.heading, *folded))

    def html(self) -> str:
        return f"<p>{escape(self.heading)}</p><ul>{''.join(f'<li>{escape(one)}</li>' for one in self.items)}</ul>"


@dataclass(frozen=True)
class Folded:
    """What is only seen when somebody opens it; in a terminal it is shown."""

    heading: str
    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return "\n".join((self.heading, *(_text(part) for part in self.parts)))

    def html(self) -> str:
        inside = "".join(map(_html, self.parts))
        return f"<details><summary>{escape(self.heading)}</summary>{inside}</details>"


Part = str | Code | Bullets | Folded | Table


@dataclass(frozen=True)
class Page:
    """A heading with its parts."""

    title: str
    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield self.title
        for part in self.parts:
            yield _text(part)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.html()}

    def html(self) -> str:
        parts = "".join(map(_html, self.parts))
        return f'<div class="{NO_FORMULA}"><p><strong>{escape(self.title)}</strong></p>{parts}</div>'


def _text(part: Part) -> str:
    return fill(part, WIDTH) if isinstance(part, str) else str(part)


def _html(part: Part) -> str:
    if isinstance(part, str):
        return f"<p>{escape(part)}</p>"
    return part._repr_html_() if isinstance(part, Table) else part.html()
