"""Environments and their instances: which belong to a deployment, and to each other (facts 3.3, 4.2, 4.3)."""

from __future__ import annotations

from typing import Any

from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.checks.documented import ENVIRONMENT_TAG
from c9lib.checks.reader import Answer, Reader

AT_ONCE = 25
"""How many environments DescribeEnvironments takes (facts 3.3)."""
LIVELIEST_FIRST = ("CREATED", "CREATING", "DELETING", "DELETE_FAILED", "CREATE_FAILED")


def of_deployment(reader: Reader) -> Answer | None:
    """The environment of the session's deployment, as Cloud9 describes it, or None. Raises `Unread`.

    Where several are left over from failed launches, it is the one that is furthest.

    Cloud9 passes its tags on to the instance (facts 4.2), where one call finds them all; an environment without an
    instance is asked for its tags when it has the wanted name.
    """
    found, wanted = described(reader), reader.session.parameters.environment_name
    tagged = _with_tagged_instance(reader) if found else set()
    ours = [one for one in found if one["id"] in tagged]
    ours += [
        one for one in found if one["id"] not in tagged and one["name"] == wanted and _is_tagged(reader, one["arn"])
    ]
    return min(ours, key=lambda one: (LIVELIEST_FIRST.index(lifecycle(one)), one["id"]), default=None)


def described(reader: Reader) -> list[Answer]:
    """All environments that the caller may see in this Region. Raises `Unread`."""
    ids = reader.all("cloud9", "list_environments", "environmentIds")
    batches = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    return [one for batch in batches for one in by_ids(reader, batch)]


def by_ids(reader: Reader, ids: list[str], absent: tuple[str, ...] = ()) -> list[Answer]:
    """At most 25 environments by id; none when AWS answers with a code in `absent`. Raises `Unread`."""
    answer = reader.one("cloud9", "describe_environments", absent, environmentIds=ids)
    return list(answer["environments"]) if answer else []


def lifecycle(environment: Answer) -> str:
    """Its lifecycle status; an old environment may have none, and counts as made."""
    status: str = environment.get("lifecycle", {}).get("status", "CREATED")
    return status


def _with_tagged_instance(reader: Reader) -> set[str]:
    """Ids of the environments whose instance carries the deployment's tag."""
    found = instances(reader, Filters=reader.session.tag_filter())
    return {tag["Value"] for one in found for tag in one.get("Tags", ()) if tag["Key"] == ENVIRONMENT_TAG}


def instances_of(reader: Reader, environment_id: str) -> list[Answer]:
    """The instances that carry an environment's tag (facts 4.3); from what is already read, if they are in it."""
    mark = {"Key": ENVIRONMENT_TAG, "Value": environment_id}
    ours = instances(reader, Filters=reader.session.tag_filter())
    found = [one for one in ours if mark in one.get("Tags", ())]
    return found or instances(reader, Filters=[{"Name": f"tag:{ENVIRONMENT_TAG}", "Values": [environment_id]}])


def instances(reader: Reader, absent: tuple[str, ...] = (), **wanted: Any) -> list[Answer]:
    """Instances as DescribeInstances shows them; none when AWS answers with a code in `absent`. Raises `Unread`."""
    reservations = reader.all_or_none("ec2", "describe_instances", "Reservations", absent, **wanted)
    return [one for reservation in reservations or [] for one in reservation["Instances"]]


def _is_tagged(reader: Reader, arn: str) -> bool:
    answer = reader.one("cloud9", "list_tags_for_resource", ("NotFoundException",), ResourceARN=arn)
    tag = {"Key": DEPLOYMENT_TAG, "Value": reader.session.parameters.deployment}
    return answer is not None and tag in answer["Tags"]
