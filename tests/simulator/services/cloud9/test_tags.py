"""TagResource, UntagResource, ListTagsForResource."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Refused = Callable[..., Any]


@pytest.fixture
def arn(create: Callable[..., str], described: Callable[[str], dict[str, Any]]) -> str:
    return str(described(create(tags=[{"Key": "team", "Value": "blue"}]))["arn"])


def tags(cloud9: Any, arn: str) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in cloud9.list_tags_for_resource(ResourceARN=arn)["Tags"]}


def test_add_change_remove(arn: str, cloud9: Any) -> None:
    cloud9.tag_resource(ResourceARN=arn, Tags=[{"Key": "team", "Value": "red"}, {"Key": "seat", "Value": "7"}])
    assert tags(cloud9, arn) == {"team": "red", "seat": "7"}
    cloud9.untag_resource(ResourceARN=arn, TagKeys=["team", "unknown"])
    assert tags(cloud9, arn) == {"seat": "7"}


def test_later_changes_do_not_propagate(
    ready: str, cloud9: Any, described: Callable[[str], dict[str, Any]], aws: Callable[..., Any]
) -> None:
    cloud9.tag_resource(ResourceARN=described(ready)["arn"], Tags=[{"Key": "late", "Value": "x"}])
    instance = aws("ec2").describe_instances()["Reservations"][0]["Instances"][0]
    assert "late" not in {tag["Key"] for tag in instance["Tags"]}


@pytest.mark.parametrize("key", ["aws:x", "AWS:cloud9:owner"])
def test_reserved_prefix(key: str, arn: str, cloud9: Any, refused: Refused) -> None:
    with refused("BadRequestException", key):
        cloud9.tag_resource(ResourceARN=arn, Tags=[{"Key": key, "Value": ""}])
    with refused("BadRequestException", key):
        cloud9.untag_resource(ResourceARN=arn, TagKeys=[key])


def test_fifty_tags_and_no_more(arn: str, cloud9: Any, refused: Refused) -> None:
    cloud9.tag_resource(ResourceARN=arn, Tags=[{"Key": f"k{number}", "Value": ""} for number in range(49)])
    with refused("BadRequestException", "at most 50 tags", "51"):
        cloud9.tag_resource(ResourceARN=arn, Tags=[{"Key": "more", "Value": ""}])
    assert len(tags(cloud9, arn)) == 50


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"Tags": [{"Key": "k" * 129, "Value": ""}]}, "'tags.1.member.key'"),
        ({"Tags": [{"Key": "k", "Value": "v" * 257}]}, "'tags.1.member.value'"),
        ({"Tags": [{"Key": f"k{number}", "Value": ""} for number in range(201)]}, "less than or equal to 200"),
        ({"ResourceARN": "arn:aws:ec2:us-east-1:123456789012:instance/i-1", "Tags": []}, "'resourceARN'"),
    ],
)
def test_beyond_limits(change: dict[str, Any], told: str, arn: str, cloud9: Any, refused: Refused) -> None:
    with refused("ValidationException", told):
        cloud9.tag_resource(**{"ResourceARN": arn, **change})


@pytest.mark.parametrize(
    "wrong",
    [
        "arn:aws:cloud9:us-east-1:123456789012:environment:" + "f" * 32,
        "arn:aws:cloud9:eu-west-1:123456789012:environment:" + "f" * 32,
        "arn:aws:cloud9:us-east-1:999999999999:environment:" + "f" * 32,
    ],
)
def test_environment_that_is_not_here(wrong: str, cloud9: Any, refused: Refused) -> None:
    with refused("NotFoundException"):
        cloud9.list_tags_for_resource(ResourceARN=wrong)


def test_only_the_owner_changes_tags(
    arn: str, aws: Callable[..., Any], key_of: Callable[..., str], refused: Refused
) -> None:
    ann = aws("cloud9", key=key_of("ann", "AWSCloud9User"))
    with refused("AccessDeniedException", "cloud9:TagResource"):
        ann.tag_resource(ResourceARN=arn, Tags=[{"Key": "a", "Value": "b"}])
    with refused("AccessDeniedException", "cloud9:UntagResource"):
        ann.untag_resource(ResourceARN=arn, TagKeys=["team"])
    with refused("AccessDeniedException", "cloud9:ListTagsForResource"):
        ann.list_tags_for_resource(ResourceARN=arn)
