"""A plan that waits for other notebooks links to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from c9lib.notebook.cards import First
from c9lib.notebook.chapters import missing
from c9lib.notebook.showing import show
from c9lib.nouns import Plan


@dataclass(frozen=True)
class Waiting(Plan):
    """A plan whose step can't work yet: drawn with what has to come first."""

    def __str__(self) -> str:
        return f"{super().__str__()}\n{First(missing(self.waits_for))}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        drawn = super()._repr_mimebundle_()
        return {"text/plain": str(self), "text/html": drawn["text/html"] + First(missing(self.waits_for)).html()}


def linked(plan: Plan) -> Plan:
    """The plan; one that waits, with links to the notebooks that come first."""
    if not missing(plan.waits_for):
        return plan
    return Waiting(**{one.name: getattr(plan, one.name) for one in fields(plan)})


def show_first(lines: Iterable[str]) -> None:
    """Show links to the notebooks that a refusal sends to, if it sends to any."""
    chapters = missing(lines)
    if chapters:
        show(First(chapters))
