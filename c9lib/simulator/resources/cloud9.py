"""AWS::Cloud9::EnvironmentEC2 (facts 3.8): made by CreateEnvironmentEC2, followed by DescribeEnvironments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from c9lib.simulator.durations import ENVIRONMENT_POLL
from c9lib.simulator.resources.failures import GENERAL, NOT_FOUND, returned
from c9lib.simulator.resources.nouns import Handler, Properties, ResourceFailed, Waiting, Work, handles

MEMBERS = {
    "AutomaticStopTimeMinutes": "automaticStopTimeMinutes",
    "ConnectionType": "connectionType",
    "Description": "description",
    "ImageId": "imageId",
    "InstanceType": "instanceType",
    "OwnerArn": "ownerArn",
    "SubnetId": "subnetId",
}
SHOWN = {
    "Arn": "arn",
    "ConnectionType": "connectionType",
    "Description": "description",
    "EnvironmentId": "id",
    "Name": "name",
    "OwnerArn": "ownerArn",
}
SUFFIX = 12
"""Characters behind the logical id, where the template names no environment (as people's stacks show it)."""


@handles("AWS::Cloud9::EnvironmentEC2", takes=("Name", "Tags", *MEMBERS))
class EnvironmentEC2(Handler):
    """Ref is the environment's id. Repositories isn't simulated: there is no CodeCommit here.

    Why an environment has failed is what Cloud9 says as its lifecycle's reason.
    """

    def create(self, work: Work) -> Waiting:
        told = {member: work.properties[name] for name, member in MEMBERS.items() if name in work.properties}
        asked = {"name": _name(work, work.properties), **told, "clientRequestToken": work.token, "tags": work.tags()}
        work.initiated(work.client("cloud9").create_environment_ec2(**asked)["environmentId"])
        while (found := self._present(work))["lifecycle"]["status"] == "CREATING":
            yield ENVIRONMENT_POLL
        if found["lifecycle"]["status"] != "CREATED":
            raise _failed(work, found)

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        cloud9 = work.client("cloud9")
        names = _name(work, work.properties), _name(work, before)
        texts = work.properties.get("Description", ""), before.get("Description", "")
        changed = {member: one[0] for member, one in (("name", names), ("description", texts)) if one[0] != one[1]}
        if changed:
            cloud9.update_environment(environmentId=work.physical_id, **changed)
        tags, gone = work.changed_tags(before)
        arn = self._present(work)["arn"]
        if tags:
            cloud9.tag_resource(ResourceARN=arn, Tags=tags)
        if gone:
            cloud9.untag_resource(ResourceARN=arn, TagKeys=gone)
        yield ENVIRONMENT_POLL

    def delete(self, work: Work) -> Waiting:
        if self._found(work) is None:
            return
        work.client("cloud9").delete_environment(environmentId=work.physical_id)
        while (found := self._found(work)) is not None:
            if found["lifecycle"]["status"] == "DELETE_FAILED":
                raise _failed(work, found)
            yield ENVIRONMENT_POLL

    def read(self, work: Work) -> Properties | None:
        found = self._found(work)
        if found is None:
            return None
        tags = work.shown_tags(work.client("cloud9").list_tags_for_resource(ResourceARN=found["arn"])["Tags"])
        read: Properties = {name: found[member] for name, member in SHOWN.items() if found.get(member)}
        return {**read, "Tags": tags} if tags else read

    def _found(self, work: Work) -> dict[str, Any] | None:
        try:
            told = work.client("cloud9").describe_environments(environmentIds=[work.physical_id])
        except ClientError as error:
            if error.response["Error"]["Code"] == "NotFoundException":
                return None
            raise
        found: dict[str, Any] = told["environments"][0]
        return found

    def _present(self, work: Work) -> dict[str, Any]:
        found = self._found(work)
        if found is None:
            told = f"Resource of type '{work.kind}' with identifier '{work.physical_id}' was not found."
            raise ResourceFailed(returned(work, told, NOT_FOUND))
        return found


def _name(work: Work, properties: Mapping[str, Any]) -> str:
    return str(properties.get("Name") or f"{work.logical_id[: 60 - SUFFIX - 1]}-{work.token[:SUFFIX]}")


def _failed(work: Work, found: Mapping[str, Any]) -> ResourceFailed:
    return ResourceFailed(returned(work, found["lifecycle"].get("reason", "Client Error"), GENERAL))
