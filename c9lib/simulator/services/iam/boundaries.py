"""Permissions boundaries of roles and users, as IAM stores and shows them; `authorization` looks at them."""

from __future__ import annotations

from c9lib.simulator import moto_state
from c9lib.simulator.api import Answer, ApiCall, operation
from c9lib.simulator.services.iam import checks
from c9lib.simulator.services.iam.refusals import refused


def check_boundary(call: ApiCall) -> None:
    """Raise NoSuchEntity when the boundary in a request isn't a managed policy."""
    arn = call.params.get("PermissionsBoundary")
    if arn is not None and moto_state.iam_policy_use(arn) is None:
        raise refused("NoSuchEntity", f"Scope ARN: {arn} does not exist or is not attachable.")


@operation("iam", "PutRolePermissionsBoundary")
def put_role_permissions_boundary(call: ApiCall) -> Answer:
    """A managed policy becomes the most that a role may do."""
    checks.checked(call)
    checks.check_modifiable(call)
    check_boundary(call)
    return call.forward()


@operation("iam", "DeleteRolePermissionsBoundary")
def delete_role_permissions_boundary(call: ApiCall) -> Answer:
    """A role's boundary goes."""
    checks.checked(call)
    checks.check_modifiable(call)
    return call.forward()


@operation("iam", "PutUserPermissionsBoundary")
def put_user_permissions_boundary(call: ApiCall) -> Answer:
    """A managed policy becomes the most that a user may do; moto has no such operation."""
    checks.checked(call)
    check_boundary(call)
    moto_state.iam_set_user_boundary(call.params["UserName"], call.params["PermissionsBoundary"])
    return {}


@operation("iam", "DeleteUserPermissionsBoundary")
def delete_user_permissions_boundary(call: ApiCall) -> Answer:
    """A user's boundary goes."""
    checks.checked(call)
    moto_state.iam_set_user_boundary(call.params["UserName"], None)
    return {}
