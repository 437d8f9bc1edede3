"""The plan of a whole run: the plans of its steps in order, and what it comes to once there is an instance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from c9lib.aws import Session
from c9lib.nouns import Change, Plan
from c9lib.steps.base import Step, translated
from c9lib.steps.costs import dated
from c9lib.steps.egress import REPORTED
from c9lib.steps.endpoint_parts import Endpoints, endpoints
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.forecast import endpoints_first
from c9lib.steps.reading import is_ours

LAUNCHES = ("create", "replace")
"""The actions of step environment from which a new instance comes."""
WITH_ITS_IDS = "What it is exactly, with the ids of the instance, its plan says then."
OWN_GROUP = "the instance's own security group"


class WroteError(RuntimeError):
    """A plan changed something: a fault of ours, that keeps its traceback."""


def plans(session: Session, steps: Iterable[type[Step]]) -> tuple[Plan, ...]:
    """The plans of these steps, and of what follows a launch. Raises `AwsError`."""
    found = tuple(kind(session).plan() for kind in steps)
    with translated(session):
        return (*found, *to_follow(session, found))


def together(session: Session, found: Sequence[Plan]) -> Plan:
    """All of them as one plan, with what its changes cost together."""
    told = Plan(
        step="run",
        title="Plan of the whole run",
        changes=tuple(chain.from_iterable(plan.changes for plan in found)),
        notes=tuple(dict.fromkeys(chain.from_iterable(plan.notes for plan in found))),
    )
    return dated(session, told)


def to_follow(session: Session, found: Sequence[Plan]) -> Iterator[Plan]:
    """What step endpoints does once there is an instance that isn't there yet; nothing where none is launched.

    Cloud9 makes the instance's security group at the launch: only then can it be let in, and its rules be narrowed. By
    `apply` it is planned anew; this is shown and counted, and never carried out.
    """
    launching = [one for plan in found if plan.step == EnvironmentStep.name for one in plan.changes]
    if not any(one.action in LAUNCHES for one in launching) or not session.parameters.endpoint_services:
        return
    there = endpoints(session)
    changes = (*_letting_in(session, there), *_restricting(session))
    if changes:
        title = "Plan of step endpoints, once the instance is there"
        yield dated(session, Plan("endpoints", changes, (WITH_ITS_IDS,), title=title))


def all_reads(session: Session) -> str:
    """`57 calls, all of them reads`, by the record of calls. Raises `WroteError` when one wrote."""
    writing = [call.name for call in session.calls if call.writes]
    if writing:
        raise WroteError(f"A plan only reads, but this one called {', '.join(dict.fromkeys(writing))}.")
    return f"{len(session.calls)} calls, all of them reads"


def calls_by_service(session: Session) -> dict[str, int]:
    """How many calls were made of each service: `{"ec2": 40, "iam": 12}`."""
    return dict(sorted(Counter(call.service for call in session.calls).items()))


def _letting_in(session: Session, there: Endpoints | None) -> Iterator[Change]:
    """The rules of the endpoints' group name the subnet until there is the instance's group (facts 7.2)."""
    if not _guarded(session, there) or (there and there.others):
        return  # in a VPC that others use, too, all of it is let in
    if not endpoints_first(session.parameters) and (there is None or there.own_group is None):
        return  # the group is made after the launch, with the right rule
    yield Change(
        "allow",
        f"TCP 443 from {OWN_GROUP} into the endpoints",
        "SSM Agent speaks HTTPS; the instance itself still lets nothing in",
        ("ec2:AuthorizeSecurityGroupIngress", "ec2:CreateTags"),
        "goes with the security group",
    )
    yield Change(
        "revoke",
        "TCP 443 of the subnet into the endpoints",
        f"only {OWN_GROUP} is to be let in",
        ("ec2:DescribeSecurityGroupRules", "ec2:RevokeSecurityGroupIngress"),
        "allow it again",
    )


def _guarded(session: Session, there: Endpoints | None) -> bool:
    """Whether an endpoint will be this deployment's, so that its security group guards it."""
    wanted = [one for one in session.parameters.endpoint_services if one != "s3"]
    found = [there.interface(one) if there else None for one in wanted]
    return any(one is None or is_ours(session, one) for one in found)


def _restricting(session: Session) -> Iterator[Change]:
    if not session.parameters.restrict_egress:
        return
    yield Change(
        "restrict",
        "outbound rules of the instance's group to TCP 443 to the endpoints and Amazon S3",
        "restrict_egress is true: the agent reaches the endpoints, and the instance reaches nothing else",
        ("ec2:AuthorizeSecurityGroupEgress", "ec2:DescribeSecurityGroupRules", "ec2:RevokeSecurityGroupEgress"),
        "allow all outbound traffic again: aws ec2 authorize-security-group-egress",
    )
    yield Change(
        "wait",
        f"until {REPORTED.condition}",
        "the proof that the instance is still reached",
        ("ssm:DescribeInstanceInformation", "ssm:GetConnectionStatus"),
        "nothing to undo",
    )
