"""What a tear-down removes before a step is undone, so that its plan can be made while that still exists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Leaving:
    """Ids that are gone by the time a step is undone; `interfaces` are those of `endpoints`, `profiles` are names.

    `of_stacks` are the physical ids of what this deployment's stacks hold: it goes with them, and no step removes it.
    `staying` says why endpoints of this deployment stay, by their ids; None where nobody has looked.
    """

    environments: frozenset[str] = frozenset()
    instances: frozenset[str] = frozenset()
    endpoints: frozenset[str] = frozenset()
    interfaces: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()
    of_stacks: frozenset[str] = frozenset()
    staying: Mapping[str, str] | None = None


NOBODY = Leaving()
