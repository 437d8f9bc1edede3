"""The Regions that have Cloud9; elsewhere its endpoint doesn't exist (facts 3.6)."""

from __future__ import annotations

from c9lib.simulator.api import ApiError

# botocore 1.44.5, get_available_regions("cloud9"); the same in the AWS General Reference (facts 3.6).
REGIONS = (
    "af-south-1",
    "ap-east-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-south-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-south-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
)


def check(region: str) -> None:
    """Refuse a Region without Cloud9. On the real AWS there is no such host; here one host stands for every Region."""
    if region not in REGIONS:
        told = (
            f"cloud9.{region}.amazonaws.com doesn't exist: AWS Cloud9 isn't in {region}. It is in {', '.join(REGIONS)}."
        )
        raise ApiError("UnknownEndpoint", told)
