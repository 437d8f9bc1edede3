"""Lab: the role, or the instance profile, has the right name and the wrong path (facts 5.1, 10.4)."""

from __future__ import annotations

import json

from c9lib.checks.documented import PROFILE, PROFILE_PATH, ROLE, ROLE_PATH, ROLE_POLICY_ARN, TRUST
from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.nouns import Call
from c9lib.steps.launching import request

PROPAGATES = 60
"""Seconds until EC2 and Cloud9 see what was changed in IAM."""


def build(ground: Ground) -> None:
    """A public network; role and profile, one of them copied without its path; an environment that isn't made."""
    cidr = ground.choose_cidr()
    wrong = ground.choose("wrong", "/", "/cloud9-workshop/", "/team/")
    thing = ground.choose("thing", "role", "profile")
    paths = {"role": ROLE_PATH, "profile": PROFILE_PATH, thing: wrong}
    ground.variant |= {
        "name": ROLE if thing == "role" else PROFILE,
        "right": {"role": ROLE_PATH, "profile": PROFILE_PATH}[thing],
    }
    ground.says(f"A VPC {cidr} with a public subnet, a role and an instance profile made by hand ...")
    ground.steps("network", network="public", vpc_cidr=cidr)
    ground.iam.create_role(RoleName=ROLE, Path=paths["role"], AssumeRolePolicyDocument=json.dumps(TRUST))
    ground.iam.attach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    ground.iam.create_instance_profile(InstanceProfileName=PROFILE, Path=paths["profile"])
    ground.iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    ground.wait(PROPAGATES)
    ground.says("Cloud9 tries to make an environment ...")
    made = ground.client("cloud9").create_environment_ec2(**request(ground.session, ground.ids["subnet"]))
    ground.keep("failed", made["environmentId"])
    ground.wait(BOOT)


def symptom(ground: Ground) -> Symptom:
    """Cloud9 says what it met."""
    query = "environments[].lifecycle"
    stack = f"aws-cloud9-{ground.session.parameters.environment_name}-{ground.ids['failed']}"
    events = 'StackEvents[?contains(ResourceStatus, `"FAILED"`)].[LogicalResourceId, ResourceStatusReason]'
    by_stack = (
        (ground.show("cloudformation", "DescribeStackEvents", events, StackName=stack),)
        if ground.variant["thing"] == "role"
        else ()  # Cloud9 reads the profile before it makes a stack
    )
    return Symptom(
        "The environment isn't made. Role and profile are there, each with its documented name and its policy.",
        (
            ground.show("cloud9", "DescribeEnvironments", query, environmentIds=[ground.ids["failed"]]),
            *by_stack,
            ground.show("iam", "ListAttachedRolePolicies", RoleName=ROLE),
            ground.show(
                "iam",
                "GetInstanceProfile",
                "InstanceProfile.[InstanceProfileName, Roles[].RoleName]",
                InstanceProfileName=PROFILE,
            ),
        ),
    )


def solution(ground: Ground) -> Solution:
    """A path can't be changed: the thing is made anew under the right one."""
    calls = _role_anew(ground) if ground.variant["thing"] == "role" else _profile_anew(ground)
    return Solution(
        "{name} is under {wrong}, and has to be under {right}. The name looks right everywhere; the ARN, in which the"
        " path stands, doesn't. Cloud9's service-linked role may read and pass only what is under the documented paths."
        " IAM can't move anything to another path: it is deleted and made anew.",
        calls,
        "The IAM console shows the ARN on the page of the role, and no path elsewhere. CloudTrail has the refused call"
        " of Cloud9's service-linked role: GetInstanceProfile, or RunInstances. For a role there is no event PassRole:"
        " iam:PassRole is a permission and no call, and it is RunInstances that is refused for lack of it. The message"
        " names the ARN. After the repair the environment is created once more.",
    )


def _role_anew(ground: Ground) -> tuple[Call, ...]:
    held = {"InstanceProfileName": PROFILE, "RoleName": ROLE}
    return (
        ground.call("iam", "RemoveRoleFromInstanceProfile", **held),
        ground.call("iam", "DetachRolePolicy", RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN),
        ground.call("iam", "DeleteRole", RoleName=ROLE),
        ground.call("iam", "CreateRole", RoleName=ROLE, Path=ROLE_PATH, AssumeRolePolicyDocument=json.dumps(TRUST)),
        ground.call("iam", "AttachRolePolicy", RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN),
        ground.call("iam", "AddRoleToInstanceProfile", **held),
    )


def _profile_anew(ground: Ground) -> tuple[Call, ...]:
    held = {"InstanceProfileName": PROFILE, "RoleName": ROLE}
    return (
        ground.call("iam", "RemoveRoleFromInstanceProfile", **held),
        ground.call("iam", "DeleteInstanceProfile", InstanceProfileName=PROFILE),
        ground.call("iam", "CreateInstanceProfile", InstanceProfileName=PROFILE, Path=PROFILE_PATH),
        ground.call("iam", "AddRoleToInstanceProfile", **held),
    )


LAB = Lab(
    id="right-names-nothing-found",
    title="The names are right, and Cloud9 finds nothing",
    level=2,
    minutes=15,
    story="A script made role and instance profile, with the documented names. It was exported from another account,"
    " and something was lost on the way. The first environment isn't made.",
    changes=(
        "makes a VPC {cidr} with a subnet that leads out",
        "makes a role and an instance profile, not quite as documented",
        "lets Cloud9 try to make an environment, and lets ten minutes pass",
    ),
    aims=(
        "read a path in an ARN, and say why it matters here",
        "make anew what IAM can't move",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "role-path",
            "role.path",
            words="Cloud9's service-linked role may pass the role under /service-role/ alone. A role of the same name"
            " under {wrong} is another one to IAM.",
            when=("thing", "role"),
        ),
        Cause(
            "profile-path",
            "profile.path",
            words="Cloud9's service-linked role may read profiles under /cloud9/ alone. A profile of the same name"
            " under {wrong} is another one to IAM.",
            when=("thing", "profile"),
        ),
    ),
    hints=(
        "The message says which call was refused, and on which resource. Of which thing does it speak?",
        "A name is only the end of an ARN. What stands before it?",
        "Compare aws iam get-role and get-instance-profile with the documented ARNs: :role/service-role/... and"
        " :instance-profile/cloud9/...",
        "{name} is under {wrong}, not under {right}. A path can't be changed; the thing has to be made anew.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet"), agent=False, ignores=("environment.lifecycle", "environment.status", "stack.status")
    ),
    questions=(
        Question(
            "Two roles of the same name under different paths: may an account have both?",
            "No. Names are unique within the account, whatever the path; so the wrong one has to go first.",
        ),
        Question(
            "Why does the instance profile made by the console often have the wrong path?",
            "For a role for EC2 it makes a profile of the same name under /. Another path takes the CLI, the API or a"
            " template.",
        ),
    ),
)
