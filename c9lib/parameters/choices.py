"""The values of the parameters that choose from a list."""

from __future__ import annotations

from typing import Literal, get_args

Target = Literal["simulated", "aws"]
Network = Literal["existing", "public", "nat", "isolated"]
LaunchWith = Literal["api", "cloudformation"]
Service = Literal["ssm", "ssmmessages", "ec2messages", "s3"]
# Package repositories of Amazon Linux 2023, buckets of SSM Agent (facts 1.6, 7.3).
S3Access = Literal["packages", "agent"]
AccessPolicy = Literal["AWSCloud9User", "AWSCloud9Administrator", "AWSCloud9EnvironmentMember", "statements"]

# The Regions that have Cloud9, from botocore 1.44.5 and the AWS General Reference (facts 3.6).
Region = Literal[
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
]
REGIONS: tuple[str, ...] = get_args(Region)

# What `CreateEnvironmentEC2` takes as `imageId` (facts 3.2).
Image = Literal[
    "amazonlinux-2023-x86_64",
    "ubuntu-22.04-x86_64",
    "resolve:ssm:/aws/service/cloud9/amis/amazonlinux-2023-x86_64",
    "resolve:ssm:/aws/service/cloud9/amis/ubuntu-22.04-x86_64",
]
IMAGE_PATH = "resolve:ssm:/aws/service/cloud9/amis/"

# What it took once, and why no longer (facts 3.2).
GONE_IMAGES = {
    "amazonlinux-2-x86_64": "Amazon Linux 2 ended on 30 June 2026, and Cloud9 doesn't take it any more",
    "ubuntu-18.04-x86_64": "Cloud9 doesn't take Ubuntu 18.04 any more since 16 December 2024",
    "amazonlinux-1-x86_64": "Cloud9 doesn't take the first Amazon Linux any more",
}
