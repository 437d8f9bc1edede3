"""The limits of facts 3.2, which botocore doesn't check, and the images that are gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from c9lib.simulator.services.cloud9.regions import REGIONS

WRONG = {
    "name": ("x" * 61, "Member must have length less than or equal to 60"),
    "instanceType": ("t3a.small", "Member must satisfy regular expression pattern: ^[a-z]+[1-9][.][a-z0-9]+$"),
    "connectionType": ("SSM", "Member must satisfy enum value set: [CONNECT_SSH, CONNECT_SSM]"),
    "automaticStopTimeMinutes": (30000, "Member must have value less than or equal to 20160"),
    "subnetId": ("subnet-0123456789ABCDEF0", "Member must satisfy regular expression pattern: ^(subnet-[0-9a-f]{8}|"),
    "ownerArn": ("arn:aws:iam::123456789012:role/Admin", "Member must satisfy regular expression pattern: ^arn:(aws|"),
    "clientRequestToken": ("short", "Member must satisfy regular expression pattern: [\\x20-\\x7E]{10,128}"),
}


@pytest.mark.parametrize("member", WRONG)
def test_value_beyond_its_limit(
    member: str, create: Callable[..., str], cloud9: Any, refused: Callable[..., Any]
) -> None:
    value, constraint = WRONG[member]
    start = f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: {constraint}"
    with refused("ValidationException", start):
        create(**{member: value})
    assert cloud9.list_environments()["environmentIds"] == []


def test_all_mistakes_at_once(create: Callable[..., str], refused: Callable[..., Any]) -> None:
    with refused("ValidationException", "7 validation errors detected: ", *(text for _, text in WRONG.values())):
        create(**{member: value for member, (value, _) in WRONG.items()})


def test_sensitive_values_are_not_repeated(create: Callable[..., str], refused: Callable[..., Any]) -> None:
    secret = "my secret " * 21
    told = "1 validation error detected: Value at 'description' failed to satisfy constraint: Member must have length"
    with refused("ValidationException", told) as refusal:
        create(description=secret)
    assert "secret" not in refusal.message


@pytest.mark.parametrize("limit", [{"name": "x" * 60}, {"description": "x" * 200}, {"automaticStopTimeMinutes": 20160}])
def test_value_at_its_limit(limit: dict[str, Any], create: Callable[..., str], cloud9: Any) -> None:
    environment_id = create(**limit)
    assert cloud9.list_environments()["environmentIds"] == [environment_id]


@pytest.mark.parametrize(
    ("image", "why"),
    [
        ("amazonlinux-2-x86_64", "30 June 2026"),
        ("resolve:ssm:/aws/service/cloud9/amis/amazonlinux-2-x86_64", "30 June 2026"),
        ("ubuntu-18.04-x86_64", "16 December 2024"),
        ("ami-0123456789abcdef0", "Valid image IDs are: amazonlinux-2023-x86_64, ubuntu-22.04-x86_64"),
        ("resolve:ssm:/aws/service/cloud9/amis/amazonlinux-2023", "Valid image IDs are"),
    ],
)
def test_image_that_is_gone_or_never_was(
    image: str, why: str, create: Callable[..., str], refused: Callable[..., Any]
) -> None:
    with refused("BadRequestException", f"'{image}'", why, "resolve:ssm:/aws/service/cloud9/amis/ubuntu-22.04-x86_64"):
        create(imageId=image)


def test_missing_image(cloud9: Any, cli: Callable[..., Any]) -> None:
    told = cli("cloud9", "create-environment-ec2", "--name", "demo", "--instance-type", "t3.small")
    assert told.returncode != 0
    assert "--image-id" in told.stderr


def test_regions_are_those_of_botocore() -> None:
    import boto3

    assert list(REGIONS) == sorted(boto3.Session().get_available_regions("cloud9"))


@pytest.mark.parametrize("region", ["us-gov-west-1", "eu-south-2"])
def test_region_without_cloud9(region: str, aws: Callable[..., Any], refused: Callable[..., Any]) -> None:
    with refused("UnknownEndpoint", f"cloud9.{region}.amazonaws.com doesn't exist", "us-east-1"):
        aws("cloud9", region=region).list_environments()


def test_regions_are_apart(create: Callable[..., str], aws: Callable[..., Any], refused: Callable[..., Any]) -> None:
    environment_id = create()
    assert aws("cloud9", region="eu-west-1").list_environments()["environmentIds"] == []
    with refused("NotFoundException", environment_id):
        aws("cloud9", region="eu-west-1").describe_environments(environmentIds=[environment_id])
