"""Which notebooks there are: number, step, file; and how one of them is named and linked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from c9lib.steps.forecast import first


@dataclass(frozen=True)
class Chapter:
    """One notebook of the runbook: its number, the step that it is for, its file; and whether a run comes to it a
    second time.
    """

    number: int
    step: str
    file: str
    again: bool = False

    @property
    def executed(self) -> str:
        """The file of the executed notebook in the evidence: each visit has its own."""
        return self.file.replace(".ipynb", "-again.ipynb") if self.again else self.file

    @property
    def noted(self) -> str:
        """By which its notes are kept: a second visit's beside the first one's."""
        return f"{self.step}-again" if self.again else self.step

    @property
    def title(self) -> str:
        """`03 Prepare network`, made of the file's name."""
        number, _, words = self.file.removesuffix(".ipynb").partition("-")
        return f"{number} {words.replace('-', ' ').capitalize()}"

    @property
    def link(self) -> str:
        """A link in HTML, for a page in the folder of the notebooks."""
        return f'<a href="{escape(self.file)}">{escape(self.title)}</a>'


CHAPTERS = (
    Chapter(0, "start", "00-start-here.ipynb"),
    Chapter(1, "role", "01-create-role.ipynb"),
    Chapter(2, "profile", "02-create-profile.ipynb"),
    Chapter(3, "network", "03-prepare-network.ipynb"),
    Chapter(4, "access", "04-grant-access.ipynb"),
    Chapter(5, "environment", "05-launch-environment.ipynb"),
    Chapter(6, "endpoints", "06-configure-endpoints.ipynb"),
    Chapter(7, "verify", "07-verify.ipynb"),
    Chapter(8, "tear-down", "08-tear-down.ipynb"),
)


def chapter(step: str) -> Chapter:
    """The notebook of a step."""
    return next(one for one in CHAPTERS if one.step == step)


def missing(lines: Iterable[str]) -> tuple[Chapter, ...]:
    """The notebooks that sentences like those of `Plan.waits_for` send to, in order: each ends in `first(…)`."""
    told = " ".join(lines)
    return tuple(one for one in CHAPTERS if any(words in told for words in _sent_to(one.step)))


def _sent_to(step: str) -> Iterable[str]:
    """How a sentence names a step that comes first, alone or as one of two."""
    yield first(step)
    for other in CHAPTERS:
        yield first(step, other.step)
        yield first(other.step, step)
