"""What of the environment was made by other parameters, by Cloud9 itself or by a stack (facts 3.2, 3.8).

What Cloud9 doesn't show can't be told: of an environment that the API made the minutes without use, and the operating
system as long as its agent was never heard of. A stack knows its parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from c9lib.aws import Session
from c9lib.checks import stacks
from c9lib.checks.commands import command
from c9lib.checks.reader import Reader
from c9lib.checks.stacks import SETTLED
from c9lib.checks.tiers import HOME, tier_of
from c9lib.nouns import Observation
from c9lib.parameters.choices import IMAGE_PATH
from c9lib.steps import members
from c9lib.steps.environment import EnvironmentStep
from c9lib.steps.environments import Environment
from c9lib.steps.reading import in_words
from c9lib.steps.stack_names import environment_id_of, stack_name
from c9lib.steps.stack_update import differing
from c9lib.steps.stale_words import IN_PLACE, NONE, REFUSED, REPLACED, Stale, left

STEP = "environment"
PARAMETERS = {
    "EnvironmentName": "environment_name",
    "Description": "description",
    "InstanceType": "instance_type",
    "ImageId": "image_id",
    "AutomaticStopTimeMinutes": "automatic_stop_minutes",
    "OwnerArn": "owner_arn",
}
"""Our names of the template's parameters; the subnet is looked at by itself."""
PLATFORMS = {
    ("Amazon Linux", "2023"): "amazonlinux-2023-x86_64",
    ("Ubuntu", "22.04"): "ubuntu-22.04-x86_64",
}
"""What SSM Agent says of the operating systems that Cloud9 offers (DescribeInstanceInformation)."""
ANOTHER = "it is settled at the launch. Save what is on it, tear it down, and run again; or set it back"
MOVED = "is refused, as an environment can't be moved to another subnet: set it back, or tear the environment down"


def stale(session: Session) -> Iterator[Stale]:
    """What is otherwise about the environment that is there; nothing where there is none."""
    seen = EnvironmentStep(session).observe()
    living = seen.data["living"]
    if living is None:
        return
    own = _own_stack(session, seen)
    if own is not None and own["StackStatus"] in SETTLED:
        yield from _of_stack(session, own)
    elif own is None:
        yield from _of_cloud9(session, living, seen.data.get("instance"))
    yield from _moved(session, seen.data.get("instance"))
    yield from _shared(session, living)
    yield from _launched_with(session, living, of_stack=own is not None)


def _own_stack(session: Session, seen: Observation) -> Mapping[str, Any] | None:
    """The stack that made the environment and that this run goes on with."""
    stack, living = seen.data["stack"], seen.data["living"]
    return stack if stack and living["id"] == environment_id_of(session, stack) else None


def _launched_with(session: Session, living: Environment, *, of_stack: bool) -> Iterator[Stale]:
    """`launch_with` counts at a launch: what the one way has made the other doesn't take over."""
    asked = session.parameters.launch_with
    if asked == "cloudformation" and not of_stack:
        yield Stale(STEP, "launch_with", "api", asked, left("it counts at a launch. Tear it down first"))
    if asked == "api" and _made_by_own_stack(session, living["id"]):
        there = "cloudformation"
        yield Stale(
            STEP, "launch_with", there, asked, left(f"{stack_name(session)} keeps it, and the tear-down deletes it")
        )


def _made_by_own_stack(session: Session, environment_id: str) -> bool:
    """Whether this deployment's stack holds the environment."""
    held = stacks.holding(Reader(session), environment_id)
    return any(one["StackName"] == stack_name(session) for one in held)


def _of_stack(session: Session, stack: Mapping[str, Any]) -> Iterator[Stale]:
    """Its parameters that are otherwise; what has no value to show (the template, the tags) is no parameter of ours."""
    replaced = REPLACED if session.parameters.replace else REFUSED
    for one in differing(session, stack, template=False).differences:
        if one.name in PARAMETERS:
            then = replaced if one.replaces else IN_PLACE
            yield Stale(STEP, PARAMETERS[one.name], one.old or NONE, one.new or NONE, then)


def _of_cloud9(session: Session, living: Environment, instance: Mapping[str, Any] | None) -> Iterator[Stale]:
    """What Cloud9, EC2 and Systems Manager show of an environment that no stack of ours keeps."""
    asked = session.parameters
    if living["name"] != asked.environment_name:
        then = f"is refused: set it back, or rename it: {_update(session, living, '--name', asked.environment_name)}"
        yield Stale(STEP, "environment_name", living["name"], asked.environment_name, then)
    described = living.get("description") or ""
    if described != asked.description:
        mend = _update(session, living, "--description", asked.description)
        yield Stale(STEP, "description", described or NONE, asked.description or NONE, left(f"to change it: {mend}"))
    if asked.owner_arn and living["ownerArn"] != asked.owner_arn:
        yield Stale(STEP, "owner_arn", living["ownerArn"], asked.owner_arn, left(ANOTHER))
    yield from _of_instance(session, instance)


def _update(session: Session, living: Environment, option: str, value: str) -> str:
    return command(session.region, "cloud9", "update-environment", "--environment-id", living["id"], option, value)


def _of_instance(session: Session, instance: Mapping[str, Any] | None) -> Iterator[Stale]:
    if instance is None:
        return
    asked = session.parameters
    if instance["InstanceType"] != asked.instance_type:
        yield Stale(STEP, "instance_type", instance["InstanceType"], asked.instance_type, left(ANOTHER))
    image, wanted = _image(session, str(instance["InstanceId"])), asked.image_id.removeprefix(IMAGE_PATH)
    if image and image != wanted:
        yield Stale(STEP, "image_id", image, wanted, left(ANOTHER))


def _image(session: Session, instance_id: str) -> str:
    """The operating system by the name that `image_id` has for it; "" where the agent was never heard of."""
    wanted = [{"Key": "InstanceIds", "Values": [instance_id]}]
    told = session.client("ssm").describe_instance_information(Filters=wanted)["InstanceInformationList"]
    found = [(one.get("PlatformName"), one.get("PlatformVersion")) for one in told]
    return next((PLATFORMS[one] for one in found if one in PLATFORMS), "")


def _moved(session: Session, instance: Mapping[str, Any] | None) -> Iterator[Stale]:
    """The instance is in none of the subnets that the network asked for has for it: step network refuses that."""
    if instance is None or not instance.get("SubnetId"):
        return
    asked, now = session.parameters, str(instance["SubnetId"])
    if asked.network == "existing":
        if now != asked.subnet_id:
            yield Stale(STEP, "subnet_id", now, asked.subnet_id, MOVED)
        return
    filters = [*session.tag_filter(), {"Name": "subnet-id", "Values": [now]}]
    found = session.pages("ec2", "describe_subnets", "Subnets", Filters=filters)
    tiers = [tier_of(one) for one in found]
    if HOME[asked.network] not in tiers:
        where = f"a {tiers[0]} subnet ({now})" if tiers else f"another subnet ({now})"
        yield Stale(STEP, "network", where, f"{asked.network}: a {HOME[asked.network]} subnet", MOVED)


def _shared(session: Session, living: Environment) -> Iterator[Stale]:
    """Members whom `members` doesn't name. Who shared the environment in its window made some, too: AWS tells no
    difference.
    """
    wanted = session.parameters.members
    held = members.memberships(session, living["id"])
    more = [arn for arn, permissions in held.items() if permissions != "owner" and arn not in wanted]
    if more:
        words = "somebody may have invited them by hand; aws cloud9 delete-environment-membership takes them out"
        yield Stale(STEP, "members", in_words(more), in_words(wanted, NONE), left(words))
