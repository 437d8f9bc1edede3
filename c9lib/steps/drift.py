"""The difference between what the page demands and what is there: `- documented and missing`, `+ there besides`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from c9lib.nouns import Fact
from c9lib.steps.reading import in_words

LEGEND = "- documented and missing, + there and not documented"


@dataclass(frozen=True)
class Drift:
    """One thing as it is documented and as it is found; `why` says of what is missing why it is."""

    thing: str
    documented: tuple[str, ...]
    found: tuple[str, ...]
    why: Mapping[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[str, ...]:
        """Documented, and not found."""
        return tuple(one for one in self.documented if one not in self.found)

    @property
    def more(self) -> tuple[str, ...]:
        """Found, and not documented."""
        return tuple(one for one in self.found if one not in self.documented)

    def fact(self) -> Fact:
        """One row: `as documented` with the values, or `differs` with the difference, a line for each."""
        if not (self.missing or self.more):
            return Fact(self.thing, "as documented", in_words(self.found))
        lines = (*self._lost(), *(f"+ {one}" for one in self.more))
        return Fact(self.thing, "differs", "\n".join(lines))

    def _lost(self) -> Iterator[str]:
        """What is missing, and after those that miss for the same reason the reason."""
        for why, alike in groupby(self.missing, key=lambda one: self.why.get(one, "")):
            yield from (f"- {one}" for one in alike)
            yield from (f"({why})",) if why else ()


def titled(step: str, drifts: Iterable[Drift]) -> str:
    """The title of an observation: with the legend where something differs, else the usual one."""
    return f"What is there now: step {step} ({LEGEND})" if any(one.missing or one.more for one in drifts) else ""
