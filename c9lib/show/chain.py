"""The chain by which an instance is reached, as a picture: a box for each link, crossed out where it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from c9lib.nouns import HOLDING, Chain, Link
from c9lib.show.boxes import Box
from c9lib.show.landscape import figure
from c9lib.show.picture import framed, lane

LOOKS = {"ok": "pass", "broken": "stop", "unknown": "unknown"}


@dataclass(frozen=True)
class ChainPicture:
    """A chain that draws itself."""

    chain: Chain

    def __str__(self) -> str:
        return str(self.chain)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self.html()}

    def html(self) -> str:
        """The picture for a notebook, with its text folded away below it."""
        if not self.chain.links:
            return f"<p>{escape(str(self))}</p>"
        heading = f"{self.chain.title}: {self.chain.verdict}"
        return figure(heading, chain_picture(self.chain), str(self.chain), "Each link needs all before it.")


def chain_picture(chain: Chain) -> str:
    """A chain as an `<svg>` element, at most 1000 pixels wide."""
    drawn, size = lane("Who needs whom", [_box(one) for one in chain.links])
    return framed("chain", f"{chain.title}: {chain.verdict}", _described(chain), drawn, size)


def _box(link: Link) -> Box:
    return Box(link.kind, link.id, link.does, link.why, LOOKS[link.holding], HOLDING[link.holding])


def _described(chain: Chain) -> str:
    """Every link in order, a sentence each."""
    return " ".join(
        f"{link.kind} {link.id} {HOLDING[link.holding]}{f': {link.why}' if link.why else ''}." for link in chain.links
    )
