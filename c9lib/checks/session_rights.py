"""May SSM Agent do with a role what sessions need? The five actions (facts 5.2), decided by all layers.

The layers are the role's policies, its permissions boundary, and, where the caller may ask IAM's policy simulator, the
service control policies of the organization.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from c9lib.checks.agent_requests import Agent
from c9lib.checks.bearers import Bearer
from c9lib.checks.documented import ROLE, SESSION_ACTIONS
from c9lib.checks.iam_commands import on_iam
from c9lib.checks.iam_simulation import simulate
from c9lib.checks.judged import Judged
from c9lib.checks.reader import Reader, Unread
from c9lib.checks.registry import Question
from c9lib.checks.rights import Rights
from c9lib.nouns import Check
from c9lib.policy import Layer, Policy, Request

OPEN = "Whether the condition or the resource of a statement holds isn't known here."
DENIED = "A policy of the role denies it."
LACKING = "The agent may neither register nor open a channel."
BOUND = (
    "The permissions boundary of the role allows less than sessions need, whatever the role's policies allow: whoever"
    " set it widens it, or takes it away."
)
BY_ORGANIZATION = "A service control policy of the organization allows less than sessions need, to everybody."


@dataclass(frozen=True)
class SessionRights:
    """How all layers decide on each of the five actions, for one role."""

    judged: tuple[Judged, ...]

    @property
    def lacking(self) -> tuple[Judged, ...]:
        """What isn't plainly allowed."""
        return tuple(one for one in self.judged if not one.allowed)

    @property
    def worst(self) -> Judged:
        """What weighs most: a denial that no policy outweighs, then what nothing allows, then what is open."""
        order = ("explicitDeny", "implicitDeny", "conditional")
        return min(self.lacking, key=lambda one: order.index(one.decision.outcome))

    def denied(self, *layers: Layer) -> tuple[Judged, ...]:
        """What is surely denied, by one of these layers; by any, if none is given."""
        return tuple(one for one in self.lacking if one.denied and (not layers or one.decision.layer in layers))

    @property
    def unseen(self) -> str:
        """What this way of deciding doesn't see, "" for nothing."""
        return next((one.unseen for one in self.judged if one.unseen), "")

    def __str__(self) -> str:
        """`implicitDeny ssm:…, implicitDeny ssmmessages:…: the permissions boundary doesn't allow it (arn:…)`."""
        told: dict[str, list[str]] = {}
        for one in self.lacking:
            told.setdefault(one.why, []).append(f"{one.decision.outcome} {one.request.action}")
        return "; ".join(f"{', '.join(several)}: {why}" for why, several in told.items())


def are_plain(reader: Reader, arn: str) -> bool:
    """Whether IAM's policy simulator allows all five actions on every resource: one call, and nothing more to ask.

    False where it doesn't, or where the caller may not ask it.
    """
    role = Bearer("role", arn.rsplit("/", 1)[-1], arn)
    try:
        told = simulate(reader, role, [Request(action) for action in SESSION_ACTIONS])
    except Unread:
        return False
    return all(one.outcome == "allowed" and not one.missing for one in told)


def session_rights(reader: Reader, agent: Agent, plus: Sequence[Policy] = ()) -> SessionRights:
    """How all layers decide on an agent's five actions; `plus` are policies that its role would have besides.

    Raises `Unread` when the caller may neither simulate nor read.
    """
    return SessionRights(Rights(reader).decide(agent.role_arn, agent.requests(), plus))


@dataclass(frozen=True)
class Mending:
    """What may be done about a role's rights: the managed policy that gives them, and commands that come after all
    others (a reboot)."""

    agent: Agent
    policy: str
    after: tuple[str, ...] = ()

    @property
    def role(self) -> str:
        """The role's name."""
        return self.agent.role_arn.rsplit("/", 1)[-1]

    @property
    def named(self) -> tuple[str, str]:
        """The option that names the role."""
        return ("--role-name", self.role)


def judged_rights(question: Question, reader: Reader, rights: SessionRights, evidence: str, mending: Mending) -> Check:
    """On a role to which something isn't plainly allowed: the layer that decides, and what mends it."""
    if rights.unseen:
        evidence = f"{evidence} ({rights.unseen})"
    reason = rights.worst.reason
    if not rights.denied():
        words = f"# Attach {mending.policy}, which needs no condition, or compare the statements by hand."
        return question.warn(evidence, cause=OPEN, reason=reason, remedy=(words,))
    cause, remedy = way_out(reader, rights, mending)
    return question.fail(evidence, cause=cause, reason=reason, remedy=remedy)


def way_out(reader: Reader, rights: SessionRights, mending: Mending) -> tuple[str, tuple[str, ...]]:
    """Cause and remedy of what is surely denied, by the layer that has to change: what only others can change first."""
    if rights.denied("scp"):
        return BY_ORGANIZATION, (_asking_organization(rights, mending),)
    if any(one.decision.outcome == "explicitDeny" for one in rights.denied("identity")):
        place = f" ({rights.worst.place})" if rights.worst.place else ""
        words = f"# Remove the statement with Effect Deny from the policies of {mending.role}{place}; no other policy"
        return DENIED, (f"{words} outweighs it.",)
    if not rights.denied("identity"):
        return BOUND, _unbound(rights, mending, ())
    attach = on_iam("attach-role-policy", *mending.named, "--policy-arn", mending.policy)
    then = _once_attached(reader, mending)
    if then and then.denied("boundary"):
        return LACKING, _unbound(then, mending, (attach,))
    return LACKING, (attach, *mending.after)


def _once_attached(reader: Reader, mending: Mending) -> SessionRights | None:
    """What is allowed then; None where the caller may not see that."""
    try:
        managed = Policy(Rights(reader).iam.document(mending.policy), mending.policy)
        return session_rights(reader, mending.agent, plus=[managed])
    except Unread:
        return None


def _unbound(rights: SessionRights, mending: Mending, before: tuple[str, ...]) -> tuple[str, ...]:
    """Cloud9's role is allowed five actions and needs no boundary; another role's is somebody's decision."""
    if mending.role == ROLE:
        return (*before, on_iam("delete-role-permissions-boundary", *mending.named), *mending.after)
    attach = f"Attach {mending.policy} to it, and let" if before else "Let"
    return (f"# {attach} the permissions boundary of {mending.role} allow {_actions(rights)}: whoever set it decides.",)


def _asking_organization(rights: SessionRights, mending: Mending) -> str:
    return (
        f"# Ask the organization's administrator to let {mending.agent.role_arn} do {_actions(rights)}: nothing in this"
        " account outweighs a service control policy."
    )


def _actions(rights: SessionRights) -> str:
    return ", ".join(one.request.action for one in rights.denied())
