"""More IPv4 ranges for a VPC."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.simulator.people import error_of


def ranges(ec2: Any, vpc: str) -> list[str]:
    return [one["CidrBlock"] for one in ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["CidrBlockAssociationSet"]]


def local_routes(ec2: Any, vpc: str) -> list[list[str]]:
    shown = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["RouteTables"]
    return [[one["DestinationCidrBlock"] for one in table["Routes"] if one["GatewayId"] == "local"] for table in shown]


def test_every_route_table_leads_to_a_new_range_until_it_goes(ec2: Any, net: Any) -> None:
    ec2.create_route_table(VpcId=net.vpc)
    made = ec2.associate_vpc_cidr_block(VpcId=net.vpc, CidrBlock="10.1.3.0/16")["CidrBlockAssociation"]
    assert made["CidrBlock"] == "10.1.0.0/16"
    assert ranges(ec2, net.vpc) == ["10.0.0.0/16", "10.1.0.0/16"]
    ec2.create_route_table(VpcId=net.vpc)
    tables = local_routes(ec2, net.vpc)
    assert len(tables) > 2
    assert all(sorted(told) == ["10.0.0.0/16", "10.1.0.0/16"] for told in tables)
    ec2.disassociate_vpc_cidr_block(AssociationId=made["AssociationId"])
    assert ranges(ec2, net.vpc) == ["10.0.0.0/16"]
    assert all(told == ["10.0.0.0/16"] for told in local_routes(ec2, net.vpc))


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "10.0.128.0/17", "10.0.0.0/15", "10.1.0.0/29", "127.0.0.0/16"])
def test_a_range_that_it_cant_have(ec2: Any, net: Any, cidr: str) -> None:
    code, told = error_of(ec2.associate_vpc_cidr_block, VpcId=net.vpc, CidrBlock=cidr)
    assert code == "InvalidVpc.Range"
    assert cidr in told
    assert ranges(ec2, net.vpc) == ["10.0.0.0/16"]


def test_a_range_with_a_subnet_stays(ec2: Any, net: Any) -> None:
    made = ec2.associate_vpc_cidr_block(VpcId=net.vpc, CidrBlock="10.1.0.0/16")["CidrBlockAssociation"]
    subnet = ec2.create_subnet(VpcId=net.vpc, CidrBlock="10.1.7.0/24")["Subnet"]["SubnetId"]
    code, told = error_of(ec2.disassociate_vpc_cidr_block, AssociationId=made["AssociationId"])
    assert code == "DependencyViolation"
    assert made["AssociationId"] in told
    ec2.delete_subnet(SubnetId=subnet)
    ec2.disassociate_vpc_cidr_block(AssociationId=made["AssociationId"])


def test_the_first_range_stays_and_an_unknown_one_is_refused(ec2: Any, net: Any) -> None:
    first = ec2.describe_vpcs(VpcIds=[net.vpc])["Vpcs"][0]["CidrBlockAssociationSet"][0]["AssociationId"]
    code, told = error_of(ec2.disassociate_vpc_cidr_block, AssociationId=first)
    assert code == "OperationNotPermitted"
    assert "primary IPv4 CIDR block" in told
    code, told = error_of(ec2.disassociate_vpc_cidr_block, AssociationId="vpc-cidr-assoc-1")
    assert code == "InvalidVpcCidrBlockAssociationID.NotFound"


def test_ipv6_isnt_simulated_and_says_so(ec2: Any, net: Any) -> None:
    with pytest.raises(ClientError, match="AmazonProvidedIpv6CidrBlock of ec2:AssociateVpcCidrBlock isn't simulated"):
        ec2.associate_vpc_cidr_block(VpcId=net.vpc, AmazonProvidedIpv6CidrBlock=True)


def test_the_aws_cli_does_it_too(cli: Any, net: Any) -> None:
    done = cli("ec2", "associate-vpc-cidr-block", "--vpc-id", net.vpc, "--cidr-block", "10.2.0.0/16")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["CidrBlockAssociation"]["CidrBlock"] == "10.2.0.0/16"
    done = cli("ec2", "associate-vpc-cidr-block", "--vpc-id", net.vpc, "--cidr-block", "10.2.0.0/20")
    assert done.returncode != 0
    assert "InvalidVpc.Range" in done.stderr
