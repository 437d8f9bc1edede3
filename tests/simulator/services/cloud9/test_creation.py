"""From CREATING to CREATED, or to CREATE_FAILED for the reasons of facts 6.1; what an environment consists of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.api import ACCOUNT

Aws = Callable[..., Any]
Create = Callable[..., str]
Described = Callable[[str], dict[str, Any]]
Wait = Callable[[float], None]
Give = Callable[..., None]
ROLE, PROFILE = "AWSCloud9SSMAccessRole", "AWSCloud9SSMInstanceProfile"


def instances_of(aws: Aws, environment_id: str) -> list[dict[str, Any]]:
    """Found as the facts say (4.3)."""
    wanted = [{"Name": "tag:aws:cloud9:environment", "Values": [environment_id]}]
    return [one for told in aws("ec2").describe_instances(Filters=wanted)["Reservations"] for one in told["Instances"]]


def events_of(aws: Aws, stack: str) -> list[tuple[str, str, str]]:
    """Oldest first: logical id, status, reason."""
    told = aws("cloudformation").describe_stack_events(StackName=stack)["StackEvents"]
    return [
        (one["LogicalResourceId"], one["ResourceStatus"], one.get("ResourceStatusReason", "")) for one in told[::-1]
    ]


def failed(described: Described, environment_id: str) -> tuple[str, str]:
    lifecycle = described(environment_id)["lifecycle"]
    assert lifecycle["status"] == "CREATE_FAILED"
    return lifecycle["reason"], lifecycle.get("failureResource", "")


def test_what_stands_behind_an_environment(
    give_profile: Give, create: Create, described: Described, wait: Wait, aws: Aws
) -> None:
    give_profile()
    environment_id = create(tags=[{"Key": "team", "Value": "blue"}, {"Key": "Name", "Value": "mine"}])
    assert described(environment_id)["lifecycle"] == {"status": "CREATING"}
    wait(200)
    assert described(environment_id)["lifecycle"] == {"status": "CREATED"}

    stack_name = f"aws-cloud9-demo-{environment_id}"
    [instance] = instances_of(aws, environment_id)
    owner = aws("iam").get_user(UserName="Administrator")["User"]["UserId"]
    stack_id = aws("cloudformation").describe_stacks(StackName=stack_name)["Stacks"][0]["StackId"]
    common = {
        "team": "blue",
        "Name": stack_name,
        "aws:cloud9:environment": environment_id,
        "aws:cloud9:owner": owner,
        "aws:cloudformation:stack-name": stack_name,
        "aws:cloudformation:stack-id": stack_id,
    }
    assert as_dict(instance["Tags"]) == {**common, "aws:cloudformation:logical-id": "Instance"}
    assert instance["IamInstanceProfile"]["Arn"] == f"arn:aws:iam::{ACCOUNT}:instance-profile/cloud9/{PROFILE}"
    assert instance["InstanceType"] == "t3.small"

    [group_id] = [one["GroupId"] for one in instance["SecurityGroups"]]
    group = aws("ec2").describe_security_groups(GroupIds=[group_id])["SecurityGroups"][0]
    assert as_dict(group["Tags"]) == {**common, "aws:cloudformation:logical-id": "InstanceSecurityGroup"}
    assert group["IpPermissions"] == []
    assert [rule["IpProtocol"] for rule in group["IpPermissionsEgress"]] == ["-1"]
    assert group["GroupName"].startswith(f"{stack_name}-InstanceSecurityGroup-")

    [volume] = aws("ec2").describe_volumes(
        Filters=[{"Name": "attachment.instance-id", "Values": [instance["InstanceId"]]}]
    )["Volumes"]
    assert volume["Size"] == 10


def as_dict(tags: list[dict[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags}


def test_stack_in_order(ready: str, aws: Aws) -> None:
    stack_name = f"aws-cloud9-demo-{ready}"
    assert events_of(aws, stack_name) == [
        (stack_name, "CREATE_IN_PROGRESS", "User Initiated"),
        ("InstanceSecurityGroup", "CREATE_IN_PROGRESS", ""),
        ("InstanceSecurityGroup", "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        ("InstanceSecurityGroup", "CREATE_COMPLETE", ""),
        ("Instance", "CREATE_IN_PROGRESS", ""),
        ("Instance", "CREATE_IN_PROGRESS", "Resource creation Initiated"),
        ("Instance", "CREATE_COMPLETE", ""),
        (stack_name, "CREATE_COMPLETE", ""),
    ]


def test_cloud9_opens_and_closes_a_session_in_the_callers_name(ready: str, aws: Aws, admin_arn: str) -> None:
    [session] = aws("ssm").describe_sessions(State="History")["Sessions"]
    assert session["Owner"] == admin_arn
    assert session["Target"] == instances_of(aws, ready)[0]["InstanceId"]
    assert aws("ssm").describe_sessions(State="Active")["Sessions"] == []


def test_instance_profile_missing(create: Create, described: Described, wait: Wait, aws: Aws) -> None:
    environment_id = create()
    assert described(environment_id)["lifecycle"] == {"status": "CREATING"}
    wait(10)
    reason, _ = failed(described, environment_id)
    assert reason == (
        f"Instance profile {PROFILE} does not exist in this account."
        " Please create an instance profile and role as described here https://docs.aws.amazon.com/cloud9/latest/user-guide/ec2-ssm.html"
    )
    assert aws("cloudformation").list_stacks()["StackSummaries"] == []
    status = aws("cloud9").describe_environment_status(environmentId=environment_id)
    assert (status["status"], status["message"]) == ("error", reason)


def test_instance_profile_not_propagated(
    aws: Aws, give_profile: Give, create: Create, described: Described, wait: Wait
) -> None:
    give_profile(with_role=False)
    aws("iam").add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    early = create()
    wait(30)
    assert "does not exist in this account" in failed(described, early)[0]
    late = create()
    wait(200)
    assert described(late)["lifecycle"]["status"] == "CREATED"


def test_instance_profile_under_another_path(
    give_profile: Give, create: Create, described: Described, wait: Wait
) -> None:
    give_profile(path="/")
    environment_id = create()
    wait(30)
    told = f"is not authorized to perform: iam:GetInstanceProfile on resource: instance profile {PROFILE}"
    assert told in failed(described, environment_id)[0]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"with_role": False}, "has no associated IAM Roles"),
        ({"role_path": "/"}, f"iam:PassRole on resource: arn:aws:iam::{ACCOUNT}:role/{ROLE}"),
    ],
)
def test_launch_refused(
    wrong: dict[str, Any], told: str, give_profile: Give, create: Create, described: Described, wait: Wait, aws: Aws
) -> None:
    give_profile(**wrong)
    environment_id = create()
    wait(60)
    reason, stack_id = failed(described, environment_id)
    assert reason == (
        "The environment creation failed with the error: The following resource(s) failed to create: [Instance]. ."
        " Rollback requested by user.."
    )
    stack = aws("cloudformation").describe_stacks(StackName=stack_id)["Stacks"][0]
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    [why] = [
        reason for name, status, reason in events_of(aws, stack_id) if (name, status) == ("Instance", "CREATE_FAILED")
    ]
    assert told in why
    groups = aws("ec2").describe_security_groups()["SecurityGroups"]
    assert [one["GroupName"] for one in groups if one["GroupName"].startswith("aws-cloud9")] == []


def test_instance_type_that_ec2_does_not_have(
    give_profile: Give, create: Create, described: Described, wait: Wait, aws: Aws
) -> None:
    give_profile()
    environment_id = create(instanceType="zz9.small")
    wait(60)
    _, stack_id = failed(described, environment_id)
    assert any("zz9.small" in reason for _, status, reason in events_of(aws, stack_id) if status == "CREATE_FAILED")


@pytest.fixture
def dead_end(aws: Aws) -> str:
    """A subnet without a way out."""
    ec2 = aws("ec2")
    vpc_id = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    return str(ec2.create_subnet(VpcId=vpc_id, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"])


def test_subnet_without_a_way_out(
    give_profile: Give, dead_end: str, create: Create, described: Described, wait: Wait, aws: Aws
) -> None:
    give_profile()
    environment_id = create(subnetId=dead_end)
    wait(300)
    assert described(environment_id)["lifecycle"]["status"] == "CREATING"
    assert aws("cloud9").describe_environment_status(environmentId=environment_id)["status"] == "connecting"
    wait(500)
    reason, stack_id = failed(described, environment_id)
    assert reason.startswith("Cloud9 could not connect to the EC2 instance. Please check your VPC configuration")
    # The instance goes on running, and costing, until the environment is deleted.
    assert aws("cloudformation").describe_stacks(StackName=stack_id)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    assert instances_of(aws, environment_id)[0]["State"]["Name"] == "running"


def test_way_out_in_time(
    give_profile: Give, dead_end: str, create: Create, described: Described, wait: Wait, aws: Aws
) -> None:
    give_profile()
    ec2 = aws("ec2")
    ec2.modify_subnet_attribute(SubnetId=dead_end, MapPublicIpOnLaunch={"Value": True})
    environment_id = create(subnetId=dead_end)
    wait(60)
    vpc_id = ec2.describe_subnets(SubnetIds=[dead_end])["Subnets"][0]["VpcId"]
    gateway_id = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway_id, VpcId=vpc_id)
    table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc_id]}])["RouteTables"][0][
        "RouteTableId"
    ]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway_id)
    wait(400)
    assert described(environment_id)["lifecycle"]["status"] == "CREATED"


def test_instance_ended_while_it_started(
    give_profile: Give, create: Create, described: Described, wait: Wait, aws: Aws
) -> None:
    give_profile()
    environment_id = create()
    wait(20)
    aws("ec2").terminate_instances(InstanceIds=[instances_of(aws, environment_id)[0]["InstanceId"]])
    wait(120)
    _, stack_id = failed(described, environment_id)
    assert any(
        "failed to stabilize. Current state: shutting-down" in reason for _, _, reason in events_of(aws, stack_id)
    )


def test_environment_by_ssh(create: Create, described: Described, wait: Wait, aws: Aws) -> None:
    environment_id = create(connectionType="CONNECT_SSH")
    wait(200)
    assert described(environment_id)["lifecycle"]["status"] == "CREATED"
    [instance] = instances_of(aws, environment_id)
    assert "IamInstanceProfile" not in instance
    group = aws("ec2").describe_security_groups(GroupIds=[instance["SecurityGroups"][0]["GroupId"]])["SecurityGroups"][
        0
    ]
    [rule] = group["IpPermissions"]
    assert (rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) == ("tcp", 22, 22)
    assert {one["CidrIp"] for one in rule["IpRanges"]} == {"35.172.155.192/27", "35.172.155.96/27"}
    aws("ec2").revoke_security_group_ingress(GroupId=group["GroupId"], IpPermissions=[rule_without_extras(rule)])
    assert aws("cloud9").describe_environment_status(environmentId=environment_id)["status"] == "connecting"


def rule_without_extras(rule: dict[str, Any]) -> dict[str, Any]:
    return {name: rule[name] for name in ("IpProtocol", "FromPort", "ToPort", "IpRanges")}


def test_ssh_where_the_ranges_are_unknown(aws: Aws, refused: Callable[..., Any]) -> None:
    with refused("NotSimulated", "CONNECT_SSH in il-central-1"):
        aws("cloud9", region="il-central-1").create_environment_ec2(
            name="x", instanceType="t3.small", imageId="ubuntu-22.04-x86_64"
        )


def test_name_that_a_stack_cannot_have(
    give_profile: Give, create: Create, described: Described, wait: Wait, aws: Aws
) -> None:
    give_profile()
    environment_id = create(name="Standard AWS_Cloud9 IDE")
    wait(200)
    assert described(environment_id)["lifecycle"]["status"] == "CREATED"
    stack_name = f"aws-cloud9-Standard-AWS-Cloud9-IDE-{environment_id}"
    assert aws("cloudformation").describe_stacks(StackName=stack_name)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
