"""Lab: the security group of the endpoints lets in something, but not the instance's requests (facts 7.2, 10.3)."""

from __future__ import annotations

from typing import Any

from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached


def build(ground: Ground) -> None:
    """An isolated network with an environment in it that is ready; then the endpoints' door is another one."""
    cidr = ground.choose_cidr()
    ground.says(f"Role, profile, an isolated VPC {cidr}, four endpoints ...")
    ground.steps("role", "profile", "network", "endpoints", network="isolated", vpc_cidr=cidr)
    ground.says("A Cloud9 environment, until it is ready ...")
    ground.environment()
    # Well until here. The fault:
    group = ground.ids["endpoint_group"]
    held = ground.ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]["IpPermissions"]
    ground.variant["source"] = held[0]["IpRanges"][0]["CidrIp"]
    ground.ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=held)
    let_in = _wrong_rule(ground, ground.choose("door", "none", "port", "range", "itself"))
    if let_in:
        ground.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[let_in])
    ground.says("Ten minutes pass ...")
    ground.wait(BOOT)


def _wrong_rule(ground: Ground, door: str) -> dict[str, Any] | None:
    """The rule that the group has instead, by what the seed has chosen."""
    elsewhere = ground.choose("elsewhere", "192.168.10.0/24", "172.20.4.0/22", "192.168.64.0/20")
    port = int(ground.choose("port", "80", "8443", "4433"))
    rules: dict[str, dict[str, Any]] = {
        "port": {**_tcp(port), "IpRanges": [{"CidrIp": ground.variant["source"]}]},
        "range": {**_tcp(443), "IpRanges": [{"CidrIp": elsewhere}]},
        "itself": {**_tcp(443), "UserIdGroupPairs": [{"GroupId": ground.ids["endpoint_group"]}]},
    }
    return rules.get(door)


def _tcp(port: int) -> dict[str, Any]:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port}


def symptom(ground: Ground) -> Symptom:
    """What worked is silent, and the names lead to the endpoints."""
    addresses = ground.show(
        "ec2",
        "DescribeVpcEndpoints",
        "VpcEndpoints[].[ServiceName, State, PrivateDnsEnabled]",
        Filters=[{"Name": "vpc-id", "Values": [ground.ids["vpc"]]}],
    )
    return Symptom(
        "The environment doesn't open. Every endpoint is available, its private DNS is on, and the agent's log says"
        " only: i/o timeout.",
        (*unreached(ground), addresses),
    )


def solution(ground: Ground) -> Solution:
    """The subnet of the instance gets in by 443."""
    rule = {**_tcp(443), "IpRanges": [{"CidrIp": ground.variant["source"]}]}
    group = ground.ids["endpoint_group"]
    return Solution(
        "An interface endpoint is a network interface in the subnet, with a security group of its own. It has to let in"
        " TCP 443 from the instance: from {source}, or from the instance's security group. Nothing from the internet.",
        (ground.call("ec2", "AuthorizeSecurityGroupIngress", GroupId=group, IpPermissions=[rule]),),
        "VPC Reachability Analyzer, from the instance to the endpoint by TCP 443, says ENI_SG_RULES_MISMATCH, or"
        " SG_HAS_NO_RULES. Flow logs of the endpoint's interface show REJECT.",
    )


LAB = Lab(
    id="endpoint-doesnt-answer",
    title="The name leads to the endpoint, and the endpoint doesn't answer",
    level=1,
    minutes=10,
    story="A security review went through all groups of the isolated VPC {cidr}. Since then the environment doesn't"
    " open. Nobody has touched the instance, the endpoints, or the names.",
    changes=(
        "makes the documented role and instance profile",
        "makes an isolated VPC with VPC endpoints, and lets Cloud9 make an environment in it",
        "changes the rules of one security group, and lets ten minutes pass",
    ),
    aims=(
        "say what the security group of an interface endpoint has to let in, and from where",
        "tell a timeout at an endpoint from a name that leads elsewhere",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "endpoint-group",
            "path.ssm",
            words="The request went by the right name to the right interface, and its security group dropped it"
            " without a word: a timeout, and no refusal.",
        ),
    ),
    hints=(
        "A name that leads nowhere fails at once. A timeout means that a packet was sent, and dropped.",
        "Look at the picture of the way to ssm: at which station does the packet end?",
        "Which of the groups is asked on the way in: that of the instance, or that of the endpoint?",
        "{endpoint_group} has to let in TCP 443 from {source}.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet", "instance", "environment", "endpoint_ssm", "endpoint_ssmmessages", "endpoint_group")
    ),
    questions=(
        Question(
            "Would 0.0.0.0/0 as the source have worked?",
            "Yes, and nothing of the internet would have reached this VPC. It is still more than is needed, and the day"
            " somebody adds a gateway it is an open door. Labs count it as damage.",
        ),
        Question(
            "Why does S3's gateway endpoint have no security group?",
            "It is no interface, but a route: a prefix list in the route table. Its policy is what it has instead.",
        ),
    ),
)
