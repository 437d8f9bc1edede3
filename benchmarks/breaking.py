"""Ways to break one seat of a class behind its back, each by calls of the account's administrator."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

ALIVE = ["pending", "running"]
LOOK_SECONDS = 0.2
"""How often somebody who wants to break a seat in the making looks whether it is there (wall time)."""


@dataclass
class Breaker:
    """Who breaks the seats of a class: `broken` has the way of each that is broken already."""

    ec2: Any
    deployment: str
    broken: dict[str, str] = field(default_factory=dict)

    def instance(self, seat: str) -> dict[str, Any] | None:
        """A seat's instance that runs or is about to."""
        wanted = [
            {"Name": "tag:c9lib:deployment", "Values": [f"{self.deployment}-{seat}"]},
            {"Name": "instance-state-name", "Values": ALIVE},
        ]
        found = self.ec2.describe_instances(Filters=wanted)["Reservations"]
        return found[0]["Instances"][0] if found else None

    def breaks(self, seat: str, way: str) -> bool:
        """Break a seat in one of `WAYS`; False where its instance isn't there yet, or isn't far enough for it."""
        instance = self.instance(seat)
        if instance is None:
            return False
        try:
            WAYS[way](self.ec2, instance)
        except ClientError:
            return False
        self.broken[seat] = way
        return True

    def lie_in_wait(self, plan: Mapping[str, str], over: threading.Event) -> None:
        """Break each seat of the plan as soon as it can be, until all are or it is over."""
        while not over.is_set() and (left := [seat for seat in plan if seat not in self.broken]):
            for seat in left:
                self.breaks(seat, plan[seat])
            time.sleep(LOOK_SECONDS)


def planned(seats: Iterable[str]) -> dict[str, str]:
    """A way for each seat, in turn."""
    names = tuple(WAYS)
    return {seat: names[at % len(names)] for at, seat in enumerate(seats)}


def _group(instance: dict[str, Any]) -> str:
    return str(instance["SecurityGroups"][0]["GroupId"])


def _mute(ec2: Any, instance: dict[str, Any]) -> None:
    """Its group lets nothing out any more."""
    held = ec2.describe_security_groups(GroupIds=[_group(instance)])["SecurityGroups"][0]["IpPermissionsEgress"]
    ec2.revoke_security_group_egress(GroupId=_group(instance), IpPermissions=held)


def _web_only(ec2: Any, instance: dict[str, Any]) -> None:
    """Its group lets out what goes to port 80, and nothing else."""
    _mute(ec2, instance)
    web = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    ec2.authorize_security_group_egress(GroupId=_group(instance), IpPermissions=[web])


def _nobody(ec2: Any, instance: dict[str, Any]) -> None:
    """It has no instance profile any more."""
    wanted = [{"Name": "instance-id", "Values": [instance["InstanceId"]]}]
    for one in ec2.describe_iam_instance_profile_associations(Filters=wanted)["IamInstanceProfileAssociations"]:
        ec2.disassociate_iam_instance_profile(AssociationId=one["AssociationId"])


def _gone(ec2: Any, instance: dict[str, Any]) -> None:
    """Somebody terminates it."""
    ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])


WAYS: dict[str, Callable[[Any, dict[str, Any]], None]] = {
    "outbound rules revoked": _mute,
    "outbound to port 80 only": _web_only,
    "instance profile taken away": _nobody,
    "instance terminated": _gone,
}
CAUSES = {
    "outbound rules revoked": ("path.ssm",),
    "outbound to port 80 only": ("path.ssm",),
    "instance profile taken away": ("instance.profile",),
    "instance terminated": ("instance.state",),
}
"""The checks of which one names the root cause, unless the environment was never made for it."""
UNMADE = "environment.lifecycle"
"""The check that names the cause of that: the creation failed, with Cloud9's reason."""
