"""Lab: a subnet that led out leads out no more: its route, its route table or its NAT gateway is gone (facts 10.2)."""

from __future__ import annotations

from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached
from c9lib.nouns import Call

ANYWHERE = "0.0.0.0/0"
NAT_STARTS, NAT_ENDS = 120, 90
"""Seconds; see c9lib/simulator/durations.py."""


def build(ground: Ground) -> None:
    """An environment that is ready in a subnet that leads out; then its way out is taken away."""
    cidr, lost = ground.choose_cidr(), ground.choose("lost", "route", "table", "nat")
    network = "nat" if lost == "nat" else "public"
    ground.says(f"Role, profile, and a VPC {cidr} that leads out ...")
    ground.steps("role", "profile", "network", network=network, vpc_cidr=cidr)
    ground.says("A Cloud9 environment, until it is ready ...")
    ground.environment()
    # Well until here. The fault:
    {"route": _without_route, "table": _without_table, "nat": _without_nat}[lost](ground)
    ground.says("Ten minutes pass ...")
    ground.wait(BOOT)


def _without_route(ground: Ground) -> None:
    ground.ec2.delete_route(RouteTableId=ground.ids["table"], DestinationCidrBlock=ANYWHERE)


def _without_table(ground: Ground) -> None:
    """The subnet loses its own route table; the main one, which leads nowhere, decides."""
    table = ground.ec2.describe_route_tables(RouteTableIds=[ground.ids["table"]])["RouteTables"][0]
    held = next(one for one in table["Associations"] if one.get("SubnetId") == ground.ids["subnet"])
    ground.ec2.disassociate_route_table(AssociationId=held["RouteTableAssociationId"])


def _without_nat(ground: Ground) -> None:
    """The NAT gateway is replaced by another one, to which no route leads."""
    old, address = ground.ids["nat"], ground.ec2.allocate_address(Domain="vpc")["AllocationId"]
    made = ground.ec2.create_nat_gateway(SubnetId=ground.ids["public_subnet"], AllocationId=address)["NatGateway"]
    ground.wait(NAT_STARTS)
    ground.ec2.delete_tags(Resources=[old], Tags=[{"Key": "c9lib:lab"}])
    ground.keep("nat", made["NatGatewayId"])
    ground.variant["old_nat"] = old
    ground.ec2.delete_nat_gateway(NatGatewayId=old)
    ground.wait(NAT_ENDS)


def symptom(ground: Ground) -> Symptom:
    """What worked is silent, and the gateways are well."""
    gateway = ground.show(
        "ec2",
        "DescribeInternetGateways",
        "InternetGateways[].[InternetGatewayId, Attachments[].[VpcId, State]]",
        InternetGatewayIds=[ground.ids["gateway"]],
    )
    return Symptom(
        "Yesterday it worked. Today the environment doesn't open: the instance runs, the internet gateway is attached,"
        " no security group was changed.",
        (*unreached(ground), gateway),
    )


def solution(ground: Ground) -> Solution:
    """The subnet leads out again."""
    return Solution(
        "A subnet has one route table: the one that it is associated with, or else the VPC's main one. That table needs"
        " a route for 0.0.0.0/0 to a gateway that is there. AWS doesn't warn: an association that is taken away falls"
        " back to the main table without a word, and a route to a NAT gateway that is deleted stays, as a blackhole.",
        (_mend(ground),),
        "In the console the subnet's page, Route table, shows which table decides and its routes; one to a deleted NAT"
        " gateway says Blackhole. VPC Reachability Analyzer says NO_ROUTE_TO_DESTINATION, or BAD_STATE_ROUTE."
        " CloudTrail knows who called DeleteRoute, DisassociateRouteTable or DeleteNatGateway.",
    )


def _mend(ground: Ground) -> Call:
    lost, table = ground.variant["lost"], ground.ids["table"]
    if lost == "table":
        return ground.call("ec2", "AssociateRouteTable", RouteTableId=table, SubnetId=ground.ids["subnet"])
    route = {"RouteTableId": table, "DestinationCidrBlock": ANYWHERE}
    if lost == "nat":
        return ground.call("ec2", "ReplaceRoute", **route, NatGatewayId=ground.ids["nat"])
    return ground.call("ec2", "CreateRoute", **route, GatewayId=ground.ids["gateway"])


NOWHERE = (
    "The route table that decides for {subnet} had only the VPC's local route, so the agent's packets were dropped in"
    " the subnet."
)

LAB = Lab(
    id="yesterday-it-worked",
    title="Yesterday it worked, and nobody has touched the instance",
    level=1,
    minutes=10,
    story="Last night somebody tidied up the VPC {cidr}: what looked unused was deleted, what looked old was replaced."
    " The Cloud9 environment was ready the day before. Now it doesn't open.",
    changes=(
        "makes the documented role and instance profile",
        "makes a VPC with a subnet that leads out, and lets Cloud9 make an environment in it",
        "changes one thing on the subnet's way out, and lets ten minutes pass",
    ),
    aims=(
        "find the route table that decides for a subnet",
        "tell a route that is missing from a route whose target is gone",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause("no-default-route", "path.ssm", "NO_ROUTE_TO_DESTINATION", words=NOWHERE, when=("lost", "route")),
        Cause("no-default-route", "path.ssm", "NO_ROUTE_TO_DESTINATION", words=NOWHERE, when=("lost", "table")),
        Cause(
            "nat-gone",
            "path.ssm",
            words="A new NAT gateway, {nat}, was there and ready; the route still named {old_nat}, the deleted one."
            " Packets that it takes are dropped.",
            when=("lost", "nat"),
        ),
    ),
    hints=(
        "The agent calls out, every few minutes. How does its packet leave the subnet?",
        "Which route table decides for {subnet}? Not every table of the VPC does.",
        "Ask for it: aws ec2 describe-route-tables --filters Name=association.subnet-id,Values={subnet}. An empty"
        " answer is an answer, too: then the VPC's main route table decides.",
        "That table needs a route for 0.0.0.0/0 to something that is there. Look at the target's state as well.",
    ),
    solution=solution,
    wanted=Wanted(keeps=("vpc", "subnet", "gateway", "table", "nat", "instance", "environment")),
    questions=(
        Question(
            "Why did the environment not fail at once?",
            "The route is asked packet by packet. The channel breaks when packets stop, and Systems Manager calls the"
            " agent lost only when its next signs of life, one every five minutes, are missed.",
        ),
        Question(
            "Which route table does a subnet have that is associated with none?",
            "The VPC's main route table. In a new VPC that one has only the local route.",
        ),
        Question(
            "Does deleting a NAT gateway delete the routes to it?",
            "No. They stay with the state blackhole, until somebody replaces or deletes them. Its Elastic IP address"
            " stays, too, and is paid for.",
        ),
    ),
)
