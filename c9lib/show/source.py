"""A text file as it stands, such as a template: whole in a terminal, folded away in a notebook until it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Source:
    """A file by its name, with its text."""

    name: str
    text: str

    def __str__(self) -> str:
        return self.text.rstrip("\n")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        head = f"{escape(self.name)}, {len(self.text.splitlines())} lines"
        folded = f"<details><summary>{head}</summary><pre>{escape(str(self))}</pre></details>"
        return {"text/plain": str(self), "text/html": folded}
