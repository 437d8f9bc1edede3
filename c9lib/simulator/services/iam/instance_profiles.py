"""Instance profiles: the container in which a role reaches an EC2 instance; one role at most."""

from __future__ import annotations

from c9lib.simulator import moto_state
from c9lib.simulator.api import Answer, ApiCall, operation
from c9lib.simulator.services.iam import checks, propagation
from c9lib.simulator.services.iam.refusals import refused
from c9lib.simulator.services.iam.tags import check_tags
from c9lib.simulator.unique_ids import INSTANCE_PROFILE, unique_id


@operation("iam", "CreateInstanceProfile")
def create_instance_profile(call: ApiCall) -> Answer:
    """An empty instance profile."""
    checks.checked(call, new="InstanceProfileName")
    check_tags(call)
    answer = call.forward()
    name = call.params["InstanceProfileName"]
    answer["InstanceProfile"]["InstanceProfileId"] = unique_id(INSTANCE_PROFILE, call.world.random)
    moto_state.iam_set_id("instance profile", name, answer["InstanceProfile"]["InstanceProfileId"])
    propagation.changed(call.world, name)
    return answer


@operation("iam", "AddRoleToInstanceProfile")
def add_role_to_instance_profile(call: ApiCall) -> Answer:
    """The profile's one role; a second one exceeds the quota (facts 5.10: not adjustable)."""
    checks.checked(call)
    checks.check_modifiable(call)
    answer = call.forward()
    propagation.changed(call.world, call.params["InstanceProfileName"])
    return answer


@operation("iam", "RemoveRoleFromInstanceProfile")
def remove_role_from_instance_profile(call: ApiCall) -> Answer:
    """The profile is empty again; running instances with it lose the role."""
    checks.checked(call)
    checks.check_modifiable(call)
    profile, role = call.params["InstanceProfileName"], call.params["RoleName"]
    if role not in moto_state.iam_profile_roles(profile):
        raise refused("NoSuchEntity", f"The role with name {role} cannot be found in the instance profile {profile}.")
    return call.forward()


@operation("iam", "DeleteInstanceProfile")
def delete_instance_profile(call: ApiCall) -> Answer:
    """An empty profile goes, even while instances name it; with a role in it, moto has AWS's DeleteConflict."""
    checks.checked(call)
    return call.forward()
