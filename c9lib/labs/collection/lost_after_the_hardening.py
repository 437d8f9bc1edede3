"""Lab: somebody narrowed the instance's outbound rules, and left out what the agent needs (facts 1.7, 7.2)."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached
from c9lib.nouns import Call
from c9lib.steps.group_rules import ANYWHERE, HTTPS, Rule, held, permissions

MAY = {
    "isolated": "HTTPS to the endpoints and to Amazon S3, and nothing else",
    "nat": "HTTPS, to wherever, and nothing else",
}
"""What may go out, by the network that the seed has chosen."""


def build(ground: Ground) -> None:
    """An environment that is ready; then its group lets out nothing, or only what goes elsewhere."""
    cidr, network = ground.choose_cidr(), ground.choose("network", *MAY)
    ground.variant["may"] = MAY[network]
    ground.says(f"Role, profile, and a VPC {cidr} ({network}) ...")
    steps = ("role", "profile", "network", *(("endpoints",) if network == "isolated" else ()))
    ground.steps(*steps, network=network, vpc_cidr=cidr)
    ground.says("A Cloud9 environment, until it is ready ...")
    ground.environment()
    ground.keep("s3_list", _s3_list(ground))
    # Well until here. The fault:
    group = ground.ids["group"]
    ground.ec2.revoke_security_group_egress(GroupId=group, IpPermissions=permissions([ANYWHERE]))
    elsewhere = ground.choose("elsewhere", "192.168.10.0/24", "172.20.4.0/22", "192.168.64.0/20")
    if ground.choose("left", "nothing", "elsewhere") == "elsewhere":
        ground.ec2.authorize_security_group_egress(GroupId=group, IpPermissions=permissions([Rule(elsewhere)]))
    ground.says("Ten minutes pass ...")
    ground.wait(BOOT)


def _s3_list(ground: Ground) -> str:
    """AWS's prefix list of Amazon S3 in this Region."""
    wanted = [{"Name": "prefix-list-name", "Values": [f"com.amazonaws.{ground.region}.s3"]}]
    return str(ground.ec2.describe_prefix_lists(Filters=wanted)["PrefixLists"][0]["PrefixListId"])


def symptom(ground: Ground) -> Symptom:
    """What worked is silent, and what lets in is right everywhere."""
    lets_in = "SecurityGroups[].[GroupId, IpPermissions[].[FromPort, IpRanges[].CidrIp]]"
    groups = [ground.ids[key] for key in ("group", "endpoint_group") if key in ground.ids]
    return Symptom(
        "The environment doesn't open any more. The instance's group lets nothing in, which is as it should be for an"
        " environment without an inbound port.",
        (*unreached(ground), ground.show("ec2", "DescribeSecurityGroups", lets_in, GroupIds=groups)),
    )


def no_wider(ground: Ground) -> str:
    """Whether the outbound rules are as narrow as the security team wants them."""
    group = ground.ec2.describe_security_groups(GroupIds=[ground.ids["group"]])["SecurityGroups"][0]
    wide = [str(rule) for rule in sorted(held(group, "egress")) if _too_wide(rule, ground.variant["network"])]
    return f"it works, and an outbound rule is wider than was asked: {', '.join(wide)}" if wide else ""


def _too_wide(rule: Rule, network: str) -> bool:
    https = (rule.protocol, rule.low, rule.high) == ("tcp", HTTPS, HTTPS)
    beyond = network == "isolated" and "/" in rule.peer and not ip_network(rule.peer, strict=False).is_private
    return not https or beyond


def solution(ground: Ground) -> Solution:
    """HTTPS to what the agent asks."""
    return Solution(
        "The agent calls out; nobody calls it. So a group without inbound rules costs nothing, and one without outbound"
        " rules costs the session. What it needs is little: TCP 443 to the endpoints, by their security group, and to"
        " Amazon S3 by its prefix list; or, behind a NAT gateway, TCP 443 to anywhere, as AWS's public addresses"
        " change. The answers come in by themselves. What may go out here is {may}.",
        _calls(ground),
        "In the console the group's Outbound rules are empty or name another network. VPC Reachability Analyzer, from"
        " the instance to the endpoint or the internet gateway, says ENI_SG_RULES_MISMATCH or SG_HAS_NO_RULES. Flow"
        " logs of the instance's interface show REJECT for what it sends. A session that is open may go on for a"
        " while: a security group goes on letting through connections that it knows.",
    )


def _calls(ground: Ground) -> tuple[Call, ...]:
    isolated = ground.variant["network"] == "isolated"
    peers = (ground.ids["endpoint_group"], ground.ids["s3_list"]) if isolated else ("0.0.0.0/0",)
    return tuple(_allowed(ground, permissions([Rule(peer)])) for peer in peers)


def _allowed(ground: Ground, rules: list[dict[str, Any]]) -> Call:
    return ground.call("ec2", "AuthorizeSecurityGroupEgress", GroupId=ground.ids["group"], IpPermissions=rules)


LAB = Lab(
    id="lost-after-the-hardening",
    title="Nothing gets in, as planned, and nobody reaches it any more",
    level=2,
    minutes=15,
    story="'No inbound ports' wasn't enough for the security team of {cidr}: they went through the outbound rules of"
    " the instance, too. What may go out, says their paper, is {may}. Since then the environment doesn't open; their"
    " paper still holds.",
    changes=(
        "makes the documented role and instance profile",
        "makes a VPC, and lets Cloud9 make an environment in it",
        "changes the outbound rules of the instance's security group, and lets ten minutes pass",
    ),
    aims=(
        "say which outbound rules an agent needs, and why it needs no inbound one",
        "open exactly as much as is needed: by a group, by a prefix list, by a port",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "egress-closed",
            "path.ssm",
            words="The agent's first packet was dropped at its own interface: no outbound rule of {group} was for it.",
        ),
    ),
    hints=(
        "Who begins the conversation between the agent and Systems Manager?",
        "Look at the way to ssm: at which station, in which direction, does the packet end?",
        "Compare the outbound rules of {group} with the addresses to which the agent's packets go.",
        "{group} has to let out {may}. An outbound rule can name a range, a security group, or a prefix list such as"
        " {s3_list}, that of Amazon S3.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet", "nat", "instance", "environment", "group", "endpoint_ssm", "endpoint_ssmmessages"),
        more=no_wider,
    ),
    questions=(
        Question(
            "Does the group need an outbound rule for DNS?",
            "Not for the VPC's own resolver: security groups don't filter what goes there.",
        ),
        Question(
            "Why a prefix list for Amazon S3, and not its addresses?",
            "A gateway endpoint changes the route, not the address: the packet goes to S3's public addresses, of which"
            " there are many and which change. AWS keeps the list up to date.",
        ),
        Question(
            "What is lost when only the endpoints and Amazon S3 are reached?",
            "Packages and libraries from elsewhere, such as PyPI. AWS's page on no-ingress environments says so, too.",
        ),
    ),
)
