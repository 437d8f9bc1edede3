"""One environment that is judged together with many: what it needs is read for all of them at once.

What AWS tells about one environment at a time only isn't asked: those checks are skipped, and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from c9lib.aws import Session
from c9lib.cached import cached_property
from c9lib.checks import environments
from c9lib.checks.documented import ENVIRONMENT_TAG
from c9lib.checks.environments import ENDED
from c9lib.checks.reader import Answer, Inapplicable, Reader
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.surroundings import Surroundings

NODES = 50
"""The largest page of DescribeInstanceInformation (facts 7.5)."""
SINGLE = "one call per environment: ask with --environment-id"


@dataclass
class Together:
    """The environments that are judged in one go, and their instances; read by one reader."""

    session: Session
    reader: Reader
    described: Sequence[Answer]
    _instances: dict[str, Answer] | None = field(default=None, repr=False)

    @property
    def instances(self) -> dict[str, Answer]:
        """The instance of each environment by the environment's id; a living one rather than one that has ended."""
        if self._instances is None:
            tagged = [{"Name": "tag-key", "Values": [ENVIRONMENT_TAG]}]
            found = environments.instances(self.reader, Filters=tagged)
            found.sort(key=lambda one: one["State"]["Name"] not in ENDED)
            owned = {tag["Value"]: one for one in found for tag in one.get("Tags", ()) if tag["Key"] == ENVIRONMENT_TAG}
            wanted = {one["id"] for one in self.described}
            self._instances = {name: one for name, one in owned.items() if name in wanted}
        return self._instances

    @property
    def alive(self) -> list[Answer]:
        """The instances that haven't ended."""
        return [one for one in self.instances.values() if one["State"]["Name"] not in ENDED]

    def registration(self, instance_id: str) -> Answer | None:
        """What Systems Manager knows of an agent: asked for 50 running instances at once."""
        running = sorted(one["InstanceId"] for one in self.alive if one["State"]["Name"] == "running")
        start = running.index(instance_id) // NODES * NODES
        wanted = [{"Key": "InstanceIds", "Values": running[start : start + NODES]}]
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
