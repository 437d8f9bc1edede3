"""One of those whom `access_for` names: what they can do, which policies they have, and the changes to that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from c9lib.aws import Session
from c9lib.checks.capabilities import Name
from c9lib.checks.grants import arn_of
from c9lib.checks.rights import Judged
from c9lib.nouns import Change
from c9lib.steps.claims import Claims, Principal
from c9lib.steps.reading import in_words


@dataclass(frozen=True)
class Holder:
    """A principal with the ARNs of its managed policies, who claims them, and what it can do. `claims` None: there is
    no such principal.
    """

    principal: Principal
    attached: frozenset[str] = frozenset()
    claims: Claims | None = None
    can: Mapping[Name, tuple[Judged, ...]] = field(default_factory=dict)

    def wanted(self, names: Iterable[Name]) -> tuple[Judged, ...]:
        """The requests of some capabilities, decided."""
        return tuple(one for name in names for one in self.can.get(name, ()))


def relied_on(judged: Iterable[Judged]) -> frozenset[str]:
    """Names of the managed policies by which something is allowed."""
    return frozenset(one.policy.rpartition("/")[2] for one in judged if one.allowed and one.policy)


def attach(session: Session, principal: Principal, claims: Claims, policy: str, why: str) -> Change:
    """Attach a policy, after noting who did it."""

    def run() -> None:
        claims.add(policy)
        give = getattr(session.client("iam"), f"attach_{principal.kind}_policy")
        give(**principal.named, PolicyArn=arn_of(session.account_id, policy))

    return Change(
        "attach",
        f"managed policy {policy} to {principal}",
        why,
        (f"iam:Attach{principal.kind.title()}Policy", f"iam:Tag{principal.bearer.kind.title()}"),
        f"detach it from {principal}",
        run=run,
    )


def claim(principal: Principal, claims: Claims, policies: Iterable[str]) -> Change:
    """Note that this deployment, too, needs what another one attached."""
    names = sorted(policies)

    return Change(
        "tag",
        f"{principal} as somebody whose {in_words(names)} this deployment needs, too",
        "another deployment attached the policy, and would detach it at its tear-down",
        (f"iam:Tag{principal.bearer.kind.title()}",),
        "remove the tag",
        run=lambda: claims.add(*names),
    )


def going(session: Session, holder: Holder) -> tuple[str, ...]:
    """Names of the policies that this deployment attached, no other one needs, and somebody has still."""
    if holder.claims is None:
        return ()
    names = sorted(holder.claims.own - holder.claims.others)
    return tuple(name for name in names if arn_of(session.account_id, name) in holder.attached)


def withdraw(session: Session, holder: Holder, claims: Claims) -> Change:
    """Detach what this deployment attached and no other one needs, then forget the claim."""
    principal, leaving = holder.principal, going(session, holder)

    def run() -> None:
        take = getattr(session.client("iam"), f"detach_{principal.kind}_policy")
        for name in leaving:
            take(**principal.named, PolicyArn=arn_of(session.account_id, name))
        claims.drop()

    return Change(
        "detach" if leaving else "untag",
        f"managed policy {in_words(leaving)} from {principal}" if leaving else f"{principal}, which keeps its policies",
        (
            "this deployment attached it"
            if leaving
            else "another deployment needs them, or somebody detached them already"
        ),
        (f"iam:Detach{principal.kind.title()}Policy", f"iam:Untag{principal.bearer.kind.title()}"),
        "run step access",
        run=run,
    )
