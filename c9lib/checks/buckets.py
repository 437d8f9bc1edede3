"""Cloud9's buckets, which hold the IDE's dependencies (facts 1.6).

Source: AWS Cloud9 user guide, "Accessing no-ingress EC2 instances with AWS Systems Manager", table of S3 buckets by
Region.
"""

from __future__ import annotations

BUCKETS = {
    "af-south-1": "static-af-south-1-prod-static-v6v7i5ypdppv",
    "ap-east-1": "static-ap-east-1-prod-static-171xhpfkrorh6",
    "ap-northeast-1": "static-ap-northeast-1-prod-static-4fwvbdisquj8",
    "ap-northeast-2": "static-ap-northeast-2-prod-static-1wxyctlhwiajm",
    "ap-northeast-3": "static-ap-northeast-3-prod-static-ivmxqzrx2ioi",
    "ap-south-1": "static-ap-south-1-prod-static-ykocre202i9d",
    "ap-southeast-1": "static-ap-southeast-1-prod-static-13ibpyrx4vk6d",
    "ap-southeast-2": "static-ap-southeast-2-prod-static-1cjsl8bx27rfu",
    "ca-central-1": "static-ca-central-1-prod-static-g80lpejy486c",
    "eu-central-1": "static-eu-central-1-prod-static-14lbgls2vrkh",
    "eu-north-1": "static-eu-north-1-prod-static-1qzw982y7yu7e",
    "eu-south-1": "static-eu-south-1-prod-static-1379tzkd3ni7d",
    "eu-west-1": "static-eu-west-1-prod-static-hld3vzaf7c4h",
    "eu-west-2": "static-eu-west-2-prod-static-36lbg202837x",
    "eu-west-3": "static-eu-west-3-prod-static-1rwpkf766ke58",
    "il-central-1": "static-il-central-1-prod-static-k02vrnhcesue",
    "me-south-1": "static-me-south-1-prod-static-gmljex38qtqx",
    "sa-east-1": "static-sa-east-1-prod-static-1cl8k0y7opidt",
    "us-east-1": "static-us-east-1-prod-static-mft1klnkc4hl",
    "us-east-2": "static-us-east-2-prod-static-1c3sfcvf9hy4m",
    "us-west-1": "static-us-west-1-prod-static-16d59zrrp01z0",
    "us-west-2": "static-us-west-2-prod-static-p21mksqx9zlr",
}


def dependencies(region: str) -> str:
    """The ARN of all objects that the IDE fetches, with the `*` at its end; "" where Cloud9 has no bucket."""
    return f"arn:aws:s3:::{BUCKETS[region]}/content/dependencies/*" if region in BUCKETS else ""
