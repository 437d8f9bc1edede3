"""Lab: a network ACL lets the requests out, and stops their answers (VPC user guide, network ACLs)."""

from __future__ import annotations

from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached

ANYWHERE = "0.0.0.0/0"
EPHEMERAL = (1024, 65535)
"""Ports to which answers come: a NAT gateway's and every operating system's are among them (facts 7.7)."""
DOORS = {"https": (443, 443), "web": (80, 443), "low": (1, 1023)}
"""What the ACL lets in instead of the answers."""


def build(ground: Ground) -> None:
    """A public subnet with an environment in it that is ready; then the subnet gets a strict ACL."""
    cidr = ground.choose_cidr()
    ground.says(f"Role, profile, and a VPC {cidr} with a public subnet ...")
    ground.steps("role", "profile", "network", network="public", vpc_cidr=cidr)
    ground.says("A Cloud9 environment, until it is ready ...")
    ground.environment()
    # Well until here. The fault:
    door = DOORS[ground.choose("door", *DOORS)]
    ground.network_acl(ground.ids["subnet"], ("out", "allow", ANYWHERE, (443, 443)), ("in", "allow", ANYWHERE, door))
    ground.says("Ten minutes pass ...")
    ground.wait(BOOT)


def symptom(ground: Ground) -> Symptom:
    """What worked is silent, and the security group lets everything out."""
    lets_out = ground.show(
        "ec2",
        "DescribeSecurityGroups",
        "SecurityGroups[].IpPermissionsEgress[].[IpProtocol, IpRanges[].CidrIp]",
        GroupIds=[ground.ids["group"]],
    )
    return Symptom(
        "The environment doesn't open. The instance has a public address, its route leads to the internet gateway, and"
        " its security group lets everything out.",
        (*unreached(ground), lets_out),
    )


def solution(ground: Ground) -> Solution:
    """The answers may come back."""
    entry = {"RuleNumber": 110, "Protocol": "6", "RuleAction": "allow", "Egress": False, "CidrBlock": ANYWHERE}
    ports = {"From": EPHEMERAL[0], "To": EPHEMERAL[1]}
    acl = ground.ids["acl"]
    return Solution(
        "A security group remembers whom it has let out, and lets the answer in. A network ACL remembers nothing: the"
        " answer comes to the port from which the request went, somewhere from 1024 to 65535, and needs an entry of its"
        " own.",
        (ground.call("ec2", "CreateNetworkAclEntry", NetworkAclId=acl, **entry, PortRange=ports),),
        "VPC Reachability Analyzer says SUBNET_ACL_RESTRICTION for the way back. Flow logs show ACCEPT for the request"
        " to port 443 and REJECT for what comes from it.",
    )


LAB = Lab(
    id="no-answer-comes-back",
    title="The request gets out, and its answer doesn't come in",
    level=2,
    minutes=15,
    story="To be safe, a colleague gave the subnet of {cidr} a network ACL: HTTPS out, as the agent needs it, and in"
    " only what looks harmless. The environment was ready before; now it doesn't open.",
    changes=(
        "makes the documented role and instance profile",
        "makes a VPC with a subnet that leads out, and lets Cloud9 make an environment in it",
        "gives the subnet a network ACL of its own, and lets ten minutes pass",
    ),
    aims=(
        "tell a stateful rule from a stateless one",
        "say to which ports the answers of HTTPS come",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "acl-forgets-answers",
            "path.ssm",
            "SUBNET_ACL_RESTRICTION",
            words="The agent's packet went out by TCP 443, and its answer came to a port above 1023. The ACL, which"
            " remembers no connection, took it for something new and dropped it.",
        ),
    ),
    hints=(
        "Each way has two halves: there, and back. Is it the request that is stopped?",
        "Look at the picture: which station stops the packet, and in which of its two rows?",
        "From which port does the agent's request go out? To which port does the answer come?",
        "{acl} needs an inbound entry for TCP 1024 to 65535.",
    ),
    solution=solution,
    wanted=Wanted(keeps=("vpc", "subnet", "gateway", "instance", "environment")),
    questions=(
        Question(
            "Why does the security group need no such rule?",
            "It is stateful: it follows connections, and the answer to what it let out is let in.",
        ),
        Question(
            "Does this entry open the instance to the internet?",
            "It lets packets into the subnet; the security group, without an inbound rule, still lets none of them in"
            " that isn't an answer.",
        ),
    ),
)
