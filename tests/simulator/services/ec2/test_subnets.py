"""Subnets: ranges, attributes, deletion."""

from __future__ import annotations

from typing import Any


def test_ranges(ec2: Any, net: Any, refused: Any) -> None:
    made = ec2.create_subnet(VpcId=net.vpc, CidrBlock="10.0.5.9/24")["Subnet"]
    assert made["CidrBlock"] == "10.0.5.0/24"
    for cidr in ("10.0.6.0/29", "10.1.0.0/24", "10.0.0.0/15"):
        told = ("InvalidSubnet.Range", f"The CIDR '{cidr}' is invalid.")
        assert refused(ec2.create_subnet, VpcId=net.vpc, CidrBlock=cidr) == told
    assert refused(ec2.create_subnet, VpcId=net.vpc, CidrBlock="10.0.1.128/25")[0] == "InvalidSubnet.Conflict"
    assert refused(ec2.create_subnet, VpcId="vpc-0", CidrBlock="10.0.8.0/24")[0] == "InvalidVpcID.NotFound"
    assert refused(ec2.create_subnet, VpcId=net.vpc)[0] == "MissingParameter"


def test_map_public_ip_on_launch(ec2: Any, net: Any, refused: Any) -> None:
    def maps() -> Any:
        return ec2.describe_subnets(SubnetIds=[net.subnet_a])["Subnets"][0]["MapPublicIpOnLaunch"]

    assert maps() is False
    ec2.modify_subnet_attribute(SubnetId=net.subnet_a, MapPublicIpOnLaunch={"Value": True})
    assert maps() is True
    ec2.modify_subnet_attribute(SubnetId=net.subnet_a, MapPublicIpOnLaunch={"Value": False})
    assert maps() is False
    two = {"MapPublicIpOnLaunch": {"Value": True}, "AssignIpv6AddressOnCreation": {"Value": True}}
    assert refused(ec2.modify_subnet_attribute, SubnetId=net.subnet_a, **two)[0] == "InvalidParameterCombination"
    unknown = {"SubnetId": "subnet-0", "MapPublicIpOnLaunch": {"Value": True}}
    assert refused(ec2.modify_subnet_attribute, **unknown)[0] == "InvalidSubnetID.NotFound"
    other = {"SubnetId": net.subnet_a, "EnableDns64": {"Value": True}}
    assert refused(ec2.modify_subnet_attribute, **other)[0] == "NotSimulated"


def test_a_subnet_with_an_interface_stays(ec2: Any, net: Any, refused: Any) -> None:
    interface = ec2.create_network_interface(SubnetId=net.subnet_a)["NetworkInterface"]["NetworkInterfaceId"]
    told = f"The subnet '{net.subnet_a}' has dependencies and cannot be deleted."
    assert refused(ec2.delete_subnet, SubnetId=net.subnet_a) == ("DependencyViolation", told)
    ec2.delete_network_interface(NetworkInterfaceId=interface)
    ec2.delete_subnet(SubnetId=net.subnet_a)
    assert refused(ec2.delete_subnet, SubnetId=net.subnet_a)[0] == "InvalidSubnetID.NotFound"


def test_a_deleted_subnet_leaves_its_route_table(ec2: Any, net: Any) -> None:
    table = ec2.create_route_table(VpcId=net.vpc)["RouteTable"]["RouteTableId"]
    ec2.associate_route_table(RouteTableId=table, SubnetId=net.subnet_a)
    ec2.delete_subnet(SubnetId=net.subnet_a)
    ec2.delete_route_table(RouteTableId=table)
