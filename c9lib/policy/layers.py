"""What one layer of policies says of a request: which statements deny it, which allow it, which nearly would."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from c9lib.policy.context import Context
from c9lib.policy.nouns import Miss, Policy, Statement
from c9lib.policy.patterns import EVERYTHING
from c9lib.policy.principals import Meant, Who, meant
from c9lib.policy.reading import Clause
from c9lib.policy.truth import Truth, every


@dataclass(slots=True)
class Question:
    """What a layer is asked: one action on one resource, or on `every` resource. `who` is None where principals don't
    matter, as in all policies but those of a resource."""

    action: str
    resource: str
    context: Context
    who: Who | None = None
    every: bool = False
    attached: bool = False
    """The policies hang on the resource itself, and may leave `Resource` out."""

    def covered(self, clause: Clause) -> Truth:
        """Whether a statement is about the resource."""
        if self.every:
            return clause.covers_everything(attached=self.attached)
        return clause.covers(self.resource, self.context, attached=self.attached)

    def meant(self, clause: Clause) -> Meant:
        """How a statement means whoever asks."""
        return Meant.DIRECTLY if self.who is None else meant(clause.body, self.who)


class Finding(NamedTuple):
    """A statement that applies to a request, or may."""

    policy: Policy
    clause: Clause

    @property
    def statement(self) -> Statement:
        return Statement(self.policy.name, self.clause.number, self.clause.body)


@dataclass(slots=True)
class Survey:
    """What a layer's statements say. Of several the first one stands; `perhaps` ones depend on what isn't known."""

    denies: Finding | None = None
    perhaps_denies: Finding | None = None
    allows: dict[Meant, Finding] = field(default_factory=dict)
    perhaps_allows: dict[Meant, Finding] = field(default_factory=dict)

    def allowing(self, *ways: Meant) -> Truth:
        """Whether a statement allows that means the asker in one of these ways; in any way, if none is given."""
        if any(way in self.allows for way in ways) if ways else self.allows:
            return True
        if not self.perhaps_allows:
            return False
        return None if not ways or any(way in self.perhaps_allows for way in (*ways, Meant.UNKNOWN)) else False

    def first_allowing(self, *ways: Meant) -> Finding | None:
        """The first of these that allows; else the first that may."""
        for told in (self.allows, self.perhaps_allows):
            for way, one in told.items():
                if not ways or way in ways or way is Meant.UNKNOWN:
                    return one
        return None


def survey(policies: Iterable[Policy], question: Question) -> Survey:
    """What a layer says."""
    found = Survey()
    for policy in policies:
        for clause in policy.read.about(question.action):
            _weigh(found, policy, clause, question)
    return found


def _weigh(found: Survey, policy: Policy, clause: Clause, question: Question) -> None:
    if clause.allows and Meant.DIRECTLY in found.allows:
        return  # it is allowed as well as can be
    way = question.meant(clause)
    if way is Meant.NOT:
        return
    applies = _applies(clause, question)
    if applies is False:
        return
    sure = applies is True and way is not Meant.UNKNOWN
    finding = Finding(policy, clause)
    if clause.allows:
        (found.allows if sure else found.perhaps_allows).setdefault(way, finding)
    elif clause.denies and sure:
        found.denies = found.denies or finding
    elif clause.denies:
        found.perhaps_denies = found.perhaps_denies or finding


def _applies(clause: Clause, question: Question) -> Truth:
    covered = question.covered(clause)
    if covered is False or not clause.conditions:
        return covered
    return every((covered, *(one.met(question.context) for one in clause.conditions)))


def misses(policies: Iterable[Policy], question: Question) -> tuple[Miss, ...]:
    """The allowing statements about the action that didn't allow: first those that a condition stopped, then those for
    another resource or another principal."""
    found = [
        miss
        for policy in policies
        for clause in policy.read.about(question.action)
        if clause.allows
        for miss in missed(Finding(policy, clause), question)
    ]
    return (*(one for one in found if one.condition), *(one for one in found if not one.condition))


def missed(finding: Finding, question: Question) -> Iterator[Miss]:
    """What stops a statement, or what it depends on."""
    clause, statement = finding.clause, finding.statement
    way, covered = question.meant(clause), question.covered(clause)
    if way in (Meant.NOT, Meant.UNKNOWN):
        yield _principal(statement, question, known=way is Meant.NOT)
    if covered is not True and way is not Meant.NOT:
        element = "NotResource" if clause.not_resource else "Resource"
        yield Miss(statement, element, "resource", clause.wanted, None if covered is None else (question.resource,))
    if covered is not False and way is not Meant.NOT:
        yield from _conditions(statement, clause, question)


def _conditions(statement: Statement, clause: Clause, question: Question) -> Iterator[Miss]:
    for one in clause.conditions:
        if one.met(question.context) is not True:
            yield Miss(statement, one.operator, one.key, one.wanted, one.seen(question.context))


def _principal(statement: Statement, question: Question, *, known: bool) -> Miss:
    element = "NotPrincipal" if "NotPrincipal" in statement.body else "Principal"
    asker = question.who.asker if question.who else None
    names = tuple(filter(None, (asker.arn, asker.service, asker.federated))) if asker else ()
    wanted = tuple(_names(statement.body.get(element)))
    return Miss(statement, element, "principal", wanted, names if known else None)


def _names(principal: object) -> Iterator[str]:
    if isinstance(principal, dict):
        for named in principal.values():
            yield from _names(named)
    elif isinstance(principal, list):
        yield from map(str, principal)
    else:
        yield str(principal or EVERYTHING)
