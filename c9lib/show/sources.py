"""Which part of AWS's page each step carries out, in our words, and where that page isn't right any more.

The page: "Accessing no-ingress EC2 instances with AWS Systems Manager", AWS Cloud9 user guide (facts 1, 2, 12).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

GUIDE = "https://docs.aws.amazon.com/cloud9/latest/user-guide/"
NO_INGRESS, VPC_SETTINGS = f"{GUIDE}ec2-ssm.html", f"{GUIDE}vpc-settings.html"


@dataclass(frozen=True)
class Origin:
    """A section of AWS's guide, what of it the step carries out, and what is out of date or wrong in it."""

    section: str
    url: str
    carried_out: str
    otherwise: tuple[str, ...] = ()


ORIGINS: Mapping[str, tuple[Origin, ...]] = {
    "start": (
        Origin(
            "Accessing no-ingress EC2 instances with AWS Systems Manager",
            NO_INGRESS,
            "An environment whose instance has no inbound port: what the whole run makes.",
            (
                "Its copies before July 2024 don't say that Cloud9 is closed to accounts that never used it.",
                "The managed policies alone aren't enough to create such an environment; only its newer copies say so.",
            ),
        ),
    ),
    "role": (
        Origin(
            "Managing instance profiles for Systems Manager with the AWS CLI",
            NO_INGRESS,
            "The first two of its four commands: the role under /service-role/, which trusts EC2 and Cloud9, and its"
            " managed policy.",
            (
                "The page's template describes it as a service-linked role: it is a service role.",
                "The service-linked role that passes it is AWSServiceRoleForAWSCloud9; the page writes a small f.",
            ),
        ),
    ),
    "profile": (
        Origin(
            "Managing instance profiles for Systems Manager with the AWS CLI",
            NO_INGRESS,
            "The last two of its four commands: the profile under /cloud9/, and the role in it.",
            (
                "The message for a missing profile isn't as the page quotes it: it goes on after “does not exist in"
                " this account”.",
            ),
        ),
    ),
    "network": (
        Origin(
            "Benefits of using Systems Manager: private and public subnets",
            NO_INGRESS,
            "A subnet from which the instance reaches Systems Manager: public, or private with a NAT gateway or"
            " endpoints.",
            ("Older copies know the private subnet with a NAT gateway only.",),
        ),
        Origin(
            "VPC settings for AWS Cloud9",
            VPC_SETTINGS,
            "The route to the internet gateway, public addresses in a public subnet, a range that Docker doesn't use.",
            (
                "Its test for a public subnet asks for the VPC alone, so any table with a gateway counts; and it can't"
                " show a NAT gateway.",
                "It asks for a public address as if always: only a public subnet needs one.",
            ),
        ),
    ),
    "access": (
        Origin(
            "Giving users access to instances managed by Session Manager",
            NO_INGRESS,
            "Either way of it: a managed policy attached, or the statements for StartSession in a policy.",
            (
                "The page's statements lack ssm:GetConnectionStatus (October 2023) and ssmmessages:OpenDataChannel"
                " (September 2025), which the managed policies have.",
                "With AWSCloud9Administrator or AWSCloud9User a custom policy is needed, too, to create one.",
            ),
        ),
    ),
    "environment": (
        Origin(
            "Managing instance profiles for Systems Manager with the AWS CLI",
            NO_INGRESS,
            "create-environment-ec2 with the connection type CONNECT_SSM.",
            (
                "AWS's tutorial still takes an Amazon Linux 2 image, which is refused since July 2026, and --owner-id,"
                " which is --owner-arn.",
            ),
        ),
        Origin(
            "Using AWS CloudFormation to create no-ingress EC2 environments",
            NO_INGRESS,
            "With launch_with: cloudformation the same by a stack; role, profile and rights come first.",
            ("The page has a template for role and profile only; ours is for the environment, too.",),
        ),
    ),
    "endpoints": (
        Origin(
            "Configuring VPC endpoints for Amazon S3 to download dependencies",
            NO_INGRESS,
            "The gateway endpoint with a policy for Cloud9's own bucket.",
            (
                "Its example for eu-west-1 lacks the final /*, and so matches no object.",
                "Its policy keeps Amazon Linux's packages out, which are in S3, too; s3_access: packages lets them in.",
            ),
        ),
        Origin(
            "Configuring VPC endpoints for private connectivity",
            NO_INGRESS,
            "The interface endpoints for Systems Manager; with restrict_egress the outbound rules, too.",
            ("It calls three endpoints required; by the pages of Systems Manager ec2messages is optional today.",),
        ),
    ),
    "verify": (
        Origin(
            "After you complete the creation of an environment",
            NO_INGRESS,
            "The two things that it says to confirm, and all that they rest on.",
            ("Some copies of the page have lost the two things.",),
        ),
    ),
    "tear-down": (
        Origin(
            "Managing Systems Manager permissions",
            NO_INGRESS,
            "Its note that the role may be deleted when nobody needs it.",
            (
                "It doesn't say that every no-ingress environment of the account, in any Region, needs the same role.",
                "The IAM console can't delete this pair, because their names differ: the commands above can.",
            ),
        ),
    ),
}
"""By the name of the step."""
