"""RunInstances: addresses, images, profiles, tags, tokens; refused as EC2 refuses."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator.clock import Clock
from c9lib.simulator.durations import IAM_PROPAGATION, INSTANCE_START
from c9lib.simulator.front import Front
from c9lib.simulator.inprocess import InProcess
from c9lib.simulator.world import World
from tests.simulator import place as places
from tests.simulator.place import ALIAS, PROFILE, ROLE, Place


def refused(code: str, place: Place, **more: Any) -> str:
    image = {"ImageId": f"resolve:ssm:{ALIAS}", "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1}
    asked = {name: value for name, value in {**image, "SubnetId": place.subnet, **more}.items() if value is not None}
    with pytest.raises(ClientError) as caught:
        place.ec2.run_instances(**asked)
    assert caught.value.response["Error"]["Code"] == code
    assert all_instances(place) == []
    return str(caught.value.response["Error"]["Message"])


def all_instances(place: Place) -> list[dict[str, Any]]:
    found = place.ec2.describe_instances()["Reservations"]
    return [one for reservation in found for one in reservation["Instances"]]


def test_a_launch_says_what_it_made(place: Place) -> None:
    interface = {"DeviceIndex": 0, "SubnetId": place.subnet}
    answer = place.ec2.run_instances(
        ImageId=f"resolve:ssm:{ALIAS}",
        InstanceType="t3.small",
        MinCount=1,
        MaxCount=1,
        NetworkInterfaces=[interface],
        IamInstanceProfile={"Name": PROFILE},
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "one"}]}],
    )
    (instance,) = answer["Instances"]
    profile = place.iam.get_instance_profile(InstanceProfileName=PROFILE)["InstanceProfile"]
    assert instance["State"] == {"Code": 0, "Name": "pending"}
    assert instance["IamInstanceProfile"] == {"Arn": profile["Arn"], "Id": profile["InstanceProfileId"]}
    assert instance["ImageId"] == place.ssm.get_parameter(Name=ALIAS)["Parameter"]["Value"]
    assert instance["Tags"] == [{"Key": "Name", "Value": "one"}]
    assert instance["NetworkInterfaces"][0]["Attachment"]["DeleteOnTermination"]
    shown = place.instance(instance["InstanceId"])
    assert shown["IamInstanceProfile"] == instance["IamInstanceProfile"]


@pytest.mark.parametrize(
    ("maps", "asks", "public"),
    [(False, None, False), (True, None, True), (False, True, True), (True, False, False)],
)
def test_who_gets_a_public_address(place: Place, maps: bool, asks: bool | None, public: bool) -> None:
    place.ec2.modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": maps})
    interface = {"DeviceIndex": 0, "SubnetId": place.subnet}
    instance = place.launch(
        NetworkInterfaces=[interface if asks is None else {**interface, "AssociatePublicIpAddress": asks}]
    )
    place.wait(INSTANCE_START)
    shown = place.instance(instance)
    assert ("PublicIpAddress" in shown) == public
    assert ("Association" in shown["NetworkInterfaces"][0]) == public


@pytest.mark.parametrize("maps", [True, False])
def test_a_subnet_given_for_the_instance_decides_too(place: Place, maps: bool) -> None:
    place.ec2.modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": maps})
    asked = {"ImageId": f"resolve:ssm:{ALIAS}", "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1}
    (instance,) = place.ec2.run_instances(**asked, SubnetId=place.subnet)["Instances"]
    assert ("PublicIpAddress" in place.instance(instance["InstanceId"])) == maps


def test_several_at_once(place: Place) -> None:
    asked = {"ImageId": f"resolve:ssm:{ALIAS}", "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 3}
    made = place.ec2.run_instances(**asked, SubnetId=place.subnet, IamInstanceProfile={"Name": PROFILE})["Instances"]
    assert len({one["InstanceId"] for one in made}) == 3
    assert {one["IamInstanceProfile"]["Arn"].rpartition("/")[2] for one in all_instances(place)} == {PROFILE}
    associations = place.ec2.describe_iam_instance_profile_associations()["IamInstanceProfileAssociations"]
    assert len(associations) == 3


@pytest.mark.parametrize(("lowest", "highest"), [(0, 1), (2, 1)])
def test_counts_that_make_no_sense(place: Place, lowest: int, highest: int) -> None:
    refused("InvalidParameterValue", place, MinCount=lowest, MaxCount=highest)


def test_an_unknown_profile(place: Place) -> None:
    told = refused("InvalidParameterValue", place, IamInstanceProfile={"Name": "nope"})
    assert told == "Value (nope) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name"
    arn = "arn:aws:iam::123456789012:instance-profile/nope"
    told = refused("InvalidParameterValue", place, IamInstanceProfile={"Arn": arn})
    assert told == f"Value ({arn}) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN"


def test_the_arn_of_a_profile_needs_its_path(place: Place) -> None:
    wrong = f"arn:aws:iam::123456789012:instance-profile/{PROFILE}"
    refused("InvalidParameterValue", place, IamInstanceProfile={"Arn": wrong})
    right = place.iam.get_instance_profile(InstanceProfileName=PROFILE)["InstanceProfile"]["Arn"]
    assert place.launch(IamInstanceProfile={"Arn": right})


def test_a_new_profile_isnt_seen_at_once(place: Place) -> None:
    place.iam.create_instance_profile(InstanceProfileName="new")
    place.iam.add_role_to_instance_profile(InstanceProfileName="new", RoleName=ROLE)
    told = refused("InvalidParameterValue", place, IamInstanceProfile={"Name": "new"})
    assert told.endswith("Invalid IAM Instance Profile name")
    place.wait(IAM_PROPAGATION)
    assert place.launch(profile="new")


def test_a_profile_without_a_role(place: Place) -> None:
    arn = place.iam.create_instance_profile(InstanceProfileName="empty")["InstanceProfile"]["Arn"]
    place.wait(IAM_PROPAGATION)
    told = refused("InvalidParameterValue", place, IamInstanceProfile={"Name": "empty"})
    assert told == f'IAM Instance Profile "{arn}" has no associated IAM Roles'


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ImageId": "ami-0123456789abcdef0"}, "InvalidAMIID.NotFound"),
        ({"ImageId": "image"}, "InvalidAMIID.Malformed"),
        ({"ImageId": None}, "MissingParameter"),
        ({"ImageId": "resolve:ssm:/aws/service/cloud9/amis/nope"}, "InvalidParameterValue"),
        ({"InstanceType": "t9.huge"}, "InvalidParameterValue"),
        ({"KeyName": "nope"}, "InvalidKeyPair.NotFound"),
        ({"SubnetId": "subnet-0123456789abcdef0"}, "InvalidSubnetID.NotFound"),
        ({"SecurityGroupIds": ["sg-0123456789abcdef0"]}, "InvalidGroup.NotFound"),
        ({"SubnetId": None, "NetworkInterfaces": [{"DeviceIndex": 0, "Groups": ["sg-0"]}]}, "InvalidGroup.NotFound"),
    ],
)
def test_what_a_launch_names_must_exist(place: Place, more: dict[str, Any], code: str) -> None:
    refused(code, place, **more)


def test_a_security_group_of_another_network(place: Place) -> None:
    other = place.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = place.ec2.create_security_group(VpcId=other, GroupName="g", Description="d")["GroupId"]
    told = refused("InvalidParameter", place, SecurityGroupIds=[group])
    assert told == f"Security group {group} and subnet {place.subnet} belong to different networks."


def test_groups_belong_to_the_interface_or_to_the_instance(place: Place) -> None:
    filters = [{"Name": "vpc-id", "Values": [place.vpc]}]
    group = place.ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]["GroupId"]
    interface = {"DeviceIndex": 0, "SubnetId": place.subnet}
    more = {"SubnetId": None, "NetworkInterfaces": [interface], "SecurityGroupIds": [group]}
    refused("InvalidParameterCombination", place, **more)


def test_tags_of_aws_are_for_aws(place: Place, world: World) -> None:
    tag = {"Key": "aws:cloud9:environment", "Value": "x"}
    given = [{"ResourceType": "instance", "Tags": [tag]}]
    told = refused("InvalidParameterValue", place, TagSpecifications=given)
    assert told == "Tag keys starting with 'aws:' are reserved for internal use"
    instance = place.launch()
    with pytest.raises(ClientError, match="reserved for internal use"):
        place.ec2.create_tags(Resources=[instance], Tags=[tag])
    inside = world.client("ec2", "us-east-1", world.aws_itself)
    inside.create_tags(Resources=[instance], Tags=[tag])
    assert place.instance(instance)["Tags"] == [tag]


def test_the_same_token_launches_once(place: Place) -> None:
    first, again = place.launch(ClientToken="token-1"), place.launch(ClientToken="token-1")
    assert first == again
    assert len(all_instances(place)) == 1
    assert place.launch(ClientToken="token-2") != first
    with pytest.raises(ClientError) as caught:
        place.launch(ClientToken="token-1", InstanceType="t3.large")
    assert caught.value.response["Error"]["Code"] == "IdempotentParameterMismatch"


def test_reads_shift_no_ids() -> None:
    def made(*, reads: bool) -> tuple[str, str, str]:
        front = Front(World(seed=1, clock=Clock(speed=0.0)))
        inside = InProcess()
        clients = [inside.client(service, "us-east-1", (), front.respond) for service in ("ec2", "iam", "ssm")]
        if reads:
            clients[0].describe_images()
            clients[2].describe_instance_information()
        place = places.furnish(Place(*clients, wait=lambda seconds: front.world.clock.advance(seconds)))
        instance = place.launch()
        if reads:
            place.connection(instance)
            place.ping(instance)
        second = place.launch()
        return instance, second, place.instance(instance)["PublicIpAddress"]

    assert made(reads=False) == made(reads=True)


def test_a_dry_run_launches_nothing(place: Place) -> None:
    refused("DryRunOperation", place, DryRun=True)


@pytest.mark.parametrize("operation", ["create_fleet", "request_spot_instances"])
def test_other_ways_to_launch_are_refused_by_name(place: Place, operation: str) -> None:
    asked: dict[str, Any] = {}
    if operation == "create_fleet":
        asked = {
            "LaunchTemplateConfigs": [{"LaunchTemplateSpecification": {"LaunchTemplateId": "lt-1"}}],
            "TargetCapacitySpecification": {"TotalTargetCapacity": 1},
        }
    with pytest.raises(ClientError) as caught:
        getattr(place.ec2, operation)(**asked)
    assert caught.value.response["Error"]["Code"] == "NotSimulated"


def test_user_data_is_shown_as_it_was_given_and_changes(place: Place, cli: Any, tmp_path: Any) -> None:
    def shown(instance: str) -> bytes:
        told = place.ec2.describe_instance_attribute(InstanceId=instance, Attribute="userData")
        return base64.b64decode(told["UserData"]["Value"])

    instance = place.launch(UserData="#!/bin/sh\ntrue\n")
    assert shown(instance) == b"#!/bin/sh\ntrue\n"
    place.wait(30)
    place.ec2.modify_instance_attribute(InstanceId=instance, UserData={"Value": b"#!/bin/sh\nfalse\n"})
    assert shown(instance) == b"#!/bin/sh\nfalse\n"
    path = tmp_path / "data"
    path.write_text("#!/bin/sh\necho\n")
    words = ("run-instances", "--image-id", f"resolve:ssm:{ALIAS}", "--subnet-id", place.subnet)
    done = cli("ec2", *words, "--instance-type", "t3.small", "--user-data", f"file://{path}")
    assert done.returncode == 0, done.stderr
    assert shown(json.loads(done.stdout)["Instances"][0]["InstanceId"]) == b"#!/bin/sh\necho\n"
