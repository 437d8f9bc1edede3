"""Lab: the instance's profile was replaced by one whose role has no rights for Systems Manager (facts 10.9)."""

from __future__ import annotations

from typing import Any

from c9lib.checks.documented import AWS_POLICIES, PROFILE
from c9lib.labs import applications
from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached

MANAGED_CORE = f"{AWS_POLICIES}AmazonSSMManagedInstanceCore"
RIGHTS = {"reports": "AmazonS3ReadOnlyAccess", "orders": "AmazonDynamoDBReadOnlyAccess"}
"""What the application may do, by its name."""
READS = {"reports": "s3:GetObject", "orders": "dynamodb:GetItem"}
WISHES = {
    True: "What {app} needs ({right}) has to stay; everything else may change.",
    False: "It turned out that {app} runs somewhere else: the instance needs nothing but Cloud9.",
}
PROPAGATES = 60
"""Seconds until EC2 sees a new instance profile."""


def build(ground: Ground) -> None:
    """A well environment; then an application's role, whose profile takes the place of Cloud9's."""
    cidr = ground.choose_cidr()
    app = ground.choose("app", *RIGHTS)
    stays = ground.choose("stays", "yes", "no") == "yes"
    ground.variant |= {"right": READS[app], "wish": WISHES[stays].format(right=READS[app], app=app)}
    ground.says(f"Role, profile, a VPC {cidr} with a public subnet, and an environment, which is well ...")
    ground.steps("role", "profile", "network", network="public", vpc_cidr=cidr)
    ground.environment()
    ground.says(f"A role for the application {app}, which the instance gets ...")
    applications.deploy(ground, app, RIGHTS[app])
    ground.wait(PROPAGATES)
    # Well until here. The fault:
    worn = {"AssociationId": association(ground)["AssociationId"], "IamInstanceProfile": {"Name": app}}
    answer = ground.ec2.replace_iam_instance_profile_association(**worn)
    ground.keep("association", answer["IamInstanceProfileAssociation"]["AssociationId"])
    ground.wait(2 * BOOT)


def association(ground: Ground) -> dict[str, Any]:
    """The instance's association with a profile, as it is now; empty when it has none."""
    wanted = [{"Name": "instance-id", "Values": [ground.ids["instance"]]}]
    found = ground.ec2.describe_iam_instance_profile_associations(Filters=wanted)["IamInstanceProfileAssociations"]
    return next((dict(one) for one in found if one["State"] in ("associating", "associated")), {})


def symptom(ground: Ground) -> Symptom:
    """Cloud9 doesn't reach it; to give it Cloud9's profile back is refused."""
    instance, worn = ground.ids["instance"], {"Name": PROFILE}
    return Symptom(
        "Yesterday the environment worked. Since the application got its role, Cloud9 reaches it no longer. Somebody"
        " tried to give it Cloud9's profile besides, and EC2 refused.",
        (
            *unreached(ground),
            ground.show("ec2", "AssociateIamInstanceProfile", InstanceId=instance, IamInstanceProfile=worn),
        ),
    )


def rights_stay(ground: Ground) -> str:
    """Whether the instance can still do what the application needs, where that is wanted."""
    if ground.variant["stays"] == "no":
        return ""
    lacks = f"sessions aren't all: the application on the instance needs {ground.variant['right']} as well"
    profile = association(ground).get("IamInstanceProfile", {}).get("Arn", "").rpartition("/")[2]
    roles = ground.iam.get_instance_profile(InstanceProfileName=profile)["InstanceProfile"]["Roles"] if profile else []
    if not roles:
        return lacks
    asked = {"PolicySourceArn": roles[0]["Arn"], "ActionNames": [ground.variant["right"]]}
    told = ground.iam.simulate_principal_policy(**asked)["EvaluationResults"][0]
    return "" if told["EvalDecision"] == "allowed" else lacks


def solution(ground: Ground) -> Solution:
    """The application's role gets what sessions need; or Cloud9's profile comes back in the place of the other."""
    if ground.variant["stays"] == "yes":
        calls = (ground.call("iam", "AttachRolePolicy", RoleName=ground.variant["app"], PolicyArn=MANAGED_CORE),)
    else:
        told = {"AssociationId": ground.ids["association"], "IamInstanceProfile": {"Name": PROFILE}}
        calls = (ground.call("ec2", "ReplaceIamInstanceProfileAssociation", **told),)
    return Solution(
        "An instance has one profile, and a profile has one role. Whoever replaces it takes away all that the old role"
        " could do. Either the new role gets the five actions of a session (AmazonSSMManagedInstanceCore has them), or"
        " Cloud9's profile comes back: by replacing the association {association}, since a second one is refused with"
        " IncorrectState.",
        calls,
        "The EC2 console shows the IAM role on the instance's page. CloudTrail has the call"
        " ReplaceIamInstanceProfileAssociation with who made it and when: just before the agent's last ping. The"
        " agent's log on the instance says that it is not authorized to perform ssm:UpdateInstanceInformation.",
    )


LAB = Lab(
    id="lost-for-an-application",
    title="The application got its rights, and the environment was lost",
    level=2,
    minutes=15,
    story="The environment {environment} worked for weeks. Yesterday somebody gave its instance the role of the"
    " application {app}. The network is as it was. {wish}",
    changes=(
        "makes the documented role and instance profile, a VPC {cidr}, and an environment, which works",
        "makes a role and an instance profile for the application {app}",
        "replaces the instance's profile by the application's, and lets twenty minutes pass",
    ),
    aims=(
        "say what an instance loses with its profile",
        "change the profile of a running instance, and know why a second one is refused",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "other-profile",
            "instance.profile",
            "implicitDeny ssm:UpdateInstanceInformation",
            words="The agent lives on whatever role the instance has. The role {app} may not call Systems Manager, so"
            " the agent's signs of life stopped with the change.",
        ),
    ),
    hints=(
        "Systems Manager has known the agent: its state is ConnectionLost, not unknown. What has changed since?",
        "The ways are open. With whose rights does the agent call?",
        "Look at IamInstanceProfile of {instance}, and at the policies of the role in that profile.",
        "{wish} AmazonSSMManagedInstanceCore has what sessions need; aws ec2"
        " replace-iam-instance-profile-association changes the profile itself.",
    ),
    solution=solution,
    wanted=Wanted(keeps=("vpc", "subnet", "gateway", "environment", "instance"), more=rights_stay),
    questions=(
        Question(
            "Cloud9's own checks of AWSCloud9SSMAccessRole are all well. Why doesn't that help?",
            "They look at the pair that Cloud9 launches with. This instance has another profile, {app}, so nothing of"
            " that role reaches it.",
        ),
        Question(
            "Why does AssociateIamInstanceProfile answer IncorrectState?",
            "There is an association already, and an instance has one at most. It is replaced, or disassociated first.",
        ),
        Question(
            "Does the instance have to be launched anew for another profile?",
            "No. The running instance gets the new role's credentials from its metadata service, and the agent's next"
            " sign of life uses them.",
        ),
    ),
)
