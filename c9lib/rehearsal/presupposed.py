"""What the parameters take for granted: people and groups to grant something to, a subnet that is already there.

The rehearsed account gets it before the rehearsal, by calls that don't count.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from c9lib.aws import Session, error_code
from c9lib.checks.documented import PROFILE, ROLE, ROLE_POLICY_ARN
from c9lib.parameters import Parameters
from c9lib.steps.zones import zones_with

OTHER_ROLE = "c9lib-other"


def people(session: Session) -> None:
    """The users, groups and roles that `access_for`, `members` and `owner_arn` name."""
    iam = session.client("iam")
    for kind, name, path in _named(session.parameters):
        trust = {"AssumeRolePolicyDocument": _trusting(AWS="*")} if kind == "role" else {}
        try:
            getattr(iam, f"create_{kind}")(**{f"{kind.title()}Name": name, "Path": path, **trust})
        except ClientError as error:
            if error_code(error) != "EntityAlreadyExists":
                raise


def _trusting(**principal: str) -> str:
    """A trust policy; who is in it doesn't matter here."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _named(asked: Parameters) -> Iterator[tuple[str, str, str]]:
    """Kind, name and path of everybody who is named."""
    for words in asked.access_for:
        kind, _, name = words.partition("/")
        yield kind, name, "/"
    for arn in filter(None, (asked.owner_arn, *asked.members)):
        kind, _, rest = arn.split(":", 5)[5].partition("/")
        if kind == "user":
            path, _, name = rest.rpartition("/")
            yield "user", name, f"/{path}/" if path else "/"
        elif kind == "assumed-role":
            yield "role", rest.partition("/")[0], "/"


def subnet(session: Session) -> tuple[str, str]:
    """The ids of a VPC and a subnet in it that stand for those that are given.

    Nobody knows yet which way out the given one has; this one leads to the internet, so nothing is refused. With
    `repair` its DNS attributes are off: the run may then be asked to switch them on.
    """
    ec2 = session.client("ec2")
    zone = min(zones_with(session, session.parameters.instance_type))
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_subnet(VpcId=vpc, CidrBlock="10.9.0.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=made, MapPublicIpOnLaunch={"Value": True})
    _lead_out(ec2, vpc)
    wanted = not session.parameters.repair
    for name in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=vpc, **{name: {"Value": wanted or name == "EnableDnsSupport"}})
    return str(vpc), str(made)


def _lead_out(ec2: Any, vpc: str) -> None:
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    (table,) = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    ec2.create_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)


def neighbour(session: Session) -> None:
    """An environment of somebody else's, whose creation comes to nothing: a run looks at it to know whose it is.

    Not before the first run: the account's first environment makes Cloud9's service-linked role, which takes a
    permission.
    """
    iam, ec2 = session.client("iam"), session.client("ec2")
    owner = iam.create_user(UserName="c9lib-neighbour")["User"]["Arn"]
    vpc = ec2.create_vpc(CidrBlock="10.8.0.0/24")["Vpc"]["VpcId"]
    lonely = ec2.create_subnet(VpcId=vpc, CidrBlock="10.8.0.0/24")["Subnet"]["SubnetId"]
    session.client("cloud9").create_environment_ec2(
        name="of-a-neighbour",
        instanceType="t3.small",
        imageId="amazonlinux-2023-x86_64",
        connectionType="CONNECT_SSH",
        subnetId=lonely,
        ownerArn=owner,
    )


def drift(session: Session) -> None:
    """The role and the profile as `repair` finds them: one service kept out, no policy, another role in the profile."""
    iam = session.client("iam")
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=_trusting(Service="ec2.amazonaws.com"))
    iam.detach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    iam.create_role(RoleName=OTHER_ROLE, AssumeRolePolicyDocument=_trusting(Service="ec2.amazonaws.com"))
    iam.remove_role_from_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=OTHER_ROLE)
