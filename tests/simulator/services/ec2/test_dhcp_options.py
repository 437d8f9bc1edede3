"""DHCP option sets: made, used by several VPCs, and gone only when none uses them."""

from __future__ import annotations

from typing import Any

import pytest

OWN_DNS = [{"Key": "domain-name-servers", "Values": ["10.0.0.7", "AmazonProvidedDNS"]}]


def of_vpc(ec2: Any, vpc: str) -> str:
    return str(ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["DhcpOptionsId"])


def test_a_set_for_two_vpcs(ec2: Any, net: Any, other_net: Any, refused: Any) -> None:
    tags = [{"ResourceType": "dhcp-options", "Tags": [{"Key": "Name", "Value": "own"}]}]
    made = ec2.create_dhcp_options(DhcpConfigurations=OWN_DNS, TagSpecifications=tags)["DhcpOptions"]
    name = made["DhcpOptionsId"]
    told = [{"Key": "domain-name-servers", "Values": [{"Value": "10.0.0.7"}, {"Value": "AmazonProvidedDNS"}]}]
    assert (made["DhcpConfigurations"], made["Tags"]) == (told, tags[0]["Tags"])
    assert ec2.describe_dhcp_options(DhcpOptionsIds=[name])["DhcpOptions"] == [made]
    assert of_vpc(ec2, net.vpc) == "default"
    for vpc in (net.vpc, other_net.vpc):
        ec2.associate_dhcp_options(DhcpOptionsId=name, VpcId=vpc)
        assert of_vpc(ec2, vpc) == name
    in_use = ("DependencyViolation", f"The dhcpOptions '{name}' has dependencies and cannot be deleted.")
    ec2.associate_dhcp_options(DhcpOptionsId="default", VpcId=net.vpc)
    assert refused(ec2.delete_dhcp_options, DhcpOptionsId=name) == in_use
    second = ec2.create_dhcp_options(DhcpConfigurations=OWN_DNS)["DhcpOptions"]["DhcpOptionsId"]
    ec2.associate_dhcp_options(DhcpOptionsId=second, VpcId=other_net.vpc)
    ec2.delete_dhcp_options(DhcpOptionsId=name)
    assert (of_vpc(ec2, net.vpc), of_vpc(ec2, other_net.vpc)) == ("default", second)
    assert [one["DhcpOptionsId"] for one in ec2.describe_dhcp_options()["DhcpOptions"]] == [second]


def test_what_isnt_there(ec2: Any, net: Any, refused: Any) -> None:
    told = ("InvalidDhcpOptionID.NotFound", "The dhcpOption ID 'dopt-0' does not exist")
    assert refused(ec2.describe_dhcp_options, DhcpOptionsIds=["dopt-0"]) == told
    assert refused(ec2.delete_dhcp_options, DhcpOptionsId="dopt-0") == told
    assert refused(ec2.associate_dhcp_options, DhcpOptionsId="dopt-0", VpcId=net.vpc) == told
    wanted = {"DhcpOptionsId": "default", "VpcId": "vpc-0"}
    assert refused(ec2.associate_dhcp_options, **wanted)[0] == "InvalidVpcID.NotFound"


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("domain-name-server", ["10.0.0.7"]),
        ("domain-name-servers", []),
        ("domain-name-servers", ["dns.example.com"]),
        ("domain-name-servers", [f"10.0.0.{number}" for number in range(5)]),
        ("ntp-servers", ["AmazonProvidedDNS"]),
    ],
)
def test_what_is_no_option(ec2: Any, refused: Any, key: str, values: list[str]) -> None:
    wanted = {"DhcpConfigurations": [{"Key": key, "Values": values}]}
    assert refused(ec2.create_dhcp_options, **wanted)[0] == "InvalidParameterValue"
    assert ec2.describe_dhcp_options()["DhcpOptions"] == []
