"""The global condition keys of a request (IAM User Guide, "AWS global condition context keys").

What AWS has and nobody here can have (VPC endpoints, federation, EC2's own credentials) is absent, as on AWS for
whoever doesn't use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from c9lib.policy import Value
from c9lib.simulator.api import Principal
from c9lib.simulator.authorization.asked import Asked
from c9lib.simulator.authorization.principals import entity_of
from c9lib.simulator.world import World

WITHOUT_REGION = ("iam", "sts")
"""Global services: `aws:RequestedRegion` is us-east-1 for them."""
HOME = "us-east-1"
ADDRESS = "127.0.0.1"
"""Clients come over the loopback interface, and from nowhere else: the server listens there only."""
TYPES = {"user": "User", "assumed-role": "AssumedRole", "root": "Account", "federated-user": "FederatedUser"}


def of(world: World, asked: Asked) -> dict[str, Value]:
    """All global keys that a request has."""
    return dict((*_place(world, asked), *_way(asked), *_who(asked.principal), *_session(asked.principal)))


def _place(world: World, asked: Asked) -> Iterator[tuple[str, Value]]:
    yield "aws:CurrentTime", _moment(world.clock.now)
    yield "aws:EpochTime", int(world.clock.now)
    yield "aws:RequestedRegion", HOME if asked.service in WITHOUT_REGION else asked.region
    # AWS takes TLS only. Here plain HTTP never leaves the machine, and stands for it.
    yield "aws:SecureTransport", True
    if asked.outside:
        yield "aws:SourceIp", ADDRESS
    agent = asked.via[-1] if asked.via else asked.user_agent
    if agent:
        yield "aws:UserAgent", agent


def _way(asked: Asked) -> Iterator[tuple[str, Value]]:
    yield "aws:ViaAWSService", bool(asked.via)
    yield "aws:PrincipalIsAWSService", bool(asked.principal.service)
    if asked.via:
        yield "aws:CalledVia", asked.via
        yield "aws:CalledViaFirst", asked.via[0]
        yield "aws:CalledViaLast", asked.via[-1]


def _who(principal: Principal) -> Iterator[tuple[str, Value]]:
    if principal.service:
        yield "aws:PrincipalServiceName", principal.service
        return
    found = entity_of(principal)
    yield "aws:PrincipalArn", found.arn if found else principal.arn
    yield "aws:PrincipalAccount", principal.account
    yield "aws:PrincipalType", TYPES.get(principal.kind, "Anonymous")
    yield "aws:userid", principal.user_id
    if principal.kind == "user":
        yield "aws:username", principal.name
    tags = dict(found.tags) if found else {}
    if principal.session:
        tags = _with(tags, dict(principal.session.tags))
    for key, value in tags.items():
        yield f"aws:PrincipalTag/{key}", value


def _with(tags: dict[str, str], session: dict[str, str]) -> dict[str, str]:
    """A role's tags and its session's, which win; keys are the same in whatever case."""
    given = {key.lower() for key in session}
    return {**{key: value for key, value in tags.items() if key.lower() not in given}, **session}


def _session(principal: Principal) -> Iterator[tuple[str, Value]]:
    session = principal.session
    if session is None:  # a user's own key: AWS has none of these keys then, not even MultiFactorAuthPresent
        return
    yield "aws:TokenIssueTime", _moment(session.issued)
    yield "aws:MultiFactorAuthPresent", False  # STS takes no MFA device here
    if session.source_identity:
        yield "aws:SourceIdentity", session.source_identity


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
