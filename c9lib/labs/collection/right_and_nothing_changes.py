"""Lab: the instance got its profile after its agent had started, and the agent pauses (facts 5.11, 7.4, 10.9)."""

from __future__ import annotations

from c9lib.checks.documented import PROFILE
from c9lib.labs import applications
from c9lib.labs.ground import Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached

OWN, CORE = "workshop", "AmazonSSMManagedInstanceCore"
"""An application's profile, and the policy of its role, which has what sessions need."""
PROPAGATES = 60
"""Seconds until EC2 sees a new instance profile."""
MINUTES = {"80": 4800, "150": 9000}
"""After how long the profile came, in minutes and seconds: the agent has tried in vain a while ago, and pauses for an
hour."""
LATER = 300
"""Seconds from the association until somebody looks."""


def build(ground: Ground) -> None:
    """A public network; an instance without a profile; much later, the profile."""
    cidr = ground.choose_cidr()
    late = ground.choose("late", *MINUTES)
    name = ground.choose("profile", PROFILE, OWN)
    ground.says(f"Role, profile, and a VPC {cidr} with a public subnet ...")
    ground.steps("role", "profile", "network", network="public", vpc_cidr=cidr)
    if name == OWN:
        applications.deploy(ground, OWN, CORE)
    ground.wait(PROPAGATES)
    ground.says(f"An instance without a profile, which it gets {late} minutes later ...")
    ground.launch(profile="")
    ground.wait(MINUTES[late])
    worn = {"InstanceId": ground.ids["instance"], "IamInstanceProfile": {"Name": name}}
    ground.ec2.associate_iam_instance_profile(**worn)
    ground.wait(LATER)


def symptom(ground: Ground) -> Symptom:
    """The profile is there, and has been for minutes."""
    wanted = [{"Name": "instance-id", "Values": [ground.ids["instance"]]}]
    query = "IamInstanceProfileAssociations[].[IamInstanceProfile.Arn, State]"
    return Symptom(
        "The instance was launched without a profile. Somebody saw it and associated one. Five minutes later Systems"
        " Manager still doesn't know the instance.",
        (
            *unreached(ground),
            ground.show("ec2", "DescribeIamInstanceProfileAssociations", query, Filters=wanted),
        ),
    )


def solution(ground: Ground) -> Solution:
    """The agent starts anew."""
    return Solution(
        "Nothing is wrong any more. But the agent had no credentials when it started; after each try in vain it waits"
        " longer, up to an hour, and nobody tells it that the profile came. A restart makes it try at once: by a"
        " reboot, as no session gets in to restart the service alone. Waiting helps, too.",
        (ground.call("ec2", "RebootInstances", InstanceIds=[ground.ids["instance"]]),),
        "EC2 shows when the instance was launched, and CloudTrail when AssociateIamInstanceProfile was called: later."
        " The agent's log on the instance says that it hibernates; without a session nobody reads it here.",
    )


LAB = Lab(
    id="right-and-nothing-changes",
    title="Everything is right now, and nothing changes",
    level=1,
    minutes=10,
    story="An instance in the VPC {cidr} was launched without an instance profile. After {late} minutes a colleague"
    " associated {profile}, whose role has all that sessions need, and went home. It is still not to be seen.",
    changes=(
        "makes the documented role and instance profile, and a VPC {cidr} with a subnet that leads out",
        "launches an instance without a profile, and lets {late} minutes pass",
        "associates the profile {profile}, and lets five minutes pass",
    ),
    aims=(
        "tell a fault that is there from one that was there",
        "know when an agent tries again by itself, and how to make it try at once",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "profile-late",
            "agent.online",
            words="The agent started without credentials and hibernated. The profile {profile} came {late} minutes"
            " later, in one of its pauses.",
        ),
    ),
    hints=(
        "Ask for the verdict. Which checks before agent.online fail?",
        "None. So the question isn't what is wrong, but since when it is right. Compare two times: when {instance} was"
        " launched, and when it got its profile.",
        "The agent tried when it started, and had no credentials. When does it try again?",
        "Its pauses grow from five minutes to an hour. A restart ends them, and a reboot restarts it.",
    ),
    solution=solution,
    # Waiting helps as well: the grade waits for an agent that restarts, not for one that pauses.
    wanted=Wanted(keeps=("vpc", "subnet", "gateway", "instance"), patience=300),
    questions=(
        Question(
            "Would the instance have come up without a reboot?",
            "Yes, at the agent's next try: within an hour. People have seen 25 to 30 minutes. For the AWS CLI in a"
            " terminal the simulated hour takes a minute.",
        ),
        Question(
            "How is it avoided?",
            "Role and profile are made first, some seconds pass until EC2 knows them, and the instance is launched with"
            " the profile. Cloud9 does it in this order, and refuses where there is no profile.",
        ),
        Question(
            "Why does stopping and starting help as well as a reboot, and why is a reboot the smaller remedy?",
            "Both start the agent anew. A stopped instance loses its public IPv4 address, unless that is an Elastic IP"
            " address; a reboot keeps it.",
        ),
    ),
)
