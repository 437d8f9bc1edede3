"""Does the instance run, with the right rights, and an address if it needs one? (facts 5.2, 8.1, 10.2, 10.9, 10.18)"""

from __future__ import annotations

from c9lib.checks.documented import CLOUD9_PROFILE, ENVIRONMENT_TAG, OF_SESSIONS, PROFILE
from c9lib.checks.environments import ENDED, lifecycle
from c9lib.checks.registry import Question, asks
from c9lib.checks.role import lacking, rights
from c9lib.checks.snapshot import Snapshot
from c9lib.nouns import Check
from c9lib.path import Path, Reason
from c9lib.policy import DENIED


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
    found, arn = seen.alive, seen.profile_arn
    if not arn:
        return question.fail(
            f"{found['InstanceId']} has no instance profile",
            cause="The agent has no credentials to register with.",
            reason="implicitDeny ssm:UpdateInstanceInformation",
            remedy=(_associate(seen, found["InstanceId"]), _again(seen, found["InstanceId"])),
        )
    if arn.endswith(CLOUD9_PROFILE):
        return question.ok(arn)
    held = (seen.iam.profile(arn.rsplit("/", 1)[-1]) or {}).get("Roles", [])
    decisions = rights(seen, held[0]["RoleName"]) if held else {}
    if decisions and set(decisions.values()) == {"allowed"}:
        return question.ok(f"{arn}, whose role {held[0]['RoleName']} is allowed all five actions")
    told = f"role {held[0]['RoleName']}: {lacking(decisions)}" if held else "it holds no role"
    reason = lacking(decisions).split(",")[0] if held else "implicitDeny ssm:UpdateInstanceInformation"
    remedy = (_replace(seen, found["InstanceId"]), _again(seen, found["InstanceId"]))
    judged = question.fail if not decisions or set(DENIED) & set(decisions.values()) else question.warn
    return judged(
        f"{arn}; {told}", cause="Sessions need five actions of the profile's role.", reason=reason, remedy=remedy
    )


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


def _associate(seen: Snapshot, instance_id: str) -> str:
    words = ("--instance-id", instance_id, "--iam-instance-profile", f"Name={PROFILE}")
    return seen.command("ec2", "associate-iam-instance-profile", *words)


def _replace(seen: Snapshot, instance_id: str) -> str:
    """An instance has one profile at a time; a second association is refused (facts 10.9)."""
    filters = [{"Name": "instance-id", "Values": [instance_id]}]
    read = seen.reader.all(
        "ec2", "describe_iam_instance_profile_associations", "IamInstanceProfileAssociations", Filters=filters
    )
    now = [one for one in read if one["State"] in ("associating", "associated")]
    if not now:
        return _associate(seen, instance_id)
    words = ("--association-id", now[0]["AssociationId"], "--iam-instance-profile", f"Name={PROFILE}")
    return seen.command("ec2", "replace-iam-instance-profile-association", *words)


def _again(seen: Snapshot, instance_id: str) -> str:
    """An agent that found no rights tries again after up to an hour; a reboot makes it try at once (facts 5.11)."""
    return seen.command("ec2", "reboot-instances", "--instance-ids", instance_id)
