"""One environment that is judged together with many: what it needs is read for all of them at once.

What AWS tells about one environment at a time only isn't asked: those checks are skipped, and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from c9lib.aws import Session
from c9lib.cached import cached_property
from c9lib.checks import environments
from c9lib.checks.documented import ENVIRONMENT_TAG
from c9lib.checks.environments import ENDED
from c9lib.checks.reader import Answer, Inapplicable, Reader
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.surroundings import Group, Surroundings

NODES = 50
"""The largest page of DescribeInstanceInformation (facts 7.5)."""
SINGLE = "one call per environment: ask with --environment-id"


@dataclass
class Together:
    """The environments that are judged in one go, and their instances; read by one reader."""

    session: Session
    reader: Reader
    described: Sequence[Answer]

    @cached_property
    def instances(self) -> dict[str, Answer]:
        """The instance of each environment by the environment's id; a living one rather than one that has ended."""
        tagged = [{"Name": "tag-key", "Values": [ENVIRONMENT_TAG]}]
        found = environments.instances(self.reader, Filters=tagged)
        found.sort(key=lambda one: one["State"]["Name"] not in ENDED)
        owned = {tag["Value"]: one for one in found for tag in one.get("Tags", ()) if tag["Key"] == ENVIRONMENT_TAG}
        wanted = {one["id"] for one in self.described}
        return {name: one for name, one in owned.items() if name in wanted}

    @cached_property
    def alive(self) -> Group:
        """The instances that haven't ended."""
        return Group([one for one in self.instances.values() if one["State"]["Name"] not in ENDED])

    @cached_property
    def _running(self) -> dict[str, list[str]]:
        """The running instances, each with the others that are asked for in one call with it."""
        running = sorted(one["InstanceId"] for one in self.alive.instances if one["State"]["Name"] == "running")
        batches = [running[start : start + NODES] for start in range(0, len(running), NODES)]
        return {instance_id: batch for batch in batches for instance_id in batch}

    def registration(self, instance_id: str) -> Answer | None:
        """What Systems Manager knows of an agent: asked for 50 running instances at once."""
        wanted = [{"Key": "InstanceIds", "Values": self._running[instance_id]}]
        found = self.reader.all(
            "ssm", "describe_instance_information", "InstanceInformationList", Filters=wanted, MaxResults=NODES
        )
        return next((one for one in found if one["InstanceId"] == instance_id), None)

    def memberships(self, arn: str) -> set[str]:
        """The environments of which somebody is a member, without being the owner."""
        asked = {"userArn": arn, "permissions": ["read-write", "read-only"]}
        found = self.reader.all("cloud9", "describe_environment_memberships", "memberships", **asked)
        return {one["environmentId"] for one in found}


class OneOfMany(Snapshot):
    """One environment of `together`; the parameters of `session` say what was asked for."""

    def __init__(self, together: Together, environment: Answer, session: Session) -> None:
        self.together = together
        self._described = environment
        super().__init__(session, environment["id"], reader=together.reader)

    @cached_property
    def environment(self) -> Answer | None:
        return self._described

    @cached_property
    def environments(self) -> list[Answer]:
        return list(self.together.described)

    @cached_property
    def instance_or_none(self) -> Answer | None:
        return self.together.instances.get(self._described["id"])

    @cached_property
    def status(self) -> Answer:
        raise Inapplicable(SINGLE)

    @cached_property
    def connection(self) -> str:
        raise Inapplicable(SINGLE)

    @cached_property
    def stack(self) -> Answer:
        raise Inapplicable(SINGLE)

    @cached_property
    def registration(self) -> Answer | None:
        return self.together.registration(self.running["InstanceId"])

    def is_member(self, arn: str) -> bool:
        return self._described["id"] in self.together.memberships(arn)

    @cached_property
    def surroundings(self) -> Surroundings:
        found = self.instance_or_none
        if found is None or found["State"]["Name"] in ENDED:
            raise Inapplicable("there is no instance whose network could be looked at (instance.state)")
        return Surroundings(self.reader, found, self.together.alive)
