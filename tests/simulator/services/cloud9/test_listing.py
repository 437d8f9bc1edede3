"""ListEnvironments and DescribeEnvironments: pages, unknown ids, who sees what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Create = Callable[..., str]
Refused = Callable[..., Any]


@pytest.fixture
def several(create: Create) -> list[str]:
    return [create(name=f"demo-{number}") for number in range(3)]


def test_pages(several: list[str], cloud9: Any) -> None:
    first = cloud9.list_environments(maxResults=2)
    assert first["environmentIds"] == several[:2]
    second = cloud9.list_environments(maxResults=2, nextToken=first["nextToken"])
    assert second["environmentIds"] == several[2:]
    assert "nextToken" not in second
    pages = cloud9.get_paginator("list_environments").paginate(PaginationConfig={"PageSize": 1})
    assert [one for page in pages for one in page["environmentIds"]] == several


def test_zero_means_as_many_as_possible(several: list[str], cloud9: Any) -> None:
    assert cloud9.list_environments(maxResults=0)["environmentIds"] == several


def test_page_of_25(create: Create, cloud9: Any) -> None:
    for _ in range(26):
        create()
    assert len(cloud9.list_environments()["environmentIds"]) == 25


@pytest.mark.parametrize("token", ["nonsense", "TGlzdEVudmlyb25tZW50cy8x=", "x" * 400, "é"])
def test_token_that_is_not_ours(token: str, several: list[str], cloud9: Any, refused: Refused) -> None:
    with refused("BadRequestException", "nextToken"):
        cloud9.list_environments(nextToken=token)


def test_token_of_another_operation(several: list[str], cloud9: Any, refused: Refused) -> None:
    token = cloud9.list_environments(maxResults=1)["nextToken"]
    with refused("BadRequestException", token):
        cloud9.describe_environment_memberships(nextToken=token)


def test_page_beyond_25(cloud9: Any, refused: Refused) -> None:
    with refused("ValidationException", "'26' at 'maxResults'", "less than or equal to 25"):
        cloud9.list_environments(maxResults=26)


def test_described(create: Create, cloud9: Any, admin_arn: str) -> None:
    environment_id = create(description="for a class")
    assert cloud9.describe_environments(environmentIds=[environment_id])["environments"] == [
        {
            "id": environment_id,
            "name": "demo",
            "description": "for a class",
            "type": "ec2",
            "connectionType": "CONNECT_SSM",
            "arn": f"arn:aws:cloud9:us-east-1:123456789012:environment:{environment_id}",
            "ownerArn": admin_arn,
            "lifecycle": {"status": "CREATING"},
            "managedCredentialsStatus": "ENABLED_ON_CREATE",
        }
    ]


def test_several_at_once(several: list[str], cloud9: Any) -> None:
    found = cloud9.describe_environments(environmentIds=several[::-1])["environments"]
    assert [one["id"] for one in found] == several[::-1]


def test_one_unknown_id_refuses_all(several: list[str], cloud9: Any, refused: Refused) -> None:
    with refused("NotFoundException", f"Environment {'f' * 32} does not exist"):
        cloud9.describe_environments(environmentIds=[*several, "f" * 32])


def test_more_than_25_ids(cloud9: Any, refused: Refused) -> None:
    with refused("ValidationException", "'environmentIds'", "length less than or equal to 25"):
        cloud9.describe_environments(environmentIds=["f" * 32] * 26)


def test_no_id(cloud9: Any) -> None:
    from botocore.exceptions import ParamValidationError

    with pytest.raises(ParamValidationError):
        cloud9.describe_environments(environmentIds=[])


def test_who_sees_an_environment(
    several: list[str], aws: Callable[..., Any], key_of: Callable[..., str], refused: Refused
) -> None:
    ann = aws("cloud9", key=key_of("ann", "AWSCloud9User"))
    with refused("AccessDeniedException", "cloud9:ListEnvironments"):
        ann.list_environments()
    with refused("AccessDeniedException", "cloud9:DescribeEnvironments on resource", several[0]):
        ann.describe_environments(environmentIds=several[:1])
    aws("cloud9").create_environment_membership(
        environmentId=several[0], userArn="arn:aws:iam::123456789012:user/ann", permissions="read-only"
    )
    assert ann.describe_environments(environmentIds=several[:1])["environments"]
    with refused("AccessDeniedException", several[1]):
        ann.describe_environments(environmentIds=several[:2])
