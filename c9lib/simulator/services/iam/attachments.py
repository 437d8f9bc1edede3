"""Managed policies attached to roles, users and groups, and taken away again."""

from __future__ import annotations

import re

from c9lib.simulator import moto_state
from c9lib.simulator.api import Answer, ApiCall, operation
from c9lib.simulator.services.iam import checks
from c9lib.simulator.services.iam.refusals import beyond, no_policy, refused
from c9lib.simulator.services.iam.tags import named

LIMITS = {"role": 20, "user": 10, "group": 10}
"""Roles: facts 5.10; users and groups: IAM quotas page."""
POLICY_ARN = re.compile(r"arn:aws(-[a-z-]+)?:iam::(aws|\d{12}):policy/.+")


@operation("iam", "AttachRolePolicy", "AttachUserPolicy", "AttachGroupPolicy")
def attach(call: ApiCall) -> Answer:
    """Attach a managed policy; one that is attached already counts once (moto would count it again)."""
    kind, attached = _holder(call)
    arn = call.params["PolicyArn"]
    if moto_state.iam_policy_use(arn) is None:
        raise no_policy(arn, attaching=True)
    if arn in attached:
        return {}
    if len(attached) >= LIMITS[kind]:
        raise beyond(f"PoliciesPer{kind.capitalize()}", LIMITS[kind])
    return call.forward()


@operation("iam", "DetachRolePolicy", "DetachUserPolicy", "DetachGroupPolicy")
def detach(call: ApiCall) -> Answer:
    """Take a managed policy away; it must be attached."""
    _, attached = _holder(call)
    arn = call.params["PolicyArn"]
    if arn not in attached:
        raise no_policy(arn)
    return call.forward()


def _holder(call: ApiCall) -> tuple[str, tuple[str, ...]]:
    checks.checked(call)
    kind, name = named(call)
    if kind == "role":
        checks.check_modifiable(call)
    if not POLICY_ARN.fullmatch(call.params["PolicyArn"]):
        raise refused("InvalidInput", f"ARN {call.params['PolicyArn']} is not valid.")
    holder = moto_state.iam_entity(kind, name)
    assert holder is not None, "checked has looked"
    return kind, holder.attached
