"""What a check is written with: its question, the four answers, and the decorator that registers it.

    @asks("role.exists", "Is there a role AWSCloud9SSMAccessRole?")
    def exists(question: Question, seen: Snapshot) -> Check:
        ...
        return question.ok("arn:aws:iam::...")

Within a family the order of the file is the order of the questions; `families.py` holds the order of the families.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from c9lib.checks.reader import Inapplicable, Unread
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check


@dataclass(frozen=True)
class Question:
    """One question to the account, and the four ways to answer it."""

    id: str
    text: str

    @property
    def family(self) -> str:
        return self.id.split(".", 1)[0]

    def ok(self, evidence: str) -> Check:
        return Check(self.id, "ok", self.text, evidence)

    def skip(self, why: str) -> Check:
        """Nobody can tell, or nobody needs to: `why` says so."""
        return Check(self.id, "skip", self.text, why)

    def warn(self, evidence: str, *, cause: str = "", reason: str = "", remedy: tuple[str, ...] = ()) -> Check:
        return Check(self.id, "warn", self.text, evidence, cause, reason, remedy)

    def fail(self, evidence: str, *, cause: str, reason: str = "", remedy: tuple[str, ...]) -> Check:
        return Check(self.id, "fail", self.text, evidence, cause, reason, remedy)


Answering = Callable[[Question, Snapshot], Check]
_registered: dict[str, tuple[Question, Answering]] = {}


def asks(check_id: str, text: str) -> Callable[[Answering], Answering]:
    """Register a function as the answer to the question `check_id`."""

    def register(answering: Answering) -> Answering:
        if check_id in _registered:
            raise RuntimeError(f"{check_id} is registered twice")
        _registered[check_id] = (Question(check_id, text), answering)
        return answering

    return register


def questions(family: str) -> list[tuple[Question, Answering]]:
    """The questions of a family, in the order of its file."""
    return [(question, answering) for question, answering in _registered.values() if question.family == family]


def answer(question: Question, answering: Answering, seen: Snapshot) -> Check:
    """Ask. What doesn't apply is skipped with words; what AWS wouldn't show is a warning that names the permission."""
    try:
        return answering(question, seen)
    except Inapplicable as words:
        return question.skip(str(words))
    except Unread as denied:
        return question.warn(
            f"not known: AWS answered {denied.code} to {denied.permission}",
            cause=denied.message,
            reason=denied.code,
            remedy=(denied.remedy(seen.session.identity.arn),),
        )
