"""After what each notebook of a run can begin: what its step truly reads of others
(docs/decisions/026-side-by-side.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from c9lib.parameters import Parameters
from c9lib.runbook.order import Chapter
from c9lib.steps.endpoint_changes import AVAILABLE
from c9lib.steps.launching import CREATED

READS: Mapping[str, tuple[str, ...]] = {
    "start": (),
    "role": ("start",),
    "profile": ("start", "role"),
    "network": ("start",),
    # What a group gets is noted on the role. Who is given something may be who launches, or what the launch looks at.
    "access": ("start", "role"),
    "environment": ("start", "role", "profile", "network", "access", "endpoints"),
    "endpoints": ("start", "network", "environment", "endpoints"),
}
"""The steps that a step comes after, those of them that the run has come to before it; a step that isn't here comes
after all."""


@dataclass(frozen=True)
class After:
    """A notebook of the run that comes first: until it has ended, or waits for the condition `waits_for` already."""

    chapter: Chapter
    waits_for: str = ""


def graph(chapters: Sequence[Chapter], parameters: Parameters) -> dict[Chapter, tuple[After, ...]]:
    """What each of these notebooks comes after, in the order of the run."""
    return {
        chapter: tuple(
            After(one, _overlap(one.step, chapter.step, parameters))
            for one in chapters[:at]
            if one.step in READS.get(chapter.step, (one.step,))
        )
        for at, chapter in enumerate(chapters)
    }


def _overlap(first: str, then: str, parameters: Parameters) -> str:
    """For which wait of a step the next one needn't wait, too; "" where it comes after its end.

    Once Cloud9 makes the environment the endpoints' step finds it, and waits for the instance's group itself; but what
    a stack makes is seen only later, and no rule is taken from an instance whose agent wasn't online yet. Endpoints
    that are starting the launch's step waits for itself, where it needs them.
    """
    if (first, then) == ("endpoints", "environment"):
        return AVAILABLE.condition
    if (first, then) == ("environment", "endpoints"):
        alone = parameters.restrict_egress or parameters.launch_with != "api"
        return "" if alone else CREATED.condition
    return ""
