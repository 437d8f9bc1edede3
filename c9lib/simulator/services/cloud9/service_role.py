"""Cloud9's service-linked role: in its name Cloud9 works in the account, held to its policy (facts 5.6).

So what Cloud9 may do is what AWSCloud9ServiceRolePolicy says: it reads `instance-profile/cloud9/*` alone and passes
`role/service-role/AWSCloud9SSMAccessRole` alone. What is not in that policy and Cloud9 needs all the same is AWS's own
business, not the account's: the public parameters of its images and the images themselves, whether an instance is
connected, the end of a session that the caller has begun.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from c9lib.policy import Asker, Request, trusted
from c9lib.simulator import moto_policies
from c9lib.simulator.api import ACCOUNT, ApiCall, Principal
from c9lib.simulator.authorization.principals import parsed
from c9lib.simulator.services.cloud9.refusals import no_service_role
from c9lib.simulator.world import World

SERVICE = "cloud9.amazonaws.com"
NAME = "AWSServiceRoleForAWSCloud9"
ARN = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/{SERVICE}/{NAME}"
SESSION = f"AWSCloud9Workspace-{ACCOUNT}"
"""The session's name in CloudTrail (facts 4.1)."""


def ensure(call: ApiCall) -> None:
    """See to it that the role is there: it is made with the first environment, in the caller's name.

    Whoever lacks iam:CreateServiceLinkedRole for that isn't told so by Cloud9, but what then fails (facts 6.1, row 4).
    """
    if _role() is None:
        try:
            call.on_behalf("iam", SERVICE).create_service_linked_role(AWSServiceName=SERVICE)
        except ClientError:
            raise no_service_role() from None


def session(world: World) -> Principal:
    """Cloud9 in this account. Raises AccessDeniedException while there is no role that it can assume."""
    role = _role()
    if role is None:
        raise no_service_role()
    assumes = Request("sts:AssumeRole", role.arn, asker=Asker(service=SERVICE))
    if not trusted(parsed(role.trust), assumes).allowed:
        raise no_service_role()
    arn = f"arn:aws:sts::{world.account}:assumed-role/{NAME}/{SESSION}"
    return Principal(arn=arn, user_id=f"{role.id}:{SESSION}")


def client(world: World, service: str, region: str) -> Any:
    """A boto3 client that acts as Cloud9 in this account."""
    return world.client(service, region, session(world))


def _role() -> moto_policies.Entity | None:
    """The role; one of its name under another path isn't it."""
    found = moto_policies.entity("role", NAME)
    return found if found and found.arn == ARN else None
