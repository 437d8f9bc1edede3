"""ModifyVpcEndpoint really changes what it says."""

from __future__ import annotations

import ipaddress
import json
from typing import Any

import pytest

SSM = "com.amazonaws.us-east-1.ssm"


@pytest.fixture
def endpoint(ec2: Any, private_dns: Any, wait: Any) -> str:
    made = ec2.create_vpc_endpoint(
        VpcId=private_dns.vpc, VpcEndpointType="Interface", ServiceName=SSM, SubnetIds=[private_dns.subnet_a]
    )
    wait(80)
    return str(made["VpcEndpoint"]["VpcEndpointId"])


def shown(ec2: Any, endpoint_id: str) -> dict[str, Any]:
    found: dict[str, Any] = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"][0]
    return found


def test_private_dns_off_and_on(ec2: Any, endpoint: str) -> None:
    names = [entry["DnsName"] for entry in shown(ec2, endpoint)["DnsEntries"]]
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, PrivateDnsEnabled=False)
    off = shown(ec2, endpoint)
    assert off["PrivateDnsEnabled"] is False
    assert [entry["DnsName"] for entry in off["DnsEntries"]] == names[:-1]
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, PrivateDnsEnabled=True)
    assert [entry["DnsName"] for entry in shown(ec2, endpoint)["DnsEntries"]] == names


def test_private_dns_on_needs_the_attributes_and_a_free_name(
    ec2: Any, private_dns: Any, endpoint: str, refused: Any
) -> None:
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, PrivateDnsEnabled=False)
    ec2.modify_vpc_attribute(VpcId=private_dns.vpc, EnableDnsHostnames={"Value": False})
    code, message = refused(ec2.modify_vpc_endpoint, VpcEndpointId=endpoint, PrivateDnsEnabled=True)
    assert code == "InvalidParameter"
    assert message.startswith("Enabling private DNS requires both")
    ec2.modify_vpc_attribute(VpcId=private_dns.vpc, EnableDnsHostnames={"Value": True})
    ec2.create_vpc_endpoint(VpcId=private_dns.vpc, VpcEndpointType="Interface", ServiceName=SSM)
    code, message = refused(ec2.modify_vpc_endpoint, VpcEndpointId=endpoint, PrivateDnsEnabled=True)
    assert "conflicting DNS domain for ssm.us-east-1.amazonaws.com" in message
    assert shown(ec2, endpoint)["PrivateDnsEnabled"] is False


def test_subnets_move_with_their_interfaces(ec2: Any, private_dns: Any, endpoint: str) -> None:
    before = shown(ec2, endpoint)["NetworkInterfaceIds"]
    ec2.modify_vpc_endpoint(
        VpcEndpointId=endpoint, AddSubnetIds=[private_dns.subnet_b], RemoveSubnetIds=[private_dns.subnet_a]
    )
    after = shown(ec2, endpoint)
    assert after["SubnetIds"] == [private_dns.subnet_b]
    assert set(after["NetworkInterfaceIds"]).isdisjoint(before)
    assert [entry["DnsName"].split(".")[0][-10:] for entry in after["DnsEntries"][1:2]] == ["us-east-1b"]
    found = ec2.describe_network_interfaces()["NetworkInterfaces"]
    assert [held["NetworkInterfaceId"] for held in found] == after["NetworkInterfaceIds"]
    assert ipaddress.ip_address(found[0]["PrivateIpAddress"]) in ipaddress.ip_network("10.0.2.0/24")
    ec2.delete_subnet(SubnetId=private_dns.subnet_a)


def test_a_second_subnet_of_a_zone_is_refused_and_nothing_changes(
    ec2: Any, private_dns: Any, endpoint: str, refused: Any
) -> None:
    made = ec2.create_subnet(VpcId=private_dns.vpc, CidrBlock="10.0.7.0/24", AvailabilityZone="us-east-1a")
    params = {"VpcEndpointId": endpoint, "AddSubnetIds": [made["Subnet"]["SubnetId"]], "PrivateDnsEnabled": False}
    assert refused(ec2.modify_vpc_endpoint, **params)[0] == "DuplicateSubnetsInSameZone"
    assert shown(ec2, endpoint)["PrivateDnsEnabled"] is True


def test_security_groups_reach_the_interfaces(ec2: Any, private_dns: Any, endpoint: str, refused: Any) -> None:
    group = ec2.create_security_group(GroupName="https", Description="443", VpcId=private_dns.vpc)["GroupId"]
    ec2.modify_vpc_endpoint(
        VpcEndpointId=endpoint, AddSecurityGroupIds=[group], RemoveSecurityGroupIds=[private_dns.default_group]
    )
    assert [held["GroupId"] for held in shown(ec2, endpoint)["Groups"]] == [group]
    found = ec2.describe_network_interfaces()["NetworkInterfaces"][0]
    assert [held["GroupId"] for held in found["Groups"]] == [group]
    told = ("DependencyViolation", f"resource {group} has a dependent object")
    assert refused(ec2.delete_security_group, GroupId=group) == told
    assert refused(ec2.modify_vpc_endpoint, VpcEndpointId=endpoint, RemoveSecurityGroupIds=[group])[0] == (
        "InvalidParameter"
    )


def test_policy_set_and_reset(ec2: Any, endpoint: str, refused: Any) -> None:
    default = shown(ec2, endpoint)["PolicyDocument"]
    statement = {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, PolicyDocument=text)
    assert json.loads(shown(ec2, endpoint)["PolicyDocument"])["Statement"] == [statement]
    assert refused(ec2.modify_vpc_endpoint, VpcEndpointId=endpoint, PolicyDocument="no")[0] == "InvalidPolicyDocument"
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint, ResetPolicy=True)
    assert shown(ec2, endpoint)["PolicyDocument"] == default


def test_route_tables_of_a_gateway_endpoint(ec2: Any, net: Any, refused: Any) -> None:
    made = ec2.create_vpc_endpoint(VpcId=net.vpc, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
    endpoint_id = made["VpcEndpointId"]
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, AddRouteTableIds=[net.main_table])
    table = ec2.describe_route_tables(RouteTableIds=[net.main_table])["RouteTables"][0]
    assert endpoint_id in [route.get("GatewayId") for route in table["Routes"]]
    ec2.modify_vpc_endpoint(VpcEndpointId=endpoint_id, RemoveRouteTableIds=[net.main_table])
    table = ec2.describe_route_tables(RouteTableIds=[net.main_table])["RouteTables"][0]
    assert [route["GatewayId"] for route in table["Routes"]] == ["local"]
    assert shown(ec2, endpoint_id)["RouteTableIds"] == []
    params = {"VpcEndpointId": endpoint_id, "AddRouteTableIds": ["rtb-0"]}
    assert refused(ec2.modify_vpc_endpoint, **params)[0] == "InvalidRouteTableID.NotFound"


def test_parameters_of_the_other_type(ec2: Any, net: Any, endpoint: str, refused: Any) -> None:
    params = {"VpcEndpointId": endpoint, "AddRouteTableIds": [net.main_table]}
    assert refused(ec2.modify_vpc_endpoint, **params)[0] == "InvalidParameter"


def test_what_is_not_simulated_says_so(ec2: Any, endpoint: str, refused: Any) -> None:
    code, message = refused(ec2.modify_vpc_endpoint, VpcEndpointId=endpoint, IpAddressType="dualstack")
    assert (code, "IpAddressType" in message) == ("NotSimulated", True)


def test_one_that_is_going_or_gone(ec2: Any, endpoint: str, refused: Any, wait: Any) -> None:
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    assert refused(ec2.modify_vpc_endpoint, VpcEndpointId=endpoint, PrivateDnsEnabled=False)[0] == "IncorrectState"
    wait(100)
    code, _ = refused(ec2.modify_vpc_endpoint, VpcEndpointId=endpoint, PrivateDnsEnabled=False)
    assert code == "InvalidVpcEndpointId.NotFound"


INBOUND_ONLY = "PrivateDnsOnlyForInboundResolverEndpoint"


def test_the_private_name_of_s3_for_inbound_resolver_endpoints_alone(ec2: Any, private_dns: Any, refused: Any) -> None:
    def wanted(service: str, **more: Any) -> dict[str, Any]:
        name = f"com.amazonaws.us-east-1.{service}"
        given = {"VpcId": private_dns.vpc, "VpcEndpointType": "Interface", "SubnetIds": [private_dns.subnet_a]}
        return {**given, "ServiceName": name, **more}

    def options(endpoint: str) -> Any:
        return ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"][0]["DnsOptions"]

    only = {"DnsOptions": {INBOUND_ONLY: True}}
    assert refused(ec2.create_vpc_endpoint, **wanted("ssm", **only))[0] == "InvalidParameter"
    assert "must have a Gateway endpoint" in refused(ec2.create_vpc_endpoint, **wanted("s3", **only))[1]
    ec2.create_vpc_endpoint(VpcId=private_dns.vpc, ServiceName="com.amazonaws.us-east-1.s3")
    made = ec2.create_vpc_endpoint(**wanted("s3", **only))["VpcEndpoint"]
    assert made["DnsOptions"] == {"DnsRecordIpType": "ipv4", INBOUND_ONLY: True}
    ec2.modify_vpc_endpoint(VpcEndpointId=made["VpcEndpointId"], DnsOptions={INBOUND_ONLY: False})
    assert options(made["VpcEndpointId"]) == {"DnsRecordIpType": "ipv4", INBOUND_ONLY: False}
    other = ec2.create_vpc_endpoint(**wanted("kms"))["VpcEndpoint"]
    assert options(other["VpcEndpointId"]) == {"DnsRecordIpType": "ipv4"}
    dual = {"DnsOptions": {"DnsRecordIpType": "dualstack"}}
    assert refused(ec2.modify_vpc_endpoint, VpcEndpointId=other["VpcEndpointId"], **dual)[0] == "NotSimulated"
