"""Instance profiles on instances: EC2's own refusals, associations that can be replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from c9lib.simulator import moto_state
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.services.iam import propagation


@dataclass(frozen=True)
class Profile:
    """An instance profile that an instance can use."""

    name: str
    arn: str
    id: str


def usable(call: ApiCall, told: dict[str, str] | None) -> Profile | None:
    """The profile that a request names by `Name` or `Arn`; None when it names none.

    Raises InvalidParameterValue for a profile that isn't there, that EC2 doesn't see yet, or that has no role.
    """
    if not told or not (told.get("Name") or told.get("Arn")):
        return None
    name, arn = told.get("Name", ""), told.get("Arn", "")
    found = _find(call, name or arn.rpartition("/")[2])
    if found is None or (arn and found["Arn"] != arn) or propagation.seen_in(call.world, found["InstanceProfileName"]):
        member, value, kind = ("arn", arn, "ARN") if arn else ("name", name, "name")
        message = (
            f"Value ({value}) for parameter iamInstanceProfile.{member} is invalid. Invalid IAM Instance Profile {kind}"
        )
        raise ApiError("InvalidParameterValue", message)
    if not found["Roles"]:
        raise ApiError("InvalidParameterValue", f'IAM Instance Profile "{found["Arn"]}" has no associated IAM Roles')
    return Profile(found["InstanceProfileName"], found["Arn"], found["InstanceProfileId"])


def _find(call: ApiCall, name: str) -> dict[str, Any] | None:
    try:
        told = call.world.moto("iam", "GetInstanceProfile", call.region, {"InstanceProfileName": name})
    except ApiError:
        return None
    found: dict[str, Any] = told["InstanceProfile"]
    return found


def attach(call: ApiCall, instance_id: str, profile: Profile) -> None:
    """Give a new instance the profile; moto gives it only to the first of several, and shows a wrong id."""
    held = _associations(call, [{"Name": "instance-id", "Values": [instance_id]}])
    if not held:
        given = {"InstanceId": instance_id, "IamInstanceProfile": {"Arn": profile.arn}}
        call.world.moto("ec2", "AssociateIamInstanceProfile", call.region, given)
    moto_state.set_instance_profile(call.region, instance_id, profile.arn, profile.id)


def _associations(call: ApiCall, filters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    told = call.world.moto("ec2", "DescribeIamInstanceProfileAssociations", call.region, {"Filters": filters})
    found: list[dict[str, Any]] = told["IamInstanceProfileAssociations"]
    return found


@operation("ec2", "AssociateIamInstanceProfile")
def associate(call: ApiCall) -> Answer:
    """Give a running or stopped instance a profile; it can have one."""
    instance_id = call.params["InstanceId"]
    state = moto_state.instance_state(call.region, instance_id)
    if state is None:
        raise ApiError("InvalidInstanceID.NotFound", f"The instance ID '{instance_id}' does not exist")
    if state not in ("pending", "running", "stopping", "stopped"):
        raise ApiError(
            "IncorrectInstanceState", f"The instance '{instance_id}' is not in the 'running' or 'stopped' states."
        )
    profile = _named(call)
    answer = call.forward()
    return _done(call, answer, instance_id, profile)


@operation("ec2", "ReplaceIamInstanceProfileAssociation")
def replace(call: ApiCall) -> Answer:
    """Another profile in one go. EC2 ends the old association and makes a new one, with a new id."""
    profile = _named(call)
    association_id = call.params["AssociationId"]
    ended = call.world.moto("ec2", "DisassociateIamInstanceProfile", call.region, {"AssociationId": association_id})
    instance_id = ended["IamInstanceProfileAssociation"]["InstanceId"]
    given = {"InstanceId": instance_id, "IamInstanceProfile": {"Arn": profile.arn}}
    answer = call.world.moto("ec2", "AssociateIamInstanceProfile", call.region, given)
    return _done(call, answer, instance_id, profile)


@operation("ec2", "DisassociateIamInstanceProfile")
def disassociate(call: ApiCall) -> Answer:
    """Take an instance's profile away."""
    answer = call.forward()
    answer["IamInstanceProfileAssociation"]["State"] = "disassociating"
    return answer


def _named(call: ApiCall) -> Profile:
    profile = usable(call, call.params["IamInstanceProfile"])
    if profile is None:
        raise ApiError("MissingParameter", "The request must contain the parameter IamInstanceProfile.Name or .Arn")
    return profile


def _done(call: ApiCall, answer: Answer, instance_id: str, profile: Profile) -> Answer:
    moto_state.set_instance_profile(call.region, instance_id, profile.arn, profile.id)
    told = answer["IamInstanceProfileAssociation"]
    told["State"], told["IamInstanceProfile"] = "associating", {"Arn": profile.arn, "Id": profile.id}
    return answer
