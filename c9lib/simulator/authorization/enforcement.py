"""Permission for a request: what it needs, whether everything of that is allowed, and the refusal if not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from c9lib.policy import Context, Decision, Policy, Request, Value, evaluate
from c9lib.policy.actions import Requirement, requirements
from c9lib.simulator import account, identity, moto_policies
from c9lib.simulator.api import ApiError, Principal
from c9lib.simulator.authorization import context, wording
from c9lib.simulator.authorization.asked import Asked
from c9lib.simulator.authorization.facts import AccountFacts
from c9lib.simulator.authorization.principals import asker, is_service_linked, parsed, policies_of
from c9lib.simulator.authorization.resources import must_allow, policies_on
from c9lib.simulator.authorization.trace import Traced
from c9lib.simulator.world import World

ALLOWED = Decision("allowed")


def passes(principal: Principal) -> bool:
    """Whether nobody asks what this principal may do: AWS itself, and the account's administrator."""
    return principal.administrator or bool(principal.service)


def authorize(world: World, asked: Asked) -> None:
    """Raise the refusal of AWS for a request that its principal may not make. Tells the world's trace of it."""
    _check_credentials(asked)
    if asked.service == "cloud9" and account.is_closed(world):
        return  # its door says so, whatever anybody's permissions (facts 3.7)
    traced = world.trace if _concerns_trace(asked) else None
    free = passes(asked.principal)
    if free and traced is None:
        return
    for need, about, decision in decisions(world, asked) if not free else _unasked(world, asked):
        if traced:
            traced(Traced(asked.service, asked.operation, need, about, asked.via, decision.outcome))
        if not decision.allowed:
            raise wording.refusal(asked, need, decision)


def _check_credentials(asked: Asked) -> None:
    """A user's session doesn't open IAM (STS API reference, GetSessionToken: not without MFA, which isn't here)."""
    if asked.service == "iam" and asked.principal.kind == "user" and asked.principal.session:
        raise ApiError(*identity.UNKNOWN_KEY["query"])


def decisions(world: World, asked: Asked) -> Iterator[tuple[Requirement, Context, Decision]]:
    """Each thing that a request needs, the context in which it is decided, and how."""
    policies, who, known = policies_of(world, asked.principal), asker(asked.principal), context.of(world, asked)
    for need in needed(world, asked):
        about = with_request(known, need)
        request, own = Request(need.action, need.resource, about, who), resource_policies(world, need, asked.region)
        must = bool(own) and must_allow(need.resource)
        held = replace(policies, resource=own)
        yield need, about, evaluate(request, held, resource_must_allow=must or is_of_role(need))


def _unasked(world: World, asked: Asked) -> Iterator[tuple[Requirement, Context, Decision]]:
    """The same for whom everything is allowed."""
    known = context.of(world, asked)
    for need in needed(world, asked):
        yield need, with_request(known, need), ALLOWED


def needed(world: World, asked: Asked) -> tuple[Requirement, ...]:
    """Everything that has to be allowed for a request."""
    facts = AccountFacts(world, asked.region, asked.principal)
    return requirements(asked.service, asked.operation, asked.params, facts)


def with_request(known: Mapping[str, Value], need: Requirement) -> Context:
    """The whole context: what holds for everything, and what the request and its resource say."""
    return Context({**known, **need.context})


def is_of_role(need: Requirement) -> bool:
    """Whether a role's trust policy has a say, too."""
    return need.action.startswith("sts:") and ":role/" in need.resource


def resource_policies(world: World, need: Requirement, region: str) -> tuple[Policy, ...]:
    """The policies of the resource itself: those of roles are their trust policies. Nothing in another Region is
    reached.
    """
    if not is_of_role(need):
        here = f":{region}:" in need.resource or "::" in need.resource
        return policies_on(world, need.resource) if here else ()
    role = moto_policies.entity("role", need.resource.rpartition("/")[2])
    known = role is not None and role.arn == need.resource
    return (Policy(parsed(role.trust), f"trust policy of role {role.name}"),) if role and known else ()


def _concerns_trace(asked: Asked) -> bool:
    """Whether it came from outside, or is made in the name of somebody who did; what AWS does by itself, or by its own
    roles, isn't.
    """
    who = asked.principal
    return asked.outside or (bool(asked.via) and not who.service and not is_service_linked(who))
