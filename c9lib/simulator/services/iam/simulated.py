"""What a simulation of policies is about: the policies of an entity or of the request, each with the name by which the
policy simulator calls it, and the context that the request tells.

IAM API reference, SimulatePrincipalPolicy and SimulateCustomPolicy; names of policies as people show them of AWS.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from c9lib.policy import Context, Document, Policies, Policy, listed
from c9lib.simulator import identity, moto_policies
from c9lib.simulator.api import ApiCall, ApiError, NotSimulated
from c9lib.simulator.authorization.principals import SERVICE_LINKED, organization, parsed
from c9lib.simulator.moto_policies import Entity
from c9lib.simulator.services.iam.context_entries import context
from c9lib.simulator.services.iam.documents import check_common, check_permissions, statements
from c9lib.simulator.services.iam.documents import parsed as read
from c9lib.simulator.services.iam.refusals import missing, refused

ENTITY = re.compile(r"arn:aws:iam::(?P<account>\d{12}):(?P<kind>user|group|role)/(?:.*/)?(?P<name>[^/]+)")
UNKNOWN_HERE = ("PolicyExclusionList", "ResourceHandlingOption")
"""Parameters that would change the answer in a way that isn't simulated."""
Levels = tuple[tuple[Policy, ...], ...]


@dataclass(frozen=True)
class Source:
    """A policy with its text; `id` is what the policy simulator calls it."""

    id: str
    text: str

    @property
    def document(self) -> Document:
        return parsed(self.text)

    @property
    def policy(self) -> Policy:
        return _policy(self.id, self.text)

    @property
    def alone(self) -> tuple[Policy, ...]:
        """A policy of each statement by itself, in their order."""
        return _alone(self.id, self.text)


# Whoever asks before a run what lacks for it asks a hundred times about the same policies.
@lru_cache(maxsize=256)
def _policy(name: str, text: str) -> Policy:
    return Policy(parsed(text), name)


@lru_cache(maxsize=256)
def _alone(name: str, text: str) -> tuple[Policy, ...]:
    document = parsed(text)
    return tuple(Policy({**document, "Statement": [body]}, name) for body in listed(document.get("Statement")))


@dataclass(frozen=True)
class Simulated:
    """All policies that have a say. `caller` is the ARN by which a resource's policy means who asks."""

    identity: tuple[Source, ...]
    boundary: tuple[Source, ...] | None = None
    resource: tuple[Source, ...] = ()
    scps: Levels = ()
    caller: str = ""
    context: Context = field(default_factory=Context)

    def policies(self) -> Policies:
        boundary = None if self.boundary is None else tuple(one.policy for one in self.boundary)
        identity, resource = (tuple(one.policy for one in held) for held in (self.identity, self.resource))
        return Policies(identity, boundary, None, self.scps, resource)

    @property
    def sources(self) -> tuple[Source, ...]:
        return (*self.identity, *(self.boundary or ()), *self.resource)


def of_principal(call: ApiCall) -> Simulated:
    """A user's, group's or role's policies as they are, with those of the request. Raises `ApiError`."""
    _refuse_unknown(call)
    found = entity(call, "PolicySourceArn")
    if "ResourcePolicy" in call.params and found.kind == "role":
        raise refused("InvalidInput", "Simulation of resource-based policies isn't supported for IAM roles.")
    boundary = _given(call, "PermissionsBoundaryPolicyInputList")
    held = (Source(_last(found.boundary[0]), found.boundary[1]),) if found.boundary else None
    return Simulated(
        (*attached(found), *_given(call, "PolicyInputList")),
        boundary or held,
        _resource(call),
        _scps(call, found),
        _caller(call, found.arn if found.kind != "group" else ""),
        context(call),
    )


def of_request(call: ApiCall) -> Simulated:
    """Nothing but the policies of the request. Raises `ApiError`."""
    _refuse_unknown(call)
    boundary = _given(call, "PermissionsBoundaryPolicyInputList")
    caller = _caller(call, "")
    if "ResourcePolicy" in call.params and not caller:
        raise refused("InvalidInput", "CallerArn is required when a ResourcePolicy is given.")
    scps = tuple(_organizations(call))
    return Simulated(_given(call, "PolicyInputList"), boundary or None, _resource(call), scps, caller, context(call))


def attached(found: Entity) -> Iterator[Source]:
    """The policies of an entity, a user's with those of its groups."""
    for name, text in found.inline:
        yield Source(f"{found.kind}_{found.name}_{name}", text)
    for arn, text in found.attached:
        yield Source(_last(arn), text)
    if found.kind == "user":
        for group in moto_policies.groups_of(found.name):
            yield from attached(group)


def entity(call: ApiCall, member: str) -> Entity:
    """The user, group or role that a parameter names by its ARN. Raises InvalidInput or NoSuchEntity."""
    arn = call.params[member]
    named = ENTITY.fullmatch(arn)
    if named is None:
        raise refused("InvalidInput", f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
    found = moto_policies.entity(named["kind"], named["name"])
    if found is None or found.arn != arn:
        raise missing(named["kind"], named["name"])
    return found


def given(call: ApiCall) -> tuple[Source, ...]:
    """The policies of `PolicyInputList`."""
    return _given(call, "PolicyInputList")


def _given(call: ApiCall, member: str) -> tuple[Source, ...]:
    texts: list[str] = call.params.get(member, [])
    if member.startswith("PermissionsBoundary") and len(texts) > 1:
        raise refused("InvalidInput", f"{member} has {len(texts)} policies; a simulation takes one.")
    return tuple(_source(f"{member}.{number}", text) for number, text in enumerate(texts, start=1))


def _source(name: str, text: str) -> Source:
    """A policy of the request. To some broken ones AWS answers PolicyEvaluation, with status 500; here it is
    InvalidInput, as clients repeat a request after a 500.
    """
    try:
        check_permissions(text)
    except ApiError as error:
        raise refused("InvalidInput", f"{name}: {error.message}") from None
    wrong = moto_policies.check_grammar(text)
    if wrong:
        raise refused("InvalidInput", f"{name}: {wrong}")
    return Source(name, text)


def _resource(call: ApiCall) -> tuple[Source, ...]:
    text = call.params.get("ResourcePolicy")
    if text is None:
        return ()
    try:
        told = statements(read(text))
        for one in told:
            check_common(one)
    except ApiError as error:
        raise refused("InvalidInput", f"ResourcePolicy: {error.message}") from None
    if not all("Principal" in one or "NotPrincipal" in one for one in told):
        raise refused("InvalidInput", "ResourcePolicy: every statement needs a Principal.")
    return (Source("ResourcePolicy", text),)


def _caller(call: ApiCall, default: str) -> str:
    arn: str = call.params.get("CallerArn", default)
    if arn and ENTITY.fullmatch(arn) is None:
        raise refused("InvalidInput", f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
    account = arn.split(":")[4] if arn else call.account
    if account not in call.params.get("ResourceOwner", account):
        raise NotSimulated(f"iam:{call.operation} across accounts")
    return arn


def _scps(call: ApiCall, found: Entity) -> Levels:
    free = found.path.startswith(SERVICE_LINKED) or (found.kind, found.name) == ("user", identity.ADMINISTRATOR)
    return () if free else organization(call.world)


def _organizations(call: ApiCall) -> Iterator[tuple[Policy, ...]]:
    member = "OrderedOrganizationPolicyInputList"
    for number, level in enumerate(call.params.get(member, []), start=1):
        texts: Iterable[str] = level.get("ServiceControlPolicyInputList", [])
        names = (f"{member}.{number}.ServiceControlPolicyInputList.{place}" for place, _ in enumerate(texts, start=1))
        yield tuple(_source(name, text).policy for name, text in zip(names, texts, strict=True))


def _refuse_unknown(call: ApiCall) -> None:
    for name in UNKNOWN_HERE:
        if name in call.params:
            raise NotSimulated(f"iam:{call.operation} with {name}")


def _last(arn: str) -> str:
    return arn.rpartition("/")[2]
