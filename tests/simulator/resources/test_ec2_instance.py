"""Instances as CloudFormation makes, changes, reads and removes them."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from c9lib.simulator.durations import INSTANCE_START, INSTANCE_STOP
from tests.simulator.place import ALIAS, PROFILE
from tests.simulator.resources import ec2_parts as parts


@pytest.fixture
def said(resource: Any, aws: Any) -> dict[str, Any]:
    """What an instance needs."""
    vpc = parts.vpc(resource)
    parts.gateway(resource, vpc.id)
    image = aws("ssm").get_parameter(Name=ALIAS)["Parameter"]["Value"]
    subnet, group = parts.subnet(resource, vpc.id), parts.group(resource, vpc.id)
    return {"ImageId": image, "InstanceType": "t3.small", "SubnetId": subnet.id, "SecurityGroupIds": [group.id]}


def instance(resource: Any, said: dict[str, Any], **more: Any) -> Any:
    return resource("AWS::EC2::Instance", logical_id="Box", **{**said, **more})


def test_made_when_it_runs_and_removed_when_it_has_ended(resource: Any, aws: Any, said: Any) -> None:
    data = base64.b64encode(b"#!/bin/sh\ntrue\n").decode()
    made = instance(resource, said, UserData=data, Tags=[{"Key": "Name", "Value": "box"}]).create()
    assert INSTANCE_START <= made.waited <= INSTANCE_START + 10
    told = made.read()
    assert made.ref == made.id == told["InstanceId"]
    assert {name: told[name] for name in said} == said
    assert told["UserData"] == data
    assert told["AvailabilityZone"] == "us-east-1a"
    assert told["PrivateIp"].startswith("10.0.1.")
    assert (told["PublicIp"], told["State"]["Name"], told["DisableApiTermination"]) == ("", "running", False)
    assert told["Tags"] == [{"Key": "Name", "Value": "box"}]
    assert parts.tags_of(aws("ec2"), made.id)["aws:cloudformation:stack-name"] == "seat"
    made.delete()
    assert INSTANCE_STOP <= made.waited <= INSTANCE_STOP + 20
    assert made.gone
    made.delete()


def test_a_network_interface_and_a_volume_of_its_own(resource: Any, aws: Any, said: Any) -> None:
    interface = {
        "DeviceIndex": "0",
        "SubnetId": said["SubnetId"],
        "GroupSet": said["SecurityGroupIds"],
        "AssociatePublicIpAddress": True,
    }
    image = {name: said[name] for name in ("ImageId", "InstanceType")}
    volumes = [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 20, "VolumeType": "gp3", "Encrypted": False}}]
    made = instance(resource, image, NetworkInterfaces=[interface], BlockDeviceMappings=volumes).create()
    told = made.read()
    assert told["PublicIp"]
    assert told["SecurityGroupIds"] == said["SecurityGroupIds"]
    attached = [{"Name": "attachment.instance-id", "Values": [made.id]}]
    assert [one["Size"] for one in aws("ec2").describe_volumes(Filters=attached)["Volumes"]] == [20]


def test_groups_and_protection_and_tags_change_while_it_runs(resource: Any, said: Any) -> None:
    made = instance(resource, said).create()
    vpc = made.read()["VpcId"]
    other = parts.group(resource, vpc, "Other")
    made.update(SecurityGroupIds=[other.id], DisableApiTermination=True, Tags=[{"Key": "a", "Value": "1"}])
    told = made.read()
    assert (told["SecurityGroupIds"], told["DisableApiTermination"]) == ([other.id], True)
    assert told["Tags"] == [{"Key": "a", "Value": "1"}]
    assert f"The instance '{made.id}' may not be terminated." in made.refused("delete")
    made.update(DisableApiTermination=False)
    made.delete()
    assert made.gone


def test_its_type_and_user_data_change_while_it_is_stopped(resource: Any, said: Any) -> None:
    made = instance(resource, said).create()
    data = base64.b64encode(b"#!/bin/sh\nfalse\n").decode()
    made.update(InstanceType="t3.large", UserData=data)
    assert made.waited >= INSTANCE_STOP + INSTANCE_START
    told = made.read()
    assert (told["InstanceType"], told["UserData"], told["State"]["Name"]) == ("t3.large", data, "running")


def test_what_needs_another_instance(resource: Any, said: Any) -> None:
    handler = instance(resource, said).handler
    assert not handler.replaces("InstanceType", said, said)
    assert not handler.replaces("UserData", said, said)
    assert not handler.replaces("SecurityGroupIds", said, said)
    assert handler.replaces("BlockDeviceMappings", said, said)


def test_its_profile_comes_changes_and_goes(resource: Any, place: Any) -> None:
    image = place.ssm.get_parameter(Name=ALIAS)["Parameter"]["Value"]
    said = {"ImageId": image, "InstanceType": "t3.small", "SubnetId": place.subnet}
    made = instance(resource, said).create()
    assert "IamInstanceProfile" not in made.read()
    made.update(IamInstanceProfile=PROFILE)
    assert made.read()["IamInstanceProfile"] == PROFILE
    made.update(IamInstanceProfile=None)
    assert "IamInstanceProfile" not in made.read()
    with_it = instance(resource, said, IamInstanceProfile=PROFILE).create()
    assert with_it.read()["IamInstanceProfile"] == PROFILE


def test_a_profile_that_isnt_there(resource: Any, said: Any) -> None:
    made = instance(resource, said, IamInstanceProfile="nobody")
    assert "Value (nobody) for parameter iamInstanceProfile.name is invalid." in made.refused()
    assert made.id == ""


def test_user_data_that_isnt_base64(resource: Any, said: Any) -> None:
    assert "Invalid BASE64 encoding of user data." in instance(resource, said, UserData="#!/bin/sh").refused()


def test_an_instance_that_doesnt_start_says_why(resource: Any, aws: Any, said: Any) -> None:
    """Its volume's key is disabled as soon as it is launched with it."""
    key = aws("kms").create_key()["KeyMetadata"]["Arn"]
    aws("kms").disable_key(KeyId=key)
    volumes = [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 10, "Encrypted": True, "KmsKeyId": key}}]
    made = instance(resource, said, BlockDeviceMappings=volumes)
    told = made.refused()
    assert f"Instance {made.id} failed to stabilize. Current state: shutting-down. Reason: Client." in told
    assert "HandlerErrorCode: NotStabilized" in told
    made.delete()
    assert made.gone
