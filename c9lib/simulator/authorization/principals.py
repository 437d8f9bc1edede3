"""What stands behind a principal: its policies, those of its groups, its boundary, its session's, its organization's.

A user's or role's unique id tells it from one of the same name that was made after it (IAM User Guide, "IAM
identifiers"): nothing is allowed any more to a principal that is gone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from c9lib.policy import Asker, Document, Policies, Policy
from c9lib.simulator import account, moto_policies
from c9lib.simulator.api import Principal
from c9lib.simulator.moto_policies import Entity, Named
from c9lib.simulator.world import World

SERVICE_LINKED = "/aws-service-role/"
NOBODY = Policies()


@dataclass
class _Known:
    """What was found, and after how many changes of IAM and of the organization."""

    rights: int = -1
    policies: dict[Principal, Policies] = field(default_factory=dict)


def policies_of(world: World, principal: Principal) -> Policies:
    """Everything that has a say over what a principal may do, as IAM holds it now."""
    known = world.store("authorization", "", _Known)
    if known.rights != world.rights:
        known.rights, known.policies = world.rights, {}
    if principal not in known.policies:
        known.policies[principal] = _found(world, principal)
    return known.policies[principal]


def organization(world: World) -> tuple[tuple[Policy, ...], ...]:
    """The service control policies of each level above the account, from the root down; empty without organization."""
    return account.scps(world)


def entity_of(principal: Principal) -> Entity | None:
    """The user, or the role behind a session, as IAM has it; None when it is gone."""
    kind = {"user": "user", "assumed-role": "role"}.get(principal.kind, "")
    found = moto_policies.entity(kind, principal.name) if kind else None
    return found if found and found.id == principal.user_id.partition(":")[0] else None


def is_service_linked(principal: Principal) -> bool:
    """Whether it is a session of a role that belongs to a service of AWS."""
    found = entity_of(principal) if principal.kind == "assumed-role" else None
    return found is not None and found.path.startswith(SERVICE_LINKED)


def asker(principal: Principal) -> Asker:
    """A principal as policies with a `Principal` element see it."""
    if principal.service:
        return Asker(account=principal.account, service=principal.service)
    role = entity_of(principal) if principal.kind == "assumed-role" else None
    return Asker(principal.arn, principal.account, role.arn if role else "")


def _found(world: World, principal: Principal) -> Policies:
    found = entity_of(principal)
    if found is None:
        return NOBODY
    free = principal.administrator or found.path.startswith(SERVICE_LINKED)
    return Policies(
        identity=tuple(_identity(found)),
        boundary=(_policy(found.boundary),) if found.boundary else None,
        session=session_policies(principal),
        # They don't limit service-linked roles (Organizations User Guide, "Service control policies"). Nothing limits
        # the administrator of a simulated account.
        scps=() if free else organization(world),
    )


def _identity(found: Entity) -> Iterator[Policy]:
    yield from entity_policies(found)
    if found.kind == "user":
        for group in moto_policies.groups_of(found.name):
            yield from entity_policies(group)


def entity_policies(found: Entity) -> Iterator[Policy]:
    """An entity's own and attached policies, without those of its groups."""
    for name, document in found.inline:
        yield Policy(parsed(document), f"inline policy {name} of {found.kind} {found.name}")
    for named in found.attached:
        yield _policy(named)


def session_policies(principal: Principal) -> tuple[Policy, ...] | None:
    """What limits a session besides its role; None where nothing does. A managed policy that is gone allows nothing."""
    session = principal.session
    if session is None or not (session.policy or session.policy_arns):
        return None
    inline = [Policy(parsed(session.policy), "session policy")] if session.policy else []
    held = ((arn, moto_policies.managed_policy(arn)) for arn in session.policy_arns)
    return (*inline, *(_policy((arn, document)) for arn, document in held if document is not None))


def _policy(named: Named) -> Policy:
    return Policy(parsed(named[1]), named[0])


@lru_cache(maxsize=1024)  # documents seldom change, and are read with every request
def parsed(document: str) -> Document:
    """A policy document as data. Nobody may change what comes back."""
    found: Document = json.loads(document)
    return found
