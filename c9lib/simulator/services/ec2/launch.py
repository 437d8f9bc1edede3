"""RunInstances: what EC2 checks before a launch and moto doesn't, and what moto makes differently."""

from __future__ import annotations

import base64
from typing import Any

from c9lib.simulator import moto_network_changes as changes
from c9lib.simulator import moto_state
from c9lib.simulator.api import Answer, ApiCall, ApiError, operation
from c9lib.simulator.faults import capacity
from c9lib.simulator.services.ec2 import images, lookups, profiles, tags, tokens, volume_keys
from c9lib.simulator.services.ec2.interfaces import check_groups
from c9lib.simulator.services.ec2.machine import lives


@operation("ec2", "RunInstances")
def run_instances(call: ApiCall) -> Answer:
    """Launch instances. The same request with the same ClientToken launches none and is answered again."""
    _check(call)
    return tokens.idempotent(call, lambda: _launch(call))


def _check(call: ApiCall) -> None:
    tags.check_tag_specifications(call, "instance", "volume", "network-interface", "spot-instances-request")
    lowest, highest = call.params["MinCount"], call.params["MaxCount"]
    if not 1 <= lowest <= highest:
        wanted = f"It must be at least 1 and at most maxCount ({highest})."
        raise ApiError("InvalidParameterValue", f"Value ({lowest}) for parameter minCount is invalid. {wanted}")
    if not call.params.get("ImageId") and not call.params.get("LaunchTemplate"):
        raise ApiError("MissingParameter", "The request must contain the parameter ImageId")
    _check_interfaces(call)


def _check_interfaces(call: ApiCall) -> None:
    """moto would make a security group that doesn't exist, and ignore one of another VPC."""
    interfaces = call.params.get("NetworkInterfaces", [])
    if interfaces and (call.params.get("SecurityGroupIds") or call.params.get("SecurityGroups")):
        told = "Network interfaces and an instance-level security groups may not be specified on the same request"
        raise ApiError("InvalidParameterCombination", told)
    _check_groups(call, call.params.get("SubnetId"), call.params.get("SecurityGroupIds", []))
    for interface in interfaces:
        _check_groups(call, interface.get("SubnetId"), interface.get("Groups", []))


def _check_groups(call: ApiCall, subnet_id: str | None, group_ids: list[str]) -> None:
    if subnet_id:
        subnet = lookups.subnet(call, subnet_id)
        check_groups(call, group_ids, subnet.vpc_id, subnet.id)
    for group_id in group_ids:
        lookups.group(call, group_id)


def _launch(call: ApiCall) -> Answer:
    images.furnish(call.region)
    volume_keys.furnish(call)
    profile = profiles.usable(call, call.params.get("IamInstanceProfile"))
    capacity.check(call)
    changed: dict[str, Any] = {"MinCount": call.params["MaxCount"]}
    if "ImageId" in call.params:
        changed["ImageId"] = images.resolved(call, call.params["ImageId"])
    if call.params.get("UserData"):
        changed["UserData"] = _user_data(call.params["UserData"])
    answer = _forward(call, changed)
    for instance in answer["Instances"]:
        _correct(call, instance, profile)
        instance["State"] = {"Code": moto_state.STATE_CODES["pending"], "Name": "pending"}
    return answer


def _user_data(told: str) -> bytes:
    """User data as it is: the client in between encodes it once more."""
    try:
        return base64.b64decode(told, validate=True)
    except ValueError:
        raise ApiError("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.") from None


def _forward(call: ApiCall, changed: dict[str, Any]) -> Answer:
    try:
        return call.forward(**changed)
    except ApiError as error:
        if not error.code.startswith("InvalidInstanceType"):
            raise
        # What EC2 says of a type that it doesn't know; moto uses the code of other operations.
        told = f"Invalid value '{call.params['InstanceType']}' for InstanceType."
        raise ApiError("InvalidParameterValue", told) from None


def _correct(call: ApiCall, instance: dict[str, Any], profile: profiles.Profile | None) -> None:
    instance_id = instance["InstanceId"]
    if profile:
        profiles.attach(call, instance_id, profile)
        instance["IamInstanceProfile"] = {"Arn": profile.arn, "Id": profile.id}
    changes.settle_instance_groups(call.region, instance_id)
    _correct_interfaces(call, instance)
    lives(call.world, call.region).platforms[instance_id] = images.platform(call, instance["ImageId"])
    volume_keys.encrypt(call, instance_id)
    volume_keys.start(call, instance_id, volume_keys.TO_LAUNCH)


def _correct_interfaces(call: ApiCall, instance: dict[str, Any]) -> None:
    """Interfaces that a launch makes end with the instance unless it asks otherwise; moto keeps them all."""
    asked = {one["DeviceIndex"]: one for one in call.params.get("NetworkInterfaces", []) if "DeviceIndex" in one}
    for interface in instance.get("NetworkInterfaces", []):
        wish = asked.get(interface["Attachment"]["DeviceIndex"], {})
        ends = wish.get("DeleteOnTermination", "NetworkInterfaceId" not in wish)
        moto_state.set_interface_end(call.region, interface["NetworkInterfaceId"], with_instance=ends)
        interface["Attachment"]["DeleteOnTermination"] = ends
        if interface["Attachment"]["DeviceIndex"] == 0:
            instance["SecurityGroups"] = list(interface["Groups"])
