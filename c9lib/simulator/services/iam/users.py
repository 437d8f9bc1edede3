"""Users and their access keys."""

from __future__ import annotations

from c9lib.simulator import moto_state
from c9lib.simulator.api import Answer, ApiCall, operation
from c9lib.simulator.services.iam import checks, trusted_principals
from c9lib.simulator.services.iam.boundaries import check_boundary
from c9lib.simulator.services.iam.refusals import refused
from c9lib.simulator.services.iam.tags import check_tags
from c9lib.simulator.unique_ids import USER, unique_id

IN_GROUP = "Cannot delete entity, must remove users from group first."


@operation("iam", "CreateUser")
def create_user(call: ApiCall) -> Answer:
    """A user without permissions and without keys."""
    checks.checked(call, new="UserName")
    check_tags(call)
    check_boundary(call)
    answer = call.forward(PermissionsBoundary=None)
    name, boundary = call.params["UserName"], call.params.get("PermissionsBoundary")
    answer["User"]["UserId"] = unique_id(USER, call.world.random)
    moto_state.iam_set_id("user", name, answer["User"]["UserId"])
    if boundary:
        moto_state.iam_set_user_boundary(name, boundary)
        answer["User"]["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
            "PermissionsBoundaryArn": boundary,
        }
    return answer


@operation("iam", "UpdateUser")
def update_user(call: ApiCall) -> Answer:
    """Another name or path; the unique id stays."""
    checks.checked(call)
    new, old = call.params.get("NewUserName"), call.params["UserName"]
    if new is not None and new.lower() != old.lower():
        checks.check_free("user", new)
    before, answer = moto_state.iam_entity("user", old), call.forward()
    after = moto_state.iam_entity("user", new or old)
    if before and after and before.arn != after.arn:
        trusted_principals.change(before.arn, after.arn)
    return answer


@operation("iam", "DeleteUser")
def delete_user(call: ApiCall) -> Answer:
    """A user to whom nothing belongs any more."""
    checks.checked(call)
    name = call.params["UserName"]
    if any(name in moto_state.iam_group_members(group) for group in moto_state.iam_names("group")):
        raise refused("DeleteConflict", IN_GROUP)
    check_no_policies("user", name)
    for what, number in moto_state.iam_user_belongings(name).items():
        if number:
            raise refused("DeleteConflict", f"Cannot delete entity, must delete {what} first.")
    gone, answer = moto_state.iam_entity("user", name), call.forward()
    if gone:
        trusted_principals.change(gone.arn, gone.id)
    return answer


def check_no_policies(kind: str, name: str) -> None:
    """Raise DeleteConflict while a user or group has policies, attached or its own."""
    entity = moto_state.iam_entity(kind, name)
    if entity and entity.attached:
        raise refused("DeleteConflict", "Cannot delete entity, must detach all policies first.")
    if entity and entity.inline:
        raise refused("DeleteConflict", "Cannot delete entity, must delete policies first.")


@operation("iam", "CreateAccessKey", "ListAccessKeys", "UpdateAccessKey", "DeleteAccessKey")
def access_keys(call: ApiCall) -> Answer:
    """Keys of the named user, or of the caller. Everybody may have two, says moto in AWS's words."""
    checks.checked(call)
    key = call.params.get("AccessKeyId")
    owner = moto_state.iam_access_key(key) if key else None
    if key and (owner is None or owner.user != call.params["UserName"]):
        raise refused("NoSuchEntity", f"The Access Key with id {key} cannot be found.")
    return call.forward()
