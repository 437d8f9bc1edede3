"""A pasted error message, explained: what it means, whether its cause holds here, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from c9lib.nouns.check import Check
from c9lib.nouns.table import MARKS, Drawn, Table


@dataclass(frozen=True)
class Explained:
    """One message that is known: `id` of the table, where it is met, what it means, its cause, its remedy.

    `checks` are the ids of those that show whether the cause holds; `fact` is where it comes from (aws-facts).
    """

    id: str
    seen: str
    means: str
    cause: str
    remedy: tuple[str, ...]
    checks: tuple[str, ...]
    notebook: str
    fact: str = ""


@dataclass(frozen=True)
class Explanation(Drawn):
    """What a text is: `found`, the most exact first; without any the `nearest`, and the `general` path in sentences.

    `here` are the answers of the first message's checks on the account that one is connected to.
    """

    found: tuple[Explained, ...]
    nearest: tuple[str, ...] = ()
    general: tuple[str, ...] = ()
    here: tuple[Check, ...] = ()

    @property
    def first(self) -> Explained | None:
        """The message that fits best."""
        return self.found[0] if self.found else None

    @property
    def holds(self) -> Check | None:
        """The check that fails here, and so shows that the cause holds; None where all is well, or nobody asked."""
        return next((one for one in self.here if one.status == "fail"), None)

    @property
    def judgement(self) -> str:
        """Whether the cause holds here, in a sentence; "" where nobody asked."""
        if not self.here:
            return ""
        asked = ", ".join(f"{one.id} {MARKS[one.status]}" for one in self.here)
        if self.holds:
            return f"That cause holds here: {self.holds.id} fails ({self.holds.evidence}). Asked: {asked}."
        return f"No check shows that cause here now: {asked}."

    def table(self) -> Table:
        """What there is to say, a line each; the remedy stands below, as `lines`."""
        columns = ("what", "answer")
        if self.first is None:
            rows = tuple((f"{number}", line) for number, line in enumerate(self.general, 1))
            near = f"Nearest: {'; '.join(self.nearest)}." if self.nearest else ""
            return Table("This message isn't known here. The general path:", columns, rows, near)
        one = self.first
        rows = (
            ("means", one.means),
            ("cause", one.cause),
            ("met in", one.seen),
            ("checks", ", ".join(one.checks)),
            ("notebook", one.notebook),
        )
        others = ", ".join(each.id for each in self.found[1:])
        also = f"Also in this text: {others}." if others else ""
        return Table(f"Message {one.id}", columns, rows, " ".join(filter(None, (self.judgement, also))))

    @property
    def lines(self) -> tuple[str, ...]:
        """What to do: of the check that fails here its remedy, else the message's; commands, and words after `# `."""
        if self.holds and self.holds.remedy:
            return self.holds.remedy
        told = self.first.remedy if self.first else ()
        return tuple(one if _is_command(one) else f"# {one}" for one in told)

    def __str__(self) -> str:
        return "\n".join(
            filter(None, (str(self.table()), "\n".join(("What to do:", *self.lines)) if self.lines else ""))
        )

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        told = self.table()._repr_html_()
        if self.lines:
            told += f"<p><strong>What to do</strong></p><pre>{escape(chr(10).join(self.lines))}</pre>"
        return {"text/plain": str(self), "text/html": f"<div>{told}</div>"}

    def to_json(self) -> Mapping[str, Any]:
        """What `c9lib explain --json` prints."""
        return {
            "known": bool(self.found),
            "found": [
                {
                    "id": one.id,
                    "means": one.means,
                    "cause": one.cause,
                    "checks": list(one.checks),
                    "remedy": list(one.remedy),
                    "notebook": one.notebook,
                    "fact": one.fact,
                }
                for one in self.found
            ],
            "nearest": list(self.nearest),
            "general": list(self.general),
            "here": [one.to_json() for one in self.here],
            "holds": self.holds.id if self.holds else None,
        }


def _is_command(line: str) -> bool:
    """Whether a line of a remedy is typed into a shell."""
    return line.startswith(("aws ", "c9lib ", "sudo ", "session-manager-plugin "))
