"""Lab: an isolated network, in which one endpoint was never made (facts 7.1, 10.3)."""

from __future__ import annotations

from typing import Any

from c9lib.labs.ground import BOOT, Ground
from c9lib.labs.model import Cause, Lab, Question, Solution, Symptom, Wanted

ENDPOINTS_END, BACK_OFF = 100, 900
"""Seconds until a deleted endpoint is gone; and in which an agent that isn't heard of tries several times."""
DOES = {"ssm": "the agent registers and gives signs of life", "ssmmessages": "sessions have their channels"}


def build(ground: Ground) -> None:
    """An isolated network without the endpoint of one service, and an instance that was launched so."""
    cidr, service = ground.choose_cidr(), ground.choose("service", "ssm", "ssmmessages")
    ground.variant["does"] = DOES[service]
    ground.says(f"Role, profile, an isolated VPC {cidr}, endpoints ...")
    ground.steps("role", "profile", "network", "endpoints", network="isolated", vpc_cidr=cidr)
    # Well until here. The fault:
    unmade = ground.ids.pop(f"endpoint_{service}")
    ground.ec2.delete_vpc_endpoints(VpcEndpointIds=[unmade])
    ground.wait(ENDPOINTS_END)
    ground.says("An instance, which has ten minutes to boot, and some more ...")
    ground.launch()
    ground.wait(BOOT + BACK_OFF)


def symptom(ground: Ground) -> Symptom:
    """What Systems Manager says differs by the service; the group of the endpoints is right."""
    instance = ground.ids["instance"]
    wanted = [{"Key": "InstanceIds", "Values": [instance]}]
    known = "InstanceInformationList[].[InstanceId, PingStatus]"
    door = "SecurityGroups[].IpPermissions[].[IpProtocol, FromPort, IpRanges[].CidrIp]"
    words = {
        "ssm": "The instance runs, and Systems Manager has never heard of it: the list is empty, which is no error.",
        "ssmmessages": "Systems Manager knows the instance and calls it online. Yet no session opens, ever.",
    }
    return Symptom(
        words[ground.variant["service"]],
        (
            ground.show("ssm", "DescribeInstanceInformation", known, Filters=wanted),
            ground.show("ssm", "GetConnectionStatus", Target=instance),
            ground.show("ssm", "StartSession", Target=instance),
            ground.show("ec2", "DescribeSecurityGroups", door, GroupIds=[ground.ids["endpoint_group"]]),
        ),
    )


def solution(ground: Ground) -> Solution:
    """The endpoint that is missing, like the others."""
    asked: dict[str, Any] = {
        "VpcEndpointType": "Interface",
        "VpcId": ground.ids["vpc"],
        "ServiceName": f"com.amazonaws.{ground.region}.{ground.variant['service']}",
        "SubnetIds": [ground.ids["subnet"]],
        "SecurityGroupIds": [ground.ids["endpoint_group"]],
        "PrivateDnsEnabled": True,
    }
    return Solution(
        "Sessions need two services: at ssm the agent registers and gives a sign of life every five minutes; at"
        " ssmmessages it holds the channels of sessions. {service} had no endpoint, so its name led to a public"
        " address, to which no route leads here. The agent tries again by itself when the endpoint is there.",
        (ground.call("ec2", "CreateVpcEndpoint", **asked),),
        "The VPC console lists the endpoints of the VPC by service name: count them. On the instance, `ssm-cli"
        " get-diagnostics` says Failed for Connectivity to {service} endpoint; the runbook"
        " AWSSupport-TroubleshootManagedInstance looks at endpoints and routes.",
    )


LAB = Lab(
    id="no-session-opens",
    title="All endpoints that are there are well, and no session opens",
    level=1,
    minutes=10,
    story="A VPC {cidr} without any way out was made from an old page of notes: role, profile, endpoints, a group that"
    " lets in HTTPS. The first instance is launched, and no session opens.",
    changes=(
        "makes the documented role and instance profile",
        "makes an isolated VPC with VPC endpoints, as the notes say",
        "launches an instance in it, as Cloud9 would, and lets twenty-five minutes pass",
    ),
    aims=(
        "say which service the agent needs for what",
        "conclude from what Systems Manager shows which of the two services isn't reached",
    ),
    build=build,
    symptom=symptom,
    causes=(
        Cause(
            "endpoint-missing",
            "path.ssm",
            words="By ssm the agent registers. Without a way there Systems Manager never heard of it.",
            when=("service", "ssm"),
        ),
        Cause(
            "endpoint-missing",
            "path.ssmmessages",
            words="By ssm the agent registered and was online. The channels of sessions go by ssmmessages, to which"
            " there was no way.",
            when=("service", "ssmmessages"),
        ),
    ),
    hints=(
        "Two services have to be reached, for two purposes. Which of the two purposes is served here?",
        "PingStatus tells of one service, get-connection-status of the other. Which is which?",
        "List what is there: aws ec2 describe-vpc-endpoints --filters Name=vpc-id,Values={vpc} --query"
        " 'VpcEndpoints[].ServiceName'. What isn't in the list?",
        "There is no endpoint for {service}, by which {does}. Make one in {subnet}, with the group {endpoint_group} and"
        " private DNS, like the others.",
    ),
    solution=solution,
    wanted=Wanted(
        keeps=("vpc", "subnet", "instance", "endpoint_ssm", "endpoint_ssmmessages", "endpoint_s3", "endpoint_group")
    ),
    questions=(
        Question(
            "An instance is Online, and get-connection-status says notconnected. What does each of the two tell?",
            "Online: a sign of life came by ssm in the last minutes. notconnected: the agent holds no control channel"
            " to ssmmessages, so no session can begin.",
        ),
        Question(
            "And ec2messages?",
            "Cloud9's page still asks for it, as a third. Today's agents use ssmmessages instead wherever they may, and"
            " Cloud9's instance profile gives no right to ec2messages.",
        ),
        Question(
            "What happens if one leaves out the security group of a new endpoint?",
            "It gets the VPC's default group, which normally lets in its own members alone: the endpoint is available"
            " and answers nobody.",
        ),
    ),
)
