"""Does the instance run, with the right rights, and an address if it needs one? (facts 5.2, 8.1, 10.2, 10.9, 10.18)"""

from __future__ import annotations

from c9lib.checks.documented import ENVIRONMENT_TAG, OF_SESSIONS
from c9lib.checks.environments import ENDED, lifecycle
from c9lib.checks.instance_profile import judged_profile
from c9lib.checks.registry import Question, asks
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check
from c9lib.path import Path, Reason


@asks("instance.state", "Does the instance run?")
def state(question: Question, seen: Snapshot) -> Check:
    """Facts 3.3: an instance that Cloud9 stopped for want of use is healthy. Facts 10.18: EC2 knows why it stopped."""
    found = seen.instance_or_none
    if found is None:
        return _missing(question, seen)
    name, why = found["State"]["Name"], found.get("StateTransitionReason", "")
    evidence = " ".join(filter(None, [f"{found['InstanceId']} is {name}", f"({why})" if why else ""]))
    if name == "running":
        return question.ok(evidence)
    if name in ENDED:
        words = (
            "# An instance can't be brought back: make the environment anew."
            if not seen.instance_id
            else "# Launch another one."
        )
        return question.fail(evidence, cause="It was terminated.", reason="BAD_STATE", remedy=(words,))
    start = seen.command("ec2", "start-instances", "--instance-ids", found["InstanceId"])
    if name in ("pending", "stopping"):
        return question.warn(
            evidence, cause="It is under way.", reason="BAD_STATE", remedy=("# Wait, then verify again.",)
        )
    if seen.instance_id:
        return question.fail(evidence, cause="Its agent doesn't run, either.", reason="BAD_STATE", remedy=(start,))
    cause = "Cloud9 stops it after the time without use, and starts it when the environment is opened."
    return question.warn(evidence, cause=cause, reason="BAD_STATE", remedy=(start,))


@asks("instance.profile", "Does it have a profile with the rights that sessions need?")
def profile(question: Question, seen: Snapshot) -> Check:
    """Facts 5.2, 10.9: Cloud9's profile, or another one whose role is allowed the same five actions."""
    return judged_profile(question, seen)


@asks("instance.public-address", "Has it a public address if its way out needs one?")
def public_address(question: Question, seen: Snapshot) -> Check:
    """Facts 2.1, 8.6, 10.2: an internet gateway forwards for public addresses only. A stopped instance has none."""
    alive, around = seen.running, seen.surroundings
    address = alive.get("PublicIpAddress", "")
    lacking = [way for way in map(around.path_to, OF_SESSIONS) if _needs_address(way)]
    if lacking and not address:
        way = lacking[0]
        return question.fail(
            f"{alive['InstanceId']} has none", cause=way.explanation, reason=way.reason, remedy=way.remedy
        )
    if not address:
        return question.ok(f"none, and {around.subnet_id} doesn't lead out through an internet gateway")
    if around.is_public:
        return question.ok(f"{address}, by which {around.subnet_id} leads out through an internet gateway")
    if not around.way_out.reachable:  # its route is what lacks, and the address will be of use again
        return question.skip(f"{address}, but the way to ssm ends elsewhere (path.ssm)")
    return question.warn(
        f"{address}, but {around.subnet_id} doesn't lead out through an internet gateway",
        cause="A public address costs by the hour, and here nothing goes through it.",
        remedy=("# Give the subnet's route table a way to an internet gateway, or release the address.",),
    )


def _needs_address(way: Path) -> bool:
    """Whether the instance itself lacks a public address; a private NAT gateway has the same reason."""
    return way.reason == Reason.NO_PUBLIC_ADDRESS and way.hops[-1].kind == "internet-gateway"


def _missing(question: Question, seen: Snapshot) -> Check:
    environment = seen.the_environment
    if lifecycle(environment) != "CREATED":
        return question.skip(f"the environment is {lifecycle(environment)} and has no instance (environment.lifecycle)")
    return question.fail(
        f"no instance carries the tag {ENVIRONMENT_TAG}={environment['id']}",
        cause="The instance was terminated, or lost its tags, outside of Cloud9.",
        reason="NO_SOURCE_OR_DESTINATION",
        remedy=("# An instance can't be brought back: make the environment anew.",),
    )
