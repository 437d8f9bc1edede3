"""Lab: one of the VPC's two DNS attributes is off (facts 2.6, 7.2, 10.3)."""

from __future__ import annotations

from typing import Any

from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Shown, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached

ATTRIBUTES = {"support": "EnableDnsSupport", "hostnames": "EnableDnsHostnames"}
"""As ModifyVpcAttribute spells them."""


def build(ground: Ground) -> None:
    """An environment that is ready; then names lead nowhere, or past the endpoints."""
    cidr, off = ground.choose_cidr(), ground.choose("off", *ATTRIBUTES)
    # Only private DNS needs the names that a VPC gives, so that one shows in an isolated network alone.
    network = ground.choose("network", "public", "isolated") if off == "support" else "isolated"
    attribute = ATTRIBUTES[off]
    ground.variant |= {"network": network, "attribute": attribute[0].lower() + attribute[1:]}
    ground.says(f"Role, profile, and a VPC {cidr} ({network}) ...")
    steps = ("role", "profile", "network", *(("endpoints",) if network == "isolated" else ()))
    ground.steps(*steps, network=network, vpc_cidr=cidr)
    ground.says("A Cloud9 environment, until it is ready ...")
    ground.environment()
    # Well until here. The fault:
    ground.ec2.modify_vpc_attribute(VpcId=ground.ids["vpc"], **{attribute: {"Value": False}})
    ground.says("Ten minutes pass ...")
    ground.wait(BOOT)


def symptom(ground: Ground) -> Symptom:
    """What worked is silent, and the network itself is as it was."""
    more, told = _isolated(ground) if ground.variant["network"] == "isolated" else _public(ground)
    return Symptom(f"The environment doesn't open. {told}", (*unreached(ground), *more))


def _isolated(ground: Ground) -> tuple[tuple[Shown, ...], str]:
    """The endpoints are well, and AWS refuses one more."""
    states = 'VpcEndpoints[?VpcEndpointType==`"Interface"`].[ServiceName, State, PrivateDnsEnabled]'
    here = [{"Name": "vpc-id", "Values": [ground.ids["vpc"]]}]
    one_more: dict[str, Any] = {
        "VpcEndpointType": "Interface",
        "VpcId": ground.ids["vpc"],
        "ServiceName": f"com.amazonaws.{ground.region}.logs",
        "SubnetIds": [ground.ids["subnet"]],
        "SecurityGroupIds": [ground.ids["endpoint_group"]],
        "PrivateDnsEnabled": True,
    }
    return (
        ground.show("ec2", "DescribeVpcEndpoints", states, Filters=here),
        ground.show("ec2", "CreateVpcEndpoint", **one_more),
    ), (
        "Every interface endpoint is available and has private DNS. A colleague wanted one more, for logs, just as the"
        " others were made, and AWS refused it."
    )


def _public(ground: Ground) -> tuple[tuple[Shown, ...], str]:
    """Address, route and gateway are well."""
    address = "Reservations[].Instances[].PublicIpAddress"
    routes = "RouteTables[].Routes[].[DestinationCidrBlock, GatewayId, State]"
    return (
        ground.show("ec2", "DescribeInstances", address, InstanceIds=[ground.ids["instance"]]),
        ground.show("ec2", "DescribeRouteTables", routes, RouteTableIds=[ground.ids["table"]]),
    ), (
        "The instance has a public address, its route leads to the internet gateway and is active. The agent's log on"
        " the instance speaks of a lookup that failed."
    )


def solution(ground: Ground) -> Solution:
    """The attribute is on again."""
    attribute = ATTRIBUTES[ground.variant["off"]]
    return Solution(
        "enableDnsSupport lets the VPC's resolver (the second address of the VPC, and 169.254.169.253) answer at all;"
        " without it the agent finds no service by its name, wherever the routes lead. enableDnsHostnames is what"
        " private DNS needs besides: without it a service's name leads past its endpoint to the public address."
        " Here {attribute} was false.",
        (ground.call("ec2", "ModifyVpcAttribute", VpcId=ground.ids["vpc"], **{attribute: {"Value": True}}),),
        "In the console the VPC's details show DNS resolution and DNS hostnames. On the instance, `nslookup"
        " ssm.{region}.amazonaws.com` gets no answer, or a public address where one of {cidr} should come. VPC"
        " Reachability Analyzer doesn't see it: it follows packets, and asks no names.",
    )


LAB = Lab(
    id="every-way-is-open",
    title="Every way is open, and the agent doesn't know where to",
    level=2,
    minutes=10,
    story="A change to the VPC {cidr} was rolled out this morning; the change log says 'attributes aligned with our"
    " standard'. Routes, gateways, groups and endpoints are as they were. The environment doesn't open.",
    changes=(
        "makes the documented role and instance profile",
        "makes a VPC, and lets Cloud9 make an environment in it",
        "changes one attribute of the VPC, and lets ten minutes pass",
    ),
    aims=(
        "say what each of a VPC's two DNS attributes does",
        "think of the name before the packet: no lookup, no packet",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "dns-support-off",
            "dns.support",
            words="Before the first packet comes the question for ssm's address. The VPC's resolver didn't answer, so"
            " the agent never sent one.",
            when=("off", "support"),
        ),
        Cause(
            "dns-hostnames-off",
            "dns.hostnames",
            words="The resolver answered, with public addresses: the endpoints' private names hold only while the VPC"
            " gives names. Nothing leads out of this subnet.",
            when=("off", "hostnames"),
        ),
    ),
    hints=(
        "The agent knows names, and no addresses. Who tells it the address?",
        "Which of two things happens: nobody answers, or somebody answers with the wrong address?",
        "A VPC has two DNS attributes. AWS shows one at a time: aws ec2 describe-vpc-attribute --vpc-id {vpc}"
        " --attribute enableDnsSupport, and then enableDnsHostnames.",
        "{attribute} of {vpc} is false, and has to be true.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet", "gateway", "instance", "environment", "endpoint_ssm", "endpoint_ssmmessages")
    ),
    questions=(
        Question(
            "Which of the two attributes is off in a VPC that the API has made?",
            "enableDnsHostnames; enableDnsSupport is on. Console wizards and AWS's default VPC have both on.",
        ),
        Question(
            "Would a public subnet without endpoints have suffered from enableDnsHostnames being off?",
            "No. The instance only gets no public DNS name; that the services' names are resolved needs"
            " enableDnsSupport alone.",
        ),
        Question(
            "Can a security group or a network ACL have stopped the lookup?",
            "Not that to the VPC's own resolver: neither filters it.",
        ),
    ),
)
