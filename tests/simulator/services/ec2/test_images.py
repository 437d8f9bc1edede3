"""The images of the simulated AWS: few, other ids in each Region, and no id shifted by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

ALIASES = ("amazonlinux-2023-x86_64", "ubuntu-22.04-x86_64")
LATEST = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"


def image_ids(ssm: Any) -> list[str]:
    names = [*(f"/aws/service/cloud9/amis/{alias}" for alias in ALIASES), LATEST]
    return [ssm.get_parameter(Name=name)["Parameter"]["Value"] for name in names]


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1"])
def test_what_the_public_parameters_name_is_there(aws: Callable[..., Any], region: str) -> None:
    ec2, wanted = aws("ec2", region), image_ids(aws("ssm", region))
    found = {image["ImageId"]: image for image in ec2.describe_images(Owners=["amazon"])["Images"]}
    assert set(wanted) <= set(found)
    for name in wanted:
        assert found[name]["State"] == "available"
        assert found[name]["Architecture"] == "x86_64"
        assert found[name]["Public"]
    assert [image["Name"] for image in ec2.describe_images(ImageIds=wanted[:1])["Images"]] == [found[wanted[0]]["Name"]]


def test_an_image_belongs_to_one_region(aws: Callable[..., Any]) -> None:
    here, there = image_ids(aws("ssm")), image_ids(aws("ssm", "eu-central-1"))
    assert not set(here) & set(there)
    with pytest.raises(ClientError, match=r"InvalidAMIID\.NotFound"):
        aws("ec2").describe_images(ImageIds=there[:1])


@pytest.mark.parametrize("asked", [{}, {"Owners": ["amazon"]}], ids=["all", "Amazon's"])
def test_the_list_is_short(aws: Callable[..., Any], asked: dict[str, Any]) -> None:
    assert 0 < len(aws("ec2").describe_images(**asked)["Images"]) < 50, "moto's own list takes more than a second"


def test_an_image_of_ones_own(aws: Callable[..., Any]) -> None:
    ec2, ssm = aws("ec2"), aws("ssm")
    asked = {"ImageId": image_ids(ssm)[0], "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1}
    instance = ec2.run_instances(**asked)["Instances"][0]["InstanceId"]
    own = ec2.create_image(InstanceId=instance, Name="own")["ImageId"]
    assert [image["ImageId"] for image in ec2.describe_images(Owners=["self"])["Images"]] == [own]
    ec2.deregister_image(ImageId=own)
    assert ec2.describe_images(Owners=["self"])["Images"] == []


def test_a_deregistered_image_of_amazon_doesnt_come_back(aws: Callable[..., Any]) -> None:
    ec2, image = aws("ec2"), image_ids(aws("ssm"))[0]
    ec2.deregister_image(ImageId=image)
    assert image not in {one["ImageId"] for one in ec2.describe_images()["Images"]}
