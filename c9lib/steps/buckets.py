"""Cloud9's buckets, which hold the IDE's dependencies, and the policy that lets little else through (facts 1.6).

Source: AWS Cloud9 user guide, "Accessing no-ingress EC2 instances with AWS Systems Manager", table of S3 buckets by
Region.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from c9lib.checks.agent_requests import Through, of_anybody
from c9lib.checks.buckets import BUCKETS, dependencies
from c9lib.checks.endpoint_policy import Need, decision
from c9lib.policy import DENIED, Request

SERVED: dict[str, tuple[str, str]] = {
    "packages": ("Packages-of-Amazon-Linux-2023", "the packages of Amazon Linux 2023"),
    "agent": ("Buckets-of-SSM-Agent", "the buckets of SSM Agent"),
}
"""What `s3_access` may add to the policy: the statement's id, and what that is in words."""


def policy(region: str, access: Sequence[str] = ("packages",)) -> dict[str, Any]:
    """The policy of the S3 gateway endpoint: read what is below `content/dependencies/` of the Region's bucket.

    The page's worked example lacks the `*` at the end, and would match no object (facts 12). Its policy allows nothing
    else, and so takes from `dnf` the repositories of Amazon Linux 2023, which are in Amazon S3, too: `access` adds
    them, and the buckets from which SSM Agent fetches updates and documents.
    """
    of_cloud9 = _readable("Access-to-C9-bucket-only", dependencies(region))
    asked = [_readable(SERVED[one][0], _resources(one, region)) for one in SERVED if one in access]
    return {"Version": "2012-10-17", "Statement": [of_cloud9, *asked]}


def lacking(document: str, region: str, access: Sequence[str], through: Through) -> list[str]:
    """What the policy of an endpoint surely doesn't let through of Cloud9's bucket and of `access`: ARNs."""
    wanted = [dependencies(region), *(arn for one in access for arn in _listed(_resources(one, region)))]
    needs = [Need(Request("s3:GetObject", arn, of_anybody(through))) for arn in wanted]
    return [need.request.resource for need in needs if decision(document, need).outcome in DENIED]


def in_short(access: Sequence[str], region: str) -> str:
    """What the policy lets through, in words."""
    return " and ".join([BUCKETS[region], *(words for name, (_, words) in SERVED.items() if name in access)])


def _readable(name: str, resource: str | list[str]) -> dict[str, Any]:
    return {"Sid": name, "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": resource}


def _resources(name: str, region: str) -> str | list[str]:
    if name == "packages":
        return f"arn:aws:s3:::al2023-repos-{region}-de612dc2/*"
    # AWS Systems Manager user guide, "SSM Agent communications with AWS managed S3 buckets" (facts 7.3).
    buckets = (
        f"aws-ssm-{region}",
        f"aws-windows-downloads-{region}",
        f"amazon-ssm-{region}",
        f"amazon-ssm-packages-{region}",
        f"{region}-birdwatcher-prod",
        f"aws-ssm-distributor-file-{region}",
        f"aws-ssm-document-attachments-{region}",
        f"patch-baseline-snapshot-{region}",
    )
    return [f"arn:aws:s3:::{bucket}/*" for bucket in buckets]


def _listed(resources: str | list[str]) -> list[str]:
    return [resources] if isinstance(resources, str) else resources
