"""Step access undone: what this deployment attached is detached, and what it made for that is deleted.

Only claims tell what it attached (docs/decisions/007). A policy of its own that somebody else has, too, stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from c9lib.aws import Session
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.checks.grants import OWN, arn_of, documents
from c9lib.checks.principals import Iam
from c9lib.checks.reader import Reader
from c9lib.nouns import Plan
from c9lib.steps.access_holders import Holder, going, withdraw
from c9lib.steps.access_policies import delete, difference, holders, kept, own_policy
from c9lib.steps.claims import Principal, read
from c9lib.steps.reading import is_ours, tag

NOTE = (
    "Policies are detached from those that access_for names now, and from those who have a policy of this deployment's"
    " own; and only where this deployment attached them."
)


def plan(session: Session, step: str) -> Plan:
    """What goes and what stays, with why. Raises `Unread`."""
    iam = Iam(Reader(session))
    own = [name for name in documents(session.parameters.deployment) if _is_ours(iam, name)]
    having = {name: holders(session, arn_of(session.account_id, name)) for name in own}
    named = [Principal.of(text) for text in session.parameters.access_for]
    whom = dict.fromkeys((*named, *(principal for some in having.values() for principal in some)))
    found = [_holder(session, iam, principal) for principal in whom]
    detaching = tuple(withdraw(session, one, one.claims) for one in found if one.claims and one.claims.own)
    others = {name for one in found if one.claims for name in one.claims.own if name.startswith(OWN)} - {*own}
    having |= {name: holders(session, arn_of(session.account_id, name)) for name in sorted(others) if _made(iam, name)}
    left = {name: _left(session, name, some, found) for name, some in having.items()}
    deleting = tuple(delete(session, name) for name, some in left.items() if not some)
    staying = tuple(kept(name, some) for name, some in left.items() if some and name in own)
    notes = (NOTE, *staying, *_changed(iam, own)) if named or own else ()
    return Plan(step, (*detaching, *deleting), notes)


def _changed(iam: Iam, own: Iterable[str]) -> Iterator[str]:
    """What somebody made of policies of this deployment's own."""
    for policy in (own_policy(iam, name) for name in own):
        if policy.changed:
            yield f"Somebody changed the policy {policy.name}: {difference(policy)}."


def _holder(session: Session, iam: Iam, principal: Principal) -> Holder:
    attached = iam.attached(principal.kind, principal.name)
    return Holder(principal) if attached is None else Holder(principal, frozenset(attached), read(session, principal))


def _left(session: Session, name: str, having: Iterable[Principal], found: list[Holder]) -> tuple[Principal, ...]:
    """Who has a policy still when this deployment has taken it from those whom it gave it to."""
    leaving = {holder.principal for holder in found if name in going(session, holder)}
    return tuple(principal for principal in having if principal not in leaving)


def _is_ours(iam: Iam, name: str) -> bool:
    found = iam.managed(arn_of(iam.reader.session.account_id, name))
    return found is not None and is_ours(iam.reader.session, found)


def _made(iam: Iam, name: str) -> bool:
    """Whether some deployment made it: whoever takes it from the last who has it deletes it."""
    found = iam.managed(arn_of(iam.reader.session.account_id, name))
    return found is not None and bool(tag(found.get("Tags", ()), DEPLOYMENT_TAG))
