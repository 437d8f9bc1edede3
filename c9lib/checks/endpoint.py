"""Do the endpoints' own policies let through what the agent needs? (facts 1.6, 7.2, 7.3, 12)

A policy is asked only where the way goes by the endpoint: one that isn't used forbids nobody anything.
"""

from __future__ import annotations

from collections.abc import Iterator

from c9lib.checks.agent_requests import Agent
from c9lib.checks.away import silent
from c9lib.checks.buckets import dependencies
from c9lib.checks.documented import OF_SESSIONS, PROFILE, SESSION_ACTIONS
from c9lib.checks.endpoint_policy import Ruling, mending, rulings
from c9lib.checks.reader import Unread
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check
from c9lib.policy import DENIED, decided

STOPS = "The endpoint's policy stops the agent, though packets get through."
MAY_STOP = "The agent is silent, and this may be why: packets get through, and nobody knows whether the policy fits."


@asks("endpoint.policy", "Do the endpoints' policies let the agent through?")
def policy(question: Question, seen: Snapshot) -> Check:
    """Facts 7.2: the default lets everything through. What depends on a condition that nobody can decide from outside
    is a warning, and a failure where the agent is silent.
    """
    judged = list(_judged(seen))
    if not judged:
        return question.skip("no way goes by an endpoint with a policy")
    wrong = [one for one in judged if not one.decision.allowed]
    ids = dict.fromkeys(one.endpoint["VpcEndpointId"] for one in judged)
    if not wrong:
        return question.ok(f"{', '.join(ids)}: all that the agent needs is allowed")
    denied = [one for one in wrong if one.decision.outcome in DENIED]
    stopping = [*denied, *_suspected(seen, wrong)]
    return _stopped(question, seen, stopping) if stopping else _open(question, seen, wrong)


def _suspected(seen: Snapshot, wrong: list[Ruling]) -> list[Ruling]:
    """What may be denied, nobody knows, of a service that doesn't hear from the agent: its silence counts."""
    perhaps = [one for one in wrong if one.decision.outcome not in DENIED and one.need.action in SESSION_ACTIONS]
    away = silent(seen) if perhaps else frozenset()
    return [one for one in perhaps if one.need.action.split(":")[0] in away]


def _stopped(question: Question, seen: Snapshot, stopping: list[Ruling]) -> Check:
    cut = [one for one in stopping if one.need.action in SESSION_ACTIONS]
    denied = any(one.decision.outcome in DENIED for one in cut)
    cause = STOPS if denied else MAY_STOP if cut else ""
    if any(one.need.action not in SESSION_ACTIONS for one in stopping):
        cause = f"{cause} Cloud9's dependencies can't be fetched.{_star(seen, stopping)}".strip()
    judged = question.fail if cut or seen.lives_on_cloud9s_profile else question.warn
    reason = (cut or stopping)[0].reason
    return judged(_told(stopping), cause=cause, reason=reason, remedy=_mended(seen, stopping))


def _open(question: Question, seen: Snapshot, wrong: list[Ruling]) -> Check:
    cause = "Whether the condition or the principal of a statement fits isn't known here."
    return question.warn(_told(wrong), cause=cause, reason=wrong[0].reason, remedy=_mended(seen, wrong))


def _judged(seen: Snapshot) -> Iterator[Ruling]:
    for service in (*OF_SESSIONS, "s3"):
        used = seen.surroundings.path_to(service).endpoint_id
        endpoint = next((one for one in seen.surroundings.endpoints if one["VpcEndpointId"] == used), None)
        if endpoint is not None:
            yield from rulings(endpoint, service, _agent(seen))


def _agent(seen: Snapshot) -> Agent:
    """The agent on the instance, with the role in its profile; forecast, with Cloud9's."""
    instance_id = str((seen.surroundings.instance or {}).get("InstanceId", ""))
    return Agent(seen.session.account_id, seen.region, _role(seen), instance_id)


def _role(seen: Snapshot) -> str:
    """The ARN of the role; "" where there is none, or for one who may not read IAM."""
    name = seen.profile_arn.rsplit("/", 1)[-1] if seen.surroundings.instance else ""
    try:
        roles = (seen.iam.profile(name or PROFILE) or {}).get("Roles", [])
    except Unread:
        return ""
    return str(roles[0]["Arn"]) if roles else ""


def _told(several: list[Ruling]) -> str:
    """`vpce-1: explicitDeny ssm:UpdateInstanceInformation (statement 2); vpce-2: …`."""
    ids = dict.fromkeys(one.endpoint["VpcEndpointId"] for one in several)
    return "; ".join(_of_one(name, [one for one in several if one.endpoint["VpcEndpointId"] == name]) for name in ids)


def _of_one(name: str, several: list[Ruling]) -> str:
    misses = (str(miss) for one in several for miss in one.decision.misses)
    places = ", ".join(dict.fromkeys((*filter(None, (one.place for one in several)), *misses)))
    return f"{name}: {', '.join(map(str, several))}{f' ({places})' if places else ''}"


def _star(seen: Snapshot, stopping: list[Ruling]) -> str:
    """The page's worked example lacks the `*` at the end, and so matches no object (facts 1.6)."""
    where = dependencies(seen.region).removesuffix("*")
    documents = [one.endpoint["PolicyDocument"] for one in stopping if one.need.action not in SESSION_ACTIONS]
    if any(decided([document], "s3:GetObject", where) == "allowed" for document in documents):
        return f" The policy names {where} without the * at its end, which matches no object."
    return ""


def _mended(seen: Snapshot, wrong: list[Ruling]) -> tuple[str, ...]:
    """For each endpoint its own policy, with a statement that allows what is needed and without what denies it."""
    ids = dict.fromkeys(one.endpoint["VpcEndpointId"] for one in wrong)
    return tuple(mending(seen.region, [one for one in wrong if one.endpoint["VpcEndpointId"] == name]) for name in ids)
