"""How narrow the least policy is: the same actions on what isn't this deployment's, or in other ways, are refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from c9lib.aws import Session, error_code
from c9lib.checks.documented import PROFILE, ROLE, ROLE_PATH, TRUST
from c9lib.checks.reader import DENIED
from c9lib.rehearsal import least
from c9lib.steps import STEPS
from tests.least.conftest import As
from tests.least.holder import Holder

ACCOUNT = "123456789012"
GIVEN: dict[str, Any] = {"access_for": ("user/c9-learner",)}
OURS = [{"Key": "c9lib:deployment", "Value": "no-ingress"}]
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@dataclass
class Scene:
    """Somebody who may run and tear down the deployment `no-ingress`, and what another deployment has made."""

    me: Session
    vpc: str
    table: str
    subnet: str

    def client(self, service: str, region: str = "us-east-1") -> Any:
        return self.me.client(service, region)


@pytest.fixture
def scene(admin: As, holder: Callable[..., Holder]) -> Scene:
    other = admin(deployment="other")
    for name in ("role", "profile", "network"):
        STEPS[name](other).apply()
    other.client("iam").create_role(RoleName="Payroll", AssumeRolePolicyDocument=json.dumps(TRUST))
    found = {"Filters": other.tag_filter()}
    ec2 = other.client("ec2")
    person = holder("ann", **GIVEN)
    person.hold(least(person.session.parameters, ACCOUNT, ["run", "tear-down"]).documents)
    return Scene(
        person.session,
        ec2.describe_vpcs(**found)["Vpcs"][0]["VpcId"],
        ec2.describe_route_tables(**found)["RouteTables"][0]["RouteTableId"],
        ec2.describe_subnets(**found)["Subnets"][0]["SubnetId"],
    )


def specified(kind: str, tags: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [{"ResourceType": kind, "Tags": tags}]


REFUSED: dict[str, Callable[[Scene], Any]] = {
    "delete the VPC of another deployment": lambda at: at.client("ec2").delete_vpc(VpcId=at.vpc),
    "make a subnet in it": lambda at: at.client("ec2").create_subnet(
        VpcId=at.vpc, CidrBlock="10.0.9.0/24", TagSpecifications=specified("subnet", OURS)
    ),
    "change its routes": lambda at: at.client("ec2").create_route(
        RouteTableId=at.table, DestinationCidrBlock="192.0.2.0/24", GatewayId="igw-0123456789abcdef0"
    ),
    "make an endpoint in it": lambda at: at.client("ec2").create_vpc_endpoint(
        VpcId=at.vpc, ServiceName="com.amazonaws.us-east-1.s3", TagSpecifications=specified("vpc-endpoint", OURS)
    ),
    "take another deployment's VPC over by a tag": lambda at: at.client("ec2").create_tags(
        Resources=[at.vpc], Tags=OURS
    ),
    "make a VPC without a tag": lambda at: at.client("ec2").create_vpc(CidrBlock="10.1.0.0/16"),
    "make a VPC for another deployment": lambda at: at.client("ec2").create_vpc(
        CidrBlock="10.1.0.0/16",
        TagSpecifications=specified("vpc", [{"Key": "c9lib:deployment", "Value": "other"}]),
    ),
    "make a VPC in another Region": lambda at: at.client("ec2", "eu-west-1").create_vpc(
        CidrBlock="10.1.0.0/16", TagSpecifications=specified("vpc", OURS)
    ),
    "look at VPCs in another Region": lambda at: at.client("ec2", "eu-west-1").describe_vpcs(),
    "launch an instance past Cloud9": lambda at: at.client("ec2").run_instances(
        ImageId="ami-0123456789abcdef0", MinCount=1, MaxCount=1, SubnetId=at.subnet
    ),
    "pass another role": lambda at: at.client("iam").add_role_to_instance_profile(
        InstanceProfileName=PROFILE, RoleName="Payroll"
    ),
    "make another role": lambda at: at.client("iam").create_role(
        RoleName="Mine", AssumeRolePolicyDocument=json.dumps(TRUST), Tags=OURS
    ),
    "make the role under another path": lambda at: at.client("iam").create_role(
        RoleName=ROLE, Path="/", AssumeRolePolicyDocument=json.dumps(TRUST), Tags=OURS
    ),
    "give the role another policy": lambda at: at.client("iam").attach_role_policy(
        RoleName=ROLE, PolicyArn=ADMINISTRATOR
    ),
    "give a person another policy": lambda at: at.client("iam").attach_user_policy(
        UserName="c9-learner", PolicyArn=ADMINISTRATOR
    ),
    "give another person the policy": lambda at: at.client("iam").attach_user_policy(
        UserName="ann", PolicyArn="arn:aws:iam::aws:policy/AWSCloud9User"
    ),
    "tag a person with anything": lambda at: at.client("iam").tag_user(
        UserName="c9-learner", Tags=[{"Key": "department", "Value": "payroll"}]
    ),
    "delete another deployment's role": lambda at: at.client("iam").delete_role(RoleName=ROLE),
    "ask what another person may do": lambda at: at.client("iam").simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:user/Administrator", ActionNames=["iam:PassRole"]
    ),
    "make an environment of another name": lambda at: environment(at, name="mine"),
    "make a larger environment": lambda at: environment(at, instanceType="m5.large"),
    "make an environment without a tag": lambda at: environment(at, tags=[]),
    "make an environment for somebody else": lambda at: environment(
        at, ownerArn=f"arn:aws:iam::{ACCOUNT}:user/c9-learner"
    ),
}


def environment(at: Scene, **changed: Any) -> Any:
    asked = {
        "name": "no-ingress",
        "instanceType": "t3.small",
        "imageId": "amazonlinux-2023-x86_64",
        "connectionType": "CONNECT_SSM",
        "subnetId": at.subnet,
        "tags": OURS,
    }
    return at.client("cloud9").create_environment_ec2(**{**asked, **changed})


def test_what_is_not_needed_is_refused(scene: Scene) -> None:
    """All in one account: none of it changes anything."""
    codes = {words: code_of(act, scene) for words, act in REFUSED.items()}
    assert {words: code for words, code in codes.items() if code not in DENIED} == {}


def code_of(act: Callable[[Scene], Any], scene: Scene) -> str:
    try:
        act(scene)
    except ClientError as error:
        return error_code(error)
    return "allowed"


def test_the_names_are_the_documented_ones(scene: Scene) -> None:
    """The refusals above would prove nothing if these were refused as well."""
    assert scene.client("iam").get_role(RoleName=ROLE)["Role"]["Path"] == ROLE_PATH
    assert environment(scene)["environmentId"]
    assert scene.client("ec2").create_vpc(CidrBlock="10.1.0.0/16", TagSpecifications=specified("vpc", OURS))["Vpc"]
