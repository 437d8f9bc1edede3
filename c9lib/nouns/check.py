"""One question with its answer and its remedy (`Check`); all of them with one root cause (`Verdict`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from c9lib.nouns.plain import plain
from c9lib.nouns.table import MARKS, Drawn, Table
from c9lib.nouns.way import Way

Status = Literal["ok", "warn", "fail", "skip"]


@dataclass(frozen=True)
class Check:
    """One question to the account. `remedy` are AWS CLI commands that mend it, or, when none can, one line of words
    after `# `.

    `reason` is a standard code: an explanation code of VPC Reachability Analyzer, AWS's error code, an IAM decision.
    """

    id: str
    status: Status
    question: str
    evidence: str
    cause: str = ""
    reason: str = ""
    remedy: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        return self.id.split(".", 1)[0]

    def to_json(self) -> dict[str, Any]:
        """As `c9lib verify --json` prints it: commands in `remedy`; the words why there are none in `no_remedy`."""
        commands = [line for line in self.remedy if not line.startswith("#")]
        words = " ".join(line.lstrip("# ") for line in self.remedy if line.startswith("#"))
        return {**asdict(self), "family": self.family, "remedy": commands, "no_remedy": words}


@dataclass(frozen=True)
class Checks(Drawn):
    """Checks in the order in which they were asked, without a judgement over them."""

    checks: tuple[Check, ...]
    title: str = "Checks"

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self.checks)

    @property
    def well(self) -> bool:
        """No check failed."""
        return all(check.status != "fail" for check in self.checks)

    def table(self) -> Table:
        told: dict[tuple[str, ...], str] = {}
        rows = tuple(
            (MARKS[check.status], check.id, check.question, _answer(check, told.setdefault(check.remedy, check.id)))
            for check in self.checks
        )
        return Table(self.title, ("status", "check", "question", "answer"), rows, empty="no check applies")


@dataclass(frozen=True)
class Verdict(Checks):
    """All checks and one judgement: `fail` when one failed, else `warn` when one warned or none could be answered.

    `ways` are the ways of the checks `path.*`, to be drawn; empty where there is no network to look at.
    """

    root_cause: str | None = None
    title: str = "Verdict"
    ways: tuple[Way, ...] = ()

    @property
    def verdict(self) -> Status:
        statuses = {check.status for check in self.checks}
        if "fail" in statuses:
            return "fail"
        return "warn" if "warn" in statuses or "ok" not in statuses else "ok"

    def table(self) -> Table:
        table = super().table()
        cause = f"; root cause: {self.root_cause}" if self.root_cause else ""
        return Table(f"{self.title}: {MARKS[self.verdict]}{cause}", table.columns, table.rows, table.note, table.empty)

    def to_json(self) -> Mapping[str, Any]:
        return {
            "verdict": self.verdict,
            "root_cause": self.root_cause,
            "checks": [check.to_json() for check in self.checks],
            "ways": plain(self.ways),
        }


def _answer(check: Check, first: str) -> str:
    """What a check answers; its remedy by the name of the `first` check that has the same, as nobody runs it twice."""
    lines = [check.evidence]
    if check.cause:
        lines.append(f"cause: {check.cause}")
    if check.reason:
        lines.append(f"reason: {check.reason}")
    if check.remedy and first != check.id:
        lines.append(f"remedy: the same as for {first}")
    else:
        lines += [f"remedy: {line}" for line in check.remedy]
    return "\n".join(lines)
