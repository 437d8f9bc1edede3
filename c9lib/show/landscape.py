"""A network as people look at it: a picture with its text beside it, and the same as text alone for a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from c9lib.nouns import Landscape
from c9lib.show.landscape_picture import landscape_picture
from c9lib.show.landscape_text import as_text

NOW = "The network as it is now"


@dataclass(frozen=True)
class NetworkPicture:
    """A landscape that draws itself."""

    scene: Landscape
    title: str = NOW

    @property
    def heading(self) -> str:
        """The title; with what is marked, where it is held beside an earlier look."""
        compared = self.scene.compared and self.scene.things
        return f"{self.title}, and what the change did: {self.scene.counted()}" if compared else self.title

    def __str__(self) -> str:
        return f"{self.heading}\n{as_text(self.scene)}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.html()}

    def html(self) -> str:
        """The picture for a notebook or a report, with its text folded away below it."""
        if not self.scene.things:
            return f"<p><strong>{escape(self.title)}</strong></p><p>{escape(as_text(self.scene))}</p>"
        return figure(self.heading, landscape_picture(self.scene), as_text(self.scene))


def figure(heading: str, drawn: str, told: str, caption: str = "") -> str:
    """A picture with its heading, what it means, and the same as text."""
    return (
        '<figure style="margin:1em 0">'
        f'<p style="margin:0 0 .4em"><strong>{escape(heading)}</strong></p>'
        f'<div style="overflow-x:auto">{drawn}</div>'
        f'<figcaption style="margin:.6em 0 0">{escape(caption)}'
        f'<details><summary>The same as text</summary><pre style="overflow-x:auto">{escape(told)}</pre></details>'
        "</figcaption></figure>"
    )
