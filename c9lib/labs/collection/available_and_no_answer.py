"""Lab: the NAT gateway is available, and its own subnet doesn't lead out (facts 7.7)."""

from __future__ import annotations

from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached
from c9lib.nouns import Call

ANYWHERE = "0.0.0.0/0"
NAT_STARTS = 120
"""Seconds; see c9lib/simulator/durations.py."""


def build(ground: Ground) -> None:
    """An environment that is ready behind a NAT gateway; then the NAT gateway has no way out of its own."""
    cidr = ground.choose_cidr()
    ground.says(f"Role, profile, and a VPC {cidr} with a NAT gateway ...")
    ground.steps("role", "profile", "network", network="nat", vpc_cidr=cidr)
    ground.says("A Cloud9 environment, until it is ready ...")
    ground.environment()
    # Well until here. The fault:
    if ground.choose("where", "inside", "cut-off") == "inside":
        _lead_to_one_inside(ground)
    else:
        ground.ec2.delete_route(RouteTableId=ground.ids["public_table"], DestinationCidrBlock=ANYWHERE)
    ground.says("Ten minutes pass ...")
    ground.wait(BOOT)


def _lead_to_one_inside(ground: Ground) -> None:
    """The private subnet's route leads to a new NAT gateway in the private subnet itself."""
    address = ground.ec2.allocate_address(Domain="vpc")["AllocationId"]
    made = ground.ec2.create_nat_gateway(SubnetId=ground.ids["subnet"], AllocationId=address)["NatGateway"]
    ground.keep("new_nat", made["NatGatewayId"])
    ground.wait(NAT_STARTS)
    route = {"RouteTableId": ground.ids["table"], "DestinationCidrBlock": ANYWHERE}
    ground.ec2.replace_route(**route, NatGatewayId=ground.ids["new_nat"])


def symptom(ground: Ground) -> Symptom:
    """What worked is silent; the NAT gateway, to which the route leads, is available."""
    routes = ground.show(
        "ec2",
        "DescribeRouteTables",
        "RouteTables[].Routes[].[DestinationCidrBlock, NatGatewayId, State]",
        RouteTableIds=[ground.ids["table"]],
    )
    nat = ground.show(
        "ec2",
        "DescribeNatGateways",
        "NatGateways[].[NatGatewayId, State, NatGatewayAddresses[].PublicIp]",
        NatGatewayIds=[ground.ids.get("new_nat", ground.ids["nat"])],
    )
    return Symptom(
        "The environment doesn't open. The private subnet's route leads to a NAT gateway, the route is active, and the"
        " NAT gateway is available and has a public address.",
        (*unreached(ground), routes, nat),
    )


def nothing_left(ground: Ground) -> str:
    """Whether a NAT gateway that leads nowhere is still paid for."""
    if ground.variant["where"] != "inside":
        return ""
    wanted = [{"Name": "subnet-id", "Values": [ground.ids["subnet"]]}, {"Name": "state", "Values": ["available"]}]
    found = ground.ec2.describe_nat_gateways(Filters=wanted)["NatGateways"]
    left = ", ".join(one["NatGatewayId"] for one in found)
    return f"{left} costs by the hour, and can't lead anywhere from where it is" if left else ""


def solution(ground: Ground) -> Solution:
    """The NAT gateway that is asked is in a subnet that leads to the internet gateway."""
    ids = ground.ids
    if ground.variant["where"] == "inside":
        route = {"RouteTableId": ids["table"], "DestinationCidrBlock": ANYWHERE, "NatGatewayId": ids["nat"]}
        calls: tuple[Call, ...] = (
            ground.call("ec2", "ReplaceRoute", **route),
            ground.call("ec2", "DeleteNatGateway", NatGatewayId=ids["new_nat"]),
        )
    else:
        route = {"RouteTableId": ids["public_table"], "DestinationCidrBlock": ANYWHERE, "GatewayId": ids["gateway"]}
        calls = (ground.call("ec2", "CreateRoute", **route),)
    return Solution(
        "A NAT gateway sends what it translates on from its own subnet, by the route table of that subnet. So it has to"
        " be in a public subnet: one whose 0.0.0.0/0 leads to the internet gateway. Being available says only that it"
        " was made.",
        calls,
        "In the console the NAT gateway's page names its subnet; follow that to its route table. CloudWatch counts"
        " BytesOutToDestination and PacketsOutToDestination of the NAT gateway: packets come in from the instance, and"
        " nothing comes back. VPC Reachability Analyzer, from the instance to the internet gateway, finds no path.",
    )


LAB = Lab(
    id="available-and-no-answer",
    title="The route is active, the NAT gateway is available, and nothing comes back",
    level=2,
    minutes=15,
    story="The environment stands in a private subnet of {cidr} and gets out by a NAT gateway. After some work on the"
    " VPC's egress everything in the private subnet looks as it should, and the environment doesn't open.",
    changes=(
        "makes the documented role and instance profile",
        "makes a VPC with a public and a private subnet and a NAT gateway, and lets Cloud9 make an environment in it",
        "changes one thing on the way out, and lets ten minutes pass",
    ),
    aims=(
        "follow a packet beyond the NAT gateway: it has a subnet and a route table of its own",
        "say what makes a subnet a public one",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "nat-in-private-subnet",
            "path.ssm",
            "NO_ROUTE_TO_DESTINATION",
            words="{subnet} sent its packets to {new_nat}, which is in {subnet} itself: its way on was the same route,"
            " back to itself.",
            when=("where", "inside"),
        ),
        Cause(
            "nat-cut-off",
            "path.ssm",
            "NO_ROUTE_TO_DESTINATION",
            words="The instance's packets came to {nat} and were translated. {public_subnet}, where that stands, had no"
            " route to {gateway}, so they went no further.",
            when=("where", "cut-off"),
        ),
    ),
    hints=(
        "The way doesn't end at the NAT gateway. By which route does the packet go on?",
        "A NAT gateway is in a subnet. Which one? What does that subnet's route table say of 0.0.0.0/0?",
        "Follow it: the instance's subnet {subnet}, its route table {table}, the NAT gateway, that one's subnet, that"
        " subnet's route table, the internet gateway {gateway}.",
        "The public subnet is {public_subnet}, with the route table {public_table}. The NAT gateway that is asked has"
        " to be there, and that table has to lead to {gateway}. What is not needed any more costs by the hour.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet", "gateway", "table", "public_subnet", "public_table", "nat", "instance", "environment"),
        more=nothing_left,
    ),
    questions=(
        Question(
            "What makes a subnet public?",
            "Its route table, alone: a route to an internet gateway. No attribute says it, and a name or a tag proves"
            " nothing.",
        ),
        Question(
            "Could the private subnet's route simply lead to the internet gateway instead?",
            "Then the NAT gateway isn't asked any more, and the instance has no public address, which an internet"
            " gateway needs: nothing would come back.",
        ),
        Question(
            "The NAT gateway is deleted. What of it is still paid for?",
            "Its Elastic IP address, until it is released; deleting a NAT gateway doesn't do that.",
        ),
    ),
)
