"""Symptoms that several labs have: what the AWS CLI shows of an environment or instance that nobody reaches."""

from __future__ import annotations

from c9lib.labs.ground import Ground
from c9lib.labs.model import Shown


def unreached(ground: Ground) -> tuple[Shown, ...]:
    """Cloud9's own word, where there is an environment; what EC2 says; what Systems Manager says."""
    instance = ground.ids["instance"]
    runs = "Reservations[].Instances[].[InstanceId, State.Name]"
    seen = "InstanceInformationList[].[InstanceId, PingStatus]"
    wanted = [{"Key": "InstanceIds", "Values": [instance]}]
    of_cloud9 = (
        (ground.show("cloud9", "DescribeEnvironmentStatus", environmentId=ground.ids["environment"]),)
        if "environment" in ground.ids
        else ()
    )
    return (
        *of_cloud9,
        ground.show("ec2", "DescribeInstances", runs, InstanceIds=[instance]),
        ground.show("ssm", "DescribeInstanceInformation", seen, Filters=wanted),
        ground.show("ssm", "GetConnectionStatus", Target=instance),
    )
