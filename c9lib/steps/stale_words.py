"""One thing that another parameter made, and in words what a run does about it."""

from __future__ import annotations

from dataclasses import dataclass

IN_PLACE = "changes it in place"
REPLACED = "replaces the environment, as replace is true: what is on it is lost"
REFUSED = (
    "is refused, as another environment would take its place and what is on it be lost: set it back, or replace to true"
)
NONE = "(none)"


@dataclass(frozen=True)
class Stale:
    """A parameter of a step, its value by which something was made (`there`), its value now (`asked`), and what the run
    does about it (`then`, a sentence without its subject "the run").
    """

    step: str
    parameter: str
    there: str
    asked: str
    then: str

    def __str__(self) -> str:
        return f"{self.parameter} {self.there} → {self.asked}"


def left(why: str) -> str:
    """Nothing is done about it, and why not or what to do instead."""
    return f"leaves it alone: {why}"
