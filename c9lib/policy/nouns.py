"""What goes into an evaluation of IAM policies, and what comes out of it. Plain data, without a call to anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from c9lib.cached import cached_property
from c9lib.policy.context import NOTHING_SAID, UNKNOWN, Context, Value
from c9lib.policy.patterns import EVERYTHING
from c9lib.policy.principals import Asker
from c9lib.policy.reading import Document, Reading, read

__all__ = [
    "DENIED",
    "EVERYTHING",
    "NOTHING_SAID",
    "UNKNOWN",
    "Asker",
    "Context",
    "Decision",
    "Document",
    "Layer",
    "Miss",
    "Outcome",
    "Policies",
    "Policy",
    "Request",
    "Statement",
    "Value",
]

Outcome = Literal["allowed", "explicitDeny", "implicitDeny", "conditional"]
"""`conditional`: it depends on something that the request doesn't tell."""
DENIED: tuple[Outcome, ...] = ("explicitDeny", "implicitDeny")
"""By a statement, or because none allows."""
Layer = Literal["identity", "boundary", "session", "scp", "resource"]


@dataclass(frozen=True)
class Request:
    """One thing that somebody wants to do to one resource. `resource` is an ARN, or `*` where the action has none."""

    action: str
    resource: str = EVERYTHING
    context: Context = NOTHING_SAID
    asker: Asker | None = None


@dataclass(frozen=True)
class Policy:
    """One policy document (parsed, or JSON text), and the name by which a person finds it (an ARN, `inline access of
    user ann`). It is read once."""

    document: Document | str = field(hash=False)
    name: str = ""

    @cached_property
    def read(self) -> Reading:
        """Its statements as tests of a request."""
        return read(self.document)


@dataclass(frozen=True)
class Policies:
    """Everything that has a say. None for `boundary` or `session` means that there is none; an empty one allows
    nothing.

    `scps` has a tuple of policies for each level of the organization, from the root down to the account: every level
    has to allow. Empty: no organization. `resource` are the policies of the resource itself (trust policy, key policy).
    """

    identity: tuple[Policy, ...] = ()
    boundary: tuple[Policy, ...] | None = None
    session: tuple[Policy, ...] | None = None
    scps: tuple[tuple[Policy, ...], ...] = ()
    resource: tuple[Policy, ...] = ()


@dataclass(frozen=True)
class Statement:
    """A statement where it stands: the policy's name, its place in it (from 1 on), and the statement itself."""

    policy: str
    number: int
    body: Document = field(hash=False)

    @property
    def sid(self) -> str:
        return str(self.body.get("Sid", ""))

    def __str__(self) -> str:
        """`statement 6 of arn:aws:iam::aws:policy/AWSCloud9User`, with its Sid where it has one."""
        place = f"statement {self.number}" + (f" ({self.sid})" if self.sid else "")
        return f"{place} of {self.policy}" if self.policy else place


@dataclass(frozen=True)
class Miss:
    """A statement about the action that would have decided but for one thing: a condition, its resource, its principal.

    A condition has `operator` and `key` as the policy writes them, and what it wants with its variables as they are.
    For the resource `operator` is `Resource` or `NotResource` and `key` is `resource`; for the principal `Principal` or
    `NotPrincipal`, and `principal`. `seen` is empty where the key is absent, None where it isn't known.
    """

    statement: Statement
    operator: str
    key: str
    wanted: tuple[str, ...]
    seen: tuple[str, ...] | None

    @property
    def condition(self) -> bool:
        """Whether a condition failed, and not the resource or the principal."""
        return self.key not in ("resource", "principal")

    def __str__(self) -> str:
        known = f"is {' and '.join(self.seen)}" if self.seen else "is absent"
        saw = "isn't known" if self.seen is None else known
        test = f"{self.operator} {self.key}" if self.condition else self.operator
        return f"{self.statement}: {test} wants {' or '.join(self.wanted)}; it {saw}"


@dataclass(frozen=True)
class Decision:
    """How all policies together decide, and why.

    `layer` is where it was decided: for a denial the layer that denies, or that lacks an allowing statement.
    `statement` is the one that allows (of the identity's policies, or of the resource's) or that denies; None where
    nothing allows. For `conditional` it is the statement that would decide if its conditions were known to be met.
    `misses` are the statements of that layer that nearly decided; empty where the outcome is `allowed` or
    `explicitDeny`.
    """

    outcome: Outcome
    layer: Layer = "identity"
    statement: Statement | None = None
    misses: tuple[Miss, ...] = ()

    @property
    def allowed(self) -> bool:
        return self.outcome == "allowed"
