"""Lab: two faults at once; while the first is there, the second can't be seen."""

from __future__ import annotations

from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached
from c9lib.nouns import Call

ANYWHERE = "0.0.0.0/0"


def build(ground: Ground) -> None:
    """A public subnet whose route is missing; behind that an ACL, or an address that was never given."""
    cidr = ground.choose_cidr()
    ground.says(f"Role, profile, and a VPC {cidr} with a public subnet ...")
    ground.steps("role", "profile", "network", network="public", vpc_cidr=cidr)
    # Well until here. The faults:
    ground.ec2.delete_route(RouteTableId=ground.ids["table"], DestinationCidrBlock=ANYWHERE)
    if ground.choose("behind", "acl", "address") == "acl":
        ground.network_acl(
            ground.ids["subnet"], ("out", "allow", ANYWHERE, None), ("in", "allow", ANYWHERE, (443, 443))
        )
    else:
        ground.ec2.modify_subnet_attribute(SubnetId=ground.ids["subnet"], MapPublicIpOnLaunch={"Value": False})
        ground.keep("address", ground.ec2.allocate_address(Domain="vpc")["AllocationId"])
    ground.says("An instance, which has ten minutes to boot ...")
    ground.wait(60)
    ground.launch()
    ground.wait(BOOT)


def symptom(ground: Ground) -> Symptom:
    """EC2 is content, Systems Manager knows nothing."""
    return Symptom(
        "The instance runs, and Systems Manager has never heard of it. A colleague says: I found the mistake, mended"
        " it, and it still doesn't work, so that wasn't it.",
        unreached(ground),
    )


def solution(ground: Ground) -> Solution:
    """The route, then what it had hidden."""
    table, gateway = ground.ids["table"], ground.ids["gateway"]
    route = {"RouteTableId": table, "DestinationCidrBlock": ANYWHERE, "GatewayId": gateway}
    return Solution(
        "A packet stops at the first thing that stops it, and shows nothing of what would have come after. So one"
        " mends, looks again, and believes neither 'it still fails, so that wasn't it' nor 'one fault is enough'.",
        (ground.call("ec2", "CreateRoute", **route), _behind(ground)),
        "VPC Reachability Analyzer stops at the first fault, too: run it again after each repair.",
    )


def _behind(ground: Ground) -> Call:
    if ground.variant["behind"] == "address":
        told = {"AllocationId": ground.ids["address"], "InstanceId": ground.ids["instance"]}
        return ground.call("ec2", "AssociateAddress", **told)
    entry = {"RuleNumber": 110, "Protocol": "6", "RuleAction": "allow", "Egress": False, "CidrBlock": ANYWHERE}
    acl, ports = ground.ids["acl"], {"From": 1024, "To": 65535}
    return ground.call("ec2", "CreateNetworkAclEntry", NetworkAclId=acl, **entry, PortRange=ports)


LAB = Lab(
    id="mended-and-still-broken",
    title="It is mended, and it still doesn't work",
    level=3,
    minutes=20,
    story="Two people have worked at the VPC {cidr} on the same afternoon. Each made one mistake. Neither knows of the"
    " other's.",
    changes=(
        "makes the documented role and instance profile",
        "makes a VPC with a subnet that should lead out, and breaks it twice",
        "launches an instance in it, as Cloud9 would, and lets ten minutes pass",
    ),
    aims=(
        "look again after each repair, and expect something else",
        "tell what a fault hides from what it causes",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "no-default-route",
            "path.ssm",
            "NO_ROUTE_TO_DESTINATION",
            words="Without a route the packet never left the subnet, so nothing behind it could show.",
        ),
        Cause(
            "acl-forgets-answers",
            "path.ssm",
            "SUBNET_ACL_RESTRICTION",
            words="With the route the packet came out, and the network ACL dropped its answer.",
            when=("behind", "acl"),
        ),
        Cause(
            "no-public-address",
            "instance.public-address",
            words="With the route the way led through the internet gateway, which needs a public address of whoever"
            " uses it.",
            when=("behind", "address"),
        ),
    ),
    hints=(
        "Mend what the verdict names first. Then ask for the verdict again.",
        "How does a packet leave {subnet}? Look at its route table {table}.",
        "When the route is there, look at the whole way again: there, and back.",
        "Two causes have to be named. The first is in the route table; the second only shows when that is mended.",
    ),
    solution=solution,
    wanted=Wanted(keeps=("vpc", "subnet", "gateway", "table", "instance")),
    questions=(
        Question(
            "Why does the verdict name only one root cause?",
            "It names the first thing that stops the packet. What would stop it later hasn't been reached, so nobody"
            " can see whether it would.",
        ),
        Question(
            "The colleague's repair was right, and nothing changed. What should follow from that?",
            "Look again: has the evidence changed? A repair that moves the fault to a later station was a right one.",
        ),
    ),
)
