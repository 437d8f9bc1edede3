"""What gives the agent its rights may go: the role's policy, the instance's profile."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from c9lib.checks.documented import ROLE
from c9lib.checks.reader import Answer
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.what_if_possible import Possible, act
from c9lib.nouns.what_if import Act, Option

SHARED = "The role belongs to the whole account: every environment without an inbound port lives on it."
AGENT_WAITS = "An agent that lost its rights tries again after up to an hour; a reboot makes it try at once."
"""Facts 5.11, 7.4."""


def policies(seen: Snapshot) -> Iterator[Possible]:
    """Each managed policy of Cloud9's role, detached."""
    if not seen.lives_on_cloud9s_profile:
        return
    for arn in seen.iam.attached("role", ROLE) or ():
        both = {"RoleName": ROLE, "PolicyArn": arn}
        option = Option(
            f"{ROLE}:{arn.rpartition('/')[2]}",
            f"the policy {arn.rpartition('/')[2]} is detached from the role {ROLE}",
            (Act("iam", "DetachRolePolicy", both),),
            (Act("iam", "AttachRolePolicy", both),),
            note=f"{SHARED} {AGENT_WAITS}",
        )
        yield Possible(option, answers={"list_attached_role_policies": _without(ROLE, arn)})


def _without(role: str, arn: str) -> Any:
    def turned(asked: Answer, found: list[Answer]) -> list[Answer]:
        return [one for one in found if asked.get("RoleName") != role or one["PolicyArn"] != arn]

    return turned


def profiles(seen: Snapshot) -> Iterator[Possible]:
    """The instance's profile, taken from it."""
    instance = seen.surroundings.instance
    if instance is None or not instance.get("IamInstanceProfile"):
        return
    name = str(instance["InstanceId"])
    wanted = [{"Name": "instance-id", "Values": [name]}]
    found = seen.reader.all(
        "ec2", "describe_iam_instance_profile_associations", "IamInstanceProfileAssociations", Filters=wanted
    )
    for held in (one for one in found if one["State"] == "associated"):
        arn = held["IamInstanceProfile"]["Arn"]
        option = Option(
            held["AssociationId"],
            f"{name} has no instance profile any more (now {arn.rpartition('/')[2]})",
            (act("DisassociateIamInstanceProfile", AssociationId=held["AssociationId"]),),
            (act("AssociateIamInstanceProfile", InstanceId=name, IamInstanceProfile={"Arn": arn}),),
            note=f"The new association has another id. {AGENT_WAITS}",
        )
        yield Possible(
            option,
            answers={"describe_instances": _unprofiled(name), "describe_iam_instance_profile_associations": _none},
        )


def _unprofiled(instance_id: str) -> Any:
    def bare(one: Answer) -> Answer:
        if one["InstanceId"] != instance_id:
            return one
        return {name: value for name, value in one.items() if name != "IamInstanceProfile"}

    def turned(_: Answer, reservations: list[Answer]) -> list[Answer]:
        return [{**each, "Instances": [bare(one) for one in each["Instances"]]} for each in reservations]

    return turned


def _none(_: Answer, found: list[Answer]) -> list[Answer]:
    return []
