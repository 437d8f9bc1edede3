"""Lab: the subnet leads out through an internet gateway, and gives its instances no public address (facts 10.2)."""

from __future__ import annotations

from c9lib import checks
from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.notebook.forecast import judged


def build(ground: Ground) -> None:
    """A public subnet whose attribute is off, and an instance that was launched so."""
    cidr = ground.choose_cidr()
    ground.says(f"Role, profile, and a VPC {cidr} with a public subnet ...")
    ground.steps("role", "profile", "network", network="public", vpc_cidr=cidr)
    # Well until here. The fault:
    ground.ec2.modify_subnet_attribute(SubnetId=ground.ids["subnet"], MapPublicIpOnLaunch={"Value": False})
    address = ground.ec2.allocate_address(Domain="vpc")  # somebody has reserved one for later
    ground.keep("address", address["AllocationId"])
    ground.says("An instance, which has ten minutes to boot ...")
    ground.wait(60)
    ground.launch()
    ground.wait(BOOT)


def symptom(ground: Ground) -> Symptom:
    """EC2 is content, Systems Manager knows nothing."""
    wanted = [{"Key": "InstanceIds", "Values": [ground.ids["instance"]]}]
    return Symptom(
        "EC2 says that the instance runs and that its checks are passed. Systems Manager doesn't know it, even after"
        " ten minutes.",
        (
            ground.show(
                "ec2",
                "DescribeInstanceStatus",
                "InstanceStatuses[].[InstanceState.Name, SystemStatus.Status, InstanceStatus.Status]",
                InstanceIds=[ground.ids["instance"]],
            ),
            ground.show("ssm", "DescribeInstanceInformation", "InstanceInformationList[].PingStatus", Filters=wanted),
            ground.show("ssm", "StartSession", Target=ground.ids["instance"]),
        ),
    )


def the_next_gets_one(ground: Ground) -> str:
    """Whether instances that are launched later reach Systems Manager, by addresses of the subnet or by endpoints: the
    forecast of the guided path."""
    ways = checks.ways_out(ground.session)
    return "this instance is well; the next one in its subnet wouldn't be" if judged(ways) == "fail" else ""


def solution(ground: Ground) -> Solution:
    """An address for this instance, and for the next."""
    instance, subnet = ground.ids["instance"], ground.ids["subnet"]
    return Solution(
        "The route to the internet gateway is right, and useless to an address that the internet doesn't know: the"
        " gateway translates public addresses only. An Elastic IP address helps the instance that runs; the subnet's"
        " attribute, those that come.",
        (
            ground.call("ec2", "AssociateAddress", AllocationId=ground.ids["address"], InstanceId=instance),
            ground.call("ec2", "ModifySubnetAttribute", SubnetId=subnet, MapPublicIpOnLaunch={"Value": True}),
        ),
        "In the console the instance's page has no Public IPv4 address, and the subnet's page says Auto-assign public"
        " IPv4 address: No. VPC Reachability Analyzer, from the instance to the internet gateway, says"
        " IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS.",
    )


LAB = Lab(
    id="runs-but-silent",
    title="It runs, its route leads to the internet, and nobody reaches it",
    level=1,
    minutes=10,
    story="A colleague has made a VPC {cidr} for a workshop: a subnet, an internet gateway, a route between them."
    " The first instance starts without a complaint. It never appears in Systems Manager.",
    changes=(
        "makes the documented role and instance profile",
        "makes a VPC with a subnet that leads out through an internet gateway",
        "launches an instance in it, as Cloud9 would, and lets ten minutes pass",
    ),
    aims=(
        "tell a subnet that leads out from an instance that gets out",
        "help an instance that runs already, and those that are launched later",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "no-public-address",
            "instance.public-address",
            words="An internet gateway translates between an instance's private and its public address. Without a"
            " public one nothing comes back, so the agent never registered.",
        ),
    ),
    hints=(
        "The agent speaks first: it calls Systems Manager, nobody calls it. What does its packet meet on the way?",
        "Look at the picture of the way to ssm, from the instance to the internet. Where does it end?",
        "The route table of {subnet} is right. What does an internet gateway need of an instance?",
        "Compare PublicIpAddress of {instance} with MapPublicIpOnLaunch of its subnet.",
    ),
    solution=solution,
    wanted=Wanted(keeps=("vpc", "subnet", "gateway", "instance"), more=the_next_gets_one),
    questions=(
        Question(
            "Would a NAT gateway in this subnet have helped?",
            "No. It needs a public subnet to stand in, and the instance would have to be in another one, whose route"
            " leads to it.",
        ),
        Question(
            "Does a public address open a port?",
            "No. Security groups let in what a rule lets in, and the instance's has none. The agent's own connection"
            " goes out, and its answers come back by it.",
        ),
    ),
)
