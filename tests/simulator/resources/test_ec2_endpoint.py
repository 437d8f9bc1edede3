"""VPC endpoints as CloudFormation makes, changes, reads and removes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from c9lib.simulator.durations import ENDPOINT_DELETE, ENDPOINT_START
from tests.simulator.resources import ec2_parts as parts

SSM, S3 = "com.amazonaws.us-east-1.ssm", "com.amazonaws.us-east-1.s3"
POLICY = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}


@pytest.fixture
def vpc(resource: Any) -> str:
    made: str = parts.vpc(resource, EnableDnsHostnames=True).id
    return made


def interface(resource: Any, vpc: str, **more: Any) -> Any:
    told = {"VpcId": vpc, "ServiceName": SSM, "VpcEndpointType": "Interface", **more}
    return resource("AWS::EC2::VPCEndpoint", logical_id="Ssm", **told)


def gateway(resource: Any, vpc: str, **more: Any) -> Any:
    return resource("AWS::EC2::VPCEndpoint", logical_id="S3", **{"VpcId": vpc, "ServiceName": S3, **more})


def test_an_interface_endpoint_takes_its_time_both_ways(resource: Any, vpc: str) -> None:
    subnet, group = parts.subnet(resource, vpc), parts.group(resource, vpc)
    told = {"SubnetIds": [subnet.id], "SecurityGroupIds": [group.id], "PrivateDnsEnabled": True}
    made = interface(resource, vpc, **told, Tags=[{"Key": "Name", "Value": "ssm"}]).create()
    assert ENDPOINT_START <= made.waited <= ENDPOINT_START + 15
    shown = made.read()
    assert made.ref == made.id == shown["Id"]
    assert {name: shown[name] for name in told} == told
    assert (shown["ServiceName"], shown["VpcEndpointType"], shown["VpcId"]) == (SSM, "Interface", vpc)
    assert [one[:4] for one in shown["NetworkInterfaceIds"]] == ["eni-"]
    assert shown["DnsEntries"][0].startswith("Z")
    assert shown["DnsEntries"][0].partition(":")[2].startswith(f"{made.id}-")
    assert shown["DnsEntries"][-1].endswith(":ssm.us-east-1.amazonaws.com")
    assert shown["Tags"] == [{"Key": "Name", "Value": "ssm"}]
    made.delete()
    assert ENDPOINT_DELETE <= made.waited <= ENDPOINT_DELETE + 10
    assert made.gone
    made.delete()
    subnet.delete()
    group.delete()


def test_private_dns_is_off_unless_it_is_said(resource: Any, vpc: str) -> None:
    """CloudFormation's default isn't EC2's."""
    made = interface(resource, vpc, SubnetIds=[parts.subnet(resource, vpc).id]).create()
    assert made.read()["PrivateDnsEnabled"] is False
    made.update(PrivateDnsEnabled=True)
    assert made.read()["PrivateDnsEnabled"] is True
    made.update(PrivateDnsEnabled=None)
    assert made.read()["PrivateDnsEnabled"] is False


def test_private_dns_needs_the_vpc_s_dns(resource: Any) -> None:
    vpc = parts.vpc(resource).id
    made = interface(resource, vpc, SubnetIds=[parts.subnet(resource, vpc).id], PrivateDnsEnabled=True)
    assert "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames" in made.refused()
    assert made.id == ""


def test_subnets_and_groups_change_in_place(resource: Any, vpc: str) -> None:
    first, second = parts.subnet(resource, vpc, 1).id, parts.subnet(resource, vpc, 2).id
    one, other = parts.group(resource, vpc).id, parts.group(resource, vpc, "Other").id
    made = interface(resource, vpc, SubnetIds=[first], SecurityGroupIds=[one]).create()
    made.update(SubnetIds=[first, second], SecurityGroupIds=[other])
    assert (made.read()["SubnetIds"], made.read()["SecurityGroupIds"]) == ([first, second], [other])
    made.update(SubnetIds=[second])
    assert made.read()["SubnetIds"] == [second]


def test_a_gateway_endpoint_is_there_at_once_in_its_route_tables(resource: Any, aws: Any, vpc: str) -> None:
    first, second = parts.table(resource, vpc).id, parts.table(resource, vpc).id
    made = gateway(resource, vpc, RouteTableIds=[first], PolicyDocument=POLICY).create()
    assert made.waited < ENDPOINT_START
    assert made.read()["RouteTableIds"] == [first]
    assert made.read()["PolicyDocument"] == POLICY
    made.update(RouteTableIds=[second])
    assert made.read()["RouteTableIds"] == [second]
    routes = aws("ec2").describe_route_tables(RouteTableIds=[second])["RouteTables"][0]["Routes"]
    assert [one["GatewayId"] for one in routes] == ["local", made.id]
    made.delete()
    assert made.gone


def test_the_policy_changes_in_place_and_goes_back_to_the_open_one(resource: Any, vpc: str) -> None:
    text = json.dumps(POLICY, indent=2)
    made = gateway(resource, vpc, PolicyDocument=text).create()
    assert made.read()["PolicyDocument"] == text, "as the template has it"
    made.update(PolicyDocument={"Statement": [{**POLICY["Statement"][0], "Effect": "Deny"}]})
    assert made.read()["PolicyDocument"]["Statement"][0]["Effect"] == "Deny"
    made.update(PolicyDocument=None)
    assert made.read()["PolicyDocument"]["Statement"][0]["Action"] == "*"


def test_only_tags_change_without_a_change_of_the_endpoint(resource: Any, vpc: str) -> None:
    made = gateway(resource, vpc).create()
    made.update(Tags=[{"Key": "Name", "Value": "s3"}])
    assert made.read()["Tags"] == [{"Key": "Name", "Value": "s3"}]


def test_a_service_that_isnt_there(resource: Any, vpc: str) -> None:
    told = gateway(resource, vpc, ServiceName="com.amazonaws.us-east-1.nothing").refused()
    assert "com.amazonaws.us-east-1.nothing" in told
    assert "does not exist" in told


def test_a_policy_that_is_none(resource: Any, vpc: str) -> None:
    made = gateway(resource, vpc, PolicyDocument="{")
    assert "The policy document is not a valid JSON policy document." in made.refused()


def test_other_kinds_and_options_are_refused_by_name(resource: Any, vpc: str) -> None:
    made = interface(resource, vpc, VpcEndpointType="GatewayLoadBalancer")
    assert "The VPC endpoint type GatewayLoadBalancer isn't simulated here" in made.refused()
    made = interface(resource, vpc, IpAddressType="dualstack")
    assert "IpAddressType of ec2:CreateVpcEndpoint isn't simulated here" in made.refused()


def test_s3_may_leave_its_private_name_to_inbound_resolver_endpoints(resource: Any, vpc: str) -> None:
    gateway(resource, vpc).create()
    dns = {"PrivateDnsOnlyForInboundResolverEndpoint": "AllResolvers"}
    told = {"SubnetIds": [parts.subnet(resource, vpc).id], "PrivateDnsEnabled": True, "DnsOptions": dns}
    made = interface(resource, vpc, ServiceName=S3, **told).create()
    assert made.read()["DnsOptions"]["PrivateDnsOnlyForInboundResolverEndpoint"] == "AllResolvers"
    made.update(DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": "OnlyInboundResolver"})
    assert made.read()["DnsOptions"]["PrivateDnsOnlyForInboundResolverEndpoint"] == "OnlyInboundResolver"


def test_the_aws_cli_sees_it(resource: Any, cli: Any, vpc: str) -> None:
    made = gateway(resource, vpc).create()
    done = cli("ec2", "describe-vpc-endpoints", "--vpc-endpoint-ids", made.id)
    assert json.loads(done.stdout)["VpcEndpoints"][0]["ServiceName"] == S3
