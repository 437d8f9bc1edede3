"""Lab: a name that leads nowhere hides a policy that refuses; network and rights, one behind the other."""

from __future__ import annotations

import json
from typing import Any

from c9lib.checks.documented import ROLE, ROLE_POLICY_ARN
from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached
from c9lib.nouns import Call

OTHER = "111122223333"
"""The account from which somebody copied a policy."""
TOO_LITTLE = ("ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel")
"""Makes channels, and opens none."""
OPEN = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}


def build(ground: Ground) -> None:
    """An environment that is ready in an isolated network; then a name leads past it, and a policy refuses."""
    cidr, service = ground.choose_cidr(), ground.choose("service", "ssm", "ssmmessages")
    ground.says(f"Role, profile, an isolated VPC {cidr}, four endpoints ...")
    ground.steps("role", "profile", "network", "endpoints", network="isolated", vpc_cidr=cidr)
    ground.says("A Cloud9 environment, until it is ready ...")
    ground.environment()
    ground.variant["account"] = ground.session.account_id
    # Well until here. The faults:
    if ground.choose("first", "hostnames", "private") == "hostnames":
        ground.ec2.modify_vpc_attribute(VpcId=ground.ids["vpc"], EnableDnsHostnames={"Value": False})
    else:
        ground.ec2.modify_vpc_endpoint(VpcEndpointId=ground.ids[f"endpoint_{service}"], PrivateDnsEnabled=False)
    if ground.choose("behind", "endpoint", "role") == "endpoint":
        policy = json.dumps(_ours(OTHER))
        ground.ec2.modify_vpc_endpoint(VpcEndpointId=ground.ids[f"endpoint_{service}"], PolicyDocument=policy)
    else:
        told = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": TOO_LITTLE, "Resource": "*"}]}
        ground.iam.put_role_policy(RoleName=ROLE, PolicyName="least-privilege", PolicyDocument=json.dumps(told))
        ground.iam.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    ground.says("Ten minutes pass ...")
    ground.wait(BOOT)


def _ours(account: str) -> dict[str, Any]:
    """A policy for principals of one account."""
    ours = {"StringEquals": {"aws:PrincipalAccount": account}}
    return {"Version": "2012-10-17", "Statement": [{**OPEN, "Condition": ours}]}


def symptom(ground: Ground) -> Symptom:
    """What worked is silent; the endpoints are available."""
    endpoints = ground.show(
        "ec2",
        "DescribeVpcEndpoints",
        "VpcEndpoints[].[ServiceName, State]",
        Filters=[{"Name": "vpc-id", "Values": [ground.ids["vpc"]]}],
    )
    return Symptom(
        "The environment stopped working after an afternoon on which the network team and the security team both worked"
        " at it. Each team has found a fault of the other, and says that this must be it.",
        (*unreached(ground), endpoints),
    )


def solution(ground: Ground) -> Solution:
    """The name, and the policy, in the order in which the verdict names them."""
    rights_first = ground.variant["behind"] == "role"
    calls = (_rights(ground), _name(ground)) if rights_first else (_name(ground), _rights(ground))
    return Solution(
        "A request needs a name, a way, and every policy on it. A packet that doesn't arrive is asked about by no"
        " policy: so nobody saw a refusal while the name led past the endpoint. What is written in IAM can be read"
        " at any time, and stops nothing that the network stops already; an endpoint's policy counts only when the way"
        " leads through that endpoint.",
        calls,
        "While the network is broken the agent's log says i/o timeout; when that is mended, AccessDeniedException, with"
        " the action and the kind of policy. That the message changes is the progress. CloudTrail shows refused"
        " requests, and nothing of packets that never came.",
    )


def _name(ground: Ground) -> Call:
    if ground.variant["first"] == "hostnames":
        return ground.call("ec2", "ModifyVpcAttribute", VpcId=ground.ids["vpc"], EnableDnsHostnames={"Value": True})
    endpoint = ground.ids[f"endpoint_{ground.variant['service']}"]
    return ground.call("ec2", "ModifyVpcEndpoint", VpcEndpointId=endpoint, PrivateDnsEnabled=True)


def _rights(ground: Ground) -> Call:
    if ground.variant["behind"] == "role":
        return ground.call("iam", "AttachRolePolicy", RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    policy = json.dumps(_ours(ground.variant["account"]))
    endpoint = ground.ids[f"endpoint_{ground.variant['service']}"]
    return ground.call("ec2", "ModifyVpcEndpoint", VpcEndpointId=endpoint, PolicyDocument=policy)


LAB = Lab(
    id="behind-the-repair",
    title="Two teams, each of which has found the fault, and both are right",
    level=3,
    minutes=25,
    story="The network team tidied up names in the isolated VPC {cidr}; the security team tidied up policies, the"
    " same afternoon. Whichever fault one mends, the environment doesn't come back.",
    changes=(
        "makes the documented role and instance profile",
        "makes an isolated VPC with VPC endpoints, and lets Cloud9 make an environment in it",
        "breaks a name and a policy, and lets ten minutes pass",
    ),
    aims=(
        "tell a timeout from a refusal, and expect the one behind the other",
        "look again after each repair, in the network and in the policies",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "role-policy",
            "role.policy",
            words="The role's new policy let the agent make its channels, and not open them. While no packet came"
            " through, nobody saw that refused.",
            when=("behind", "role"),
        ),
        Cause(
            "dns-hostnames-off",
            "dns.hostnames",
            words="Without enableDnsHostnames the names led past the endpoints, and nothing leads out of this subnet.",
            when=("first", "hostnames"),
        ),
        Cause(
            "private-dns-off",
            "dns.private",
            words="The name of {service} led past its endpoint, and nothing leads out of this subnet.",
            when=("first", "private"),
        ),
        Cause(
            "endpoint-policy",
            "endpoint.policy",
            words="With the name right, the request came to the endpoint of {service}, whose policy was for principals"
            " of another account.",
            when=("behind", "endpoint"),
        ),
    ),
    hints=(
        "Two causes have to be named: one of the network, one of the policies. Mend what the verdict names, then ask"
        " for it again.",
        "Of the network: does the name of {service} lead to the endpoint's address, or to a public one? Two attributes"
        " of the VPC and one of each endpoint decide that.",
        "Of the policies: a request through an endpoint is judged by the role's policies and by the endpoint's. Read"
        " both: whom do they mean, and what do they lack?",
        "The agent needs five actions: ssm:UpdateInstanceInformation, and CreateControlChannel, CreateDataChannel,"
        " OpenControlChannel, OpenDataChannel of ssmmessages. This account is {account}.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet", "instance", "environment", "endpoint_ssm", "endpoint_ssmmessages", "endpoint_group")
    ),
    questions=(
        Question(
            "Why may an endpoint's wrong policy be harmless, and become a fault by a repair?",
            "It is asked only about requests that come through the endpoint. While the name leads past it, none do.",
        ),
        Question(
            "Which of the two faults does VPC Reachability Analyzer see?",
            "Neither: it asks no names and reads no policies. From the instance to the endpoint's interface the way was"
            " open all the time.",
        ),
        Question(
            "The agent's log changes from i/o timeout to AccessDeniedException. Is that better or worse?",
            "Better. The request arrives now, and whoever refuses it says so.",
        ),
    ),
)
