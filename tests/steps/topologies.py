"""Every topology, both ways to launch, and what else a run can be asked for, as parameters: `GIVEN[name]`."""

from __future__ import annotations

from typing import Any

from c9lib.aws import Session
from c9lib.nouns import Outcome
from c9lib.steps import STEPS, Step, in_order
from c9lib.steps.forecast import endpoints_first
from tests.steps.conftest import LEARNER, Connected

ACCOUNT = "123456789012"
GIVEN: dict[str, dict[str, Any]] = {
    f"{network}-{way}": {"network": network, "launch_with": way}
    for network in ("public", "nat", "isolated", "existing")
    for way in ("api", "cloudformation")
}
MORE: dict[str, dict[str, Any]] = {
    "restricted": {"restrict_egress": True},
    "restricted behind NAT by a stack": {"restrict_egress": True, "network": "nat", "launch_with": "cloudformation"},
    "restricted and isolated": {"restrict_egress": True, "network": "isolated"},
    "restricted in somebody's subnet": {"restrict_egress": True, "network": "existing"},
    "managed policy": {"access_for": (LEARNER,)},
    "statements": {"access_for": (LEARNER,), "access_policy": "statements"},
    "a group": {"access_for": ("group/pairs",), "network": "isolated"},
    "member policy": {"access_for": (LEARNER, "role/visitors"), "access_policy": "AWSCloud9EnvironmentMember"},
    "members": {"members": (f"arn:aws:iam::{ACCOUNT}:user/c9-learner",)},
    "members by a stack": {
        "members": (f"arn:aws:iam::{ACCOUNT}:user/c9-learner",),
        "launch_with": "cloudformation",
        "network": "nat",
    },
    "zones": {"availability_zones": 3},
    "zones behind NAT": {"availability_zones": 2, "network": "nat"},
    "an owner": {"owner_arn": f"arn:aws:iam::{ACCOUNT}:user/c9-learner"},
    "an owner by a stack": {
        "owner_arn": f"arn:aws:iam::{ACCOUNT}:user/c9-learner",
        "launch_with": "cloudformation",
        "description": "for the learner",
    },
    "no endpoints": {"endpoint_services": ()},
    "few endpoints": {"endpoint_services": ("ssm", "ssmmessages"), "automatic_stop_minutes": 0},
    "ubuntu": {"image_id": "ubuntu-22.04-x86_64", "instance_type": "m5.large", "s3_access": ("packages", "agent")},
}
EVERY = {**GIVEN, **MORE}


def session_of(connected: Connected, name: str, **more: Any) -> Session:
    """A session for a topology, on an account that has what the topology is given: people, a subnet."""
    given = {**EVERY[name], **more}
    furnish(connected())
    place = subnet_of_somebody(connected()) if given.get("network") == "existing" else {}
    return connected(**given, **place)


def furnish(session: Session) -> None:
    """A group and a role for those who name them."""
    iam = session.client("iam")
    trust = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}'
    )
    if "visitors" not in {one["RoleName"] for one in iam.list_roles()["Roles"]}:
        iam.create_group(GroupName="pairs")
        iam.create_role(RoleName="visitors", AssumeRolePolicyDocument=trust)


def subnet_of_somebody(session: Session) -> dict[str, str]:
    """A VPC with a subnet and an internet gateway, that somebody else made."""
    ec2 = session.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.7.0.0/24")["Vpc"]["VpcId"]
    for name in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=vpc, **{name: {"Value": True}})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.7.0.0/24", AvailabilityZone="us-east-1a")["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    filters = [{"Name": "vpc-id", "Values": [vpc]}]
    (main,) = ec2.describe_route_tables(Filters=filters)["RouteTables"]
    ec2.create_route(RouteTableId=main["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    return {"vpc_id": vpc, "subnet_id": subnet}


def visited(session: Session) -> list[type[Step]]:
    """The steps as a run comes to them: the endpoints twice where they come first."""
    steps = list(in_order(session.parameters))
    return [*steps, STEPS["endpoints"]] if endpoints_first(session.parameters) else steps


def run(session: Session) -> list[Outcome]:
    """A whole run, as the notebooks make it."""
    return [kind(session).apply() for kind in visited(session)]
