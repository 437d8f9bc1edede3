"""Environments and their instances: which belong to a deployment, and to each other (facts 3.3, 4.2, 4.3)."""

from __future__ import annotations

from typing import Any

from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.checks.documented import ENVIRONMENT_TAG
from c9lib.checks.reader import Answer, Reader

AT_ONCE = 25
"""How many environments DescribeEnvironments takes (facts 3.3)."""
ENDED = ("shutting-down", "terminated")
HIDDEN = ("AccessDeniedException", "ForbiddenException", "NotFoundException")
"""One environment that the caller may not see, or that has just gone, refuses a whole batch."""
GONE = ("NotFoundException",)
LIVELIEST_FIRST = ("CREATED", "CREATING", "DELETING", "DELETE_FAILED", "CREATE_FAILED")


def of_deployment(reader: Reader) -> Answer | None:
    """The environment of the session's deployment, as Cloud9 describes it, or None. Raises `Unread`.

    Where several are left over from failed launches, it is the one that is furthest.

    Cloud9 passes its tags on to the instance (facts 4.2), where one call finds them all; an environment without an
    instance is asked for its tags when it has the wanted name.
    """
    ids, whole = first_page(reader)
    tagged = _with_tagged_instance(reader) if ids else set()
    if not whole and tagged:
        found = by_ids(reader, sorted(tagged)[:AT_ONCE], GONE)
        if found:
            return _furthest(found)
    return _furthest(_ours(reader, described(reader), tagged))


def _ours(reader: Reader, found: list[Answer], tagged: set[str]) -> list[Answer]:
    wanted = reader.session.parameters.environment_name
    named = [one for one in found if one["id"] not in tagged and one["name"] == wanted]
    return [one for one in found if one["id"] in tagged] + [one for one in named if _is_tagged(reader, one["arn"])]


def _furthest(found: list[Answer]) -> Answer | None:
    return min(found, key=lambda one: (LIVELIEST_FIRST.index(lifecycle(one)), one["id"]), default=None)


def first_page(reader: Reader) -> tuple[list[str], bool]:
    """Ids of environments that the caller may see in this Region, and whether that is all of them. Raises `Unread`."""
    answer = reader.one("cloud9", "list_environments", maxResults=AT_ONCE) or {}
    return list(answer["environmentIds"]), not answer.get("nextToken")


def listed(reader: Reader) -> list[str]:
    """Ids of all environments that the caller may see in this Region, 25 a call. Raises `Unread`."""
    ids, whole = first_page(reader)
    return ids if whole else reader.all("cloud9", "list_environments", "environmentIds")


def described(reader: Reader) -> list[Answer]:
    """All environments that the caller may see in this Region. Raises `Unread`."""
    return [one for batch in batches(listed(reader)) for one in by_ids(reader, batch)]


def batches(ids: list[str]) -> list[list[str]]:
    """As many environments as DescribeEnvironments takes at once."""
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]


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
    alive = [one for one in found if one["State"]["Name"] not in ENDED]
    return {tag["Value"] for one in alive for tag in one.get("Tags", ()) if tag["Key"] == ENVIRONMENT_TAG}


def instances_of(reader: Reader, environment_id: str, *, of_deployment: bool) -> list[Answer]:
    """The instances that carry an environment's tag (facts 4.3); a deployment's are read already, by its own tag."""
    mark = {"Key": ENVIRONMENT_TAG, "Value": environment_id}
    ours = instances(reader, Filters=reader.session.tag_filter()) if of_deployment else []
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
