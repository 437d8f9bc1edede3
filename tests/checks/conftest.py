"""A simulated account for the checks: a session in the process, and the AWS CLI that applies what a check prints."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from c9lib import checks, parameters
from c9lib.aws import Session
from c9lib.checks.documented import PROFILE, PROFILE_PATH, ROLE, ROLE_PATH, ROLE_POLICY_ARN, TRUST
from c9lib.nouns import Check
from c9lib.simulator.world import World
from tests.awscli import AwsCli
from tests.simulator.conftest import aws, front, server, wait, world

__all__ = ["aws", "front", "server", "wait", "world"]

AMI = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"


@dataclass
class Inside:
    """A target for `Session`: the account of the test, without a socket."""

    world: World
    clients: Callable[..., Any]
    name: str = "simulated"
    takes_many: bool = False
    simulated_clock: bool = True

    def client(self, service: str, region: str) -> Any:
        return self.clients(service, region)

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.world.clock.now, UTC)


@pytest.fixture
def session(world: World, aws: Callable[..., Any]) -> Callable[..., Session]:
    """`session(key=None, access_for=[...])`: a session of the administrator, or of an access key's owner."""

    def connected(key: str | None = None, **given: Any) -> Session:
        def clients(service: str, region: str) -> Any:
            return aws(service, region, key)

        return Session(parameters.from_mapping(given), Inside(world, clients), lambda _: None)  # type: ignore[arg-type]

    return connected


@pytest.fixture
def ask(session: Callable[..., Session]) -> Callable[..., Check]:
    """`ask("role.exists", instance_id=None, **parameters)`: one check, read afresh."""

    def one(check_id: str, environment_id: str | None = None, instance_id: str | None = None, **given: Any) -> Check:
        found = checks.of(session(**given), [check_id.split(".")[0]], environment_id, instance_id)
        return next(check for check in found.checks if check.id == check_id)

    return one


@pytest.fixture
def mend(server: Any, preloaded_cli: AwsCli, tmp_path: Path, wait: Callable[[float], None]) -> Callable[[Check], None]:
    """Run a check's remedy word for word, each line in a shell of its own; it reaches the account of the test only.

    A `sleep` at the end of a line is simulated time.
    """

    def apply(check: Check) -> None:
        assert check.remedy, f"{check.id} has no remedy"
        for line in check.remedy:
            assert line.startswith("aws "), line
            words, _, pause = line.partition(" && sleep ")
            done = preloaded_cli.sh(words, server.url, tmp_path)
            assert done.returncode == 0, f"{line}\n{done.stderr}"
            wait(float(pause or 0))

    return apply


@pytest.fixture
def pair(aws: Callable[..., Any], wait: Callable[[float], None]) -> Any:
    """The documented role and profile; gives the IAM client."""
    iam = aws("iam")
    iam.create_role(RoleName=ROLE, Path=ROLE_PATH, AssumeRolePolicyDocument=json.dumps(TRUST))
    iam.attach_role_policy(RoleName=ROLE, PolicyArn=ROLE_POLICY_ARN)
    iam.create_instance_profile(InstanceProfileName=PROFILE, Path=PROFILE_PATH)
    iam.add_role_to_instance_profile(InstanceProfileName=PROFILE, RoleName=ROLE)
    wait(60)
    return iam


@dataclass
class Place:
    """A public network of the deployment `no-ingress`."""

    vpc: str
    subnet: str
    table: str
    gateway: str


@pytest.fixture
def place(aws: Callable[..., Any], session: Callable[..., Session]) -> Place:
    """A VPC with a public subnet that gives addresses, tagged as the deployment's."""
    ec2, tags = aws("ec2"), session().tags()
    tagged = {"ResourceType": "subnet", "Tags": tags}
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24", TagSpecifications=[tagged])["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    return Place(vpc, subnet, table, gateway)


@pytest.fixture
def endpoint(aws: Callable[..., Any], place: Place, wait: Callable[[float], None]) -> Callable[..., str]:
    """`endpoint("ssm", private_dns=True)`: an interface endpoint in the subnet that lets the VPC in, available some
    minutes later; gives its id.
    """
    guards: list[str] = []

    def guard() -> str:
        if not guards:
            told = aws("ec2").create_security_group(GroupName="endpoints", Description="none", VpcId=place.vpc)
            https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
            aws("ec2").authorize_security_group_ingress(GroupId=told["GroupId"], IpPermissions=[https])
            guards.append(told["GroupId"])
        return guards[0]

    def made(service: str, private_dns: bool = True, pause: float = 600, **told: Any) -> str:
        ec2 = aws("ec2")
        if private_dns:
            ec2.modify_vpc_attribute(VpcId=place.vpc, EnableDnsHostnames={"Value": True})
        asked = {
            "VpcId": place.vpc,
            "ServiceName": f"com.amazonaws.us-east-1.{service}",
            "VpcEndpointType": "Interface",
            "SubnetIds": [place.subnet],
            "SecurityGroupIds": [guard()],
            "PrivateDnsEnabled": private_dns,
        }
        answer = ec2.create_vpc_endpoint(**{**asked, **told})
        wait(pause)
        return str(answer["VpcEndpoint"]["VpcEndpointId"])

    return made


@dataclass
class Isolated(Place):
    """A network without a way out but by endpoints: their ids by service."""

    endpoints: dict[str, str]


@pytest.fixture
def isolated(aws: Callable[..., Any], place: Place, endpoint: Callable[..., str]) -> Isolated:
    """The network of `place` without its route out, with the four endpoints that the page demands."""
    ec2 = aws("ec2")
    ec2.modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": False})
    ec2.delete_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0")
    made = {service: endpoint(service) for service in ("ssm", "ssmmessages", "ec2messages")}
    gateway = ec2.create_vpc_endpoint(
        VpcId=place.vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[place.table]
    )
    made["s3"] = gateway["VpcEndpoint"]["VpcEndpointId"]
    return Isolated(place.vpc, place.subnet, place.table, place.gateway, made)


@pytest.fixture
def private(aws: Callable[..., Any], place: Place, wait: Callable[[float], None]) -> Place:
    """A private subnet beside the public one of `place`, with a NAT gateway there; it is the deployment's only one."""
    ec2 = aws("ec2")
    tags = ec2.describe_subnets(SubnetIds=[place.subnet])["Subnets"][0]["Tags"]
    ec2.delete_tags(Resources=[place.subnet], Tags=tags)
    made = ec2.create_subnet(
        VpcId=place.vpc, CidrBlock="10.0.2.0/24", TagSpecifications=[{"ResourceType": "subnet", "Tags": tags}]
    )
    subnet = made["Subnet"]["SubnetId"]
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(SubnetId=place.subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
    wait(600)
    table = ec2.create_route_table(VpcId=place.vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=nat)
    return Place(place.vpc, subnet, table, nat)


@pytest.fixture
def launch(aws: Callable[..., Any], place: Place, wait: Callable[[float], None]) -> Callable[..., str]:
    """`launch(profile=PROFILE)`: an instance that nobody but EC2 knows of, some minutes later; gives its id."""

    def started(profile: str = PROFILE, **told: Any) -> str:
        ec2 = aws("ec2")
        group = ec2.create_security_group(GroupName=f"g{len(told)}{profile}", Description="none", VpcId=place.vpc)[
            "GroupId"
        ]
        worn = {"IamInstanceProfile": {"Name": profile}} if profile else {}
        known = {"ImageId": AMI, "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1, "SubnetId": place.subnet}
        made = ec2.run_instances(**{**known, "SecurityGroupIds": [group], **worn, **told})
        wait(600)
        return str(made["Instances"][0]["InstanceId"])

    return started


@pytest.fixture
def environment(
    aws: Callable[..., Any], pair: Any, place: Place, session: Callable[..., Session], wait: Callable[[float], None]
) -> str:
    """A healthy no-ingress environment of the deployment `no-ingress`; gives its id."""
    made = aws("cloud9").create_environment_ec2(
        name="no-ingress",
        instanceType="t3.small",
        imageId="amazonlinux-2023-x86_64",
        connectionType="CONNECT_SSM",
        subnetId=place.subnet,
        tags=session().tags(),
    )
    wait(900)
    return str(made["environmentId"])
