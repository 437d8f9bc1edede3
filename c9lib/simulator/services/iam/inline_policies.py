"""Policies that a role, user or group has for itself."""

from __future__ import annotations

from c9lib.simulator import moto_state
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.iam import checks
from c9lib.simulator.services.iam.documents import check_permissions, size
from c9lib.simulator.services.iam.refusals import refused
from c9lib.simulator.services.iam.tags import named

LIMITS = {"role": 10_240, "user": 2_048, "group": 5_120}
"""Characters of all own policies together, without white space (facts 5.10; groups: IAM quotas page)."""


@operation("iam", "PutRolePolicy", "PutUserPolicy", "PutGroupPolicy")
def put(call: ApiCall) -> Answer:
    """Add a policy, or replace the one of that name."""
    kind, name, inline = _holder(call)
    document = call.params["PolicyDocument"]
    check_permissions(document)
    together = {**inline, call.params["PolicyName"]: document}
    if sum(map(size, together.values())) > LIMITS[kind]:
        raise too_long(kind, name)
    return call.forward()


def too_long(kind: str, name: str) -> ApiError:
    """The refusal of own policies that are too long together."""
    return refused("LimitExceeded", f"Maximum policy size of {LIMITS[kind]} bytes exceeded for {kind} {name}")


@operation(
    "iam",
    "DeleteRolePolicy",
    "DeleteUserPolicy",
    "DeleteGroupPolicy",
    "GetRolePolicy",
    "GetUserPolicy",
    "GetGroupPolicy",
)
def read_or_delete(call: ApiCall) -> Answer:
    """Show one of the policies, or take it away."""
    kind, _, inline = _holder(call)
    if call.params["PolicyName"] not in inline:
        raise refused("NoSuchEntity", f"The {kind} policy with name {call.params['PolicyName']} cannot be found.")
    return call.forward()


def _holder(call: ApiCall) -> tuple[str, str, dict[str, str]]:
    checks.checked(call)
    kind, name = named(call)
    if kind == "role" and not call.operation.startswith("Get"):
        checks.check_modifiable(call)
    holder = moto_state.iam_entity(kind, name)
    assert holder is not None, "checked has looked"
    return kind, name, holder.inline
