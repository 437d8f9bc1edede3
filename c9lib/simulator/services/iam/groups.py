"""Groups: made, renamed, filled, emptied, deleted."""

from __future__ import annotations

from c9lib.simulator import moto_state
from c9lib.simulator.api import Answer, ApiCall, NotSimulated, operation
from c9lib.simulator.services.iam import checks
from c9lib.simulator.services.iam.refusals import beyond, refused
from c9lib.simulator.services.iam.users import IN_GROUP, check_no_policies
from c9lib.simulator.unique_ids import GROUP, unique_id

GROUPS_PER_USER = 10
"""IAM quotas page: not adjustable."""


@operation("iam", "CreateGroup")
def create_group(call: ApiCall) -> Answer:
    """A group without users."""
    checks.checked(call, new="GroupName")
    answer = call.forward()
    answer["Group"]["GroupId"] = unique_id(GROUP, call.world.random)
    moto_state.iam_set_id("group", call.params["GroupName"], answer["Group"]["GroupId"])
    return answer


@operation("iam", "UpdateGroup")
def update_group(call: ApiCall) -> Answer:
    """Another name, and with it another path; moto can't change the path alone."""
    checks.checked(call)
    new, old = call.params.get("NewGroupName"), call.params["GroupName"]
    if new is None or new == old:
        raise NotSimulated("iam:UpdateGroup without a new name")
    if new.lower() != old.lower():
        checks.check_free("group", new)
    return call.forward()


@operation("iam", "AddUserToGroup")
def add_user_to_group(call: ApiCall) -> Answer:
    """One more user in a group; who is in it already stays."""
    checks.checked(call)
    user, group = call.params["UserName"], call.params["GroupName"]
    groups = [name for name in moto_state.iam_names("group") if user in moto_state.iam_group_members(name)]
    if group not in groups and len(groups) >= GROUPS_PER_USER:
        raise beyond("GroupsPerUser", GROUPS_PER_USER)
    return call.forward()


@operation("iam", "RemoveUserFromGroup")
def remove_user_from_group(call: ApiCall) -> Answer:
    """One user fewer in a group."""
    checks.checked(call)
    user, group = call.params["UserName"], call.params["GroupName"]
    if user not in moto_state.iam_group_members(group):
        raise refused("NoSuchEntity", f"The user with name {user} cannot be found in the group {group}.")
    return call.forward()


@operation("iam", "DeleteGroup")
def delete_group(call: ApiCall) -> Answer:
    """An empty group without policies; moto would delete any."""
    checks.checked(call)
    name = call.params["GroupName"]
    if moto_state.iam_group_members(name):
        raise refused("DeleteConflict", IN_GROUP)
    check_no_policies("group", name)
    return call.forward()
