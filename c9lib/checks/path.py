"""Does the instance reach each service: by an endpoint in its VPC, or out to the internet? (facts 7.1, 7.2, 8.6)"""

from __future__ import annotations

from c9lib.checks.path_words import evidence
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check
from c9lib.path import Path, Reason

IT_WAITS = "No command hurries it: wait, then verify again. One that has failed has to be made anew."
NO_COMMAND = "No command mends that."


@asks("path.ssm", "Does it reach ssm?")
def ssm(question: Question, seen: Snapshot) -> Check:
    """Facts 7.1: registration and signs of life."""
    return _judged(question, seen, "ssm")


@asks("path.ssmmessages", "Does it reach ssmmessages?")
def ssmmessages(question: Question, seen: Snapshot) -> Check:
    """Facts 7.1: the channels of every session."""
    return _judged(question, seen, "ssmmessages")


@asks("path.ec2messages", "Does it reach ec2messages?")
def ec2messages(question: Question, seen: Snapshot) -> Check:
    """Facts 7.1: Cloud9's page demands it; AWS's other pages call it optional, and the profile gives no right to it."""
    found = _judged(question, seen, "ec2messages")
    if found.status != "fail":
        return found
    cause = f"{found.cause} Cloud9's page demands this service; today's agents do without it."
    return question.warn(found.evidence, cause=cause, reason=found.reason, remedy=found.remedy)


@asks("path.s3", "Does it reach S3, from where Cloud9's dependencies come?")
def s3(question: Question, seen: Snapshot) -> Check:
    """Facts 1.6, 7.3, 10.13: without it the IDE can't install its parts. Sessions alone don't need it."""
    found = _judged(question, seen, "s3")
    if found.status != "fail" or seen.lives_on_cloud9s_profile:
        return found
    cause = f"{found.cause} Sessions work without S3; packages and updates of Amazon Linux come from there."
    return question.warn(found.evidence, cause=cause, reason=found.reason, remedy=found.remedy)


def _judged(question: Question, seen: Snapshot, service: str) -> Check:
    """A way that is open or closed for certain is ok or a failure; any other is a warning with what isn't known."""
    path = seen.surroundings.path_to(service)
    unknown = (*path.caveats, *_not_told(seen, path))
    hops = evidence(path)
    if path.certain and not unknown:
        return question.ok(hops) if path.reachable else _closed(question, path, hops)
    cause = " ".join(filter(None, [path.explanation, *unknown]))
    return question.warn(hops, cause=cause, reason=path.reason, remedy=path.remedy or (to_look_at(path),))


def _closed(question: Question, path: Path, hops: str) -> Check:
    words = f"# {path.explanation} {IT_WAITS if path.reason == Reason.BAD_STATE else NO_COMMAND}"
    return question.fail(hops, cause=path.explanation, reason=path.reason, remedy=path.remedy or (words,))


def _not_told(seen: Snapshot, path: Path) -> tuple[str, ...]:
    """Whether VPC Block Public Access stops a way to an internet gateway is unknown to whoever may not read it."""
    refused = seen.surroundings.reads.refusal()
    if refused is None or not path.reachable or not any(hop.kind == "internet-gateway" for hop in path.hops):
        return ()
    return (f"Whether VPC Block Public Access stops it isn't known: AWS answered {refused.code}; {_allow(seen)}.",)


def _allow(seen: Snapshot) -> str:
    return f"ec2:DescribeVpcBlockPublicAccessOptions is not allowed to {seen.session.identity.arn}"


def to_look_at(path: Path) -> str:
    """Words for what only a person can find out, by the name of the thing that isn't evaluated."""
    doubtful = next((hop for hop in path.hops if hop.status == "unknown"), None)
    if doubtful and doubtful.kind == "vpc":  # where names are asked
        host = path.destination.partition(":")[0]
        return f"# Not evaluated here: look at what the DNS servers of {doubtful.id} answer for {host}."
    what = f"{doubtful.kind} {doubtful.id}" if doubtful else "what the cause names"
    return f"# Not evaluated here: look at {what}, and whether it leads to {path.destination}."
