"""In whose name CloudFormation works on a stack: the caller's, or a role's that the caller hands to it.

AWS: "CloudFormation service role". Once a stack has a role, every later operation on it uses that role, whoever asks.
"""

from __future__ import annotations

from c9lib.policy import Asker, Request, trusted
from c9lib.simulator import identity, moto_policies
from c9lib.simulator.api import ApiCall
from c9lib.simulator.authorization.principals import parsed
from c9lib.simulator.services.cloudformation.door import invalid
from c9lib.simulator.services.stacks import CLOUDFORMATION, Stack, Worker

SESSION = "AWSCloudFormation"
"""The name of the role's session, as CloudTrail shows it."""


def worker_of(call: ApiCall, role_arn: str) -> Worker:
    """Who does the work: a session of the role, or without one the caller by way of CloudFormation.

    That the caller may pass the role is asked with the request itself (`policy/actions/cloudformation.py`). Raises
    ValidationError for a role that doesn't exist or doesn't trust CloudFormation.
    """
    if not role_arn:
        return Worker(call.principal, call.via)
    role = moto_policies.entity("role", role_arn.rpartition("/")[2])
    if role is not None and role.arn == role_arn:
        assumes = Request("sts:AssumeRole", role.arn, asker=Asker(service=CLOUDFORMATION))
        if trusted(parsed(role.trust), assumes).allowed:
            return Worker(identity.role_session(role, SESSION), as_role=True)
    raise invalid(f"Role {role_arn} is invalid or cannot be assumed")


def role_of(call: ApiCall, stack: Stack | None) -> str:
    """The ARN of the role that a request works with: the one that it names, or the one that the stack has; or ""."""
    held = stack.submission.role_arn if stack and stack.submission else ""
    return str(call.params.get("RoleARN") or held)
