"""Making an environment: the command that does it, and what Cloud9's reasons for a failure mean (facts 3.2, 6.1)."""

from __future__ import annotations

from dataclasses import dataclass

from c9lib.aws import Session
from c9lib.aws.session import DEPLOYMENT_TAG
from c9lib.checks.documented import PROFILE
from c9lib.checks.reader import Inapplicable, Unread
from c9lib.checks.snapshot import Snapshot
from c9lib.checks.stacks import name_of


@dataclass(frozen=True)
class Cause:
    """What a reason contains, what that means, and what helps; `remedy` is "" where the words say it."""

    part: str
    words: str
    remedy: str = ""


PAIR = "Run the steps role and profile, then this one again: some seconds after the profile was made it can be used."
CALLER = (
    "Whoever launches needs that permission; `c9lib policy` prints all that the run needs, and `c9lib plan` says which"
    " statement lacks."
)
KEY = "Let Cloud9's service-linked role use the default key for volumes: kms.default-key has the statement."
# Facts 6.1, rows 1 to 6, 8, 9, 12, 13, 15; in the words of Cloud9, or of CloudFormation about it. The first that fits
# counts.
CAUSES = (
    Cause(
        f"Instance profile {PROFILE} does not exist",
        "The instance profile was missing when it was launched: see profile.exists.",
        PAIR,
    ),
    Cause(
        "iam:GetInstanceProfile",
        "The profile was missing or not under /cloud9/: see profile.exists and profile.path.",
        PAIR,
    ),
    Cause(
        "ssm:StartSession",
        "Who launched it may not start sessions through Cloud9: see access.start-session.",
        f"{CALLER} For a stack the session is started by way of CloudFormation (aws:CalledViaFirst).",
    ),
    Cause(
        "sts:AssumeRole",
        "Cloud9's service-linked role AWSServiceRoleForAWSCloud9 is missing (aws iam create-service-linked-role).",
        "aws iam create-service-linked-role --aws-service-name cloud9.amazonaws.com",
    ),
    Cause("account verification", "AWS still verifies this account: wait up to 24 hours."),
    Cause("ControlTower", "A control of AWS Control Tower forbids it, such as CT.EC2.PR.8 (no public address)."),
    Cause(
        "could not connect to the EC2 instance",
        "The instance didn't reach Systems Manager: see path.*, instance.* and role.*.",
    ),
    Cause(
        "problem connecting to the environment",
        "The instance didn't reach Systems Manager: see path.*, instance.* and role.*.",
    ),
    Cause(
        "Client.InternalError",
        "Often a default key for volumes that Cloud9 may not use: see kms.default-key.",
        KEY,
    ),
    Cause(
        "with an explicit deny",
        "A policy denies it to whoever launched it; no further permission helps against that.",
        "Have the statement that denies it changed: `c9lib plan` names it where IAM shows it to the caller.",
    ),
    Cause(
        "not authorized to perform",
        "Who launched it lacks a permission: CloudFormation and Cloud9 ask for everything in the caller's name.",
        CALLER,
    ),
    Cause(
        "already exists",
        "Something of this name is there already, made by somebody else or by another stack.",
        "Remove that one if nobody needs it, or give another name.",
    ),
    Cause(
        "ServiceLimitExceeded",
        "A quota is used up: see quota.environments.",
        "Remove what nobody needs any more, or ask for a higher quota in Service Quotas.",
    ),
    Cause(
        "failed to create",
        "Often a default key for volumes that Cloud9 may not use: see kms.default-key, and the stack's events.",
    ),
    Cause(
        "Client Error",
        "Cloud9 says no more than that. Usually the role or the instance profile is missing: see role.* and profile.*.",
        PAIR,
    ),
)


def cause_of(reason: str) -> str:
    """What the reason of a failed creation means: a `lifecycle.reason`, or what the event of a stack says."""
    found = _cause(reason)
    return found.words if found else "The events of its stack say more."


def remedy_of(reason: str) -> tuple[str, ...]:
    """What helps against it; nothing where the cause says all there is to say."""
    found = _cause(reason)
    return (found.remedy,) if found and found.remedy else ()


def _cause(reason: str) -> Cause | None:
    return next((one for one in CAUSES if one.part.lower() in reason.lower()), None)


def other_owner(session: Session) -> str:
    """`owner_arn` where it is somebody else; "" for the caller's own. Who owns what they make needn't be named, and
    AWSCloud9User allows nobody to be named (facts 3.4, 5.5).
    """
    owner = session.parameters.owner_arn
    return "" if owner == session.identity.arn else owner


def launch(seen: Snapshot) -> str:
    """How the environment is made: a command; words where a stack makes it, for no command has its template in it."""
    if seen.session.parameters.launch_with == "cloudformation":
        name = name_of(seen.session.parameters.deployment)
        return f"# Run step environment: it makes the stack {name}, and the stack makes the environment."
    return command(seen)


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
