"""The networks of the table while they are well, each built by plain calls of EC2: what an instance's way out can be.

public      its own route table leads to an internet gateway; the subnet gives public addresses
main_table  the same, by the VPC's main route table
default_vpc the VPC that AWS makes in every Region
nat         a private subnet; a NAT gateway in a public subnet
isolated    no way out; interface endpoints in the instance's subnet, S3's gateway endpoint on its route table
across      the same, the interface endpoints in another subnet of another zone
zones       the same, the interface endpoints in both
both        nat, and the interface endpoints of `isolated` beside it
bypassed    public, and the interface endpoints of `isolated` beside it
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from c9lib.checks.documented import PROFILE
from tests.networks.account import REGION, Account

AMI = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
EVERYWHERE = "0.0.0.0/0"
VPC_RANGE = "10.0.0.0/16"
HERE, BESIDE = f"{REGION}a", f"{REGION}b"
INTERFACES = ("ssm", "ssmmessages", "ec2messages")
NAT_STARTS, ENDPOINTS_START, CLOUD9_CREATES = 120, 90, 300
"""Seconds; see c9lib/simulator/durations.py."""


@dataclass
class Net:
    """A network by the ids of its parts, and the instance in it."""

    account: Account
    vpc: str
    subnet: str = ""
    table: str = ""
    group: str = ""
    gateway: str = ""
    beside: str = ""
    """Another subnet: the NAT gateway's, or the endpoints'."""
    beside_table: str = ""
    nat: str = ""
    endpoint_group: str = ""
    endpoints: dict[str, str] = field(default_factory=dict)
    instance: str = ""
    profile: str = PROFILE
    allocation: str = ""
    """The Elastic IP address that the instance gets after its launch; "" for none."""
    by_cloud9: bool = False
    """Cloud9 launches the instance, for an environment without an inbound port."""

    @property
    def ec2(self) -> Any:
        return self.account.ec2

    def launch(self) -> str:
        """Launch the instance and give its id; it boots for a while."""
        if self.by_cloud9:
            return self._launch_by_cloud9()
        worn = {"IamInstanceProfile": {"Name": self.profile}} if self.profile else {}
        asked = {"ImageId": AMI, "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1, "SubnetId": self.subnet}
        made = self.ec2.run_instances(**asked, SecurityGroupIds=[self.group], **worn)
        self.instance = str(made["Instances"][0]["InstanceId"])
        if self.allocation:
            self.account.wait(60)
            self.ec2.associate_address(AllocationId=self.allocation, InstanceId=self.instance)
        return self.instance

    def _launch_by_cloud9(self) -> str:
        made = self.account.client("cloud9").create_environment_ec2(
            name="no-ingress",
            instanceType="t3.small",
            imageId="amazonlinux-2023-x86_64",
            connectionType="CONNECT_SSM",
            subnetId=self.subnet,
        )["environmentId"]
        self.account.wait(CLOUD9_CREATES)
        found = self.ec2.describe_instances(Filters=_is("tag:aws:cloud9:environment", made))["Reservations"]
        (launched,) = found[0]["Instances"]
        self.instance, self.group = launched["InstanceId"], launched["SecurityGroups"][0]["GroupId"]
        return self.instance


Build = Callable[[Account], Net]


def of_cloud9(build: Build) -> Build:
    """The same network; Cloud9 launches the instance."""

    def built(account: Account) -> Net:
        return replace(build(account), by_cloud9=True)

    return built


def public(account: Account) -> Net:
    net = _leading_out(_vpc(account, "10.0.1.0/24"))
    net.table = _own_table(net, net.subnet)
    _route(net, net.table, GatewayId=net.gateway)
    return _with_addresses(net)


def elastic(account: Account) -> Net:
    net = public(account)
    net.ec2.modify_subnet_attribute(SubnetId=net.subnet, MapPublicIpOnLaunch={"Value": False})
    net.allocation = net.ec2.allocate_address(Domain="vpc")["AllocationId"]
    return net


def main_table(account: Account) -> Net:
    net = _leading_out(_vpc(account, "10.0.1.0/24"))
    net.table = _main_table(net)
    _route(net, net.table, GatewayId=net.gateway)
    return _with_addresses(net)


def default_vpc(account: Account) -> Net:
    ec2 = account.ec2
    vpc = ec2.describe_vpcs(Filters=_is("is-default", "true"))["Vpcs"][0]["VpcId"]
    subnets = ec2.describe_subnets(Filters=[*_is("vpc-id", vpc), *_is("availability-zone", HERE)])["Subnets"]
    net = Net(account, vpc, subnets[0]["SubnetId"])
    net.table, net.group = _main_table(net), _group(net, "instance")
    found = ec2.describe_internet_gateways(Filters=_is("attachment.vpc-id", vpc))["InternetGateways"]
    net.gateway = found[0]["InternetGatewayId"]
    return net


def nat(account: Account) -> Net:
    net = _leading_out(_vpc(account, "10.0.1.0/24"))
    net.beside = _subnet(net, "10.0.0.0/24", HERE)
    net.beside_table = _own_table(net, net.beside)
    _route(net, net.beside_table, GatewayId=net.gateway)
    net.nat = nat_gateway(net, net.beside)
    account.wait(NAT_STARTS)
    net.table = _own_table(net, net.subnet)
    _route(net, net.table, NatGatewayId=net.nat)
    return net


def isolated(account: Account) -> Net:
    net = _vpc(account, "10.0.1.0/24")
    net.table = _own_table(net, net.subnet)
    return _with_endpoints(net, net.subnet)


def across(account: Account) -> Net:
    net = _vpc(account, "10.0.1.0/24")
    net.table, net.beside = _own_table(net, net.subnet), _subnet(net, "10.0.2.0/24", BESIDE)
    return _with_endpoints(net, net.beside)


def zones(account: Account) -> Net:
    net = _vpc(account, "10.0.1.0/24")
    net.table, net.beside = _own_table(net, net.subnet), _subnet(net, "10.0.2.0/24", BESIDE)
    return _with_endpoints(net, net.subnet, net.beside)


def both(account: Account) -> Net:
    net = nat(account)
    return _with_endpoints(net, net.subnet)


def bypassed(account: Account) -> Net:
    net = public(account)
    return _with_endpoints(net, net.subnet)


def nat_gateway(net: Net, subnet: str, **more: Any) -> str:
    """Make a NAT gateway with an Elastic IP address of its own; it is pending for a while."""
    if more.get("ConnectivityType", "public") == "public":
        more["AllocationId"] = net.ec2.allocate_address(Domain="vpc")["AllocationId"]
    return str(net.ec2.create_nat_gateway(SubnetId=subnet, **more)["NatGateway"]["NatGatewayId"])


def endpoint(net: Net, service: str, *subnets: str, **more: Any) -> str:
    """Make an interface endpoint with the endpoints' group; it is pending for a while."""
    asked = {"SecurityGroupIds": [net.endpoint_group], **more}
    made = net.ec2.create_vpc_endpoint(
        VpcId=net.vpc, ServiceName=named(service), VpcEndpointType="Interface", SubnetIds=list(subnets), **asked
    )
    return str(made["VpcEndpoint"]["VpcEndpointId"])


def named(service: str) -> str:
    return f"com.amazonaws.{REGION}.{service}"


def _vpc(account: Account, cidr: str) -> Net:
    net = Net(account, account.ec2.create_vpc(CidrBlock=VPC_RANGE)["Vpc"]["VpcId"])
    net.subnet, net.group = _subnet(net, cidr, HERE), _group(net, "instance")
    return net


def _subnet(net: Net, cidr: str, zone: str) -> str:
    made = net.ec2.create_subnet(VpcId=net.vpc, CidrBlock=cidr, AvailabilityZone=zone)
    return str(made["Subnet"]["SubnetId"])


def _group(net: Net, name: str) -> str:
    """A security group as Cloud9 makes it: everything out, nothing in."""
    return str(net.ec2.create_security_group(GroupName=name, Description=name, VpcId=net.vpc)["GroupId"])


def _leading_out(net: Net) -> Net:
    net.gateway = net.ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    net.ec2.attach_internet_gateway(InternetGatewayId=net.gateway, VpcId=net.vpc)
    return net


def _with_addresses(net: Net) -> Net:
    net.ec2.modify_subnet_attribute(SubnetId=net.subnet, MapPublicIpOnLaunch={"Value": True})
    return net


def _with_endpoints(net: Net, *subnets: str) -> Net:
    net.ec2.modify_vpc_attribute(VpcId=net.vpc, EnableDnsHostnames={"Value": True})
    net.endpoint_group = _group(net, "endpoints")
    from_vpc = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": VPC_RANGE}]}
    net.ec2.authorize_security_group_ingress(GroupId=net.endpoint_group, IpPermissions=[from_vpc])
    net.endpoints = {service: endpoint(net, service, *subnets) for service in INTERFACES}
    s3 = net.ec2.create_vpc_endpoint(VpcId=net.vpc, ServiceName=named("s3"), RouteTableIds=[net.table])
    net.endpoints["s3"] = s3["VpcEndpoint"]["VpcEndpointId"]
    net.account.wait(ENDPOINTS_START)
    return net


def _own_table(net: Net, subnet: str) -> str:
    made = str(net.ec2.create_route_table(VpcId=net.vpc)["RouteTable"]["RouteTableId"])
    net.ec2.associate_route_table(RouteTableId=made, SubnetId=subnet)
    return made


def _main_table(net: Net) -> str:
    filters = [*_is("vpc-id", net.vpc), *_is("association.main", "true")]
    return str(net.ec2.describe_route_tables(Filters=filters)["RouteTables"][0]["RouteTableId"])


def _route(net: Net, table: str, **target: str) -> None:
    net.ec2.create_route(RouteTableId=table, DestinationCidrBlock=EVERYWHERE, **target)


def _is(name: str, value: str) -> list[dict[str, Any]]:
    return [{"Name": name, "Values": [value]}]
