"""A result as a card: what a cell below would show, drawn where a button's click wants it. Errors are words."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from html import escape
from io import StringIO
from typing import Any

from c9lib.errors import UserError
from c9lib.notebook.chapters import Chapter

FAULT = "This is a fault of the library, not of yours."


@dataclass(frozen=True)
class Words:
    """A heading and lines as a card; lines that begin with two spaces stay as they are written."""

    title: str
    lines: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join((self.title, *self.lines))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        body = escape("\n".join(self.lines))
        told = f'<pre style="white-space:pre-wrap">{body}</pre>' if body else ""
        return {"text/plain": str(self), "text/html": f"<div><p><strong>{escape(self.title)}</strong></p>{told}</div>"}


@dataclass(frozen=True)
class First:
    """The notebooks that have to come first: links in HTML, the names of their files in text."""

    chapters: tuple[Chapter, ...]

    def __str__(self) -> str:
        return f"First comes {' and '.join(one.file for one in self.chapters)}."

    def html(self) -> str:
        """One paragraph."""
        return f"<p>First comes {' and '.join(one.link for one in self.chapters)}.</p>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.html()}


def of_error(error: UserError) -> Words:
    """What a person can mend, as the traceback's place in a cell would show it."""
    title, *lines = error.lines()
    return Words(f"✘ {type(error).__name__}: {title}", tuple(lines))


def of_fault(error: Exception) -> Words:
    """What nobody could foresee: with its traceback, for whoever mends the library."""
    lines = "".join(traceback.format_exception(error)).splitlines()
    return Words(f"✘ {FAULT} {type(error).__name__}: {error}", tuple(lines))


def bundle_of(result: object) -> dict[str, Any]:
    """A result as Jupyter shows it: richest form and text."""
    draw = getattr(result, "_repr_mimebundle_", None)
    return dict(draw()) if draw else {"text/plain": str(result)}


def shown_in(output: Any, results: Iterable[object]) -> None:
    """Put results into an ipywidgets `Output`, in place of what it shows."""
    output.outputs = tuple(
        {"output_type": "display_data", "data": bundle_of(one), "metadata": {}} for one in results if one is not None
    )


@contextmanager
def printed() -> Iterator[Callable[[], tuple[str, ...]]]:
    """Takes what is printed within it, and gives the lines: during a click they would be shown nowhere."""
    taken = StringIO()
    with redirect_stdout(taken):
        yield lambda: tuple(taken.getvalue().splitlines())
