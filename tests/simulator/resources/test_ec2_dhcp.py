"""DHCP options and their associations, as CloudFormation makes, changes, reads and removes them."""

from __future__ import annotations

from typing import Any

from tests.simulator.resources import ec2_parts as parts

SAID = {
    "DomainName": "example.internal",
    "DomainNameServers": ["10.0.0.10", "AmazonProvidedDNS"],
    "NtpServers": ["10.0.0.11"],
    "NetbiosNameServers": ["10.0.0.12"],
    "NetbiosNodeType": 2,
}


def used_by(ec2: Any, vpc: str) -> str:
    return str(ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["DhcpOptionsId"])


def test_a_set_and_its_tags(resource: Any) -> None:
    made = resource("AWS::EC2::DHCPOptions", **SAID, Tags=[{"Key": "Name", "Value": "ours"}]).create()
    assert made.ref.startswith("dopt-")
    assert made.read() == {"DhcpOptionsId": made.id, **SAID, "Tags": [{"Key": "Name", "Value": "ours"}]}
    made.update(Tags=[])
    assert made.read()["Tags"] == []
    made.delete()
    assert made.gone
    made.delete()


def test_a_server_that_isnt_an_address(resource: Any) -> None:
    told = resource("AWS::EC2::DHCPOptions", DomainNameServers=["ns.example.com"]).refused()
    assert "Value (ns.example.com) for parameter domain-name-servers is invalid." in told


def test_a_vpc_uses_a_set_and_then_amazon_s_own(resource: Any, aws: Any) -> None:
    vpc = parts.vpc(resource)
    options = resource("AWS::EC2::DHCPOptions", logical_id="Options", **SAID).create()
    made = resource("AWS::EC2::VPCDHCPOptionsAssociation", DhcpOptionsId=options.id, VpcId=vpc.id).create()
    assert made.ref == f"{options.id}|{vpc.id}"
    assert used_by(aws("ec2"), vpc.id) == options.id
    assert made.read() == {"DhcpOptionsId": options.id, "VpcId": vpc.id}
    assert "has dependencies and cannot be deleted." in options.refused("delete")
    made.delete()
    assert made.gone
    assert used_by(aws("ec2"), vpc.id) == "default"
    options.delete()
    vpc.delete()
    made.delete()


def test_no_options_at_all(resource: Any, aws: Any) -> None:
    vpc = parts.vpc(resource)
    made = resource("AWS::EC2::VPCDHCPOptionsAssociation", DhcpOptionsId="default", VpcId=vpc.id).create()
    assert made.read()["DhcpOptionsId"] == "default"


def test_a_set_that_isnt_there(resource: Any) -> None:
    vpc = parts.vpc(resource)
    told = resource("AWS::EC2::VPCDHCPOptionsAssociation", DhcpOptionsId="dopt-1", VpcId=vpc.id).refused()
    assert "The dhcpOption ID 'dopt-1' does not exist" in told
    assert "HandlerErrorCode: NotFound" in told
