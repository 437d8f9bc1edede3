"""The verdicts over many environments, and the worst of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from c9lib.nouns.check import Check, Status, Verdict
from c9lib.nouns.table import MARKS, Drawn, Table

WORST_FIRST: tuple[Status, ...] = ("fail", "warn", "ok")


@dataclass(frozen=True)
class Judged:
    """One environment with its verdict. `instance_id` is "" where it has none."""

    environment_id: str
    name: str
    instance_id: str
    verdict: Verdict

    @property
    def cause(self) -> Check | None:
        """The root cause; of a verdict that only warns, its first warning."""
        wanted = self.verdict.root_cause
        if wanted:
            return next(one for one in self.verdict.checks if one.id == wanted)
        return next((one for one in self.verdict.checks if one.status == "warn"), None)

    def to_json(self) -> dict[str, Any]:
        """The verdict as `c9lib verify --json` prints it, with whose it is."""
        told = {"environment_id": self.environment_id, "name": self.name, "instance_id": self.instance_id}
        return {**told, **self.verdict.to_json()}

    def row(self) -> tuple[str, ...]:
        """One row of the table of all."""
        cause = self.cause
        why = (cause.reason or cause.cause or cause.evidence) if cause else ""
        return (MARKS[self.verdict.verdict], self.environment_id, self.name, cause.id if cause else "", why)


@dataclass(frozen=True)
class Verdicts(Drawn):
    """Many environments, worst first as a table. `note` says what wasn't asked, and why."""

    environments: tuple[Judged, ...]
    note: str = ""

    @property
    def verdict(self) -> Status:
        """The worst of all; `ok` when there is no environment."""
        found = {one.verdict.verdict for one in self.environments}
        return next((status for status in WORST_FIRST if status in found), "ok")

    def table(self) -> Table:
        """One row per environment, worst first."""
        ordered = sorted(self.environments, key=lambda one: WORST_FIRST.index(one.verdict.verdict))
        columns = ("verdict", "environment", "name", "root cause or warning", "reason")
        counted = ", ".join(f"{number} {status}" for status, number in self._counts().items() if number)
        noun = "environment" if len(self.environments) == 1 else "environments"
        title = f"Verdict on {len(self.environments)} {noun}: {counted or 'none'}"
        rows = tuple(one.row() for one in ordered)
        return Table(title, columns, rows, note=self.note, empty="there is no environment in this Region")

    def to_json(self) -> Mapping[str, Any]:
        """What `c9lib verify --json` prints for many environments."""
        return {
            "verdict": self.verdict,
            "environments": [one.to_json() for one in self.environments],
            "not_asked": self.note,
        }

    def _counts(self) -> dict[Status, int]:
        found = [one.verdict.verdict for one in self.environments]
        return {status: found.count(status) for status in WORST_FIRST}
