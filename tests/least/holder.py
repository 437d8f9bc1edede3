"""A person who holds certain policies and nothing else, and who tries the steps of a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from c9lib import checks
from c9lib.aws import Session
from c9lib.checks.reader import DENIED
from c9lib.errors import UserError
from c9lib.nouns import Check
from c9lib.rehearsal.acts import START_FAMILIES
from c9lib.steps import STEPS, TearDownStep, in_order, leftovers
from c9lib.steps.run_plan import plans
from c9lib.steps.stale import stale

IDLE = {"Effect": "Allow", "Action": "sts:GetCallerIdentity", "Resource": "*"}
"""Stands where the only statement of a policy was taken out: nobody needs a permission for it."""
Document = dict[str, Any]


@dataclass
class Holder:
    """An IAM user. `hold` changes what it may do; `session` speaks with its key."""

    iam: Any
    name: str
    session: Session
    _arns: list[str] = field(default_factory=list)
    _held: list[str] = field(default_factory=list)

    def hold(self, documents: Sequence[Document]) -> None:
        """Hold these documents, as managed policies, and nothing else."""
        wanted = [json.dumps(one) for one in documents]
        for arn in self._arns[len(wanted) :]:
            self.iam.detach_user_policy(UserName=self.name, PolicyArn=arn)
            for version in self.iam.list_policy_versions(PolicyArn=arn)["Versions"]:
                if not version["IsDefaultVersion"]:
                    self.iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
            self.iam.delete_policy(PolicyArn=arn)
        del self._arns[len(wanted) :], self._held[len(wanted) :]
        for at, text in enumerate(wanted):
            if at == len(self._arns):
                self._add(text)
            elif self._held[at] != text:
                self._change(at, text)

    def _add(self, text: str) -> None:
        made = self.iam.create_policy(PolicyName=f"{self.name}-{len(self._arns)}", PolicyDocument=text)
        self._arns.append(made["Policy"]["Arn"])
        self._held.append(text)
        self.iam.attach_user_policy(UserName=self.name, PolicyArn=self._arns[-1])

    def _change(self, at: int, text: str) -> None:
        arn = self._arns[at]
        (before,) = self.iam.list_policy_versions(PolicyArn=arn)["Versions"]
        self.iam.create_policy_version(PolicyArn=arn, PolicyDocument=text, SetAsDefault=True)
        self.iam.delete_policy_version(PolicyArn=arn, VersionId=before["VersionId"])
        self._held[at] = text


def without(documents: Sequence[Document], sid: str) -> list[Document]:
    """The documents with one statement taken out."""
    kept = [[one for one in document["Statement"] if one["Sid"] != sid] for document in documents]
    assert sum(map(len, kept)) == sum(len(one["Statement"]) for one in documents) - 1
    return [{**one, "Statement": left or [IDLE]} for one, left in zip(documents, kept, strict=True)]


@dataclass(frozen=True)
class Tried:
    """How a try ended: what failed or couldn't be told, in words, and the calls that AWS refused."""

    words: str
    refused: tuple[str, ...]

    @property
    def well(self) -> bool:
        return not self.words and not self.refused

    def missed(self, action: str) -> bool:
        """Whether it failed, and for want of this action: the words name it, or a call that needs it was refused."""
        return bool(self.words) and (action in self.refused or IN_OTHER_WORDS.get(action, action) in self.words)


IN_OTHER_WORDS = {"iam:CreateServiceLinkedRole": "Not authorized to perform sts:AssumeRole"}
"""What Cloud9 says instead of the action's name: it has no role, and may make none in the caller's name (facts 6.1)."""


def attempt(session: Session, step: str) -> Tried:
    """Do one step of a run as its notebook does."""
    before = len(session.calls)
    try:
        words = "\n".join(ACTS.get(step, _step)(session, step))
    except UserError as error:
        words = str(error) or type(error).__name__
    refused = [call.name for call in session.calls[before:] if call.outcome in DENIED]
    return Tried(words, tuple(refused))


def _unknown(found: Iterable[Check]) -> list[str]:
    """What checks couldn't read. (Whether what they did read is well is the verdict's business.)"""
    return [f"{one.id} {one.evidence} {one.cause}" for one in found if one.evidence.startswith("not known:")]


def _start(session: Session, _: str) -> list[str]:
    found = checks.of(session, START_FAMILIES)
    plans(session, in_order(session.parameters))
    old = stale(session)
    checks.ways_out(session)
    return [*_unknown(found), *(why for _, why in old.unknown)]


def _step(session: Session, name: str) -> list[str]:
    step = STEPS[name](session)
    step.apply()
    return _unknown(step.verify())


def _verify(session: Session, _: str) -> list[str]:
    return _unknown(checks.verdict(session))


def _tear_down(session: Session, _: str) -> list[str]:
    """Nobody else needs anything of this deployment: nothing may be kept, and nothing left."""
    kept = [note for note in TearDownStep(session).undo().notes if " is kept: " in note]
    return kept + [f"{fact.thing} {fact.state} {fact.detail}" for fact in leftovers(session).facts]


ACTS: dict[str, Callable[[Session, str], list[str]]] = {
    "start": _start,
    "verify": _verify,
    "tear-down": _tear_down,
}
