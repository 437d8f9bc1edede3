"""Lab: in an isolated network the private DNS of one endpoint is off (facts 10.3)."""

from __future__ import annotations

from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached


def build(ground: Ground) -> None:
    """An isolated network with an environment in it that is ready; then one name leads elsewhere."""
    cidr = ground.choose_cidr()
    ground.says(f"Role, profile, an isolated VPC {cidr}, four endpoints ...")
    ground.steps("role", "profile", "network", "endpoints", network="isolated", vpc_cidr=cidr)
    ground.says("A Cloud9 environment, until it is ready ...")
    ground.environment()
    # Well until here. The fault:
    service = ground.choose("service", "ssm", "ssmmessages")
    ground.ec2.modify_vpc_endpoint(VpcEndpointId=ground.ids[f"endpoint_{service}"], PrivateDnsEnabled=False)
    ground.says("Ten minutes pass ...")
    ground.wait(BOOT)


def symptom(ground: Ground) -> Symptom:
    """What worked is silent, and all endpoints are available."""
    endpoints = ground.show(
        "ec2",
        "DescribeVpcEndpoints",
        "VpcEndpoints[].[ServiceName, State]",
        Filters=[{"Name": "vpc-id", "Values": [ground.ids["vpc"]]}],
    )
    return Symptom(
        "Yesterday all was well. Today Cloud9 and Systems Manager contradict each other about the instance, though it"
        " runs and every endpoint is available.",
        (*unreached(ground), endpoints),
    )


def solution(ground: Ground) -> Solution:
    """The name leads to the endpoint again."""
    endpoint = ground.ids[f"endpoint_{ground.variant['service']}"]
    return Solution(
        "The agent asks for {service}.{region}.amazonaws.com. Private DNS lets that name lead to the endpoint's address"
        " in the VPC. Without it the public address comes back, and no route leads there.",
        (ground.call("ec2", "ModifyVpcEndpoint", VpcEndpointId=endpoint, PrivateDnsEnabled=True),),
        "In the console the endpoint's details say Private DNS names enabled: No. On the instance, `nslookup"
        " {service}.{region}.amazonaws.com` answers a public address instead of one of {cidr}.",
    )


LAB = Lab(
    id="never-asked",
    title="Every endpoint is available, and one of them is never asked",
    level=1,
    minutes=10,
    story="The environment stands in an isolated VPC {cidr}: no gateway, only VPC endpoints. It worked for weeks. Since"
    " somebody tidied up the endpoints, sessions break off or don't begin.",
    changes=(
        "makes the documented role and instance profile",
        "makes an isolated VPC with interface endpoints for ssm, ssmmessages, ec2messages, and S3's gateway endpoint",
        "lets Cloud9 make an environment in it, until it is ready",
        "changes one attribute of one endpoint, and lets ten minutes pass",
    ),
    aims=(
        "say how a service's public name comes to lead to an address of the VPC",
        "find the one endpoint that an instance never asks",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "private-dns-off",
            "dns.private",
            words="The name of {service} led to a public address, and nothing leads out of this subnet. The endpoint"
            " itself was well: nobody asked it.",
        ),
    ),
    hints=(
        "Being available says that an endpoint answers. Does the instance ask it?",
        "Look at the ways: which service's name leads out of the VPC, and which stay inside?",
        "Compare the endpoints' attributes with each other: one of three differs.",
        "aws ec2 describe-vpc-endpoints shows PrivateDnsEnabled. Look at that of {service}.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet", "instance", "environment", "endpoint_ssm", "endpoint_ssmmessages", "endpoint_group")
    ),
    questions=(
        Question(
            "Why did the other services go on working?",
            "Each endpoint has a private hosted zone of its own, for the name of its own service.",
        ),
        Question(
            "Which two attributes of the VPC does private DNS need?",
            "enableDnsSupport and enableDnsHostnames. With either off, EC2 refuses private DNS, or the names lead"
            " nowhere.",
        ),
    ),
)
