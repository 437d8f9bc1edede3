"""What of the endpoints was made by other parameters: services, what Amazon S3's lets through, the outbound rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations

from c9lib.aws import Session
from c9lib.checks.documented import ENVIRONMENT_TAG
from c9lib.nouns import cost
from c9lib.path.network import state_of
from c9lib.steps import costs
from c9lib.steps.buckets import SERVED, policy
from c9lib.steps.endpoint_parts import ALIVE, Endpoints, endpoints, service_name
from c9lib.steps.group_rules import HTTPS, Thing, held
from c9lib.steps.reading import in_words, is_ours, tag
from c9lib.steps.stale_words import IN_PLACE, NONE, Stale, left

STEP = "endpoints"
SERVICES = ("ssm", "ssmmessages", "ec2messages", "s3")
OPEN_AGAIN = (
    "aws ec2 authorize-security-group-egress --group-id {0} --ip-permissions"
    " 'IpProtocol=-1,IpRanges=[{{CidrIp=0.0.0.0/0}}]' --region {1}"
)
NAMES = ("sg-", "pl-")
"""How the other ends of the rules begin that `restrict_egress` leaves: security groups and prefix lists."""


def stale(session: Session) -> Iterator[Stale]:
    """What is otherwise about this deployment's endpoints, and about the rules of its instance."""
    own = [one for one in _alive(session) if is_ours(session, one)]
    yield from _services(session, own)
    there = endpoints(session)
    if there is not None:
        yield from _through_s3(session, there)
        yield from _outbound(session, there)


def _alive(session: Session) -> list[Thing]:
    """Those of this deployment in whatever VPC: another network has another one."""
    found = session.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints", Filters=session.tag_filter())
    return [one for one in found if state_of(one) in ALIVE]


def _services(session: Session, own: list[Thing]) -> Iterator[Stale]:
    """Endpoints for services that nobody asks for any more."""
    asked = session.parameters.endpoint_services
    names = {service_name(session, one): one for one in SERVICES}
    there = {names[one["ServiceName"]]: one for one in own if one["ServiceName"] in names}
    more = [one for one in there if one not in asked]
    if more:
        paid = [one for one in more if there[one]["VpcEndpointType"] == "Interface"]
        price = costs.interface_endpoint(session)
        each = f"; each costs {cost(price)} per hour" if paid and price else ""
        told = left(f"the tear-down removes what isn't asked for{each}")
        yield Stale(STEP, "endpoint_services", in_words(there), in_words(asked, NONE), told)


def _through_s3(session: Session, there: Endpoints) -> Iterator[Stale]:
    """The policy of the S3 endpoint is one of ours, for something else. One that somebody wrote is no parameter's."""
    found, asked = there.gateway(), session.parameters.s3_access
    if found is None or not is_ours(session, found) or "s3" not in session.parameters.endpoint_services:
        return
    says = json.loads(found["PolicyDocument"])
    choices = [some for many in range(len(SERVED) + 1) for some in combinations(SERVED, many)]
    made = next((some for some in choices if says == policy(session.region, some)), None)
    if made is not None and {*made} != {*asked}:
        yield Stale(STEP, "s3_access", in_words(made, NONE), in_words(asked, NONE), IN_PLACE)


def _outbound(session: Session, there: Endpoints) -> Iterator[Stale]:
    """Outbound rules as `restrict_egress` leaves them, where it isn't asked for."""
    if session.parameters.restrict_egress or there.instance is None:
        return
    ids = {str(one["GroupId"]) for one in there.instance["SecurityGroups"]}
    for group in there.groups:
        if group["GroupId"] in ids and tag(group.get("Tags", ()), ENVIRONMENT_TAG) and _is_restricted(group):
            told = left(f"this lets everything out again: {OPEN_AGAIN.format(group['GroupId'], session.region)}")
            yield Stale(STEP, "restrict_egress", "true", "false", told)


def _is_restricted(group: Thing) -> bool:
    rules = held(group, "egress")
    return bool(rules) and all(rule.low == rule.high == HTTPS and rule.peer.startswith(NAMES) for rule in rules)
