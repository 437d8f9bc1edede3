"""What somebody can do with Cloud9, and the least that has to be granted for what they should do and can't."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from c9lib.checks.bearers import Kind
from c9lib.checks.capabilities import Name, Scene, requests, wanted
from c9lib.checks.documented import SERVICE_LINKED_ROLE
from c9lib.checks.grants import OWN, arn_of, documents, main_policy, ssm_environments_policy
from c9lib.checks.reader import Unread
from c9lib.checks.rights import Judged, Rights
from c9lib.policy import Policy


@dataclass(frozen=True)
class Grant:
    """The policies to attach, by name, each with what it is attached for; and what stays denied even with them."""

    lacking: Mapping[str, tuple[Judged, ...]] = field(default_factory=dict)
    hindered: tuple[Judged, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.lacking)


class Granting:
    """Judges users, groups and roles of the account against what `access_policy` is for."""

    def __init__(self, rights: Rights) -> None:
        self.rights = rights
        self.session = rights.reader.session
        asked = self.session.parameters
        self.wanted = wanted(asked.access_policy)
        self.main = main_policy(asked.access_policy, asked.deployment)
        """The name of the policy that `access_policy` chooses."""
        self.besides = ssm_environments_policy(asked.deployment)
        """The name of the policy that AWS asks for besides, to create environments (facts 5.8)."""

    @property
    def names(self) -> tuple[str, ...]:
        """The policies that this run may attach."""
        return (self.main, self.besides) if "create" in self.wanted else (self.main,)

    @property
    def own(self) -> tuple[str, ...]:
        """Those of them that the deployment makes itself."""
        return tuple(name for name in self.names if name.startswith(OWN))

    def scene(self) -> Scene:
        """Any environment of the account, in the run's Region. A role that isn't shown is taken to be there."""
        linked = SERVICE_LINKED_ROLE.rpartition("/")[2]
        try:
            first = self.rights.iam.entity("role", linked) is None
        except Unread:
            first = False
        return Scene(self.session.account_id, self.session.region, first)

    def can(self, kind: Kind, name: str, scene: Scene, names: Sequence[Name]) -> dict[Name, tuple[Judged, ...]]:
        """Each capability with its requests, decided. Raises as `Rights.of` does."""
        asked = {one: requests(one, scene) for one in names}
        judged = iter(self.rights.of(kind, name, [request for some in asked.values() for request in some]))
        return {one: tuple(next(judged) for _ in some) for one, some in asked.items()}

    def grant(self, kind: Kind, name: str, judged: Iterable[Judged]) -> Grant:
        """The least of the policies that makes allowed what is denied now. Raises as `Rights.of` does.

        What no policy of theirs can lift (an explicit denial, a boundary, the organization) is `hindered`. What depends
        on something unknown is left: granted once more it would be allowed without the condition that somebody set.
        """
        missing = [one for one in judged if one.denied]
        if not missing:
            return Grant()
        after = {policy: self._with(policy, kind, name, missing) for policy in self.names}
        by = [[policy for policy, then in after.items() if not then[at].denied] for at in range(len(missing))]
        lacking = {policy: tuple(missing[at] for at, some in enumerate(by) if some == [policy]) for policy in after}
        # What either policy gives comes with the one that is needed anyway, else with the first.
        either = [at for at, some in enumerate(by) if len(some) > 1]
        if either:
            chosen = next((policy for policy, some in lacking.items() if some), self.main)
            lacking[chosen] = tuple(missing[at] for at, some in enumerate(by) if chosen in some)
        hindered = tuple(self._nearest(then[at] for then in after.values()) for at, some in enumerate(by) if not some)
        return Grant({policy: some for policy, some in lacking.items() if some}, hindered)

    def document(self, name: str) -> Policy:
        """A policy that may be attached, by name; one of AWS's as it is now. Raises `Unread`."""
        arn = arn_of(self.session.account_id, name)
        own = documents(self.session.parameters.deployment).get(name)
        return Policy(self.rights.iam.document(arn) if own is None else own, arn)

    def known(self, name: str) -> Policy | None:
        """A policy by name, if the caller may read it."""
        try:
            return self.document(name)
        except Unread:
            return None

    def _with(self, policy: str, kind: Kind, name: str, missing: Sequence[Judged]) -> tuple[Judged, ...]:
        return self.rights.of(kind, name, [one.request for one in missing], plus=(self.document(policy),))

    @staticmethod
    def _nearest(judged: Iterable[Judged]) -> Judged:
        """Of the same request with one policy or the other: the denial that is furthest from "nobody allows it"."""
        return min(judged, key=lambda one: (one.decision.outcome, one.decision.layer) == ("implicitDeny", "identity"))
