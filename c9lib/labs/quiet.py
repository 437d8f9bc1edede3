"""A verdict that leaves the why and the how to the learner: what each check observed, and neither cause nor remedy."""

from __future__ import annotations

from dataclasses import replace

from c9lib.nouns import Table, Verdict

NOTE = (
    "Causes and remedies are left out: they are what you look for. They are shown when the lab is passed, its solution"
    " was asked for, or all hints were taken; before that by here.verdict(remedies=True), which counts as a hint."
)


class Quiet(Verdict):
    """A verdict that says why it has neither causes nor remedies."""

    def table(self) -> Table:
        return replace(super().table(), note=NOTE)


def quiet(verdict: Verdict) -> Quiet:
    """The same verdict with check, status, question, evidence and code alone."""
    checks = tuple(replace(one, cause="", remedy=()) for one in verdict.checks)
    return Quiet(checks, root_cause=verdict.root_cause, title=verdict.title, ways=verdict.ways)
