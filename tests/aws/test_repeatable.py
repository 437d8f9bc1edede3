"""Which calls may be made twice: judged for every write that c9lib makes."""

from __future__ import annotations

import pytest
from botocore.loaders import Loader

from c9lib.aws.repeatable import ENDING, SETTING, may_be_repeated

SERVICES = ("cloud9", "cloudformation", "ec2", "iam")
NOT_TWICE = (
    "AddRoleToInstanceProfile",
    "AllocateAddress",
    "AssociateRouteTable",
    "AttachInternetGateway",
    "AuthorizeSecurityGroupEgress",
    "AuthorizeSecurityGroupIngress",
    "CreateEnvironmentMembership",
    "CreateInstanceProfile",
    "CreateInternetGateway",
    "CreatePolicy",
    "CreatePolicyVersion",
    "CreateRole",
    "CreateRoute",
    "CreateSecurityGroup",
    "CreateSubnet",
    "CreateUser",
    "CreateVpc",
    "StartSession",
)
BY_TOKEN = {
    "CreateChangeSet": "ClientToken",
    "CreateEnvironmentEC2": "clientRequestToken",
    "CreateNatGateway": "ClientToken",
    "CreateRouteTable": "ClientToken",
    "CreateVpcEndpoint": "ClientToken",
    "ExecuteChangeSet": "ClientRequestToken",
}


@pytest.mark.parametrize("operation", NOT_TWICE)
def test_what_would_be_done_twice(operation: str) -> None:
    assert not may_be_repeated(operation, {})


@pytest.mark.parametrize("operation", sorted(BY_TOKEN))
def test_what_a_token_makes_one_of(operation: str) -> None:
    assert may_be_repeated(operation, {BY_TOKEN[operation]: "t"})
    assert not may_be_repeated(operation, {})
    assert not may_be_repeated(operation, {BY_TOKEN[operation]: ""})


@pytest.mark.parametrize("operation", ["DescribeVpcs", "GetRole", "ListRoles", "DeleteVpc", "ModifyVpcAttribute"])
def test_what_does_no_more_the_second_time(operation: str) -> None:
    assert may_be_repeated(operation, {})


def test_every_name_is_awss_and_none_makes_anything() -> None:
    known = {name for service in SERVICES for name in Loader().load_service_model(service, "service-2")["operations"]}
    assert known >= ENDING | SETTING
    assert {name for name in ENDING | SETTING if name.startswith(("Create", "Allocate", "Run"))} == {"CreateTags"}


def test_every_token_is_one_that_aws_takes() -> None:
    models = [Loader().load_service_model(service, "service-2") for service in SERVICES]
    for operation, token in BY_TOKEN.items():
        model = next(one for one in models if operation in one["operations"])
        assert token in model["shapes"][model["operations"][operation]["input"]["shape"]]["members"]
