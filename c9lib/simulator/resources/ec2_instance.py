"""AWS::EC2::Instance: as much of it as an environment's network is tried with.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from c9lib.simulator.durations import ENVIRONMENT_POLL
from c9lib.simulator.resources.ec2_common import (
    Shown,
    changed,
    client_token,
    removing,
    retag,
    said,
    the_one,
    where,
)
from c9lib.simulator.resources.failures import returned
from c9lib.simulator.resources.nouns import Handler, Properties, ResourceFailed, Waiting, Work, handles

LAUNCHED_WITH = ("ImageId", "InstanceType", "SubnetId", "SecurityGroupIds", "KeyName", "DisableApiTermination")
WHILE_STOPPED = ("InstanceType", "UserData")
"""Properties that EC2 changes on a stopped instance alone; CloudFormation stops it, and starts it again."""
INTERFACE = {
    "DeviceIndex": "DeviceIndex",
    "SubnetId": "SubnetId",
    "GroupSet": "Groups",
    "AssociatePublicIpAddress": "AssociatePublicIpAddress",
    "DeleteOnTermination": "DeleteOnTermination",
    "Description": "Description",
    "NetworkInterfaceId": "NetworkInterfaceId",
}
"""What a template says of an interface, and RunInstances."""
TAKES = (
    *(*LAUNCHED_WITH, "IamInstanceProfile", "UserData", "Tags"),
    *("BlockDeviceMappings/DeviceName", "BlockDeviceMappings/Ebs"),
    *(f"NetworkInterfaces/{name}" for name in INTERFACE),
)


@handles("AWS::EC2::Instance", takes=TAKES)
class Instance(Handler):
    """An instance. `Ref` is its id."""

    def create(self, work: Work) -> Waiting:
        made = work.client("ec2").run_instances(
            **_launch(work), MinCount=1, MaxCount=1, TagSpecifications=work.specified("instance")
        )
        work.initiated(made["Instances"][0]["InstanceId"])
        yield from _reaching(work, "running", past=("pending",))

    def update(self, work: Work, before: Mapping[str, Any]) -> Waiting:
        if changed(work, before, *WHILE_STOPPED):
            yield from _change_stopped(work, before)
        for name, member in (("SecurityGroupIds", "Groups"), ("DisableApiTermination", "DisableApiTermination")):
            if changed(work, before, name):
                wanted = work.properties.get(name, [] if name == "SecurityGroupIds" else False)
                _modify(work, **{member: wanted if isinstance(wanted, list) else {"Value": wanted}})
        if changed(work, before, "IamInstanceProfile"):
            _change_profile(work)
        retag(work, work.physical_id, before)
        yield ENVIRONMENT_POLL

    def replaces(self, name: str, before: Properties, wanted: Properties) -> bool:
        """All instances here have a root volume in EBS and are in a VPC: then type, user data and groups change in
        place (AWS's page, "Update requires" of each); what it takes of mappings doesn't."""
        return name not in (*WHILE_STOPPED, "SecurityGroupIds")

    def delete(self, work: Work) -> Waiting:
        yield from removing(lambda: work.client("ec2").terminate_instances(InstanceIds=[work.physical_id]))
        while (found := _shown(work)) and found["State"]["Name"] != "terminated":
            yield ENVIRONMENT_POLL

    def read(self, work: Work) -> Properties | None:
        found = _shown(work)
        if found is None or found["State"]["Name"] == "terminated":
            return None
        profile = found.get("IamInstanceProfile", {}).get("Arn", "").rpartition("/")[2]
        names = ("InstanceId", "ImageId", "InstanceType", "SubnetId", "VpcId", "KeyName", "PrivateDnsName", "State")
        return {
            **said(found, *names),
            "SecurityGroupIds": [one["GroupId"] for one in found.get("SecurityGroups", [])],
            "AvailabilityZone": found["Placement"]["AvailabilityZone"],
            "PrivateIp": found.get("PrivateIpAddress", ""),
            "PublicIp": found.get("PublicIpAddress", ""),
            "PublicDnsName": found.get("PublicDnsName", ""),
            **({"IamInstanceProfile": profile} if profile else {}),
            **_attributes(work),
            "Tags": work.shown_tags(found.get("Tags", [])),
        }


def _launch(work: Work) -> dict[str, Any]:
    """A request of RunInstances."""
    asked = said(work.properties, *LAUNCHED_WITH, "BlockDeviceMappings")
    if "IamInstanceProfile" in work.properties:
        asked["IamInstanceProfile"] = {"Name": work.properties["IamInstanceProfile"]}
    if "UserData" in work.properties:
        asked["UserData"] = _user_data(work)
    interfaces = work.properties.get("NetworkInterfaces", [])
    if interfaces:
        asked["NetworkInterfaces"] = [_interface(one) for one in interfaces]
    return {**asked, "ClientToken": client_token(work)}


def _interface(told: Mapping[str, Any]) -> dict[str, Any]:
    asked = {INTERFACE[name]: value for name, value in told.items()}
    return {**asked, "DeviceIndex": int(told["DeviceIndex"])}


def _user_data(work: Work) -> bytes:
    """The template has it in base64; boto3 encodes it itself."""
    try:
        return base64.b64decode(work.properties.get("UserData", ""), validate=True)
    except (binascii.Error, ValueError):
        raise ResourceFailed(returned(work, "Invalid BASE64 encoding of user data.", "InvalidRequest")) from None


def _shown(work: Work) -> Shown | None:
    reservation = the_one(work.client("ec2").describe_instances, "Reservations", InstanceIds=[work.physical_id])
    return dict(reservation["Instances"][0]) if reservation else None


def _attributes(work: Work) -> Properties:
    """What DescribeInstances doesn't show."""
    describe, instance_id = work.client("ec2").describe_instance_attribute, work.physical_id
    data = describe(InstanceId=instance_id, Attribute="userData").get("UserData", {}).get("Value")
    shown = describe(InstanceId=instance_id, Attribute="disableApiTermination")["DisableApiTermination"]
    return {"DisableApiTermination": bool(shown["Value"]), **({"UserData": data} if data else {})}


def _reaching(work: Work, state: str, past: tuple[str, ...]) -> Waiting:
    """Wait until an instance is in a state, while it is in one `past` which it goes."""
    while (found := _shown(work)) and found["State"]["Name"] in past:
        yield ENVIRONMENT_POLL
    now = found["State"]["Name"] if found else "terminated"
    if now != state:
        # CloudFormation's words (facts 6.1, row 8).
        why = (found or {}).get("StateReason", {}).get("Message", "")
        told = f"Instance {work.physical_id} failed to stabilize. Current state: {now}."
        raise ResourceFailed(returned(work, told + (f" Reason: {why}" if why else ""), "NotStabilized"))


def _modify(work: Work, **changes: Any) -> None:
    work.client("ec2").modify_instance_attribute(InstanceId=work.physical_id, **changes)


def _change_stopped(work: Work, before: Mapping[str, Any]) -> Waiting:
    ec2 = work.client("ec2")
    ec2.stop_instances(InstanceIds=[work.physical_id])
    yield from _reaching(work, "stopped", past=("running", "stopping"))
    if changed(work, before, "InstanceType"):
        _modify(work, InstanceType={"Value": work.properties["InstanceType"]})
    if changed(work, before, "UserData"):
        _modify(work, UserData={"Value": _user_data(work)})
    ec2.start_instances(InstanceIds=[work.physical_id])
    yield from _reaching(work, "running", past=("pending",))


def _change_profile(work: Work) -> None:
    ec2, wanted = work.client("ec2"), work.properties.get("IamInstanceProfile")
    describe = ec2.describe_iam_instance_profile_associations
    held = the_one(describe, "IamInstanceProfileAssociations", Filters=where(instance_id=work.physical_id))
    named = {"IamInstanceProfile": {"Name": wanted}}
    if held and wanted:
        ec2.replace_iam_instance_profile_association(AssociationId=held["AssociationId"], **named)
    elif held:
        ec2.disassociate_iam_instance_profile(AssociationId=held["AssociationId"])
    elif wanted:
        ec2.associate_iam_instance_profile(InstanceId=work.physical_id, **named)
