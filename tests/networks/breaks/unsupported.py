"""Leads the way through what isn't evaluated."""

from __future__ import annotations

from typing import Any

from tests.networks.topologies import AMI, EVERYWHERE, Net


def through_an_instance(net: Net) -> None:
    """Everything goes through an instance of the VPC: a firewall, a proxy or a NAT instance of one's own."""
    appliance = _appliance(net)
    net.ec2.replace_route(RouteTableId=net.table, DestinationCidrBlock=EVERYWHERE, InstanceId=appliance["InstanceId"])


def through_an_interface(net: Net) -> None:
    """The same, by the network interface of that instance."""
    interface = _appliance(net)["NetworkInterfaces"][0]["NetworkInterfaceId"]
    net.ec2.replace_route(RouteTableId=net.table, DestinationCidrBlock=EVERYWHERE, NetworkInterfaceId=interface)


def _appliance(net: Net) -> Any:
    asked = {"ImageId": AMI, "InstanceType": "t3.small", "MinCount": 1, "MaxCount": 1}
    made = net.ec2.run_instances(**asked, SubnetId=net.beside or net.subnet)["Instances"][0]
    net.account.wait(60)
    net.ec2.modify_instance_attribute(InstanceId=made["InstanceId"], SourceDestCheck={"Value": False})
    return made


def through_a_vpn(net: Net) -> None:
    """Everything goes to a virtual private gateway, into a network of one's own."""
    gateway = net.ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    net.ec2.attach_vpn_gateway(VpnGatewayId=gateway, VpcId=net.vpc)
    net.ec2.replace_route(RouteTableId=net.table, DestinationCidrBlock=EVERYWHERE, GatewayId=gateway)


def through_a_transit_gateway(net: Net) -> None:
    """Everything goes to a transit gateway, to which the VPC is attached: a central firewall, as companies have it."""
    gateway = net.ec2.create_transit_gateway()["TransitGateway"]["TransitGatewayId"]
    where = {"VpcId": net.vpc, "SubnetIds": [net.subnet]}
    net.ec2.create_transit_gateway_vpc_attachment(TransitGatewayId=gateway, **where)
    net.account.wait(600)
    net.ec2.replace_route(RouteTableId=net.table, DestinationCidrBlock=EVERYWHERE, TransitGatewayId=gateway)


def through_a_peering_connection(net: Net) -> None:
    """Everything goes to another VPC of the account."""
    other = net.ec2.create_vpc(CidrBlock="10.77.0.0/16")["Vpc"]["VpcId"]
    made = net.ec2.create_vpc_peering_connection(VpcId=net.vpc, PeerVpcId=other)["VpcPeeringConnection"]
    name = made["VpcPeeringConnectionId"]
    net.ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=name)
    net.ec2.replace_route(RouteTableId=net.table, DestinationCidrBlock=EVERYWHERE, VpcPeeringConnectionId=name)
