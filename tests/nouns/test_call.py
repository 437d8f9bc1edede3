"""Which calls change something."""

from __future__ import annotations

import pytest
from botocore.loaders import Loader

from c9lib.nouns import Call


def call(service: str, operation: str) -> Call:
    return Call(service, operation, {}, "us-east-1", "ok", 0.1)


@pytest.mark.parametrize(
    ("service", "operation", "writes"),
    [
        ("iam", "GetRole", False),
        ("iam", "SimulatePrincipalPolicy", False),
        ("ec2", "DescribeVpcs", False),
        ("ec2", "SearchTransitGatewayRoutes", False),
        ("cloudformation", "DetectStackResourceDrift", False),
        ("cloudformation", "CreateChangeSet", True),
        ("iam", "CreateRole", True),
        ("cloud9", "CreateEnvironmentEC2", True),
        ("ec2", "ModifyVpcAttribute", True),
        ("ssm", "StartSession", True),
        ("sts", "AssumeRole", True),
    ],
)
def test_verbs(service: str, operation: str, writes: bool) -> None:
    assert call(service, operation).writes is writes
    assert call(service, operation).name == f"{service}:{operation}"


def test_every_operation_of_cloud9_is_judged_right() -> None:
    model = Loader().load_service_model("cloud9", "service-2")
    reads = {name for name in model["operations"] if not call("cloud9", name).writes}
    assert reads == {
        "DescribeEnvironmentMemberships",
        "DescribeEnvironmentStatus",
        "DescribeEnvironments",
        "ListEnvironments",
        "ListTagsForResource",
    }


def test_a_call_is_sent_once_unless_told_otherwise() -> None:
    assert call("iam", "GetRole").attempts == 1
