"""Lab: a service control policy keeps the instance's role from ssmmessages (facts 10.5, 10.15).

Nothing in the account outweighs it. So the lab wants the cause, and that what was tried in vain is taken back.
"""

from __future__ import annotations

from typing import Any

from c9lib.checks.documented import AWS_POLICIES, ROLE, ROLE_PATH
from c9lib.labs.almighty import everything_of
from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached

EVERYTHING = f"{AWS_POLICIES}AdministratorAccess"
LISTED = ("cloud9", "cloudformation", "ec2", "iam", "kms", "s3", "ssm", "sts")
"""The services that the organization approves of in the variant `list`."""
KINDS = {
    "deny": (
        "DenyRemoteSessions",
        "the statement with Effect Deny and the action ssmmessages:* in the policy DenyRemoteSessions",
        "except the role {role} from it (a condition ArnNotLike on aws:PrincipalArn), or take the action out",
        "with an explicit deny in a service control policy",
    ),
    "list": (
        "ApprovedServices",
        "the list of approved services in the policy ApprovedServices, which stands in the place of FullAWSAccess and"
        " has ssm:*, and not ssmmessages:*",
        "add ssmmessages:* to it",
        "because no service control policy allows the action",
    ),
}
"""By the kind of policy: its name, the statement that decides, what its administrator is asked for, and how AWS's
refusal ends."""


def build(ground: Ground) -> None:
    """A well environment; the organization's policy; and a colleague who gives the role everything, in vain."""
    cidr = ground.choose_cidr()
    kind = ground.choose("kind", *KINDS)
    name, statement, wish, ends = KINDS[kind]
    role = f"arn:aws:iam::{ground.session.account_id}:role{ROLE_PATH}{ROLE}"
    ground.variant |= {"scp": name, "statement": statement, "role": role, "ends": ends}
    ground.variant["asked_for"] = wish.format(role=role)
    ground.says(f"Role, profile, a VPC {cidr} with a public subnet, and an environment, which is well ...")
    ground.steps("role", "profile", "network", network="public", vpc_cidr=cidr)
    ground.environment()
    ground.says("Somewhere above the account a decision is made ...")
    ground.tell("scps", policies=[{"name": name, "document": document(kind)}], full_aws_access=kind == "deny")
    ground.wait(BOOT)
    ground.iam.attach_role_policy(RoleName=ROLE, PolicyArn=EVERYTHING)  # it can't help, and stays
    ground.wait(BOOT)


def document(kind: str) -> dict[str, Any]:
    """The service control policy."""
    told: dict[str, Any]
    if kind == "deny":
        told = {"Sid": "NoRemoteSessions", "Effect": "Deny", "Action": "ssmmessages:*"}
    else:
        told = {"Sid": "Approved", "Effect": "Allow", "Action": [f"{service}:*" for service in LISTED]}
    return {"Version": "2012-10-17", "Statement": [{**told, "Resource": "*"}]}


def symptom(ground: Ground) -> Symptom:
    """The agent is heard of, and holds no channel; IAM says who decides."""
    return Symptom(
        "Since this morning Cloud9 doesn't reach the environment. Systems Manager hears of the agent every five"
        " minutes, and yet no session comes about. A colleague has given the role AdministratorAccess: no change.",
        (
            *unreached(ground),
            ground.show("ssm", "StartSession", Target=ground.ids["instance"]),
            ground.show("iam", "ListAttachedRolePolicies", "AttachedPolicies[].PolicyName", RoleName=ROLE),
        ),
    )


def least_again(ground: Ground) -> str:
    """Whether the role has no more than sessions need: what didn't help is taken back."""
    more = [arn.rpartition("/")[2] for arn in everything_of(ground, "role", ROLE) if arn.startswith("arn:")]
    more += ground.iam.list_role_policies(RoleName=ROLE)["PolicyNames"]
    return (
        f"the instance's role still has {', '.join(more)}, which doesn't help and lets it do too much" if more else ""
    )


def solution(ground: Ground) -> Solution:
    """Take back what was in vain; the rest is a letter to the organization's administrator."""
    return Solution(
        "A service control policy limits the users and roles of a member account, its root user too, whatever their"
        " own policies allow. It doesn't limit service-linked roles, nor anybody in the management account, whose"
        " administrator alone changes it. What decides is {statement}. The"
        " letter says: this role, {role}; these actions, ssmmessages:CreateControlChannel, CreateDataChannel,"
        " OpenControlChannel, OpenDataChannel; please {asked_for}. In the account itself AdministratorAccess is taken"
        " away again: everybody with a terminal on the instance has what its role has. The environment stays out of"
        " reach until the letter is answered, and the grade doesn't wait for that.",
        (ground.call("iam", "DetachRolePolicy", RoleName=ROLE, PolicyArn=EVERYTHING),),
        "The agent's log on the instance ends with: is not authorized to perform: ssmmessages:CreateDataChannel …"
        " {ends}. From outside, IAM's policy simulator says AllowedByOrganizations false. A member account doesn't see"
        " the policy itself: its administrator has to be asked for it.",
    )


LAB = Lab(
    id="no-right-helps",
    title="Even an administrator's rights don't help",
    level=3,
    minutes=20,
    story="The environment {environment} worked until yesterday. In the account nobody has changed anything but one"
    " colleague, afterwards and in despair. The account belongs to a company that has many.",
    changes=(
        "makes the documented role and instance profile, a VPC {cidr}, and an environment, which works",
        "lets something happen outside the account",
        "attaches AdministratorAccess to the instance's role, as the colleague did",
    ),
    aims=(
        "tell what the account's own policies decide from what is decided above it",
        "write to the organization's administrator what is to be changed, and for whom",
        "take back a right that didn't help",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "organization-denies",
            "role.policy",
            words="The organization's policy {scp} decides before the role's own do: {statement}. The agent may"
            " register, and may open no channel.",
        ),
    ),
    hints=(
        "The agent's sign of life arrives, so its way, its profile and its credentials are well. What else does a"
        " session need of it?",
        "It needs four actions of ssmmessages. The role has AdministratorAccess now. Who else has a say?",
        "Ask IAM: aws iam simulate-principal-policy --policy-source-arn {role}"
        " --action-names ssmmessages:CreateControlChannel. Read EvalDecision and OrganizationsDecisionDetail.",
        "AllowedByOrganizations is false: a service control policy. You can't change it from here. Name the cause, and"
        " take back what was given in vain.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet", "gateway", "environment", "instance"),
        agent=False,
        ignores=("role.policy", "agent.connected", "environment.status"),
        more=least_again,
    ),
    questions=(
        Question(
            "Why is the agent still Online?",
            "Its sign of life is ssm:UpdateInstanceInformation, which nothing denies. Sessions go through ssmmessages.",
        ),
        Question(
            "Does a service control policy reach Cloud9's service-linked role?",
            "No: it doesn't limit service-linked roles. The instance's role AWSCloud9SSMAccessRole is an ordinary role,"
            " and is limited.",
        ),
        Question(
            "Which sentence goes to the organization's administrator here?",
            "What decides is {statement}. Please {asked_for}.",
        ),
    ),
)
