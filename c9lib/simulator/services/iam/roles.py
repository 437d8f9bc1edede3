"""Roles: made, described anew, trusted by others, deleted."""

from __future__ import annotations

from typing import Any

from c9lib.simulator import limits, moto_state
from c9lib.simulator.api import Answer, ApiCall, operation
from c9lib.simulator.services.iam import checks, trusted_principals
from c9lib.simulator.services.iam.boundaries import check_boundary
from c9lib.simulator.services.iam.documents import check_trust
from c9lib.simulator.services.iam.refusals import refused
from c9lib.simulator.services.iam.tags import check_tags

SHORTEST_SESSION = 3600
AT_LEAST = "Member must have value greater than or equal to"


@operation("iam", "CreateRole")
def create_role(call: ApiCall) -> Answer:
    """A role without permissions; its path can't be changed later."""
    checks.checked(call, new="RoleName")
    if call.params.get("Path", "/").startswith(checks.SERVICE_LINKED) and not call.principal.service:
        raise refused("ValidationError", f"The path {call.params['Path']} is reserved for roles that AWS services own.")
    check_session_length(call)
    check_trust(call.params["AssumeRolePolicyDocument"])
    check_tags(call)
    check_boundary(call)
    return call.forward()


@operation("iam", "UpdateAssumeRolePolicy")
def update_assume_role_policy(call: ApiCall) -> Answer:
    """Who may assume a role, from now on."""
    checks.checked(call)
    checks.check_modifiable(call)
    check_trust(call.params["PolicyDocument"])
    return call.forward()


@operation("iam", "UpdateRole")
def update_role(call: ApiCall) -> Answer:
    """Description and longest session; what is left out stays as it is (moto would reset it)."""
    checks.checked(call)
    checks.check_modifiable(call)
    check_session_length(call)
    role: dict[str, Any] = call.world.moto("iam", "GetRole", call.region, {"RoleName": call.params["RoleName"]})["Role"]
    kept = {"Description": role.get("Description"), "MaxSessionDuration": role.get("MaxSessionDuration")}
    return call.forward(**{**kept, **call.params})


@operation("iam", "UpdateRoleDescription")
def update_role_description(call: ApiCall) -> Answer:
    """The older way to change a role's description."""
    checks.checked(call)
    checks.check_modifiable(call)
    return call.forward()


@operation("iam", "DeleteRole")
def delete_role(call: ApiCall) -> Answer:
    """A role without instance profile and policies goes; for others moto has AWS's sentences (facts 5.12)."""
    checks.checked(call)
    checks.check_modifiable(call)
    gone, answer = moto_state.iam_entity("role", call.params["RoleName"]), call.forward()
    if gone:
        trusted_principals.change(gone.arn, gone.id)
    return answer


def check_session_length(call: ApiCall) -> None:
    """Raise ValidationError for a MaxSessionDuration below an hour; the model checks the rest."""
    seconds = call.params.get("MaxSessionDuration")
    if seconds is not None and seconds < SHORTEST_SESSION:
        raise limits.refuse([limits.Violation("maxSessionDuration", seconds, f"{AT_LEAST} {SHORTEST_SESSION}")])
