"""Cloud9 makes an environment in every network that leads to Systems Manager, and in none that doesn't (facts 6.1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

NO_CONNECTION = (
    "Cloud9 could not connect to the EC2 instance."
    " Please check your VPC configuration and network settings to troubleshoot the issue."
)
EVERYWHERE = "0.0.0.0/0"
GIVES_UP = 800
"""Simulated seconds after which Cloud9 has given up."""


class Net:
    """A VPC with one subnet, and what is built in it."""

    def __init__(self, ec2: Any, wait: Callable[[float], None]) -> None:
        self.ec2, self.wait = ec2, wait
        self.vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        self.subnet = ec2.create_subnet(VpcId=self.vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]

    def of_vpc(self, call: str, member: str) -> dict[str, Any]:
        found: dict[str, Any] = getattr(self.ec2, call)(Filters=[{"Name": "vpc-id", "Values": [self.vpc]}])[member][0]
        return found

    @property
    def table(self) -> str:
        return str(self.of_vpc("describe_route_tables", "RouteTables")["RouteTableId"])

    def internet(self, subnet: str) -> str:
        gateway: str = self.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
        self.ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=self.vpc)
        self.ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
        return gateway

    def lead(self, table: str, **target: str) -> None:
        self.ec2.create_route(RouteTableId=table, DestinationCidrBlock=EVERYWHERE, **target)

    def endpoints(self, *services: str, cidr: str = "10.0.0.0/16") -> None:
        self.ec2.modify_vpc_attribute(VpcId=self.vpc, EnableDnsHostnames={"Value": True})
        group = self.ec2.create_security_group(GroupName="endpoints", Description="d", VpcId=self.vpc)["GroupId"]
        rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": cidr}]}
        self.ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
        wanted = {"VpcId": self.vpc, "VpcEndpointType": "Interface", "SubnetIds": [self.subnet]}
        for service in services:
            name = f"com.amazonaws.us-east-1.{service}"
            self.ec2.create_vpc_endpoint(ServiceName=name, SecurityGroupIds=[group], **wanted)
        self.wait(120)


def public(net: Net) -> None:
    net.lead(net.table, GatewayId=net.internet(net.subnet))


def nat(net: Net) -> None:
    """The subnet for the instance is private; the NAT gateway stands in another one."""
    place = net.ec2.create_subnet(VpcId=net.vpc, CidrBlock="10.0.2.0/24")["Subnet"]["SubnetId"]
    gateway = net.internet(place)
    outer = net.ec2.create_route_table(VpcId=net.vpc)["RouteTable"]["RouteTableId"]
    net.ec2.associate_route_table(RouteTableId=outer, SubnetId=place)
    net.lead(outer, GatewayId=gateway)
    address = net.ec2.allocate_address(Domain="vpc")["AllocationId"]
    made = net.ec2.create_nat_gateway(SubnetId=place, AllocationId=address)["NatGateway"]["NatGatewayId"]
    net.lead(net.table, NatGatewayId=made)


def nat_without_its_own_way(net: Net) -> None:
    nat(net)
    tables = net.ec2.describe_route_tables(Filters=[{"Name": "association.main", "Values": ["false"]}])["RouteTables"]
    net.ec2.delete_route(RouteTableId=tables[0]["RouteTableId"], DestinationCidrBlock=EVERYWHERE)


def endpoints(net: Net) -> None:
    net.endpoints("ssm", "ssmmessages")


def one_endpoint(net: Net) -> None:
    net.endpoints("ssm", "ec2messages")


def endpoints_that_let_nobody_in(net: Net) -> None:
    net.endpoints("ssm", "ssmmessages", cidr="10.1.0.0/16")


def _deny(net: Net, *, egress: bool, first: int, last: int) -> None:
    acl = net.of_vpc("describe_network_acls", "NetworkAcls")["NetworkAclId"]
    ports = {"Protocol": "6", "PortRange": {"From": first, "To": last}, "CidrBlock": EVERYWHERE}
    net.ec2.create_network_acl_entry(NetworkAclId=acl, RuleNumber=9, Egress=egress, RuleAction="deny", **ports)


def acl_without_answers(net: Net) -> None:
    public(net)
    _deny(net, egress=False, first=50000, last=50000)


def blocked_public_access(net: Net) -> None:
    nat(net)
    net.ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode="block-bidirectional")


def no_names(net: Net) -> None:
    public(net)
    net.ec2.modify_vpc_attribute(VpcId=net.vpc, EnableDnsSupport={"Value": False})


def through_a_peering_connection(net: Net) -> None:
    peer = net.ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    made = net.ec2.create_vpc_peering_connection(VpcId=net.vpc, PeerVpcId=peer)["VpcPeeringConnection"]
    net.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=made["VpcPeeringConnectionId"])
    net.lead(net.table, VpcPeeringConnectionId=made["VpcPeeringConnectionId"])


LEADS_OUT = [public, nat, endpoints]
DEAD_ENDS = [
    nat_without_its_own_way,
    one_endpoint,
    endpoints_that_let_nobody_in,
    acl_without_answers,
    blocked_public_access,
    no_names,
    through_a_peering_connection,
]


@pytest.mark.parametrize("build", [*LEADS_OUT, *DEAD_ENDS])
def test_cloud9_in_every_network(
    give_profile: Callable[..., None],
    create: Callable[..., str],
    described: Callable[[str], dict[str, Any]],
    wait: Callable[[float], None],
    aws: Callable[..., Any],
    build: Callable[[Net], None],
) -> None:
    give_profile()
    net = Net(aws("ec2"), wait)
    build(net)
    wait(150)
    environment_id = create(subnetId=net.subnet)
    wait(GIVES_UP)
    lifecycle = described(environment_id)["lifecycle"]
    expected = ("CREATED", "") if build in LEADS_OUT else ("CREATE_FAILED", NO_CONNECTION)
    assert (lifecycle["status"], lifecycle.get("reason", "")) == expected
