"""The instance profile of no-ingress environments, as Cloud9's service-linked role sees it (facts 5.6, 6.1)."""

from __future__ import annotations

from botocore.exceptions import ClientError

from c9lib.simulator import moto_state
from c9lib.simulator.services.cloud9 import service_role
from c9lib.simulator.services.iam import propagation
from c9lib.simulator.world import World

NAME = "AWSCloud9SSMInstanceProfile"
GUIDE = "https://docs.aws.amazon.com/cloud9/latest/user-guide/ec2-ssm.html"
# Facts 6.1, row 1, as seen in the wild.
MISSING = (
    f"Instance profile {NAME} does not exist in this account."
    f" Please create an instance profile and role as described here {GUIDE}"
)


def refusal(world: World) -> str:
    """Why Cloud9 doesn't begin with a stack at all; "" when the profile is there and Cloud9 may read it.

    That there is none Cloud9 says in its own words, so it knows; IAM would tell its role no more than that it may not
    look, as it does of a profile under another path (facts 6.1, row 3).
    """
    if moto_state.iam_entity("instance profile", NAME) is None or propagation.seen_in(world, NAME):
        return MISSING
    try:
        service_role.client(world, "iam", "us-east-1").get_instance_profile(InstanceProfileName=NAME)
    except ClientError as error:
        return f"AccessDeniedException: {error.response['Error']['Message']}"
    return ""
