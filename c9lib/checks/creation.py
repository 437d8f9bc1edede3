"""Making an environment: the command that does it, and what Cloud9's reasons for a failure mean (facts 3.2, 6.1)."""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.checks.documented import PROFILE
from c9lib.checks.reader import Inapplicable, Unread
from c9lib.checks.snapshot import Snapshot

# What a reason contains, and its cause: facts 6.1, rows 1 to 6, 8, 9, 12, 13. The first that fits counts.
CAUSES = (
    (
        f"Instance profile {PROFILE} does not exist",
        "The instance profile was missing when it was launched: see profile.exists.",
    ),
    ("iam:GetInstanceProfile", "The profile was missing or not under /cloud9/: see profile.exists and profile.path."),
    ("ssm:StartSession", "Who launched it may not start sessions through Cloud9: see access.start-session."),
    (
        "sts:AssumeRole",
        "Cloud9's service-linked role AWSServiceRoleForAWSCloud9 is missing (aws iam create-service-linked-role).",
    ),
    ("account verification", "AWS still verifies this account: wait up to 24 hours."),
    ("ControlTower", "A control of AWS Control Tower forbids it, such as CT.EC2.PR.8 (no public address)."),
    (
        "could not connect to the EC2 instance",
        "The instance didn't reach Systems Manager: see path.*, instance.* and role.*.",
    ),
    (
        "problem connecting to the environment",
        "The instance didn't reach Systems Manager: see path.*, instance.* and role.*.",
    ),
    (
        "failed to create",
        "Often a default key for volumes that Cloud9 may not use: see kms.default-key, and the stack's events.",
    ),
)


def cause_of(reason: str) -> str:
    """What a `lifecycle.reason` of CREATE_FAILED means."""
    return next(
        (cause for part, cause in CAUSES if part.lower() in reason.lower()), "The events of its stack say more."
    )


def other_owner(session: Session) -> str:
    """`owner_arn` where it is somebody else; "" for the caller's own. Who owns what they make needn't be named, and
    AWSCloud9User allows nobody to be named (facts 3.4, 5.5).
    """
    owner = session.parameters.owner_arn
    return "" if owner == session.identity.arn else owner


def command(seen: Snapshot) -> str:
    """The launch that the parameters describe, as one AWS CLI command."""
    wanted = seen.session.parameters
    words = ["--name", wanted.environment_name, "--instance-type", wanted.instance_type, "--image-id", wanted.image_id]
    words += ["--connection-type", "CONNECT_SSM", "--automatic-stop-time-minutes", str(wanted.automatic_stop_minutes)]
    words += ["--tags", f"Key={DEPLOYMENT_TAG},Value={wanted.deployment}"]
    words += ["--description", wanted.description] if wanted.description else []
    owner = other_owner(seen.session)
    words += ["--owner-arn", owner] if owner else []
    return seen.command("cloud9", "create-environment-ec2", *words, *_subnet(seen))


def _subnet(seen: Snapshot) -> list[str]:
    try:
        return ["--subnet-id", seen.surroundings.subnet_id]
    except (Inapplicable, Unread):  # then Cloud9 takes a subnet of the default VPC
        return []
