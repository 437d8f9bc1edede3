"""The instance profile of no-ingress environments, as Cloud9's service-linked role sees it (facts 5.6, 6.1).

The role may read `instance-profile/cloud9/*` and pass `role/service-role/AWSCloud9SSMAccessRole`, nothing else: names
and paths are fixed.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from c9lib.simulator.api import ACCOUNT
from c9lib.simulator.services.iam import propagation
from c9lib.simulator.world import World

NAME = "AWSCloud9SSMInstanceProfile"
PATH = "/cloud9/"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/service-role/AWSCloud9SSMAccessRole"
GUIDE = "https://docs.aws.amazon.com/cloud9/latest/user-guide/ec2-ssm.html"
SERVICE_SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/AWSServiceRoleForAWSCloud9/AWSCloud9Workspace-{ACCOUNT}"
# Facts 6.1, row 1, as seen in the wild, and row 3.
MISSING = (
    f"Instance profile {NAME} does not exist in this account."
    f" Please create an instance profile and role as described here {GUIDE}"
)
UNREADABLE = (
    f"User: {SERVICE_SESSION} is not authorized to perform: iam:GetInstanceProfile on resource: instance profile {NAME}"
)


def refusal(world: World) -> str:
    """Why Cloud9 doesn't begin with a stack at all; "" when the profile is there, seen, and under its path."""
    found = _profile(world)
    if found is None or propagation.seen_in(world, NAME):
        return MISSING
    return "" if found["Path"] == PATH else UNREADABLE


def denial(world: World) -> str:
    """Why the launch will be denied: the profile's role isn't the one that may be passed. "" when it is.

    A profile without a role, or one that has vanished, is for EC2 to refuse.
    """
    found = _profile(world)
    roles = [role["Arn"] for role in found["Roles"]] if found else []
    if not roles or roles[0] == ROLE_ARN:
        return ""
    return (
        f"You are not authorized to perform this operation. User: {SERVICE_SESSION} is not authorized to perform:"
        f" iam:PassRole on resource: {roles[0]} because no identity-based policy allows the iam:PassRole action"
    )


def _profile(world: World) -> dict[str, Any] | None:
    iam = world.client("iam", "us-east-1", world.aws_itself)
    try:
        found: dict[str, Any] = iam.get_instance_profile(InstanceProfileName=NAME)["InstanceProfile"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchEntity":
            raise
        return None
    return found
