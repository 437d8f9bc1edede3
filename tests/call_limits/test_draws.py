"""Which buckets a call takes from."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.call_limits import Draw, Limit, draws, place
from c9lib.call_limits.figures import EC2

BY_VPC = {"Filters": [{"Name": "vpc-id", "Values": ["vpc-1"]}]}


def told(service: str, operation: str, **params: Any) -> list[tuple[str, float, float, float]]:
    """Each bucket as name, capacity, refill, tokens."""
    found = draws(service, operation, params)
    return [(one.bucket, one.limit.capacity, one.limit.refill, one.tokens) for one in found]


@pytest.mark.parametrize(
    ("operation", "capacity", "refill"),
    [
        ("DescribeRouteTables", 100, 20),
        ("GetConsoleOutput", 100, 20),
        ("CreateVpc", 50, 5),
        ("AuthorizeSecurityGroupIngress", 50, 5),
        ("AuthorizeSecurityGroupEgress", 50, 5),
        ("CreateVpcEndpoint", 4, 0.3),
        ("CreateNatGateway", 10, 1),
        ("CreateTags", 100, 10),
    ],
)
def test_each_operation_of_ec2_has_a_bucket_of_its_own(operation: str, capacity: float, refill: float) -> None:
    assert draws("ec2", operation, {}) == (Draw(f"ec2:{operation}", Limit(capacity, refill, EC2)),)


@pytest.mark.parametrize("given", [BY_VPC, {"MaxResults": 5}, {"NextToken": "more"}])
def test_a_read_with_a_filter_or_pages_takes_from_the_larger_bucket(given: dict[str, Any]) -> None:
    assert told("ec2", "DescribeInstances", **given) == [("ec2:DescribeInstances", 100, 20, 1)]


@pytest.mark.parametrize("given", [{}, {"Filters": []}, {"InstanceIds": ["i-1"]}])
def test_one_without_takes_from_a_smaller_one(given: dict[str, Any]) -> None:
    assert told("ec2", "DescribeInstances", **given) == [("ec2:DescribeInstances (unfiltered)", 50, 10, 1)]


def test_a_read_that_has_no_smaller_bucket_has_one() -> None:
    assert told("ec2", "DescribeVpcs") == told("ec2", "DescribeVpcs", **BY_VPC) == [("ec2:DescribeVpcs", 100, 20, 1)]


@pytest.mark.parametrize(
    ("operation", "params", "own", "instances"),
    [
        ("RunInstances", {"MinCount": 1, "MaxCount": 3}, (5, 2), (1000, 2, 3)),
        ("RunInstances", {}, (5, 2), (1000, 2, 1)),
        ("RunInstances", {"MaxCount": -4}, (5, 2), (1000, 2, 1)),
        ("StartInstances", {"InstanceIds": ["i-1", "i-2"]}, (5, 2), (1000, 2, 2)),
        ("StopInstances", {"InstanceIds": ["i-1"]}, (50, 5), (1000, 20, 1)),
        ("TerminateInstances", {"InstanceIds": []}, (100, 5), (1000, 20, 1)),
    ],
)
def test_what_is_about_instances_takes_a_token_for_each_too(
    operation: str, params: dict[str, Any], own: tuple[float, float], instances: tuple[float, float, float]
) -> None:
    assert told("ec2", operation, **params) == [
        (f"ec2:{operation}", *own, 1),
        (f"ec2:{operation} (instances)", *instances),
    ]


@pytest.mark.parametrize(
    ("service", "operation", "expected"),
    [
        ("sts", "GetCallerIdentity", ("sts:*", 600, 600, 1)),
        ("sts", "AssumeRole", ("sts:*", 600, 600, 1)),
        ("iam", "GetRole", ("iam:GetRole", 40, 10, 1)),
        ("iam", "CreateRole", ("iam:CreateRole", 20, 5, 1)),
        ("kms", "DescribeKey", ("kms:DescribeKey", 2000, 2000, 1)),
        ("kms", "CreateKey", ("kms:CreateKey", 5, 5, 1)),
        ("service-quotas", "GetServiceQuota", ("service-quotas:GetServiceQuota", 10, 5, 1)),
        ("service-quotas", "ListServiceQuotas", ("service-quotas:ListServiceQuotas", 20, 10, 1)),
        ("cloudformation", "DescribeStacks", ("cloudformation:DescribeStacks", 10, 5, 1)),
        ("cloud9", "CreateEnvironmentEC2", ("cloud9:CreateEnvironmentEC2", 10, 2, 1)),
        ("ssm", "GetParameters", ("ssm:GetParameter*", 40, 40, 1)),
        ("ssm", "DescribeInstanceInformation", ("ssm:DescribeInstanceInformation", 40, 10, 1)),
    ],
)
def test_other_services(service: str, operation: str, expected: tuple[str, float, float, float]) -> None:
    assert told(service, operation) == [expected]


def test_a_service_of_which_nothing_is_known_has_no_bucket() -> None:
    assert draws("lambda", "Invoke", {}) == ()


def test_iam_is_one_for_all_regions() -> None:
    assert place("iam", "eu-central-1") == place("iam", "us-east-1") == ""
    assert place("sts", "eu-central-1") == "eu-central-1"
