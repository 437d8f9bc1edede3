"""What is remembered of the labs, beside the journal of their account: which one was begun, how, with which hints and
answers; and which were passed.

Nothing here decides whether a lab is passed: `grading.py` looks at the account. The file may be deleted at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from c9lib.nouns import Verdict
from c9lib.simulator import lifecycle

if TYPE_CHECKING:
    from c9lib.labs.ground import Ground
    from c9lib.labs.model import Lab

FILE, LOCK = "lab.json", "lab.lock"
WORLD = "labs"
"""The simulated account of the labs; the guided path's is another one, and no lab touches it."""


@dataclass
class Begun:
    """One lab as it was begun: `ground` is what another process needs to go on, `before` what each check said, and
    `symptom` what AWS showed. `remedies` and `solution` say that these were asked for. Times are the wall's, in UTC."""

    lab: str
    seed: int
    started: str
    ground: dict[str, Any]
    before: dict[str, dict[str, str]]
    symptom: dict[str, Any]
    hints: int = 0
    answers: list[dict[str, Any]] = field(default_factory=list)
    remedies: bool = False
    solution: bool = False

    def told(self, hints: int) -> bool:
        """Whether this start needs no secret any more: it is passed, its solution was asked for, or all `hints` were
        taken."""
        return self.solution or self.hints >= hints or any(one["passed"] for one in self.answers)


@dataclass
class Record:
    """What is kept of one lab over all its starts. `observed` is what the account showed when it was passed last."""

    starts: int = 0
    seed: int = 0
    hints: int = 0
    answers: int = 0
    passed: str = ""
    observed: dict[str, Any] = field(default_factory=dict)


@dataclass
class Kept:
    """The whole file."""

    current: Begun | None = None
    labs: dict[str, Record] = field(default_factory=dict)


def path() -> Path:
    """Where it is kept."""
    return lifecycle.folder(WORLD) / FILE


def read() -> Kept:
    """What is remembered; nothing when there is no file, or one that isn't ours."""
    try:
        told = json.loads(path().read_text(encoding="utf-8"))
        current = Begun(**told["current"]) if told["current"] else None
        return Kept(current, {name: Record(**one) for name, one in told["labs"].items()})
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Kept()


def current() -> Begun | None:
    """The lab that was begun last."""
    return read().current


@contextmanager
def changed() -> Iterator[Kept]:
    """What is remembered, to be changed; written at the end, while nobody else writes."""
    place = path()
    place.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(place.with_name(LOCK), timeout=30):
        kept = read()
        yield kept
        told = {"current": asdict(kept.current) if kept.current else None}
        told["labs"] = {name: asdict(one) for name, one in kept.labs.items()}
        new = place.with_name(f"{FILE}.new")
        new.write_text(json.dumps(told, indent=1), encoding="utf-8")
        new.replace(place)


def begin(lab: Lab, ground: Ground) -> None:
    """Remember how this lab began: its fault is there, and nobody has touched it yet."""
    seen = lab.symptom(ground)
    begun = Begun(lab.id, ground.seed, _now(), dict(ground.remembered()), before(ground.verdict()), asdict(seen))
    with changed() as kept:
        kept.current = begun
        record = kept.labs.setdefault(lab.id, Record())
        record.starts, record.seed = record.starts + 1, ground.seed


def end() -> None:
    """No lab is there any more: its account is about to be forgotten."""
    if path().exists():
        with changed() as kept:
            kept.current = None


def hinted(lab: str, most: int) -> int:
    """One hint more was given, of `most` that there are; how many by now. The last one, given again, counts once."""
    with changed() as kept:
        begun = kept.current
        if begun is None or begun.lab != lab:
            return 1
        if begun.hints < most:
            begun.hints += 1
            _count_a_hint(kept, begun, most)
        return begun.hints


def saw_remedies(lab: str, most: int) -> None:
    """The verdict's causes and remedies were asked for: that counts as one hint, once in each start."""
    with changed() as kept:
        begun = kept.current
        if begun and begun.lab == lab and not begun.remedies and not begun.told(most):
            begun.remedies = True
            kept.labs.setdefault(lab, Record()).hints += 1


def saw_the_solution(lab: str) -> None:
    """The solution was asked for."""
    with changed() as kept:
        if kept.current and kept.current.lab == lab:
            kept.current.solution = True


def _count_a_hint(kept: Kept, begun: Begun, most: int) -> None:
    """In each start as many as there are at most: whoever saw the remedies has the last one for nothing."""
    if begun.hints + begun.remedies <= most:
        kept.labs.setdefault(begun.lab, Record()).hints += 1


def answered(lab: str, causes: tuple[str, ...], *, passed: bool, verdict: Verdict) -> None:
    """An answer was given, and judged."""
    with changed() as kept:
        record = kept.labs.setdefault(lab, Record())
        record.answers += 1
        if kept.current and kept.current.lab == lab:
            kept.current.answers.append({"at": _now(), "causes": list(causes), "passed": passed})
        if passed:
            record.passed = _now()
            record.observed = {"verdict": verdict.verdict, "checks": _counted(verdict)}


def before(verdict: Verdict) -> dict[str, dict[str, str]]:
    """What each check says, for the word against a wrong cause later, when all is mended."""
    return {one.id: {"status": one.status, "evidence": one.evidence, "reason": one.reason} for one in verdict.checks}


def _counted(verdict: Verdict) -> Mapping[str, int]:
    found = [one.status for one in verdict.checks]
    return {status: found.count(status) for status in sorted(set(found))}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
