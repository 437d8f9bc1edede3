"""Lab: the account blocks public access to its VPCs, and this one was to be excepted (facts 7.7, 10.15)."""

from __future__ import annotations

from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached

BLOCKS = {"public": "block-ingress", "nat": "block-bidirectional"}
"""What cuts off an instance in each kind of network: a NAT gateway only lets out, so the milder mode leaves it."""
EXCEPTS = {"public": "allow-bidirectional", "nat": "allow-egress"}
"""How little of an exclusion lets the network's agents out."""


def build(ground: Ground) -> None:
    """An environment that is ready in a network that leads out; then the account's switch is turned."""
    cidr, network = ground.choose_cidr(), ground.choose("network", *BLOCKS)
    ground.variant |= {"mode": BLOCKS[network], "excepts": EXCEPTS[network]}
    ground.says(f"Role, profile, and a VPC {cidr} ({network}) ...")
    ground.steps("role", "profile", "network", network=network, vpc_cidr=cidr)
    ground.variant["where"] = ground.ids["subnet" if network == "public" else "public_subnet"]
    ground.says("A Cloud9 environment, until it is ready ...")
    ground.environment()
    # Well until here. The fault:
    ground.ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode=BLOCKS[network])
    ground.says("Twenty minutes pass ...")
    ground.wait(2 * BOOT)


def symptom(ground: Ground) -> Symptom:
    """What worked is silent, and everything in the VPC is as it was."""
    routes = "RouteTables[].Routes[].[DestinationCidrBlock, GatewayId, NatGatewayId, State]"
    attached = "InternetGateways[].Attachments[].[VpcId, State]"
    return Symptom(
        "The environment doesn't open. Nobody has changed anything in the VPC: routes, gateways, groups and network"
        " ACLs are what they were.",
        (
            *unreached(ground),
            ground.show("ec2", "DescribeRouteTables", routes, RouteTableIds=[ground.ids["table"]]),
            ground.show("ec2", "DescribeInternetGateways", attached, InternetGatewayIds=[ground.ids["gateway"]]),
        ),
    )


def still_blocked(ground: Ground) -> str:
    """Whether the account still blocks, as the organization wants it, whatever is excepted."""
    told = ground.ec2.describe_vpc_block_public_access_options()["VpcBlockPublicAccessOptions"]
    mode, wanted = told["InternetGatewayBlockMode"], ground.variant["mode"]
    if mode == wanted:
        return ""
    return f"the account's mode is {mode}, and {wanted} is wanted for all its other VPCs: except this one instead"


def solution(ground: Ground) -> Solution:
    """This network is excepted, and no other one."""
    told = {"InternetGatewayExclusionMode": ground.variant["excepts"], "SubnetId": ground.variant["where"]}
    return Solution(
        "VPC Block Public Access is a switch of the account in a Region: {mode} stops what goes through internet"
        " gateways, whatever routes, groups and ACLs say. An exclusion lets one VPC or subnet through: here {where},"
        " whose interfaces talk to the internet gateway, with {excepts}. The switch stays as it is.",
        (ground.call("ec2", "CreateVpcBlockPublicAccessExclusion", **told),),
        "In the VPC console, Settings shows Block public access; a VPC's page shows whether it is excluded. VPC"
        " Reachability Analyzer says VPC_BLOCK_PUBLIC_ACCESS_ENABLED, and flow logs can carry the reject reason BPA.",
    )


LAB = Lab(
    id="untouched-and-cut-off",
    title="Nobody has touched the VPC, and nothing gets out of it",
    level=3,
    minutes=15,
    story="The organization has rolled out a guard rail to all its accounts tonight; it has to stay, for all the other"
    " VPCs. The workshop in {cidr} was promised an exception, if somebody finds out what it is to be excepted from.",
    changes=(
        "makes the documented role and instance profile",
        "makes a VPC that leads out, and lets Cloud9 make an environment in it",
        "turns a switch of the whole account, and lets twenty minutes pass",
    ),
    aims=(
        "look for a cause outside the VPC when everything inside is right",
        "make a narrow exception instead of taking a guard rail away",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "public-access-blocked",
            "path.ssm",
            "VPC_BLOCK_PUBLIC_ACCESS_ENABLED",
            words="The packet came as far as the internet gateway, which asks the account's switch first: {mode}.",
        ),
    ),
    hints=(
        "Compare the VPC with how it was yesterday: nothing differs. What else decides on its traffic?",
        "Follow the way to ssm to its end: which station stops the packet, and does that belong to the VPC's owner?",
        "aws ec2 describe-vpc-block-public-access-options shows a switch of the account. It has exclusions.",
        "{mode} stops {where}. Make an exclusion for that subnet, with {excepts}, and leave the switch.",
    ),
    solution=solution,
    wanted=Wanted(keeps=("vpc", "subnet", "gateway", "table", "nat", "instance", "environment"), more=still_blocked),
    questions=(
        Question(
            "What is the difference between block-ingress and block-bidirectional for a NAT gateway?",
            "block-ingress leaves it, as nothing from the internet can begin a connection through it."
            " block-bidirectional stops it as well.",
        ),
        Question(
            "Which design for an environment without inbound ports doesn't notice this switch at all?",
            "The isolated one: VPC endpoints are in the VPC, and no packet comes to an internet gateway.",
        ),
    ),
)
