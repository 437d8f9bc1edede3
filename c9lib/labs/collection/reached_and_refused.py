"""Lab: packets reach the endpoint, and its policy refuses the request (facts 7.2, 8.3)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from c9lib.checks.agent_requests import documented_agent
from c9lib.checks.documented import SESSION_ACTIONS
from c9lib.checks.endpoint_policy import rulings
from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted
from c9lib.labs.symptoms import unreached

FIRST = {"ssm": "ssm:UpdateInstanceInformation", "ssmmessages": "ssmmessages:OpenControlChannel"}
"""What the agent asks of a service all the time."""
ALSO = {
    "ssm": ("ssm:ListAssociations", "ssm:ListInstanceAssociations", "ssm:PutInventory"),
    "ssmmessages": (),
}
"""What AmazonSSMManagedInstanceCore names besides (facts 5.3)."""
STRANGER = "999988887777"
"""An account that has nothing to do here."""


def build(ground: Ground) -> None:
    """An environment that is ready in an isolated network; then the endpoint of one service gets a policy."""
    cidr, service = ground.choose_cidr(), ground.choose("service", *FIRST)
    ground.says(f"Role, profile, an isolated VPC {cidr}, four endpoints ...")
    ground.steps("role", "profile", "network", "endpoints", network="isolated", vpc_cidr=cidr)
    ground.says("A Cloud9 environment, until it is ready ...")
    ground.environment()
    # Well until here. The fault:
    own, other = ground.session.account_id, ground.choose("other", "111122223333", "444455556666")
    ground.variant |= {"account": own, "first": FIRST[service]}
    wrong = {
        "account": perimeter(needed(service), other),
        "action": perimeter([one for one in needed(service) if one != FIRST[service]], own),
    }
    policy = json.dumps(wrong[ground.choose("slip", *wrong)])
    ground.ec2.modify_vpc_endpoint(VpcEndpointId=ground.ids[f"endpoint_{service}"], PolicyDocument=policy)
    ground.says("Ten minutes pass ...")
    ground.wait(BOOT)


def needed(service: str) -> list[str]:
    """The actions of a service that the perimeter is to let through."""
    return sorted({*ALSO[service], *(one for one in SESSION_ACTIONS if one.startswith(f"{service}:"))})


def perimeter(actions: Sequence[str], account: str) -> dict[str, Any]:
    """A policy that lets through these actions, for principals of one account."""
    told = {"Sid": "OnlyOurPrincipals", "Effect": "Allow", "Principal": "*", "Action": list(actions), "Resource": "*"}
    ours = {"StringEquals": {"aws:PrincipalAccount": account}}
    return {"Version": "2012-10-17", "Statement": [{**told, "Condition": ours}]}


def symptom(ground: Ground) -> Symptom:
    """What worked is half silent; the network is as it was."""
    endpoints = ground.show(
        "ec2",
        "DescribeVpcEndpoints",
        'VpcEndpoints[?VpcEndpointType==`"Interface"`].[ServiceName, State, PrivateDnsEnabled]',
        Filters=[{"Name": "vpc-id", "Values": [ground.ids["vpc"]]}],
    )
    role = ground.show("iam", "ListAttachedRolePolicies", RoleName="AWSCloud9SSMAccessRole")
    return Symptom(
        "The environment doesn't work as it did. The endpoints are available, their names and groups are right, and the"
        " role has the policy that AWS's page asks for. On the instance a connection to each endpoint opens at once.",
        (*unreached(ground), endpoints, role),
    )


def still_a_perimeter(ground: Ground) -> str:
    """Whether the endpoint still refuses whoever comes from another account."""
    service = ground.variant["service"]
    name = ground.ids[f"endpoint_{service}"]
    endpoint = ground.ec2.describe_vpc_endpoints(VpcEndpointIds=[name])["VpcEndpoints"][0]
    found = rulings(endpoint, service, documented_agent(STRANGER, ground.region))
    passed = sorted(one.need.action for one in found if one.decision.allowed)
    if found and not passed:
        return ""
    which = f"with {', '.join(passed)}" if passed else "as it has no policy any more"
    return f"{name} lets through principals of any account, {which}: the perimeter that is wanted has a hole"


def solution(ground: Ground) -> Solution:
    """The perimeter, for this account and all that the agent asks."""
    service = ground.variant["service"]
    right = json.dumps(perimeter(needed(service), ground.variant["account"]))
    told = {"VpcEndpointId": ground.ids[f"endpoint_{service}"], "PolicyDocument": right}
    return Solution(
        "An endpoint has a policy of its own, besides the role's: both have to allow a request. It is meant for a"
        " perimeter, so it has to let through this account's principals, {account}, and every action that the agent"
        " asks of {service}, {first} among them. A policy that allows everything would work, and be no perimeter.",
        (ground.call("ec2", "ModifyVpcEndpoint", **told),),
        "The agent's log says AccessDeniedException: not authorized to perform {first}, because no VPC endpoint policy"
        " allows it. The console shows the endpoint's policy on its tab Policy. VPC Reachability Analyzer finds the way"
        " open, as it knows nothing of policies; so does AWSSupport-TroubleshootManagedInstance.",
    )


LAB = Lab(
    id="reached-and-refused",
    title="The door is open, and whoever stands behind it says no",
    level=2,
    minutes=15,
    story="The company draws a data perimeter: through the endpoints of {cidr} only principals of this"
    " account may pass, with what they need. The text came from another team. Since it was rolled out to the"
    " endpoint of one service, the environment doesn't work as it did. The perimeter stays: it is wanted.",
    changes=(
        "makes the documented role and instance profile",
        "makes an isolated VPC with VPC endpoints, and lets Cloud9 make an environment in it",
        "gives one endpoint a policy, and lets ten minutes pass",
    ),
    aims=(
        "tell a request that is refused from a packet that is dropped",
        "mend a perimeter without taking it away",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "endpoint-policy",
            "endpoint.policy",
            words="The packets came to the endpoint of {service}, which asked its policy: nothing there allowed"
            " {first} for a principal of {account}.",
        ),
    ),
    hints=(
        "A timeout is the network's word, AccessDenied is a policy's. Whose policies are asked about a request that"
        " goes through an endpoint?",
        "The role is right. Look at what the endpoints themselves say: aws ec2 describe-vpc-endpoints --filters"
        " Name=vpc-id,Values={vpc} --query 'VpcEndpoints[].[ServiceName, PolicyDocument]'",
        "Read the statement of {service} slowly: which account, which actions? aws sts get-caller-identity says which"
        " account this is; the agent asks {first} all the time.",
        "Keep the statement's condition, with {account} in it, and have all that the agent asks of {service} among its"
        " actions.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet", "instance", "environment", "endpoint_ssm", "endpoint_ssmmessages", "endpoint_group"),
        more=still_a_perimeter,
    ),
    questions=(
        Question(
            "The role's policy allows it, the endpoint's says nothing about it. May the agent?",
            "No. Whatever an endpoint's policy doesn't allow is refused there; it gives no rights, and it limits what"
            " others give.",
        ),
        Question(
            "Which policy does an endpoint have to which nobody gave one?",
            "One that allows everything to everybody: what the role may do decides alone.",
        ),
        Question(
            "Why not name the role's ARN as the principal, without a condition?",
            "It can work at an interface endpoint, for that one role. A condition on aws:PrincipalAccount or"
            " aws:PrincipalOrgID goes on fitting when roles come and go.",
        ),
    ),
)
