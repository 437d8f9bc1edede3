"""An environment's instance as EC2 tells of it."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from c9lib.simulator import moto_state
from c9lib.simulator.services.cloud9 import service_role
from c9lib.simulator.world import World


def instance(world: World, region: str, instance_id: str) -> dict[str, Any] | None:
    """EC2's description of an instance, or None when EC2 doesn't know it (any more)."""
    ec2 = service_role.client(world, "ec2", region)
    try:
        found: dict[str, Any] = ec2.describe_instances(InstanceIds=[instance_id])["Reservations"][0]["Instances"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] != "InvalidInstanceID.NotFound":
            raise
        return None
    return found


def state(region: str, instance_id: str) -> str:
    """EC2's word for an instance's state; `terminated` also for one that isn't there any more or never was ("")."""
    # Not by DescribeInstances, which costs milliseconds: whoever waits for an instance asks this again and again.
    return moto_state.instance_state(region, instance_id) or "terminated"
