"""Does the instance reach each service: by an endpoint in its VPC, or out to the internet? (facts 7.1, 7.2, 8.6)"""

from __future__ import annotations

from c9lib.checks.commands import runnable
from c9lib.checks.dns import HOSTNAMES, SUPPORT
from c9lib.checks.reader import Answer
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.surroundings import Surroundings
from c9lib.nouns import Check
from c9lib.path import Reason

NOT_EVALUATED = "The endpoint's security group and policy are not evaluated here."


@asks("path.ssm", "Does it reach ssm?")
def ssm(question: Question, seen: Snapshot) -> Check:
    """Facts 7.1: registration and signs of life."""
    return _by_interface(question, seen, "ssm")


@asks("path.ssmmessages", "Does it reach ssmmessages?")
def ssmmessages(question: Question, seen: Snapshot) -> Check:
    """Facts 7.1: the channels of every session."""
    return _by_interface(question, seen, "ssmmessages")


@asks("path.ec2messages", "Does it reach ec2messages?")
def ec2messages(question: Question, seen: Snapshot) -> Check:
    """Facts 7.1: Cloud9's page demands it; AWS's other pages call it optional, and the profile gives no right to it."""
    found = _by_interface(question, seen, "ec2messages")
    if found.status != "fail":
        return found
    cause = f"{found.cause} Cloud9's page demands this service; today's agents do without it."
    return question.warn(found.evidence, cause=cause, reason=found.reason, remedy=found.remedy)


@asks("path.s3", "Does it reach S3, from where Cloud9's dependencies come?")
def s3(question: Question, seen: Snapshot) -> Check:
    """Facts 1.6, 7.1: a gateway endpoint is a route to S3's prefix list, more specific than the default route."""
    around = seen.surroundings
    table = around.network.route_table_of(around.subnet)
    for endpoint in around.endpoints_for("s3", "Gateway"):
        if table and table["RouteTableId"] in endpoint.get("RouteTableIds", []):
            return _through(question, endpoint, "gateway endpoint", f"on {table['RouteTableId']}")
    return _outwards(question, seen)


def _by_interface(question: Question, seen: Snapshot, service: str) -> Check:
    """An interface endpoint takes the service's name away from the internet, once its private DNS works."""
    around = seen.surroundings
    named = [one for one in around.endpoints_for(service, "Interface") if one.get("PrivateDnsEnabled")]
    if named and around.attribute(SUPPORT) and around.attribute(HOSTNAMES):
        return _through(question, named[0], "interface endpoint", "with private DNS")
    return _outwards(question, seen)


def _through(question: Question, endpoint: Answer, kind: str, where: str) -> Check:
    state, name = endpoint["State"].lower(), f"{kind} {endpoint['VpcEndpointId']} {where}"
    if state == "available":
        return question.ok(f"{name}, available. {NOT_EVALUATED}")
    return question.warn(
        f"{name} is {state}",
        cause="The service's name leads to this endpoint, whether it works or not.",
        reason="BAD_STATE",
        remedy=("# Wait until it is available, then verify again; a failed one has to be made anew.",),
    )


def _outwards(question: Question, seen: Snapshot) -> Check:
    around = seen.surroundings
    way = around.way_out
    hops = " → ".join(hop.kind if hop.kind == "internet" else hop.id for hop in way.hops)
    if way.reachable:
        return question.ok(hops)
    if way.reason == Reason.UNSUPPORTED:
        return question.warn(
            hops, cause=way.explanation, reason=way.reason, remedy=(f"# Not evaluated here: {_by_name(around)}",)
        )
    remedy = runnable(way.remedy, seen.region, around.vpc_id)
    words = (f"# {way.explanation} No command mends that.",)
    return question.fail(hops, cause=way.explanation, reason=way.reason, remedy=remedy or words)


def _by_name(around: Surroundings) -> str:
    last = around.way_out.hops[-1]
    return f"{last.kind} {last.id}; look in the console's VPC page whether it works."
