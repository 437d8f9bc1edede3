"""One request with its decision: how it was decided, and why, in words for a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from c9lib.policy import DENIED, Decision, Request

By = Literal["simulation", "reading", "root"]
NO_SCPS = "service control policies of an organization weren't looked at: a member account doesn't see them"
OF_SESSION = "a policy given to the session itself wasn't looked at: nobody can read it"
LAYERS = {
    "identity": "no policy of theirs allows it",
    "boundary": "the permissions boundary doesn't allow it",
    "session": "the policy of the session doesn't allow it",
    "scp": "a service control policy of the organization doesn't allow it",
    "resource": "the resource's policy doesn't allow it",
}


@dataclass(frozen=True)
class Judged:
    """A request and its decision: `by` IAM's policy simulator, by reading the policies, or because root may do all.

    `where` says where the deciding statement stands when the statement itself isn't shown; `unseen` says what this
    way of deciding doesn't see.
    """

    request: Request
    decision: Decision
    by: By
    where: str = ""
    unseen: str = ""

    @property
    def allowed(self) -> bool:
        return self.decision.allowed

    @property
    def denied(self) -> bool:
        """Whether it is surely denied; what depends on something unknown isn't."""
        return self.decision.outcome in DENIED

    @property
    def place(self) -> str:
        """The deciding statement and its policy; "" when nothing decides: no statement allows it."""
        return str(self.decision.statement) if self.decision.statement else self.where

    @property
    def policy(self) -> str:
        """The ARN or the name of the policy that decides; "" when none does."""
        if self.decision.statement:
            return self.decision.statement.policy.partition(" of group ")[0]
        return self.where.rpartition("policy ")[2]

    @property
    def why(self) -> str:
        """Why it is so: `by statement 6 of …`, `no policy of theirs allows it`."""
        if self.by == "root":
            return "root may do everything"
        if self.decision.allowed:
            return f"by {self.place}" if self.place else "allowed"
        if self.decision.outcome == "explicitDeny":
            whose = " of the organization" if self.decision.layer == "scp" and not self.decision.statement else ""
            return f"denied by {self.place or 'a statement'}{whose}"
        if self.decision.outcome == "conditional":
            return f"it depends: {self.nearly or 'on what the request tells'}"
        return LAYERS[self.decision.layer] + (f" ({self.where})" if self.where else "")

    @property
    def nearly(self) -> str:
        """The statements that would have decided but for one condition, with what it saw. Those for another resource
        count only where there is no such one.
        """
        by_condition = [miss for miss in self.decision.misses if miss.condition]
        return "; ".join(map(str, by_condition or self.decision.misses))

    @property
    def reason(self) -> str:
        """For machines: `allowed`, `implicitDeny ACTION`, `explicitDeny ACTION; statement 1 of …`."""
        if self.decision.allowed:
            return "allowed"
        layer = "" if self.decision.layer == "identity" else f" ({self.decision.layer})"
        place = f"; {self.place}" if self.place else ""
        return f"{self.decision.outcome} {self.request.action}{layer}{place}"


def told(judged: Iterable[Judged], *, nearly: bool = True) -> str:
    """Several decisions in a line: for what is allowed the policies with their statements and what each allows, as in
    `by statement 6 (ssm:StartSession), 8 (ssmmessages:OpenDataChannel) of …`; for the rest each action with its reason,
    and, if wanted, with the statements that nearly decided.
    """
    allowed: dict[str, dict[int, list[str]]] = {}
    others: dict[str, list[str]] = {}
    for one in judged:
        if one.allowed and one.decision.statement:
            found = allowed.setdefault(one.decision.statement.policy, {})
            found.setdefault(one.decision.statement.number, []).append(one.request.action)
        else:
            near = f" (nearly {one.nearly})" if nearly and one.denied and one.nearly else ""
            others.setdefault(f"{' ' if one.allowed else ': '}{one.why}{near}", []).append(one.request.action)
    return "; ".join((*_allowing(allowed), *(f"{_each(actions)}{why}" for why, actions in others.items())))


def _allowing(found: dict[str, dict[int, list[str]]]) -> Iterable[str]:
    for policy, numbers in found.items():
        places = ", ".join(f"{number} ({_each(numbers[number])})" for number in sorted(numbers))
        yield f"by statement {places} of {policy}"


def _each(actions: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(actions))
