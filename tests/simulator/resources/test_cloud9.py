"""AWS::Cloud9::EnvironmentEC2, driven by hand: what CloudFormation asks of Cloud9, in whose name, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator import identity
from c9lib.simulator.resources.nouns import ResourceFailed
from c9lib.simulator.world import World
from tests.simulator.people import allow, document, make_user
from tests.simulator.place import POLICY, PROFILE, ROLE, Place, trust

Make = Callable[..., Any]
Aws = Callable[..., Any]
KIND = "AWS::Cloud9::EnvironmentEC2"
WANTED = {
    "Name": "demo",
    "ConnectionType": "CONNECT_SSM",
    "InstanceType": "t3.small",
    "ImageId": "resolve:ssm:/aws/service/cloud9/amis/amazonlinux-2023-x86_64",
    "AutomaticStopTimeMinutes": "30",
}
CLOUDFORMATION, CLOUD9 = "cloudformation.amazonaws.com", "cloud9.amazonaws.com"


@pytest.fixture
def profile(aws: Aws, wait: Callable[[float], None]) -> None:
    """The documented role and instance profile, which everybody sees."""
    iam = aws("iam")
    iam.create_role(RoleName=ROLE, Path="/service-role/", AssumeRolePolicyDocument=both())
    iam.attach_role_policy(RoleName=ROLE, PolicyArn=POLICY)
    iam.create_instance_profile(InstanceProfileName=PROFILE, Path="/cloud9/")
    iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    wait(30)


def both() -> str:
    return trust().replace('"ec2.amazonaws.com"', '["ec2.amazonaws.com", "cloud9.amazonaws.com"]')


def instance_of(aws: Aws, environment_id: str) -> dict[str, Any]:
    mine = [{"Name": "tag:aws:cloud9:environment", "Values": [environment_id]}]
    found: dict[str, Any] = aws("ec2").describe_instances(Filters=mine)["Reservations"][0]["Instances"][0]
    return found


@pytest.mark.usefixtures("profile")
def test_an_environment(resource: Make, aws: Aws, admin_arn: str) -> None:
    made = resource(KIND, **WANTED, Description="for a test").create()
    assert made.waited > 60, "an instance has to start, and its agent to register"
    found = aws("cloud9").describe_environments(environmentIds=[made.id])["environments"][0]
    assert found["lifecycle"]["status"] == "CREATED"
    assert made.ref == made.id == found["id"]
    assert made.read() == {
        "Arn": found["arn"],
        "ConnectionType": "CONNECT_SSM",
        "Description": "for a test",
        "EnvironmentId": made.id,
        "Name": "demo",
        "OwnerArn": admin_arn,
    }
    assert made.delete().gone
    assert made.waited > 0
    assert made.delete().gone


@pytest.mark.usefixtures("profile")
def test_tags_of_the_stack_stay_with_the_environment(resource: Make, aws: Aws) -> None:
    """CloudFormation's own are on the environment; the instance has those of Cloud9's stack (facts 4.2)."""
    tags = [{"Key": "team", "Value": "red"}]
    made = resource(KIND, stack_tags={"seat": "7"}, **WANTED, Tags=tags).create()
    arn = made.read()["Arn"]
    told = aws("cloud9").list_tags_for_resource(ResourceARN=arn)["Tags"]
    found = {tag["Key"]: tag["Value"] for tag in told}
    assert (found["team"], found["seat"]) == ("red", "7")
    assert (found["aws:cloudformation:stack-name"], found["aws:cloudformation:logical-id"]) == ("seat", "Thing")
    on_instance = {tag["Key"]: tag["Value"] for tag in instance_of(aws, made.id)["Tags"]}
    assert (on_instance["team"], on_instance["seat"]) == ("red", "7")
    assert on_instance["aws:cloudformation:stack-name"] == f"aws-cloud9-demo-{made.id}"
    assert on_instance["aws:cloudformation:logical-id"] == "Instance"
    assert made.read()["Tags"] == tags, "neither AWS's own nor the stack's are the template's"


@pytest.mark.usefixtures("profile")
def test_changed_in_place(resource: Make, aws: Aws) -> None:
    made = resource(KIND, **WANTED, Description="d", Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    made.create()
    before = made.id
    made.update(Name="other", Description="new", Tags=[{"Key": "a", "Value": "9"}])
    read = made.read()
    assert (made.id, read["Name"], read["Description"]) == (before, "other", "new")
    assert read["Tags"] == [{"Key": "a", "Value": "9"}]
    told = aws("cloud9").list_tags_for_resource(ResourceARN=read["Arn"])["Tags"]
    assert any(tag["Key"].startswith("aws:cloudformation:") for tag in told), "AWS's own stay"
    made.update(Description=None)
    assert "Description" not in made.read()


@pytest.mark.usefixtures("profile")
def test_without_a_name(resource: Make) -> None:
    one = resource(KIND, logical_id="Cloud9Env", **_unnamed()).create()
    assert one.read()["Name"].startswith("Cloud9Env-")
    long = resource(KIND, logical_id="L" * 200, **_unnamed()).create()
    assert len(long.read()["Name"]) == 60


def _unnamed() -> dict[str, Any]:
    return {name: value for name, value in WANTED.items() if name != "Name"}


def test_without_the_instance_profile(resource: Make, aws: Aws) -> None:
    """The seed's first error."""
    made = resource(KIND, **WANTED)
    told = made.refused()
    assert "Instance profile AWSCloud9SSMInstanceProfile does not exist" in told
    assert told.startswith('Resource handler returned message: "')
    assert told.endswith("HandlerErrorCode: GeneralServiceException)")
    assert made.initiated == [made.id], "an environment that failed is there, and has to go"
    assert made.delete().gone
    assert aws("cloud9").list_environments()["environmentIds"] == []


CREATES = (
    "cloud9:CreateEnvironmentEC2",
    "cloud9:TagResource",
    "cloud9:DescribeEnvironments",
    "cloud9:DeleteEnvironment",
    "cloud9:ListTagsForResource",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "iam:CreateServiceLinkedRole",
)


def sessions(service: str) -> str:
    """The seed's statements for whoever calls by way of a service."""
    condition = {
        "StringLike": {"ssm:resourceTag/aws:cloud9:environment": "*"},
        "StringEquals": {"aws:CalledViaFirst": service},
    }
    instance = {"Action": "ssm:StartSession", "Resource": "arn:aws:ec2:*:*:instance/*", "Condition": condition}
    return document(instance, {"Action": ["ssm:StartSession"], "Resource": ["arn:aws:ssm:*:*:document/*"]})


@pytest.mark.usefixtures("profile")
def test_without_the_permission_to_start_a_session(resource: Make, aws: Aws, world: World) -> None:
    """The seed's second error. The statement for Cloud9 alone isn't enough: CloudFormation is called first."""
    for name, policies in (("ann", [allow(*CREATES)]), ("bob", [allow(*CREATES), sessions(CLOUD9)])):
        who = identity.principal(world, make_user(aws("iam"), name, *policies))
        made = resource(KIND, who=who, logical_id=name, **WANTED)
        told = made.refused()
        assert "AccessDeniedException" in told
        assert f"user/{name} is not authorized to perform: ssm:StartSession on resource: " in told
        assert made.delete().gone


@pytest.mark.usefixtures("profile")
def test_with_the_permission_to_start_a_session(resource: Make, aws: Aws, world: World) -> None:
    key = make_user(aws("iam"), "ann", allow(*CREATES), sessions(CLOUDFORMATION))
    made = resource(KIND, who=identity.principal(world, key), **WANTED).create()
    assert made.read()["OwnerArn"] == "arn:aws:iam::123456789012:user/ann"
    assert made.delete().gone


def test_without_the_permission_to_create(resource: Make, aws: Aws, world: World) -> None:
    who = identity.principal(world, make_user(aws("iam"), "ann", allow("ec2:*")))
    made = resource(KIND, who=who, **WANTED)
    told = made.refused()
    assert "user/ann is not authorized to perform: cloud9:CreateEnvironmentEC2" in told
    assert "(Service: Cloud9, Status Code: 400, Request ID: " in told
    assert told.endswith("HandlerErrorCode: AccessDenied)")
    assert made.initiated == []


@pytest.mark.parametrize("member", ["ImageId", "InstanceType"])
def test_what_the_schema_does_not_ask_for_and_cloud9_does(member: str, resource: Make) -> None:
    """Facts 3.8: the registry marks nothing as required."""
    told = resource(KIND, **{name: value for name, value in WANTED.items() if name != member}).refused()
    assert f"Value null at '{member[0].lower()}{member[1:]}' failed to satisfy constraint" in told


def test_an_image_that_cloud9_does_not_offer(resource: Make) -> None:
    told = resource(KIND, **{**WANTED, "ImageId": "ami-0123456789abcdef0"}).refused()
    assert "Service: Cloud9, Status Code: 400" in told
    assert told.endswith("HandlerErrorCode: InvalidRequest)")


def test_an_owner_who_does_not_exist(resource: Make) -> None:
    told = resource(KIND, **WANTED, OwnerArn="arn:aws:iam::123456789012:user/nobody").refused()
    assert "User arn:aws:iam::123456789012:user/nobody does not exist (Service: Cloud9, " in told
    assert told.endswith("HandlerErrorCode: NotFound)")


@pytest.mark.usefixtures("profile")
def test_an_environment_that_somebody_deletes_meanwhile(
    resource: Make, aws: Aws, wait: Callable[[float], None]
) -> None:
    made = resource(KIND, **WANTED)
    steps = made.handler.create(made.work)
    next(steps)
    aws("cloud9").delete_environment(environmentId=made.work.physical_id)
    wait(600)
    with pytest.raises(ResourceFailed, match=f"identifier '{made.id}' was not found.*HandlerErrorCode: NotFound"):
        next(steps)
    assert f"Environment {made.id} does not exist (Service: Cloud9, " in made.refused("update", Name="x")
    assert made.gone


@pytest.mark.usefixtures("profile")
def test_a_stack_of_cloud9s_that_cannot_go(resource: Make, aws: Aws) -> None:
    """Why the deletion fails is what Cloud9 says."""
    made = resource(KIND, **WANTED).create()
    aws("ec2").modify_instance_attribute(
        InstanceId=instance_of(aws, made.id)["InstanceId"], DisableApiTermination={"Value": True}
    )
    told = made.refused("delete")
    assert "disableApiTermination" in told
    assert not made.gone


@pytest.mark.usefixtures("profile")
def test_the_same_request_again_is_the_same_environment(resource: Make, aws: Aws) -> None:
    one, again = resource(KIND, **WANTED).create(), resource(KIND, **WANTED).create()
    assert one.id == again.id
    assert resource(KIND, attempt=1, **WANTED).create().id != one.id


@pytest.mark.usefixtures("place")
def test_nobody_passes_for_cloudformation(aws: Aws) -> None:
    tags = [{"Key": "aws:cloudformation:stack-name", "Value": "mine"}]
    with pytest.raises(aws("cloud9").exceptions.BadRequestException, match="reserved for AWS"):
        aws("cloud9").create_environment_ec2(
            name="n", instanceType="t3.small", imageId="amazonlinux-2023-x86_64", tags=tags
        )


def test_in_a_subnet_that_does_not_lead_out(resource: Make, place: Place, aws: Aws) -> None:
    """It leads out, but its instances have no public address (facts 6.1, row 12)."""
    made = resource(KIND, **WANTED, SubnetId=place.subnet)
    assert "Cloud9 could not connect to the EC2 instance. Please check your VPC configuration" in made.refused()
    assert instance_of(aws, made.id)["SubnetId"] == place.subnet
    assert made.delete().gone


def test_in_a_subnet_that_leads_out(resource: Make, place: Place, aws: Aws) -> None:
    aws("ec2").modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": True})
    made = resource(KIND, **WANTED, SubnetId=place.subnet).create()
    assert instance_of(aws, made.id)["SubnetId"] == place.subnet
