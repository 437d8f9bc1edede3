"""A step by hand: its AWS CLI commands, where the AWS console shows what they made, and which part of AWS's page
it carries out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from c9lib.nouns import Call
from c9lib.show.commands import Commands, by_hand
from c9lib.show.console import Page, first, pages
from c9lib.show.folding import folded
from c9lib.show.sources import ORIGINS, Origin

COLUMNS = 112
SEEN = "See in the AWS console what is there now:"
SEEN_ELSEWHERE = "On a real account the AWS console shows what is there now (these links lead to a real account only):"
PAGE = "The part of AWS's guide that this step carries out:"
DIFFERS = "Where that page differs:"


@dataclass(frozen=True)
class ByHand:
    """Commands with what belongs to them. As text it is a script still: what isn't a command is a comment."""

    commands: Commands
    seen_at: tuple[Page, ...] = ()
    origins: tuple[Origin, ...] = ()
    real: bool = False
    """Whether the account is a real one, so that the links lead somewhere."""

    @classmethod
    def of(cls, calls: Iterable[Call], step: str, *, real: bool) -> ByHand:
        """What these calls of a step wrote, by hand."""
        made = tuple(calls)
        return cls(by_hand(made), pages(made), ORIGINS.get(step, ()), real)

    @property
    def lines(self) -> tuple[str, ...]:
        """The commands alone."""
        return self.commands.lines

    def __str__(self) -> str:
        comments = [*self._where(), *self._origins()]
        return "\n".join([str(self.commands), *([""] if comments else []), *comments])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.html()}

    def html(self) -> str:
        """The commands, then two lists; links where they lead somewhere."""
        commands = self.commands._repr_mimebundle_()["text/html"]
        return f"<div>{commands}{self._where_html()}{self._origins_html()}</div>"

    @property
    def _heading(self) -> str:
        return SEEN if self.real else SEEN_ELSEWHERE

    def _where(self) -> Iterator[str]:
        if not self.seen_at:
            return
        named, more = first(self.seen_at)
        yield f"# {self._heading}"
        yield from (f"#   {page.what}: {page.url or page.why}" for page in named)
        if more:
            yield f"#   … and {more} more, which these pages lead to"

    def _origins(self) -> Iterator[str]:
        if not self.origins:
            return
        yield f"# {PAGE}"
        for one in self.origins:
            yield from _comment(f"“{one.section}”: {one.carried_out}", 3)
            for words in one.otherwise:
                yield from _comment(f"{DIFFERS} {words}", 5)

    def _where_html(self) -> str:
        if not self.seen_at:
            return ""
        named, more = first(self.seen_at)
        rows = [f"{escape(page.what)}: {self._address(page)}" for page in named]
        rows += [f"… and {more} more, which these pages lead to"] if more else []
        return _list(self._heading, rows)

    def _address(self, page: Page) -> str:
        if not page.url:
            return escape(page.why)
        if not self.real:
            return f"<code>{escape(page.url)}</code>"
        return f'<a href="{escape(page.url)}" target="_blank" rel="noreferrer">{escape(page.url)}</a>'

    def _origins_html(self) -> str:
        if not self.origins:
            return ""
        rows = []
        for one in self.origins:
            link = f'<a href="{escape(one.url)}" target="_blank" rel="noreferrer">{escape(one.section)}</a>'
            told = "".join(f"<br><em>{DIFFERS}</em> {escape(words)}" for words in one.otherwise)
            rows.append(f"{link}: {escape(one.carried_out)}{told}")
        return _list(PAGE, rows)


def _list(heading: str, rows: Iterable[str]) -> str:
    items = "".join(f'<li style="overflow-wrap:anywhere">{row}</li>' for row in rows)
    return f"<p><strong>{escape(heading)}</strong></p><ul>{items}</ul>"


def _comment(words: str, indent: int) -> Iterator[str]:
    lines = folded(words, COLUMNS - indent)
    yield f"#{' ' * indent}{lines[0]}"
    yield from (f"#{' ' * (indent + 2)}{line}" for line in lines[1:])
