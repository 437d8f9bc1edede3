"""The changes that step environment plans where a stack makes the environment: make it, or follow it."""

from __future__ import annotations

from c9lib.aws import Session
from c9lib.nouns import Change
from c9lib.steps import costs
from c9lib.steps.ground import Ground
from c9lib.steps.stack_making import follow as follow_stack
from c9lib.steps.stack_making import make
from c9lib.steps.stack_names import Stack, stack_name
from c9lib.steps.stack_wanted import wanted

READING = (
    "cloudformation:DescribeStacks",
    "cloudformation:DescribeChangeSet",
    "cloudformation:DescribeStackEvents",
)
CARRYING_OUT = (
    *READING,
    "cloudformation:CreateChangeSet",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
)
"""A change set made, executed or given up; a stack whose creation failed deleted."""
LAUNCHING = (
    "cloud9:CreateEnvironmentEC2",
    "cloud9:DescribeEnvironments",
    "cloud9:TagResource",
    "cloud9:ListTagsForResource",
    "ssm:StartSession",
    "iam:CreateServiceLinkedRole",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
)
"""What CloudFormation asks Cloud9 and others for in the caller's name, to make an environment (facts 3.8)."""


def create(session: Session, ground: Ground, made: dict[str, str]) -> Change:
    """Let a stack make the environment; its id is put into `made`."""
    asked = session.parameters

    def run() -> None:
        made["id"] = make(session, wanted(session, ground.ready()), "create")

    return Change(
        "create",
        f"stack {stack_name(session)} with environment {asked.environment_name} ({asked.instance_type},"
        f" {asked.image_id}, CONNECT_SSM) in subnet {ground.subnet_id}",
        "CloudFormation shows by a change set what it will do, does it, and asks Cloud9 for an instance without an"
        " inbound port; what fails it takes back",
        (*CARRYING_OUT, *LAUNCHING),
        "delete the stack, with the environment, its instance and what is on it",
        costs.environment(session, public_address=ground.gives_address),
        run,
    )


def follow(session: Session, stack: Stack, made: dict[str, str]) -> Change:
    """Follow what an earlier run has begun with the stack; the environment's id is put into `made`."""

    def run() -> None:
        made["id"] = follow_stack(session, str(stack["StackId"]))

    return Change(
        "wait",
        f"until CloudFormation is done with the stack {stack['StackName']} ({stack['StackStatus']})",
        "an earlier run has begun it, and it goes on by itself",
        (*READING, "cloudformation:DeleteStack"),
        "nothing to undo",
        run=run,
    )
