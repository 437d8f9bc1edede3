"""Lab: the creator may start sessions by way of another service than the one that they ask (facts 5.7, 6.1, 10.5)."""

from __future__ import annotations

import json

from c9lib.checks.capabilities import NAMES, Name
from c9lib.checks.documented import CLOUD9
from c9lib.checks.granting import Granting
from c9lib.checks.grants import CLOUDFORMATION, SESSIONS, by_page
from c9lib.checks.reader import Reader
from c9lib.checks.rights import Rights
from c9lib.labs import people
from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Shown, Solution, Symptom, Wanted
from c9lib.labs.tries import FAILED_EVENTS, environment_asked_for, template_for
from c9lib.policy import Document

PROPAGATES = 60
"""Seconds until EC2 and Cloud9 see what was made in IAM."""
STACK, POLICY = "c9lib-no-ingress", "sessions"
"""The stack that step environment makes, and the person's policy in question."""
WAYS = {
    "cloud9": ("Cloud9 itself (aws cloud9 create-environment-ec2)", CLOUD9, CLOUDFORMATION),
    "stack": ("a stack of AWS CloudFormation", CLOUDFORMATION, CLOUD9),
}
"""By what the person asks: in words, the first service that calls for them, and the one that the policy names."""
ACTIONS = [
    "cloud9:*",
    "cloudformation:*",
    "ec2:Describe*",
    "iam:GetUser",
    "iam:CreateServiceLinkedRole",
    "iam:ListInstanceProfilesForRole",
    "iam:PassRole",
]
CREATING: Document = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ACTIONS, "Resource": "*"}],
}
"""Everything that creating takes, but sessions."""


def build(ground: Ground) -> None:
    """A public network; a person whose policy is the page's, for the other way; a creation that fails."""
    cidr = ground.choose_cidr()
    way = ground.choose("way", *WAYS)
    name = ground.choose("name", "ines", "tomas", "wanda")
    words, first, named = WAYS[way]
    ground.variant |= {"asked": words, "first": first, "named": named}
    ground.says(f"Role, profile, and a VPC {cidr} with a public subnet ...")
    launch_with = "cloudformation" if way == "stack" else "api"
    wanted = {"network": "public", "vpc_cidr": cidr, "launch_with": launch_with}
    ground.steps("role", "profile", "network", **wanted)
    people.hire(ground, name, {"creating": CREATING, POLICY: by_page(named)})
    ground.with_parameters(access_for=[f"user/{name}"], access_policy="statements")
    ground.wait(PROPAGATES)
    ground.says(f"{name} asks {words} for an environment ...")
    asked = environment_asked_for(ground)
    with people.acting(ground) as theirs:
        if way == "cloud9":
            ground.keep("failed", theirs.client("cloud9").create_environment_ec2(**asked)["environmentId"])
        else:
            told = {"StackName": STACK, "TemplateBody": template_for(asked), "Tags": ground.session.tags()}
            theirs.client("cloudformation").create_stack(**told)
        ground.wait(2 * BOOT)


def symptom(ground: Ground) -> Symptom:
    """AWS's message, by Cloud9 or in the stack's events; and the policy, which allows what was refused."""
    return Symptom(
        ground.filled(
            "{person} asked {asked} for an environment, and isn't authorized to perform ssm:StartSession. The policy"
            " that allows it was copied from AWS's page."
        ),
        (
            _message(ground),
            ground.show("iam", "GetUserPolicy", "PolicyDocument", UserName=ground.variant["person"], PolicyName=POLICY),
        ),
    )


def _message(ground: Ground) -> Shown:
    if ground.variant["way"] == "stack":
        return ground.show("cloudformation", "DescribeStackEvents", FAILED_EVENTS, StackName=STACK)
    wanted = {"environmentIds": [ground.ids["failed"]]}
    return ground.show("cloud9", "DescribeEnvironments", "environments[].lifecycle", **wanted)


def way_is_free(ground: Ground) -> str:
    """Whether the person may start sessions by way of what they ask: decided by IAM on all of their policies."""
    granting = Granting(Rights(Reader(ground.session)))
    can = granting.can("user", ground.variant["person"], granting.scene(), NAMES)
    wanted: Name = "stack" if ground.variant["way"] == "stack" else "open"
    denied = [one for one in can[wanted] if one.request.action == "ssm:StartSession" and not one.allowed]
    return f"{ground.variant['person']} may still not start a session by {ground.variant['asked']}" if denied else ""


def solution(ground: Ground) -> Solution:
    """The person's policy names both services, which a list in a condition does."""
    told = {"UserName": ground.variant["person"], "PolicyName": POLICY, "PolicyDocument": json.dumps(SESSIONS)}
    return Solution(
        "Cloud9 opens a session on the new instance in the name of whoever asked. aws:CalledViaFirst is the first"
        " service in that chain: {first} here, and the policy wants {named}. AWS's page prints the statements twice,"
        " once for each. A list of both under StringEquals is an or, so that one policy does for both ways. Then the"
        " creation is tried once more, after what failed is deleted.",
        (ground.call("iam", "PutUserPolicy", **told),),
        "The message is in the environment's lifecycle, or in the stack's events. CloudTrail has the refused"
        " StartSession, with invokedBy under userIdentity: the service that called for the person. IAM's policy"
        " simulator answers the same when aws:CalledViaFirst is given to it.",
    )


LAB = Lab(
    id="allowed-and-refused",
    title="The policy allows it, and AWS says that no policy allows it",
    level=2,
    minutes=15,
    story="{person} may create environments, and asks {asked} for one. Instance and network are well, the agent came"
    " online. Still the creation fails.",
    changes=(
        "makes the documented role and instance profile, and a VPC {cidr} with a subnet that leads out",
        "makes the IAM user {person} with two policies",
        "lets {person} ask {asked} for an environment, and lets twenty minutes pass",
    ),
    aims=(
        "read a statement together with its condition",
        "say in whose name Cloud9 opens a session, and what aws:CalledViaFirst is then",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "start-session-by-stack",
            "access.start-session",
            words="{person} asked Cloud9, so that the first service in the chain is {first}; the statement wants"
            " {named}.",
            when=("way", "cloud9"),
        ),
        Cause(
            "start-session-by-cloud9",
            "stack.status",
            words="{person} asked CloudFormation, which asked Cloud9: the first service in the chain is {first}; the"
            " statement wants {named}.",
            when=("way", "stack"),
        ),
    ),
    hints=(
        "The message names a person, an action and a resource. Whose policies decide?",
        "Two statements allow ssm:StartSession. On which resource is it refused, and which of the two is about that?",
        "That statement has conditions. Who calls Systems Manager, and who was asked first?",
        f"aws:CalledViaFirst is {{first}} here. Compare it with the policy {POLICY} of {{person}}.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet"),
        agent=False,
        ignores=("environment.lifecycle", "environment.status", "stack.status", "instance.state"),
        more=way_is_free,
    ),
    questions=(
        Question(
            "With the mended policy {person} types aws ssm start-session. What happens?",
            "AWS refuses. That call comes through no service, so aws:CalledViaFirst isn't there, and the condition"
            " doesn't hold. It proves nothing about the environment.",
        ),
        Question(
            "Would aws:CalledVia (without First) have been as good a condition?",
            "It holds all services of the chain. Cloud9 is in it on both ways, so ForAnyValue:StringEquals with Cloud9"
            " would let both through.",
        ),
    ),
)
