"""VPCs, their attributes, and tearing a network down in the right and in the wrong order (facts 7.8)."""

from __future__ import annotations

from typing import Any


def test_ranges(ec2: Any, refused: Any) -> None:
    vpc = ec2.create_vpc(CidrBlock="10.0.3.7/16")["Vpc"]
    assert vpc["CidrBlock"] == "10.0.0.0/16"
    table = ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc["VpcId"]]}])["RouteTables"][0]
    assert [route["DestinationCidrBlock"] for route in table["Routes"]] == ["10.0.0.0/16"]
    for cidr in ("10.0.0.0/15", "10.0.0.0/29", "127.0.0.0/16", "169.254.0.0/16"):
        assert refused(ec2.create_vpc, CidrBlock=cidr) == ("InvalidVpc.Range", f"The CIDR '{cidr}' is invalid.")
    told = "Value (10.0.0/16) for parameter cidrBlock is invalid. This is not a valid CIDR block."
    assert refused(ec2.create_vpc, CidrBlock="10.0.0/16") == ("InvalidParameterValue", told)
    assert refused(ec2.create_vpc)[0] == "MissingParameter"


def test_the_quota_counts_the_default_vpc(ec2: Any, refused: Any) -> None:
    for number in range(4):
        ec2.create_vpc(CidrBlock=f"10.{number}.0.0/16")
    told = ("VpcLimitExceeded", "The maximum number of VPCs has been reached.")
    assert refused(ec2.create_vpc, CidrBlock="10.5.0.0/16") == told


def test_dns_attributes_one_at_a_time(ec2: Any, net: Any, refused: Any) -> None:
    on, off = {"Value": True}, {"Value": False}
    assert attribute(ec2, net, "enableDnsSupport") is True
    assert attribute(ec2, net, "enableDnsHostnames") is False
    both = {"VpcId": net.vpc, "EnableDnsSupport": on, "EnableDnsHostnames": on}
    assert refused(ec2.modify_vpc_attribute, **both)[0] == "InvalidParameterCombination"
    assert refused(ec2.modify_vpc_attribute, VpcId=net.vpc)[0] == "MissingParameter"
    assert refused(ec2.modify_vpc_attribute, VpcId="vpc-0", EnableDnsSupport=on)[0] == "InvalidVpcID.NotFound"
    ec2.modify_vpc_attribute(VpcId=net.vpc, EnableDnsSupport=off)
    code, _ = refused(ec2.modify_vpc_attribute, VpcId=net.vpc, EnableDnsHostnames=on)
    assert code == "InvalidParameterCombination"
    ec2.modify_vpc_attribute(VpcId=net.vpc, EnableDnsSupport=on)
    ec2.modify_vpc_attribute(VpcId=net.vpc, EnableDnsHostnames=on)
    assert attribute(ec2, net, "enableDnsHostnames") is True


def attribute(ec2: Any, net: Any, name: str) -> Any:
    return ec2.describe_vpc_attribute(VpcId=net.vpc, Attribute=name)[name[0].upper() + name[1:]]["Value"]


def test_a_vpc_goes_when_it_is_empty_and_not_before(ec2: Any, net: Any, internet: str, refused: Any) -> None:
    told = ("DependencyViolation", f"The vpc '{net.vpc}' has dependencies and cannot be deleted.")
    group = ec2.create_security_group(GroupName="web", Description="x", VpcId=net.vpc)["GroupId"]
    table = ec2.create_route_table(VpcId=net.vpc)["RouteTable"]["RouteTableId"]
    endpoint = ec2.create_vpc_endpoint(VpcId=net.vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
    steps = [
        lambda: ec2.delete_subnet(SubnetId=net.subnet_a),
        lambda: ec2.delete_subnet(SubnetId=net.subnet_b),
        lambda: ec2.delete_security_group(GroupId=group),
        lambda: ec2.delete_route_table(RouteTableId=table),
        lambda: ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]]),
        lambda: ec2.detach_internet_gateway(InternetGatewayId=internet, VpcId=net.vpc),
    ]
    for step in steps:
        assert refused(ec2.delete_vpc, VpcId=net.vpc) == told
        step()
    ec2.delete_vpc(VpcId=net.vpc)
    of_vpc = [{"Name": "vpc-id", "Values": [net.vpc]}]
    assert ec2.describe_route_tables(Filters=of_vpc)["RouteTables"] == []
    assert ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"] == []
    assert ec2.describe_network_acls(Filters=of_vpc)["NetworkAcls"] == []
    assert refused(ec2.delete_vpc, VpcId=net.vpc) == ("InvalidVpcID.NotFound", f"The vpc ID '{net.vpc}' does not exist")


def test_dry_runs_change_nothing(ec2: Any, net: Any, refused: Any) -> None:
    assert refused(ec2.create_vpc, CidrBlock="10.7.0.0/16", DryRun=True)[0] == "DryRunOperation"
    assert refused(ec2.delete_subnet, SubnetId=net.subnet_a, DryRun=True)[0] == "DryRunOperation"
    assert len(ec2.describe_vpcs()["Vpcs"]) == 2
    assert len(ec2.describe_subnets(SubnetIds=[net.subnet_a])["Subnets"]) == 1


def test_what_is_not_simulated_says_so(ec2: Any, refused: Any) -> None:
    assert refused(ec2.describe_network_insights_paths)[0] == "NotSimulated"
    source = {"Source": "eni-0", "Destination": "igw-0", "Protocol": "tcp"}
    code, message = refused(ec2.create_network_insights_path, **source)
    assert (code, "CreateNetworkInsightsPath" in message) == ("NotSimulated", True)
