"""The role as step role sees it: what IAM shows of it, how its policies decide, and how it differs from the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from c9lib.aws import Session
from c9lib.cached import cached_property
from c9lib.checks.agent_requests import Agent
from c9lib.checks.alike import role_alike
from c9lib.checks.documented import ROLE, ROLE_PATH, ROLE_POLICY_ARN, SESSION_ACTIONS, TRUSTED
from c9lib.checks.extra_rights import besides
from c9lib.checks.reader import Answer, Reader, Unread
from c9lib.checks.rights import Rights
from c9lib.checks.session_rights import Mending, SessionRights, are_plain, session_rights
from c9lib.checks.trust import others, untrusted
from c9lib.policy import Decision, Document, Policy
from c9lib.steps.drift import Drift

ROLE_POLICY = ROLE_POLICY_ARN.rpartition("/")[2]


@dataclass(frozen=True)
class RoleSeen:
    """What there is of the role; `role` is None when there is none. Reads when first asked, each thing once."""

    session: Session
    reader: Reader

    @classmethod
    def of(cls, session: Session) -> RoleSeen:
        """A fresh look."""
        return cls(session, Reader(session))

    @property
    def rights(self) -> Rights:
        return Rights(self.reader)

    @cached_property
    def role(self) -> Answer | None:
        """The role in GetRole's shape, with its tags and its boundary."""
        return self.rights.iam.entity("role", ROLE)

    @cached_property
    def alike(self) -> Answer | None:
        """A role whose name differs in capitals only; asked for when the role is missing."""
        return None if self.role else role_alike(self.rights.iam)

    @property
    def there(self) -> Answer:
        """The role, where there is one."""
        assert self.role is not None, "whoever asks has looked"
        return self.role

    @property
    def trust(self) -> Document:
        """Its trust policy."""
        document: Document = self.there["AssumeRolePolicyDocument"]
        return document

    @cached_property
    def kept_out(self) -> dict[str, Decision]:
        """The services that its trust policy doesn't plainly let in."""
        return untrusted(self.trust, TRUSTED, self.session.account_id)

    @cached_property
    def attached(self) -> list[str]:
        """ARNs of its managed policies."""
        return self.rights.iam.attached("role", ROLE) or []

    @cached_property
    def inline(self) -> list[str]:
        """Names of its inline policies."""
        return self.rights.iam.inline("role", ROLE)

    @property
    def boundary(self) -> str:
        """The ARN of its permissions boundary, "" for none."""
        return str(self.there.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", ""))

    @property
    def mending(self) -> Mending:
        """What may be done about its rights."""
        return Mending(Agent(self.session.account_id, self.session.region, self.there["Arn"]), ROLE_POLICY_ARN)

    @property
    def has_policy(self) -> bool:
        """Whether the documented policy is attached."""
        return ROLE_POLICY_ARN in self.attached

    @cached_property
    def is_plain(self) -> bool:
        """Whether it has the documented policy and nothing else, and all layers allow what that allows."""
        alone = self.attached == [ROLE_POLICY_ARN] and not self.inline
        return alone and are_plain(self.reader, self.there["Arn"])

    @cached_property
    def now(self) -> SessionRights:
        """How all layers decide on the five actions now."""
        return SessionRights(()) if self.is_plain else session_rights(self.reader, self.mending.agent)

    @property
    def lacks_policy(self) -> bool:
        """Whether the documented policy would help: nothing that the role has allows all that sessions need."""
        unallowed = (one.decision for one in self.now.lacking if one.decision.outcome != "explicitDeny")
        return not self.has_policy and any(one.layer == "identity" for one in unallowed)

    @cached_property
    def once_attached(self) -> SessionRights:
        """How they decide once the documented policy is attached."""
        if not self.lacks_policy:
            return self.now
        managed = Policy(self.rights.iam.document(ROLE_POLICY_ARN), ROLE_POLICY_ARN)
        return session_rights(self.reader, self.mending.agent, plus=[managed])

    def drifts(self) -> tuple[Drift, ...]:
        """Path, trust, policies and actions: as documented, and as found. A role with another path has to go, whatever
        else is true of it, so that is told also to who may not read the rest.
        """
        path = Drift("path", (ROLE_PATH,), (self.there["Path"],))
        try:
            return (path, *self._further())
        except Unread:
            if not path.missing:
                raise
            return (path,)

    def _further(self) -> tuple[Drift, ...]:
        found = (*(arn.rpartition("/")[2] for arn in self.attached), *(f"inline {name}" for name in self.inline))
        why = {service: _told(decision) for service, decision in self.kept_out.items()}
        return (
            Drift("trusts", TRUSTED, tuple(self._trusting()), why),
            Drift("policies", (ROLE_POLICY,), found),
            self._actions(),
        )

    def _trusting(self) -> Iterator[str]:
        yield from (service for service in TRUSTED if service not in self.kept_out)
        yield from others(self.trust, TRUSTED)

    def _actions(self) -> Drift:
        lacking = {one.request.action: one.why for one in self.now.lacking}
        allowed = tuple(action for action in SESSION_ACTIONS if action not in lacking)
        return Drift("actions", SESSION_ACTIONS, (*allowed, *self._besides()), lacking)

    def _besides(self) -> list[str]:
        if self.attached in ([], [ROLE_POLICY_ARN]) and not self.inline:
            return []
        return besides(one.document for one in self.rights.policies("role", ROLE).identity)


def _told(decision: Decision) -> str:
    """Why a service isn't let in: what denies, or what it depends on."""
    if decision.outcome == "explicitDeny":
        return f"{decision.statement} denies it"
    return "; ".join(str(miss) for miss in decision.misses if miss.condition)
