"""Do the endpoints' own policies let through what the agent needs? (facts 1.6, 7.2, 7.3, 12)

A policy is asked only where the way goes by the endpoint: one that isn't used forbids nobody anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from c9lib.checks.buckets import dependencies
from c9lib.checks.commands import as_json
from c9lib.checks.documented import PROFILE, SESSION_ACTIONS
from c9lib.checks.endpoint_policy import Need, account_names, letting_through
from c9lib.checks.reader import Answer, Unread
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check
from c9lib.policy import DENIED, Outcome, decided

SOME_FILE = "cloud9.tar.gz"
"""Stands for any object below `content/dependencies/`."""


@dataclass(frozen=True)
class Ruling:
    """How one endpoint's policy decides on one need."""

    endpoint: Answer
    need: Need
    decision: Outcome

    def __str__(self) -> str:
        return f"{self.decision} {self.need.action}"


@asks("endpoint.policy", "Do the endpoints' policies let the agent through?")
def policy(question: Question, seen: Snapshot) -> Check:
    """Facts 7.2: the default lets everything through. What depends on a condition is a warning."""
    rulings = list(_rulings(seen))
    if not rulings:
        return question.skip("no way goes by an endpoint with a policy")
    wrong = [one for one in rulings if one.decision != "allowed"]
    ids = dict.fromkeys(one.endpoint["VpcEndpointId"] for one in rulings)
    if not wrong:
        return question.ok(f"{', '.join(ids)}: all that the agent needs is allowed")
    denied = [one for one in wrong if one.decision in DENIED]
    return _denied(question, seen, denied) if denied else _open(question, wrong)


def _denied(question: Question, seen: Snapshot, denied: list[Ruling]) -> Check:
    cut = [one for one in denied if one.need.action in SESSION_ACTIONS]
    cause = "The endpoint's policy stops the agent, though packets get through." if cut else ""
    if any(one.need.resource != "*" for one in denied):
        cause = f"{cause} Cloud9's dependencies can't be fetched.{_star(seen, denied)}".strip()
    judged = question.fail if cut or seen.lives_on_cloud9s_profile else question.warn
    remedy = tuple(_mended(seen, denied))
    return judged(_told(denied), cause=cause, reason=str((cut or denied)[0]), remedy=remedy)


def _open(question: Question, wrong: list[Ruling]) -> Check:
    cause = "Whether the condition or the principal of a statement fits is not evaluated here."
    ids = dict.fromkeys(one.endpoint["VpcEndpointId"] for one in wrong)
    words = f"# Compare the statements of {', '.join(ids)} with the role of the instance by hand."
    return question.warn(_told(wrong), cause=cause, reason=str(wrong[0]), remedy=(words,))


def _rulings(seen: Snapshot) -> Iterator[Ruling]:
    for service, needs in _needs(seen).items():
        used = seen.surroundings.path_to(service).endpoint_id
        endpoint = next((one for one in seen.surroundings.endpoints if one["VpcEndpointId"] == used), None)
        if endpoint is None or not endpoint.get("PolicyDocument"):
            continue
        document, who = endpoint["PolicyDocument"], _asking(seen, endpoint)
        for need in needs:
            yield Ruling(endpoint, need, decided([document], need.action, need.resource, who=who))


def _asking(seen: Snapshot, endpoint: Answer) -> tuple[str, ...]:
    """The names by which a policy may mean the agent: the account's, and its role's where the policy speaks of roles.

    None where they don't decide: a gateway endpoint takes an account for its root user alone (VPC User Guide, "Control
    access to VPC endpoints using endpoint policies"), and who may not read IAM doesn't know the role.
    """
    account = seen.session.account_id
    if endpoint["VpcEndpointType"] == "Gateway":
        return ()
    try:
        roles = tuple(_roles(seen)) if "role/" in str(endpoint["PolicyDocument"]) else ()
    except Unread:
        return ()
    return (*account_names(account), *roles)


def _roles(seen: Snapshot) -> Iterator[str]:
    """The ARN of the role in the instance's profile, and of its session on the instance; forecast, of Cloud9's."""
    found = seen.surroundings.instance or {}
    profile = seen.iam.profile(seen.profile_arn.rsplit("/", 1)[-1] or PROFILE if found else PROFILE)
    for role in (profile or {}).get("Roles", []):
        yield role["Arn"]
        session = f"assumed-role/{role['RoleName']}/{found.get('InstanceId', '')}"
        yield f"arn:aws:sts::{seen.session.account_id}:{session}"


def _needs(seen: Snapshot) -> dict[str, list[Need]]:
    """What is asked of each service: Systems Manager on every resource, S3 for one object that stands for all."""
    needs: dict[str, list[Need]] = {}
    for action in SESSION_ACTIONS:
        needs.setdefault(action.split(":")[0], []).append(Need(action))
    where = dependencies(seen.region)
    if where:
        needs["s3"] = [Need("s3:GetObject", where.replace("*", SOME_FILE), where)]
    return needs


def _told(rulings: list[Ruling]) -> str:
    by_endpoint: dict[str, list[Ruling]] = {}
    for one in rulings:
        by_endpoint.setdefault(one.endpoint["VpcEndpointId"], []).append(one)
    return "; ".join(f"{name}: {', '.join(map(str, several))}" for name, several in by_endpoint.items())


def _star(seen: Snapshot, denied: list[Ruling]) -> str:
    """The page's worked example lacks the `*` at the end, and so matches no object (facts 1.6)."""
    where = dependencies(seen.region).removesuffix("*")
    documents = [one.endpoint["PolicyDocument"] for one in denied if one.need.resource != "*"]
    if any(decided([document], "s3:GetObject", where) == "allowed" for document in documents):
        return f" The policy names {where} without the * at its end, which matches no object."
    return ""


def _mended(seen: Snapshot, denied: list[Ruling]) -> Iterator[str]:
    """For each endpoint its own policy, with a statement that allows what is needed and without what denies it."""
    endpoints = {one.endpoint["VpcEndpointId"]: one.endpoint for one in denied}
    for name, endpoint in endpoints.items():
        needs = [one.need for one in denied if one.endpoint["VpcEndpointId"] == name]
        document = as_json(letting_through(endpoint["PolicyDocument"], needs, _asking(seen, endpoint)))
        words = ("--vpc-endpoint-id", name, "--policy-document", document)
        yield seen.command("ec2", "modify-vpc-endpoint", *words)
