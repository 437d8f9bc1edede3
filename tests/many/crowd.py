"""Fifty deployments of one account: some with networks of their own, most in subnets that somebody else made."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from c9lib.aws import Session
from c9lib.steps import STEPS, in_order
from tests.isolation import WHOLE

REGIONS = ("us-east-1", "eu-west-1", "us-west-2", "sa-east-1")
PEOPLE = ("user/ann", "user/ben", "group/class", "role/trainer")
WHO = "arn:aws:iam::123456789012:user"
CROWD = 50 if os.environ.get(WHOLE) else 24
"""`make test` takes half of them; each kind of network and each Region is among them."""
CLOSED = "us-west-2"
"""Where somebody's subnet has no way out."""


@dataclass(frozen=True)
class Subnet:
    """Somebody's subnet, in which deployments share the room."""

    region: str
    vpc: str
    subnet: str

    @property
    def given(self) -> dict[str, Any]:
        return {"network": "existing", "region": self.region, "vpc_id": self.vpc, "subnet_id": self.subnet}


def people(iam: Any) -> None:
    """Who uses Cloud9 here."""
    trust = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "123456789012"},'
        ' "Action": "sts:AssumeRole"}]}'
    )
    for name in ("ann", "ben", "carol"):
        iam.create_user(UserName=name)
    iam.create_group(GroupName="class")
    iam.create_role(RoleName="trainer", AssumeRolePolicyDocument=trust)


def public_subnet(ec2: Any, region: str, cidr: str = "10.50.0.0/16") -> Subnet:
    """A VPC that leads out, with a subnet for all; whoever is first in it makes the endpoints."""
    vpc, subnet = _subnet(ec2, cidr)
    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    return Subnet(region, vpc, subnet)


def closed_subnet(ec2: Any, region: str, cidr: str = "10.60.0.0/16") -> Subnet:
    """A VPC without a way out but by endpoints: whoever is first in it makes them."""
    vpc, subnet = _subnet(ec2, cidr)
    return Subnet(region, vpc, subnet)


def _subnet(ec2: Any, cidr: str) -> tuple[str, str]:
    vpc = ec2.create_vpc(CidrBlock=cidr)["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})  # private DNS of endpoints needs it
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock=cidr.replace("/16", "/20"))["Subnet"]["SubnetId"]
    ec2.create_network_interface(SubnetId=subnet)  # somebody's: so endpoints are for the VPC, not for one instance
    return vpc, subnet


def everybody(chance: random.Random, public: list[Subnet], closed: list[Subnet]) -> Iterator[dict[str, Any]]:
    """The parameters of each. Of own VPCs as many as a Region may have beside its default one and somebody's."""
    own = [{"network": "public"}, {"network": "isolated"}, {"network": "nat"}]
    places: list[dict[str, Any]] = [
        {**place, "region": region} for region, place in zip(REGIONS * 2, own * 3, strict=False)
    ]
    places += [place.given | {"endpoint_services": ("ssm", "ssmmessages", "s3")} for place in closed for _ in range(5)]
    while len(places) < CROWD:
        place = chance.choice(public)
        places.append(place.given)
    for number, place in enumerate(places):
        yield {**place, **_varied(chance, place["network"]), "deployment": f"team-{number}", **_named(number)}


def _named(number: int) -> dict[str, Any]:
    return {"environment_name": f"team {number}"}


def _varied(chance: random.Random, network: str) -> dict[str, Any]:
    """By which way, for whom, with whom; held to the endpoints or not."""
    return {
        "launch_with": chance.choice(("api", "api", "api", "cloudformation")),
        "access_for": tuple(chance.sample(PEOPLE, chance.randint(0, 2))),
        "access_policy": chance.choice(("AWSCloud9User", "AWSCloud9EnvironmentMember", "statements")),
        "members": tuple(f"{WHO}/{name}" for name in chance.sample(("ann", "ben", "carol"), chance.randint(0, 2))),
        "automatic_stop_minutes": 0,  # fifty runs take hours of simulated time
        "restrict_egress": network == "isolated" and chance.random() < 0.5,
    }


def run(session: Session) -> None:
    """All steps, as a run goes through them."""
    kinds = in_order(session.parameters)
    for kind in kinds:
        kind(session).apply()
    if kinds[-1].name == "environment":
        STEPS["endpoints"](session).apply()


def unfinished(session: Session) -> list[str]:
    """What a run of this deployment would change now.

    Where its subnet leads out by itself, step endpoints isn't asked: whoever made them may have gone, which cuts nobody
    off (c9lib/steps/endpoint_keeping.py), and a run makes others.
    """
    kinds = in_order(session.parameters)
    asked = kinds if way_out_by_endpoints(session) else [kind for kind in kinds if kind.name != "endpoints"]
    return [f"{kind.name}: {change.action} {change.what}" for kind in asked for change in kind(session).plan().changes]


def way_out_by_endpoints(session: Session) -> bool:
    """Whether endpoints are the only way to Systems Manager, or are this deployment's own."""
    return session.parameters.network != "existing" or session.region == CLOSED
