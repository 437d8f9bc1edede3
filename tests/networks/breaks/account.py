"""Breaks what holds for the whole VPC or account: names, VPC Block Public Access."""

from __future__ import annotations

from tests.networks.case import Break
from tests.networks.topologies import Net


def no_resolver(net: Net) -> None:
    net.ec2.modify_vpc_attribute(VpcId=net.vpc, EnableDnsSupport={"Value": False})


def no_hostnames(net: Net) -> None:
    net.ec2.modify_vpc_attribute(VpcId=net.vpc, EnableDnsHostnames={"Value": False})


def servers(*addresses: str) -> Break:
    """DHCP hands out these DNS servers."""

    def handed_out(net: Net) -> None:
        told = [{"Key": "domain-name-servers", "Values": list(addresses)}]
        made = net.ec2.create_dhcp_options(DhcpConfigurations=told)["DhcpOptions"]["DhcpOptionsId"]
        net.ec2.associate_dhcp_options(DhcpOptionsId=made, VpcId=net.vpc)

    return handed_out


def blocked(mode: str) -> Break:
    """`block-bidirectional` or `block-ingress`, for the account's Region."""

    def block(net: Net) -> None:
        net.ec2.modify_vpc_block_public_access_options(InternetGatewayBlockMode=mode)
        net.account.wait(600)

    return block


def excluded(mode: str, *, beside: bool = False, vpc: bool = False) -> Break:
    """An exclusion for the instance's subnet, the other one, or the VPC."""

    def exclude(net: Net) -> None:
        told = {"VpcId": net.vpc} if vpc else {"SubnetId": net.beside if beside else net.subnet}
        net.ec2.create_vpc_block_public_access_exclusion(InternetGatewayExclusionMode=mode, **told)
        net.account.wait(600)

    return exclude
