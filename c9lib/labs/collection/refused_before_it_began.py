"""Lab: Cloud9 refuses even to list environments: AWS has closed it, or a policy lacks (facts 3.7, 10.1)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from c9lib.checks.documented import AWS_POLICIES
from c9lib.checks.grants import SSM_ENVIRONMENTS
from c9lib.labs import people
from c9lib.labs.ground import Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.nouns import Call

LISTING = "cloud9:ListEnvironments"
ADMINISTRATOR, MEMBER = "AWSCloud9Administrator", "AWSCloud9EnvironmentMember"
EXTRA = "ssm-environments"
"""The name of what AWS asks for besides the managed policies (facts 5.8)."""
STARTED = 120
"""Seconds until the trial runs."""
ENDED = ("terminated", "shutting-down")
ENDS = {
    "closed": "Nothing in this account changes that: AWS decides it by account, not by policy. What helps is an account"
    " that has used Cloud9 before, or another tool: AWS Toolkits in one's own IDE, AWS CloudShell. What is left to do"
    " here is to stop what costs money in vain: the trial instance.",
    "denied": "The message names the person, the action, and the kind of policy that lacks a statement: that is IAM,"
    " and can be mended. AWSCloud9EnvironmentMember is for people who are invited. Who creates and lists environments"
    " gets AWSCloud9Administrator, and what AWS asks for besides to create environments of this type.",
}


def build(ground: Ground) -> None:
    """A place for environments, a person who is to make them, and an instance that somebody started as a trial."""
    cidr = ground.choose_cidr()
    fault = ground.choose("fault", "closed", "denied")
    ground.variant["end"] = ENDS[fault]
    name = ground.choose("name", "noor", "pavel", "rita")
    ground.says(f"Role, profile, and a VPC {cidr} with a public subnet ...")
    ground.steps("role", "profile", "network", network="public", vpc_cidr=cidr)
    people.hire(ground, name, {EXTRA: SSM_ENVIRONMENTS} if fault == "closed" else {})
    attached = ADMINISTRATOR if fault == "closed" else MEMBER
    ground.iam.attach_user_policy(UserName=name, PolicyArn=f"{AWS_POLICIES}{attached}")
    ground.with_parameters(access_for=[f"user/{name}"], access_policy=ADMINISTRATOR)
    if fault == "closed":
        ground.says("An instance, as a trial of the network ...")
        ground.launch(key="trial")
        ground.tell("closed", closed=True)
    ground.wait(STARTED)
    with people.acting(ground) as theirs:
        ground.variant["refusal"] = people.refusal(theirs, "cloud9", "ListEnvironments")


def symptom(ground: Ground) -> Symptom:
    """AWS's refusal of the simplest question, as the person got it, and what the administrator sees of the person."""
    wanted = {"UserName": ground.variant["person"]}
    return Symptom(
        ground.filled(
            "{person} typed aws cloud9 list-environments, which only asks which environments there are, and AWS"
            " answered: {refusal}"
        ),
        (
            ground.show("iam", "GetUser", "User.Arn", **wanted),
            ground.show("iam", "ListAttachedUserPolicies", "AttachedPolicies[].PolicyName", **wanted),
            ground.show("iam", "ListUserPolicies", "PolicyNames", **wanted),
        ),
    )


def in_vain(ground: Ground) -> Iterator[str]:
    """What costs money by the hour, and can't serve an environment here."""
    for one in ground.session.pages("ec2", "describe_instances", "Reservations"):
        yield from (each["InstanceId"] for each in one["Instances"] if each["State"]["Name"] not in ENDED)
    for one in ground.session.pages("ec2", "describe_nat_gateways", "NatGateways"):
        if one["State"] in ("pending", "available"):
            yield one["NatGatewayId"]
    for one in ground.session.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints"):
        if one["VpcEndpointType"] == "Interface" and one["State"].lower() in ("pending", "available"):
            yield one["VpcEndpointId"]
    yield from (one["AllocationId"] for one in ground.ec2.describe_addresses()["Addresses"])


def ended_well(ground: Ground) -> str:
    """Closed: nothing is left that costs money in vain. Denied: the person may list environments."""
    if ground.variant["fault"] == "closed":
        left = ", ".join(in_vain(ground))
        return f"no environment will ever use it, and it costs money by the hour: {left}" if left else ""
    asked = {"PolicySourceArn": ground.iam.get_user(UserName=ground.variant["person"])["User"]["Arn"]}
    told = ground.iam.simulate_principal_policy(**asked, ActionNames=[LISTING])["EvaluationResults"][0]
    return "" if told["EvalDecision"] == "allowed" else f"{ground.variant['person']} still may not do {LISTING}"


def solution(ground: Ground) -> Solution:
    """The trial ends; or the person gets what they lack."""
    name = ground.variant["person"]
    calls: tuple[Call, ...]
    if ground.variant["fault"] == "closed":
        calls = (ground.call("ec2", "TerminateInstances", InstanceIds=[ground.ids["trial"]]),)
    else:
        extra = {"PolicyName": EXTRA, "PolicyDocument": json.dumps(SSM_ENVIRONMENTS)}
        calls = (
            ground.call("iam", "AttachUserPolicy", UserName=name, PolicyArn=f"{AWS_POLICIES}{ADMINISTRATOR}"),
            ground.call("iam", "PutUserPolicy", UserName=name, **extra),
        )
    return Solution(
        "{end}",
        calls,
        "The console says of a closed account: This account does not have access to the Cloud9 service, and points to"
        " AWS Toolkits and AWS CloudShell. A denial by IAM names who may not do which action. Ask ListEnvironments as"
        " an administrator, before anything else is made: an answer, even an empty list, says that Cloud9 is open.",
    )


LAB = Lab(
    id="refused-before-it-began",
    title="Refused before it began",
    level=1,
    minutes=10,
    story="{person} is to give a workshop next week and has prepared an account: a VPC {cidr}, a role, a profile. Only"
    " the environments are missing. The first call to Cloud9 is refused.",
    changes=(
        "makes the documented role and instance profile, and a VPC {cidr} with a subnet that leads out",
        "makes the IAM user {person} with a policy of AWS's, and asks Cloud9 in {person}'s name",
        "perhaps does more, of which the story says nothing",
    ),
    aims=(
        "tell a service that is closed to an account from a missing permission, by the message",
        "know when to stop mending, and what to clear away then",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause("account-closed", "service.open", "AccessDeniedException", words="{end}", when=("fault", "closed")),
        Cause("create-denied", "access.create", words="{end}", when=("fault", "denied")),
    ),
    hints=(
        "Read the message to its end. Does it name an action? Does it name a kind of policy?",
        "IAM always says who may not do what. What would it mean if that isn't there?",
        "Ask the same as the account's administrator: aws cloud9 list-environments. Is the answer another one?",
        "If the administrator is refused, too, no policy helps: look for what costs money here in vain, and end it. If"
        " not, give {person} what AWSCloud9Administrator and AWS's page have.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet", "gateway"),
        agent=False,
        ignores=("service.open", "environment.lifecycle"),
        more=ended_well,
    ),
    questions=(
        Question(
            "Would AdministratorAccess for {person} open a closed account?",
            "No. It allows every action, and the refusal isn't about an action. It would only be one more right that"
            " nobody needs.",
        ),
        Question(
            "Whoever has AWSCloud9User may create environments. May they list all of them?",
            "Its document has no cloud9:ListEnvironments. So a refusal of ListEnvironments alone doesn't say that"
            " Cloud9 is closed: the message decides.",
        ),
        Question(
            "When is it cheapest to find out?",
            "Before anything is made. A NAT gateway or endpoints for environments that never come are paid by the"
            " hour.",
        ),
    ),
)
