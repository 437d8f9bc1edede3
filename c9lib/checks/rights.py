"""What somebody may do: asked of IAM's policy simulator where the caller may, else decided by reading the policies.

    rights = Rights(reader)
    rights.decide(arn, [Request("ssm:StartSession", arn_of_instance, context)])[0].why

Both ways come to the same answer, but for service control policies: only the simulator sees them. Where many work side
by side (a session with a pace), the policies are read first: 200 learners would else ask the simulator 8,000 times.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from c9lib.checks.bearers import Bearer, Kind, bearer, named
from c9lib.checks.held_policies import held, is_called
from c9lib.checks.iam_simulation import Simulated, simulate
from c9lib.checks.judged import NO_SCPS, OF_SESSION, By, Judged
from c9lib.checks.principals import Iam
from c9lib.checks.reader import Inapplicable, Reader, Unread
from c9lib.policy import Decision, Policies, Policy, Request, context_keys, evaluate

__all__ = ["By", "Judged", "Rights"]

SIMULATE = "iam:SimulatePrincipalPolicy"
GONE = "NoSuchEntity"


class Rights:
    """Decisions about users, groups and roles of the account. Each policy is read at most once by a reader."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.iam = Iam(reader)

    def policies(self, kind: str, name: str) -> Policies:
        """The policies of a user (with its groups'), group or role, and its boundary.

        Raises `Inapplicable` when there is no such one, `Unread` when a part isn't shown.
        """
        return held(self.iam, kind, name)

    def of(self, kind: Kind, name: str, requests: Sequence[Request], plus: Sequence[Policy] = ()) -> tuple[Judged, ...]:
        """`decide` about a user, group or role by name."""
        return self._judged(named(self.iam, kind, name), requests, plus)

    def decide(self, arn: str, requests: Sequence[Request], plus: Sequence[Policy] = ()) -> tuple[Judged, ...]:
        """How the requests of somebody are decided, in their order. For a role's session the role's policies decide.

        `plus` are policies that they would have besides, to see what a grant would change. Raises `Inapplicable` when
        nobody can look up what they may do; `Unread` when the caller may neither simulate nor read.
        """
        return self._judged(bearer(self.iam, arn), requests, plus)

    def _judged(self, who: Bearer, requests: Sequence[Request], plus: Sequence[Policy]) -> tuple[Judged, ...]:
        asked = [replace(one, context=who.context(one.context)) for one in requests]
        if who.kind == "root":
            return tuple(Judged(one, Decision("allowed"), "root", unseen=NO_SCPS) for one in asked)
        judged = self._asked(who, asked, plus)
        if not who.session:
            return judged
        return tuple(replace(one, unseen="; ".join(filter(None, (one.unseen, OF_SESSION)))) for one in judged)

    def _asked(self, who: Bearer, asked: Sequence[Request], plus: Sequence[Policy]) -> tuple[Judged, ...]:
        if self.reader.session.pace is not None:
            with suppress(Unread):
                return self._by_reading(who, asked, plus)
        policies = self._shown(who, plus)
        try:
            simulated = simulate(self.reader, who, asked, plus, _keys(policies) if policies else None)
        except Unread as refused:
            if refused.code == GONE and not who.guessed:
                raise Inapplicable(f"IAM knows nobody called {who.arn}") from refused
            return self._without_simulator(who, asked, plus, refused)
        return tuple(_explained(one, told, policies) for one, told in zip(asked, simulated, strict=True))

    def _shown(self, who: Bearer, plus: Sequence[Policy]) -> Policies | None:
        """What the simulator has judged, as far as the caller may see it: to say why, not to decide."""
        try:
            return _with(self.policies(who.kind, who.name), plus)
        except (Unread, Inapplicable):
            return None

    def _without_simulator(
        self, who: Bearer, requests: Sequence[Request], plus: Sequence[Policy], why: Unread
    ) -> tuple[Judged, ...]:
        try:
            return self._by_reading(who, requests, plus)
        except Unread as refused:
            raise Unread(refused.code, refused.message, f"{SIMULATE}, or {refused.permission} and the like") from why

    def _by_reading(self, who: Bearer, requests: Sequence[Request], plus: Sequence[Policy]) -> tuple[Judged, ...]:
        policies = _with(self.policies(who.kind, who.name), plus)
        return tuple(_decided(one, evaluate(one, policies), policies, "reading", NO_SCPS) for one in requests)


def _with(policies: Policies, plus: Sequence[Policy]) -> Policies:
    return replace(policies, identity=(*policies.identity, *plus))


def _keys(policies: Policies) -> frozenset[str]:
    """The condition keys that a user's, group's or role's own policies ask for, in lower case."""
    every = (*policies.identity, *(policies.boundary or ()))
    return frozenset(key.lower() for key in context_keys(one.document for one in every))


def _explained(request: Request, told: Simulated, policies: Policies | None) -> Judged:
    """The simulator's decision with the statement that our own reading finds for it, where both agree."""
    decision = told.decision(request.context)
    if policies is None:
        return Judged(request, decision, "simulation", where=next(iter(told.places), ""))
    own = evaluate(request, policies)
    if told.by_organization is False or (own.outcome != decision.outcome and decision.outcome != "conditional"):
        return Judged(request, _found(request, decision, told, policies), "simulation", next(iter(told.places), ""))
    return _decided(request, own, policies, "simulation")


def _found(request: Request, decision: Decision, told: Simulated, policies: Policies) -> Decision:
    """A decision of the simulator's with the statement in the policy that it names."""
    every = (*policies.identity, *(policies.boundary or ()))
    named = (one for source in told.sources for one in every if is_called(one, source))
    alone = (evaluate(request, Policies(identity=(one,))) for one in named)
    statement = next((one.statement for one in alone if one.outcome == decision.outcome and one.statement), None)
    return replace(decision, statement=statement)


def _decided(request: Request, decision: Decision, policies: Policies, by: By, unseen: str = "") -> Judged:
    limited = decision.layer == "boundary" and not decision.statement
    where = ", ".join(one.name for one in policies.boundary or ()) if limited else ""
    return Judged(request, decision, by, where, unseen)
