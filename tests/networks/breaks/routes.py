"""Breaks routes, gateways and addresses."""

from __future__ import annotations

from tests.networks.topologies import EVERYWHERE, Net, nat_gateway

NAT_ENDS = 90
"""Seconds until a deleted NAT gateway is gone; see c9lib/simulator/durations.py."""


def no_default_route(net: Net) -> None:
    net.ec2.delete_route(RouteTableId=net.table, DestinationCidrBlock=EVERYWHERE)


def no_default_route_beside(net: Net) -> None:
    net.ec2.delete_route(RouteTableId=net.beside_table, DestinationCidrBlock=EVERYWHERE)


def route_beside_leads_to_nat(net: Net) -> None:
    """The NAT gateway's own subnet sends it back to itself."""
    net.ec2.replace_route(RouteTableId=net.beside_table, DestinationCidrBlock=EVERYWHERE, NatGatewayId=net.nat)


def back_to_the_main_table(net: Net) -> None:
    """The subnet loses its own route table; the main one, which leads nowhere, decides."""
    tables = net.ec2.describe_route_tables(RouteTableIds=[net.table])["RouteTables"]
    for association in tables[0]["Associations"]:
        net.ec2.disassociate_route_table(AssociationId=association["RouteTableAssociationId"])


def private_route_to_gateway(net: Net) -> None:
    """The private subnet leads to the internet gateway, and gives no address."""
    net.ec2.replace_route(RouteTableId=net.table, DestinationCidrBlock=EVERYWHERE, GatewayId=net.gateway)


def narrow_route_to_dead_nat(net: Net) -> None:
    """A route for Amazon's addresses alone, to a NAT gateway that is deleted since: it wins and leads nowhere."""
    dead = nat_gateway(net, net.beside or net.subnet)
    net.account.wait(120)
    net.ec2.create_route(RouteTableId=net.table, DestinationCidrBlock="52.0.0.0/8", NatGatewayId=dead)
    net.ec2.delete_nat_gateway(NatGatewayId=dead)
    net.account.wait(NAT_ENDS)


def gateway_detached(net: Net) -> None:
    net.ec2.detach_internet_gateway(InternetGatewayId=net.gateway, VpcId=net.vpc)


def gateway_deleted(net: Net) -> None:
    gateway_detached(net)
    net.ec2.delete_internet_gateway(InternetGatewayId=net.gateway)


def nat_deleted(net: Net) -> None:
    net.ec2.delete_nat_gateway(NatGatewayId=net.nat)
    net.account.wait(NAT_ENDS)


def nat_deleted_without_trace(net: Net) -> None:
    """Deleted, and forgotten by EC2, as it is after an hour."""
    nat_deleted(net)
    net.account.wait(3700)


def nat_is_private(net: Net) -> None:
    """The route leads to a NAT gateway for other networks of one's own, which has no public address."""
    other = nat_gateway(net, net.beside, ConnectivityType="private")
    net.account.wait(120)
    net.ec2.replace_route(RouteTableId=net.table, DestinationCidrBlock=EVERYWHERE, NatGatewayId=other)


def nat_failed(net: Net) -> None:
    """The route leads to a NAT gateway that wanted an Elastic IP address which another one has."""
    held = net.ec2.describe_nat_gateways(NatGatewayIds=[net.nat])["NatGateways"][0]["NatGatewayAddresses"][0]
    _lead_to_new_nat(net, SubnetId=net.beside, AllocationId=held["AllocationId"])


def nat_in_private_subnet(net: Net) -> None:
    """The route leads to a NAT gateway in the private subnet itself, whose route leads back to it."""
    _lead_to_new_nat(net, SubnetId=net.subnet, AllocationId=net.ec2.allocate_address(Domain="vpc")["AllocationId"])


def _lead_to_new_nat(net: Net, **asked: str) -> None:
    other = net.ec2.create_nat_gateway(**asked)["NatGateway"]["NatGatewayId"]
    net.ec2.replace_route(RouteTableId=net.table, DestinationCidrBlock=EVERYWHERE, NatGatewayId=other)
    net.account.wait(120)


def gives_no_addresses(net: Net) -> None:
    net.ec2.modify_subnet_attribute(SubnetId=net.subnet, MapPublicIpOnLaunch={"Value": False})


def address_taken(net: Net) -> None:
    """The Elastic IP address of a running instance is taken away."""
    found = net.ec2.describe_addresses(Filters=[{"Name": "instance-id", "Values": [net.instance]}])["Addresses"]
    net.ec2.disassociate_address(AssociationId=found[0]["AssociationId"])
