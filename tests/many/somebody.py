"""Somebody who has used the account long before: with names like ours, tags like ours, and nothing that is ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Client = Callable[..., Any]

NAMES = ("c9lib-no-ingress", "c9lib-no-ingress-endpoints", "c9lib-no-ingress-public-us-east-1a")
"""What ours are called, in `Name` tags and as group names."""
TAGS = (
    {"c9lib:deployment": "no-ingress-2", "Name": "c9lib-no-ingress"},
    {"C9lib:Deployment": "no-ingress", "Name": "c9lib-no-ingress"},
    {"c9lib:deployment ": "no-ingress"},
    {"c9lib:deployment": "NO-INGRESS"},
    {"c9lib": "no-ingress", "deployment": "no-ingress"},
    {"Name": "c9lib-no-ingress"},
    {},
)
"""Our key with another value, in other capitals, with a space; our name alone; none."""
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]})
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)
STACK = json.dumps({"Resources": {"Room": {"Type": "AWS::CloudFormation::WaitConditionHandle"}}})


@dataclass
class Somebody:
    """What they made; `client` is boto3's, `wait(seconds)` lets time pass."""

    client: Client
    wait: Callable[[float], None]
    vpc: str = ""
    subnet: str = ""
    table: str = ""
    instances: list[str] = field(default_factory=list)

    def settle(self) -> None:
        """Fill the account, and let everything become what it becomes."""
        self._network()
        self._groups()
        self._ways()
        self._identities()
        self._machines()
        self._stacks()
        self._environments()
        self.wait(1800)

    def _network(self) -> None:
        """A VPC that leads out, in which the run gets a subnet; and others that only look like the run's."""
        ec2 = self.client("ec2")
        self.vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", **tagged("vpc", TAGS[1]))["Vpc"]["VpcId"]
        ec2.modify_vpc_attribute(VpcId=self.vpc, EnableDnsHostnames={"Value": True})
        told = ec2.create_subnet(VpcId=self.vpc, CidrBlock="10.0.0.0/20", **tagged("subnet", TAGS[3]))
        self.subnet = told["Subnet"]["SubnetId"]
        ec2.modify_subnet_attribute(SubnetId=self.subnet, MapPublicIpOnLaunch={"Value": True})
        gateway = ec2.create_internet_gateway(**tagged("internet-gateway", TAGS[0]))["InternetGateway"]
        ec2.attach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=self.vpc)
        self.table = ec2.create_route_table(VpcId=self.vpc, **tagged("route-table", TAGS[1]))["RouteTable"][
            "RouteTableId"
        ]
        ec2.associate_route_table(RouteTableId=self.table, SubnetId=self.subnet)
        way = {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": gateway["InternetGatewayId"]}
        ec2.create_route(RouteTableId=self.table, **way)
        for number, tags in enumerate((TAGS[0], TAGS[5])):
            vpc = ec2.create_vpc(CidrBlock=f"10.{number + 1}.0.0/16", **tagged("vpc", tags))["Vpc"]["VpcId"]
            ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.{number + 1}.0.0/20", **tagged("subnet", tags))
        for tags in (TAGS[1], TAGS[5]):  # with these and the run's there are as many as a Region takes
            ec2.create_internet_gateway(**tagged("internet-gateway", tags))
        for tags in TAGS:
            ec2.create_network_interface(SubnetId=self.subnet, **tagged("network-interface", tags))

    def _groups(self) -> None:
        """Security groups named like ours; one lets in everything, as somebody may want it."""
        ec2 = self.client("ec2")
        for name, tags in zip(NAMES, TAGS, strict=False):
            told = ec2.create_security_group(
                GroupName=name, Description="mine", VpcId=self.vpc, **tagged("security-group", tags)
            )
            rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/20"}]}
            ec2.authorize_security_group_ingress(GroupId=told["GroupId"], IpPermissions=[rule])

    def _ways(self) -> None:
        """Endpoints without private DNS, and a NAT gateway with its address."""
        ec2 = self.client("ec2")
        for service, tags in (("ssm", TAGS[0]), ("ec2messages", TAGS[5])):
            ec2.create_vpc_endpoint(
                VpcId=self.vpc,
                ServiceName=f"com.amazonaws.us-east-1.{service}",
                VpcEndpointType="Interface",
                SubnetIds=[self.subnet],
                PrivateDnsEnabled=False,
                **tagged("vpc-endpoint", tags),
            )
        for tags in (TAGS[1], TAGS[2]):
            address = ec2.allocate_address(Domain="vpc", **tagged("elastic-ip", tags))
            ec2.create_nat_gateway(
                SubnetId=self.subnet, AllocationId=address["AllocationId"], **tagged("natgateway", tags)
            )

    def _identities(self) -> None:
        """Policies, users, roles and a profile named like ours; claims of other deployments."""
        iam = self.client("iam")
        for name, tags in (("c9lib-no-ingress-sessions", {}), ("c9lib-no-ingress-ssm-environments", TAGS[0])):
            iam.create_policy(PolicyName=name, PolicyDocument=DOCUMENT, Tags=listed(tags))
        iam.create_user(UserName="no-ingress", Tags=listed(TAGS[0]))
        iam.create_group(GroupName="c9lib-no-ingress")
        iam.attach_user_policy(
            UserName="no-ingress", PolicyArn="arn:aws:iam::123456789012:policy/c9lib-no-ingress-sessions"
        )
        iam.put_user_policy(UserName="no-ingress", PolicyName="c9lib-no-ingress", PolicyDocument=DOCUMENT)
        iam.tag_user(UserName="no-ingress", Tags=listed({"c9lib:access:no-ingress-2": "AWSCloud9User"}))
        iam.create_role(RoleName="c9lib-no-ingress", AssumeRolePolicyDocument=TRUST, Tags=listed(TAGS[1]))
        iam.create_instance_profile(InstanceProfileName="c9lib-no-ingress", Tags=listed(TAGS[0]))
        iam.add_role_to_instance_profile(InstanceProfileName="c9lib-no-ingress", RoleName="c9lib-no-ingress")

    def _machines(self) -> None:
        ec2, ssm = self.client("ec2"), self.client("ssm")
        alias = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
        image = ssm.get_parameter(Name=alias)["Parameter"]["Value"]
        for tags in TAGS[:3]:
            told = ec2.run_instances(
                ImageId=image,
                MinCount=1,
                MaxCount=1,
                InstanceType="t3.micro",
                SubnetId=self.subnet,
                TagSpecifications=specified("instance", tags),
            )
            self.instances.append(told["Instances"][0]["InstanceId"])
        ec2.create_volume(AvailabilityZone="us-east-1a", Size=8, TagSpecifications=specified("volume", TAGS[1]))

    def _stacks(self) -> None:
        for name, tags in (
            ("c9lib-other", TAGS[0]),
            ("aws-cloud9-no-ingress-0123456789abcdef0123456789abcdef", TAGS[3]),
            ("c9lib-no-ingress-2", TAGS[1]),
        ):
            self.client("cloudformation").create_stack(StackName=name, TemplateBody=STACK, Tags=listed(tags))

    def _environments(self) -> None:
        """With our environment's name, and the old way in, which needs neither role nor profile."""
        for tags in (TAGS[0], TAGS[5]):
            self.client("cloud9").create_environment_ec2(
                name="no-ingress",
                instanceType="t3.small",
                imageId="amazonlinux-2023-x86_64",
                connectionType="CONNECT_SSH",
                subnetId=self.subnet,
                tags=listed(tags),
            )


def listed(tags: dict[str, str]) -> list[dict[str, str]]:
    """Tags as most services take them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def specified(kind: str, tags: dict[str, str]) -> list[dict[str, Any]]:
    """Tags as EC2 takes them when it makes a thing."""
    return [{"ResourceType": kind, "Tags": listed(tags)}] if tags else []


def tagged(kind: str, tags: dict[str, str]) -> dict[str, Any]:
    """The argument with the tags, or none."""
    return {"TagSpecifications": specified(kind, tags)} if tags else {}
