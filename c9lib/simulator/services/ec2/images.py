"""Images: those behind AWS's public parameters for Amazon Linux and for Cloud9, and no others.

moto's own list of some 1,500 old images makes `describe-images --owners amazon` take a second. The setting
`MOTO_EC2_LOAD_DEFAULT_AMIS=false` leaves it out; this module puts in what a learner meets, when an image is asked for.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from c9lib.simulator import moto_state
from c9lib.simulator.api import Answer, ApiCall, ApiError, NotSimulated, operation
from c9lib.simulator.world import World

DATA = Path(__file__).parents[2] / "data" / "cloud9_images.json"
PARAMETERS = "/aws/service/cloud9/amis/"
RESOLVE = "resolve:ssm:"
AMAZON = "137112412989"
"""The account that owns Amazon Linux's images."""


@dataclass(frozen=True)
class Platform:
    """What an image runs and whether SSM Agent is preinstalled, as DescribeInstanceInformation shows it."""

    name: str
    version: str
    agent: str
    """The agent's version; "" when the image carries none."""


AGENT = "3.3.3270.0"
"""The agent of the images here: newer than 3.3.40.0, which prefers ssmmessages (facts 7.4)."""

PLATFORMS = {
    "Cloud9AmazonLinux2023": Platform("Amazon Linux", "2023", AGENT),
    "Cloud9Ubuntu22": Platform("Ubuntu", "22.04", AGENT),
    "al2023-ami-minimal": Platform("Amazon Linux", "2023", ""),
    "al2027-preview-ami-minimal": Platform("Amazon Linux", "2027", ""),
    "amzn2-ami-minimal": Platform("Amazon Linux", "2", ""),
    "amzn-ami-minimal": Platform("Amazon Linux AMI", "2018.03", ""),
    "al2023-ami": Platform("Amazon Linux", "2023", AGENT),
    "al2027-preview-ami": Platform("Amazon Linux", "2027", AGENT),
    "amzn2-ami": Platform("Amazon Linux", "2", AGENT),
    "amzn-ami": Platform("Amazon Linux AMI", "2018.03", AGENT),
}
"""By the beginning of an image's name, the first that fits. Minimal images have no agent (Systems Manager User Guide,
"Find AMIs with the SSM Agent preinstalled")."""


@cache
def cloud9_images() -> tuple[dict[str, Any], ...]:
    """The images of Cloud9's public parameters: alias, name, description, date."""
    return tuple(json.loads(DATA.read_text(encoding="utf-8"))["images"])


def cloud9_image_id(alias: str, region: str) -> str:
    """The simulated id of a Cloud9 image in a Region: another one in each, and always the same."""
    return f"ami-{hashlib.sha256(f'{alias}/{region}'.encode()).hexdigest()[:17]}"


def furnish(region: str) -> None:
    """Put the Region's images in, once."""
    wanted = [_cloud9(image, region) for image in cloud9_images()]
    if not moto_state.has_image(region, wanted[0]["ami_id"]):
        for image in (*moto_state.latest_amazon_images(region), *wanted):
            moto_state.add_image(region, image, seed=f"{region}/{image['ami_id']}")


def _cloud9(image: dict[str, Any], region: str) -> dict[str, Any]:
    told = {name: value for name, value in image.items() if name != "alias"}
    return {
        **told,
        "ami_id": cloud9_image_id(image["alias"], region),
        "creation_date": datetime.fromisoformat(image["creation_date"]).astimezone(UTC),
        "owner_id": AMAZON,
        "public": True,
        "architecture": "x86_64",
        "virtualization_type": "hvm",
        "hypervisor": "xen",
        "root_device_type": "ebs",
        "image_location": f"amazon/{image['name']}",
    }


def platform(call: ApiCall, image_id: str) -> Platform:
    """What an image runs; an image made from an instance, or under another name, counts as one without the agent."""
    furnish(call.region)
    try:
        found = call.world.moto("ec2", "DescribeImages", call.region, {"ImageIds": [image_id]})["Images"]
    except ApiError:
        found = []
    name = found[0].get("Name", "") if found else ""
    return next((told for start, told in PLATFORMS.items() if name.startswith(start)), Platform("Linux", "", ""))


def resolved(call: ApiCall, image_id: str) -> str:
    """`resolve:ssm:<parameter>` as the image id that the parameter holds; any other id as it is."""
    if not image_id.startswith(RESOLVE):
        return image_id
    name = image_id.removeprefix(RESOLVE)
    found = held_by(call.world, call.region, name)
    if not found:
        told = f"Value ({image_id}) for parameter imageId is invalid. The SSM parameter {name} can't be read."
        raise ApiError("InvalidParameterValue", told)
    return found


def held_by(world: World, region: str, parameter: str) -> str:
    """The image id that a parameter holds; "" for one that can't be read."""
    alias = parameter.removeprefix(PARAMETERS)
    if alias != parameter and alias in {image["alias"] for image in cloud9_images()}:
        return cloud9_image_id(alias, region)
    try:
        return str(world.moto("ssm", "GetParameter", region, {"Name": parameter})["Parameter"]["Value"])
    except ApiError:
        return ""


@operation(
    "ec2",
    "DescribeImages",
    "DescribeImageAttribute",
    "ModifyImageAttribute",
    "ResetImageAttribute",
    "CopyImage",
    "DeregisterImage",
)
def with_images(call: ApiCall) -> Answer:
    """moto's own answer, once the Region has its images."""
    furnish(call.region)
    return call.forward()


@operation("ec2", "CreateFleet", "RequestSpotInstances", "RequestSpotFleet")
def other_launches(call: ApiCall) -> Answer:
    """moto would make instances that run at once and never end; RunInstances is the way to launch here."""
    raise NotSimulated(f"ec2:{call.operation}")
