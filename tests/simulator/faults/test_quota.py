"""Quotas that are used up, each in the words of its own operation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.simulator import models
from c9lib.simulator.api import ApiCall
from c9lib.simulator.faults import limited, quotas
from c9lib.simulator.world import World
from tests.simulator.place import trust
from tests.simulator.services.cloud9.conftest import REQUEST

Client = Callable[..., Any]
Switch = Callable[..., None]
SERVICES = {
    **dict.fromkeys(limited.EC2, "ec2"),
    **dict.fromkeys((*limited.IAM, *limited.INLINE), "iam"),
    "CreateEnvironmentEC2": "cloud9",
    "CreateStack": "cloudformation",
    "CreateChangeSet": "cloudformation",
}


def asked(world: World, service: str, operation: str, **params: Any) -> ApiCall:
    return ApiCall(service, operation, params, "us-east-1", world.aws_itself, world)


@pytest.mark.parametrize("operation", limited.OPERATIONS)
def test_each_operation_that_may_be_named_exists_and_has_its_refusal(world: World, operation: str) -> None:
    service = SERVICES[operation]
    assert models.operation_model(service, operation)
    refusal = quotas.refusal(asked(world, service, operation, ChangeSetType="CREATE"))
    assert refusal is not None
    assert "Limit" in refusal.code
    assert refusal.status == (409 if service == "iam" else 400)


@pytest.mark.parametrize(
    ("service", "operation"),
    [("ec2", "DescribeVpcs"), ("iam", "GetRole"), ("cloud9", "DeleteEnvironment"), ("sts", "AssumeRole")],
)
def test_what_has_no_quota_is_never_refused(world: World, service: str, operation: str) -> None:
    assert quotas.refusal(asked(world, service, operation)) is None


def test_a_change_set_for_a_stack_that_exists_makes_no_stack(world: World) -> None:
    assert quotas.refusal(asked(world, "cloudformation", "CreateChangeSet", ChangeSetType="UPDATE")) is None


def test_through_the_network_each_service_says_it_itself(client: Client, switch: Switch) -> None:
    ec2, iam = client("ec2"), client("iam")
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    template = json.dumps({"Resources": {"Gateway": {"Type": "AWS::EC2::InternetGateway"}}})
    calls: list[tuple[Callable[[], Any], str, str]] = [
        (lambda: ec2.create_vpc(CidrBlock="10.1.0.0/16"), "VpcLimitExceeded", "The maximum number of VPCs has been"),
        (lambda: ec2.allocate_address(), "AddressLimitExceeded", "The maximum number of addresses has been reached."),
        (
            lambda: ec2.create_security_group(GroupName="g", Description="d", VpcId=vpc),
            "SecurityGroupLimitExceeded",
            "The maximum number of security groups has been reached.",
        ),
        (
            lambda: iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust()),
            "LimitExceeded",
            "Cannot exceed quota for RolesPerAccount: 1000",
        ),
        (
            lambda: client("cloud9").create_environment_ec2(**REQUEST),
            "LimitExceededException",
            "You have reached the limit of 200 EC2 environments for this account in us-east-1",
        ),
        (
            lambda: client("cloudformation").create_stack(StackName="s", TemplateBody=template),
            "LimitExceededException",
            "Limit for stack has been exceeded",
        ),
    ]
    switch({"kind": "quota"})
    for call, code, words in calls:
        with pytest.raises(ClientError) as refused:
            call()
        told = refused.value.response["Error"]
        assert told["Code"] == code
        assert told["Message"].startswith(words)
    assert len(ec2.describe_vpcs()["Vpcs"]) == 1
    switch()
    for call, _, _ in calls:
        call()


def test_what_is_malformed_or_not_allowed_is_said_first(client: Client, switch: Switch, met: Callable[[], Any]) -> None:
    key = client("iam").create_access_key(UserName="c9-learner")["AccessKey"]["AccessKeyId"]
    switch({"kind": "quota"})
    with pytest.raises(ClientError, match="UnauthorizedOperation"):
        client("ec2", key=key).create_vpc(CidrBlock="10.1.0.0/16")
    with pytest.raises(ClientError, match="DryRunOperation"):
        client("ec2").create_vpc(CidrBlock="10.1.0.0/16", DryRun=True)
    assert met() == {"quota": 0}


def test_a_write_that_was_carried_out_is_answered_again(client: Client, switch: Switch) -> None:
    """Its token is known: one more was never made."""
    cloud9 = client("cloud9", attempts=2)
    client("iam").create_service_linked_role(AWSServiceName="cloud9.amazonaws.com")
    switch({"kind": "lost", "operation": "CreateEnvironmentEC2", "first": 1}, {"kind": "quota", "after": 1})
    asked = {**REQUEST, "connectionType": "CONNECT_SSH"}
    assert cloud9.create_environment_ec2(**asked, clientRequestToken="the-same-token")["environmentId"]
    with pytest.raises(ClientError, match="LimitExceededException"):
        client("cloud9").create_environment_ec2(**asked, clientRequestToken="another-token")
