"""How all policies of one request together decide, in AWS's order.

IAM user guide, "How AWS enforcement code logic evaluates requests to allow or deny access": an explicit deny anywhere;
then every level of service control policies; then the resource's own policies, which within one account may be enough;
then the identity's policies, its permissions boundary, the session's policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from c9lib.policy.layers import Finding, Question, Survey, missed, misses, survey
from c9lib.policy.nouns import EVERYTHING, Decision, Document, Layer, Miss, Policies, Policy, Request, Statement
from c9lib.policy.principals import Meant, Who
from c9lib.policy.truth import Truth, every, some

_ACCOUNT = re.compile(r"\d{12}")


class _Layer(NamedTuple):
    """One layer, or one level of service control policies."""

    name: Layer
    policies: tuple[Policy, ...]
    question: Question
    survey: Survey


@dataclass(slots=True)
class _Layers:
    """All layers that there are; `boundary` and `session` only where there is one."""

    scps: tuple[_Layer, ...]
    resource: _Layer
    identity: _Layer
    boundary: _Layer | None
    session: _Layer | None

    def __iter__(self) -> Iterator[_Layer]:
        """In the order in which they are looked at for a denial."""
        yield from self.scps
        yield self.resource
        yield self.identity
        yield from filter(None, (self.boundary, self.session))

    @property
    def limits(self) -> tuple[_Layer, ...]:
        return tuple(filter(None, (self.boundary, self.session)))


class _Gate(NamedTuple):
    """One layer that has to allow, and the ways of meaning the asker that do; none: any way."""

    layer: _Layer
    ways: tuple[Meant, ...] = ()
    for_root: bool = False
    """It is open to the root user, who has full access without a policy."""

    @property
    def truth(self) -> Truth:
        return self.for_root or self.layer.survey.allowing(*self.ways)

    @property
    def finding(self) -> Finding | None:
        return self.layer.survey.first_allowing(*self.ways)


def evaluate(request: Request, policies: Policies, *, resource_must_allow: bool = False) -> Decision:
    """The decision of all policies on a request.

    `resource_must_allow` is for roles and KMS keys, whose policy has to allow whoever asks: by its own ARN (a user, a
    role, a session) without more, or by its account, and then the identity's policies have to allow as well (KMS
    developer guide, "Key policies"; IAM user guide, "Resource-based policies" in the evaluation logic). The same holds
    for a resource that is in another account than the one who asks and has policies of its own; there the identity's
    policies have to allow in any case. An ARN without an account, such as a bucket's, is taken for one's own.

    Service control policies concern neither service-linked roles nor the management account (Organizations user guide,
    "SCP evaluation"): whoever asks for these leaves them out.
    """
    layers = _layers(request, policies)
    denied = _denied(layers)
    if denied:
        return denied
    must = resource_must_allow or (bool(policies.resource) and _elsewhere(request))
    return _passed(layers, [*map(_Gate, layers.scps), *_grant(layers, request, must=must)])


def trusted(document: Document | str | Policy, request: Request) -> Decision:
    """The decision of a trust policy alone, or of another policy that hangs on its resource or on the way to it.

    It says whether whoever asks is meant, by itself or by its account; whether its own policies have to allow as well,
    `evaluate` knows.
    """
    policy = document if isinstance(document, Policy) else Policy(document)
    layers = _layers(request, Policies(resource=(policy,)))
    return _denied(layers) or _passed(layers, [_Gate(layers.resource)])


def _layers(request: Request, policies: Policies) -> _Layers:
    unsure = request.resource == EVERYTHING and not request.context.complete
    mine = Question(request.action, request.resource, request.context, every=unsure)

    def layer(name: Layer, documents: tuple[Policy, ...], question: Question = mine) -> _Layer:
        return _Layer(name, documents, question, survey(documents, question))

    theirs = mine  # most resources have no policies, and then nobody has to be told from anybody
    if policies.resource:
        who = Who.of(request.asker, bounded=policies.boundary is not None)
        theirs = Question(request.action, request.resource, request.context, who, every=unsure, attached=True)
    return _Layers(
        tuple(layer("scp", level) for level in policies.scps) if policies.scps else (),
        layer("resource", policies.resource, theirs),
        layer("identity", policies.identity),
        None if policies.boundary is None else layer("boundary", policies.boundary),
        None if policies.session is None else layer("session", policies.session),
    )


def _grant(layers: _Layers, request: Request, *, must: bool) -> list[_Gate]:
    """What has to allow besides service control policies: the cheapest way of those that aren't closed.

    The ways are: the resource means the very user or session; it means the session's role, which leaves boundary and
    session policy to allow; or the identity's own policies do it, within boundary and session policy.
    """
    limits = [*map(_Gate, layers.limits)]
    meant = [_Gate(layers.resource)] if must else []
    usual = [*meant, _Gate(layers.identity, for_root=bool(request.asker and request.asker.is_root)), *limits]
    if not layers.resource.policies or _elsewhere(request):
        return usual
    directly = [_Gate(layers.resource, (Meant.DIRECTLY,))]
    by_role = [_Gate(layers.resource, (Meant.AS_ROLE,)), *limits]
    truths = [every(gate.truth for gate in way) for way in (directly, by_role, usual)]
    best = some(truths)
    if best is not False:
        return (directly, by_role, usual)[truths.index(best)]
    return usual if by_role[0].truth is False else by_role


def _elsewhere(request: Request) -> bool:
    """Whether the resource's ARN names another account than that of whoever asks."""
    owner = (request.resource.split(":", 5) + [""] * 5)[4]
    mine = request.asker.account if request.asker else ""
    return bool(mine and _ACCOUNT.fullmatch(owner) and owner != mine)


def _denied(layers: _Layers) -> Decision | None:
    denying = next((one for one in layers if one.survey.denies), None)
    if denying is None or denying.survey.denies is None:
        return None
    return Decision("explicitDeny", denying.name, denying.survey.denies.statement)


def _passed(layers: _Layers, gates: list[_Gate]) -> Decision:
    """What comes out where nothing denies for certain."""
    stopped = next((one.layer for one in gates if one.truth is False), None)
    if stopped:  # whatever a denial's condition says, nothing allows it
        return Decision("implicitDeny", stopped.name, misses=_misses(stopped))
    return _perhaps_denied(layers) or _perhaps_allowed(gates) or _allowed(gates)


def _perhaps_denied(layers: _Layers) -> Decision | None:
    for layer in layers:
        finding = layer.survey.perhaps_denies
        if finding:
            return Decision("conditional", layer.name, finding.statement, tuple(missed(finding, layer.question)))
    return None


def _perhaps_allowed(gates: list[_Gate]) -> Decision | None:
    unsure = next((one for one in gates if one.truth is None), None)
    if unsure is None:
        return None
    return Decision("conditional", unsure.layer.name, _statement(unsure), _misses(unsure.layer))


def _allowed(gates: list[_Gate]) -> Decision:
    """By the identity's statement if it takes part, else by the resource's."""
    deciding = next(gate for name in ("identity", "resource") for gate in gates if gate.layer.name == name)
    return Decision("allowed", deciding.layer.name, _statement(deciding))


def _statement(gate: _Gate) -> Statement | None:
    return gate.finding.statement if gate.finding else None


def _misses(layer: _Layer) -> tuple[Miss, ...]:
    return misses(layer.policies, layer.question)
