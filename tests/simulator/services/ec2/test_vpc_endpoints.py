"""VPC endpoints: what AWS refuses, how long they take, what they put into the network (facts 7.1, 7.2, 7.8)."""

from __future__ import annotations

import ipaddress
import json
from typing import Any

SSM = "com.amazonaws.us-east-1.ssm"
S3 = "com.amazonaws.us-east-1.s3"


def interface(net: Any, **changed: Any) -> dict[str, Any]:
    return {
        "VpcId": net.vpc,
        "VpcEndpointType": "Interface",
        "ServiceName": SSM,
        "SubnetIds": [net.subnet_a],
        **changed,
    }


def state(ec2: Any, endpoint_id: str) -> str:
    return str(ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint_id])["VpcEndpoints"][0]["State"])


def made(ec2: Any, **params: Any) -> str:
    return str(ec2.create_vpc_endpoint(**params)["VpcEndpoint"]["VpcEndpointId"])


def test_interface_endpoint_is_pending_and_then_available(ec2: Any, private_dns: Any, wait: Any) -> None:
    endpoint = ec2.create_vpc_endpoint(**interface(private_dns))["VpcEndpoint"]
    assert endpoint["State"] == "pending"
    wait(74)
    assert state(ec2, endpoint["VpcEndpointId"]) == "pending"
    wait(2)
    assert state(ec2, endpoint["VpcEndpointId"]) == "available"


def test_names_have_awss_form(ec2: Any, private_dns: Any) -> None:
    params = interface(private_dns, SubnetIds=[private_dns.subnet_a, private_dns.subnet_b])
    endpoint = ec2.create_vpc_endpoint(**params)["VpcEndpoint"]
    names = [entry["DnsName"] for entry in endpoint["DnsEntries"]]
    own = names[0].removesuffix(".ssm.us-east-1.vpce.amazonaws.com")
    assert own.startswith(f"{endpoint['VpcEndpointId']}-")
    assert len(own) == len(endpoint["VpcEndpointId"]) + 9
    assert names[1:] == [
        f"{own}-us-east-1a.ssm.us-east-1.vpce.amazonaws.com",
        f"{own}-us-east-1b.ssm.us-east-1.vpce.amazonaws.com",
        "ssm.us-east-1.amazonaws.com",
    ]


def test_interfaces_are_the_services_and_inside_their_subnets(ec2: Any, private_dns: Any) -> None:
    endpoint = ec2.create_vpc_endpoint(**interface(private_dns))["VpcEndpoint"]
    found = ec2.describe_network_interfaces(NetworkInterfaceIds=endpoint["NetworkInterfaceIds"])["NetworkInterfaces"]
    assert [held["SubnetId"] for held in found] == [private_dns.subnet_a]
    assert ipaddress.ip_address(found[0]["PrivateIpAddress"]) in ipaddress.ip_network("10.0.1.0/24")
    assert found[0]["PrivateIpAddresses"][0]["PrivateIpAddress"] == found[0]["PrivateIpAddress"]
    assert found[0]["Description"] == f"VPC Endpoint Interface {endpoint['VpcEndpointId']}"
    assert (found[0]["RequesterManaged"], found[0]["InterfaceType"], found[0]["Status"]) == (
        True,
        "vpc_endpoint",
        "in-use",
    )
    assert found[0]["Attachment"]["InstanceOwnerId"] == "amazon-aws"


def test_without_a_security_group_it_gets_the_default_one(ec2: Any, private_dns: Any) -> None:
    endpoint = ec2.create_vpc_endpoint(**interface(private_dns))["VpcEndpoint"]
    assert [group["GroupId"] for group in endpoint["Groups"]] == [private_dns.default_group]
    found = ec2.describe_network_interfaces(Filters=[{"Name": "group-id", "Values": [private_dns.default_group]}])
    assert [held["NetworkInterfaceId"] for held in found["NetworkInterfaces"]] == endpoint["NetworkInterfaceIds"]


def test_the_services_a_learner_needs_are_there(ec2: Any, private_dns: Any) -> None:
    for name in ("ssm", "ssmmessages", "ec2messages"):
        params = interface(private_dns, ServiceName=f"com.amazonaws.us-east-1.{name}")
        assert ec2.create_vpc_endpoint(**params)["VpcEndpoint"]["PrivateDnsEnabled"] is True


REFUSALS: list[tuple[dict[str, Any], str, str]] = [
    (
        {"ServiceName": "com.amazonaws.us-east-1.smm"},
        "InvalidServiceName",
        "The Vpc Endpoint Service 'com.amazonaws.us-east-1.smm' does not exist",
    ),
    (
        {"ServiceName": "com.amazonaws.eu-west-1.ssm"},
        "InvalidServiceName",
        "The Vpc Endpoint Service 'com.amazonaws.eu-west-1.ssm' does not exist",
    ),
    (
        {"VpcEndpointType": "Gateway", "SubnetIds": []},
        "InvalidParameter",
        "Endpoint type (Gateway) does not match available service types ([Interface]).",
    ),
    ({"VpcId": "vpc-0"}, "InvalidVpcID.NotFound", "The vpc ID 'vpc-0' does not exist"),
    ({"SubnetIds": ["subnet-0"]}, "InvalidSubnetID.NotFound", "The subnet ID 'subnet-0' does not exist"),
    ({"SecurityGroupIds": ["sg-0"]}, "InvalidGroup.NotFound", "The security group 'sg-0' does not exist"),
    (
        {"RouteTableIds": ["rtb-0"]},
        "InvalidParameter",
        "Route table IDs are only supported for Gateway type VPC Endpoint.",
    ),
    (
        {"PolicyDocument": "{"},
        "InvalidPolicyDocument",
        "The policy document is not a valid JSON policy document.",
    ),
    (
        {"PolicyDocument": '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'},
        "InvalidPolicyDocument",
        "The policy document is not a valid JSON policy document.",
    ),
]


def test_refused_as_aws_refuses(ec2: Any, private_dns: Any, refused: Any) -> None:
    for changed, code, message in REFUSALS:
        assert refused(ec2.create_vpc_endpoint, **interface(private_dns, **changed)) == (code, message), changed
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []


def test_other_types_are_refused_by_name(ec2: Any, net: Any, refused: Any) -> None:
    code, message = refused(ec2.create_vpc_endpoint, **interface(net, VpcEndpointType="GatewayLoadBalancer"))
    assert code == "NotSimulated"
    assert "GatewayLoadBalancer" in message


def test_subnet_and_group_of_another_vpc(ec2: Any, private_dns: Any, other_net: Any, refused: Any) -> None:
    foreign = interface(private_dns, SubnetIds=[other_net.subnet_a])
    assert refused(ec2.create_vpc_endpoint, **foreign)[0] == "InvalidParameter"
    group = interface(private_dns, SecurityGroupIds=[other_net.default_group])
    told = f"Security group {other_net.default_group} and subnet {private_dns.subnet_a} belong to different networks."
    assert refused(ec2.create_vpc_endpoint, **group) == ("InvalidParameter", told)


def test_one_subnet_per_zone(ec2: Any, private_dns: Any, refused: Any) -> None:
    second = ec2.create_subnet(VpcId=private_dns.vpc, CidrBlock="10.0.3.0/24", AvailabilityZone="us-east-1a")
    twin = second["Subnet"]["SubnetId"]
    params = interface(private_dns, SubnetIds=[private_dns.subnet_a, twin])
    assert refused(ec2.create_vpc_endpoint, **params) == (
        "DuplicateSubnetsInSameZone",
        f"Found another VPC endpoint subnet in the availability zone of {twin}. VPC endpoint subnets should be in "
        "different availability zones supported by the VPC endpoint service.",
    )


def test_private_dns_needs_both_attributes(ec2: Any, private_dns: Any, refused: Any) -> None:
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=private_dns.vpc, **{attribute: {"Value": False}})
        assert refused(ec2.create_vpc_endpoint, **interface(private_dns)) == (
            "InvalidParameter",
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for "
            f"{private_dns.vpc}",
        )
        ec2.modify_vpc_attribute(VpcId=private_dns.vpc, **{attribute: {"Value": True}})


def test_without_private_dns_the_attributes_dont_matter(ec2: Any, net: Any) -> None:
    endpoint = ec2.create_vpc_endpoint(**interface(net, PrivateDnsEnabled=False))["VpcEndpoint"]
    assert endpoint["PrivateDnsEnabled"] is False
    assert all("vpce" in entry["DnsName"] for entry in endpoint["DnsEntries"])


def test_the_private_name_is_free_only_when_the_endpoint_is_gone(
    ec2: Any, private_dns: Any, refused: Any, wait: Any
) -> None:
    first = made(ec2, **interface(private_dns))
    conflict = (
        "InvalidParameter",
        "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
        f"ssm.us-east-1.amazonaws.com in the VPC {private_dns.vpc}",
    )
    assert refused(ec2.create_vpc_endpoint, **interface(private_dns)) == conflict
    made(ec2, **interface(private_dns, PrivateDnsEnabled=False))
    ec2.delete_vpc_endpoints(VpcEndpointIds=[first])
    assert refused(ec2.create_vpc_endpoint, **interface(private_dns)) == conflict
    wait(91)
    assert made(ec2, **interface(private_dns)) != first


def test_deletion_takes_its_time_and_holds_the_subnet(ec2: Any, private_dns: Any, refused: Any, wait: Any) -> None:
    endpoint = made(ec2, **interface(private_dns))
    wait(80)
    assert ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])["Unsuccessful"] == []
    assert state(ec2, endpoint) == "deleting"
    told = f"The subnet '{private_dns.subnet_a}' has dependencies and cannot be deleted."
    assert refused(ec2.delete_subnet, SubnetId=private_dns.subnet_a) == ("DependencyViolation", told)
    assert ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])["Unsuccessful"] == []
    wait(91)
    assert refused(ec2.describe_vpc_endpoints, VpcEndpointIds=[endpoint]) == (
        "InvalidVpcEndpointId.NotFound",
        f"The Vpc Endpoint Id '{endpoint}' does not exist",
    )
    assert ec2.describe_network_interfaces()["NetworkInterfaces"] == []
    ec2.delete_subnet(SubnetId=private_dns.subnet_a)


def test_deleted_while_pending_it_never_becomes_available(ec2: Any, private_dns: Any, wait: Any) -> None:
    endpoint = made(ec2, **interface(private_dns))
    ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint])
    wait(80)
    assert state(ec2, endpoint) == "deleting"


def test_deleting_an_unknown_one_is_told_beside_the_others(ec2: Any, private_dns: Any) -> None:
    endpoint = made(ec2, **interface(private_dns))
    answer = ec2.delete_vpc_endpoints(VpcEndpointIds=["vpce-0", endpoint])
    assert [(item["ResourceId"], item["Error"]["Code"]) for item in answer["Unsuccessful"]] == [
        ("vpce-0", "InvalidVpcEndpoint.NotFound")
    ]
    assert state(ec2, endpoint) == "deleting"


def test_gateway_endpoint_writes_and_removes_its_route(ec2: Any, net: Any) -> None:
    endpoint = ec2.create_vpc_endpoint(VpcId=net.vpc, ServiceName=S3, RouteTableIds=[net.main_table])["VpcEndpoint"]
    assert (endpoint["State"], endpoint["VpcEndpointType"], endpoint["PrivateDnsEnabled"]) == (
        "available",
        "Gateway",
        False,
    )
    assert [route["GatewayId"] for route in routes(ec2, net) if "DestinationPrefixListId" in route] == [
        endpoint["VpcEndpointId"]
    ]
    assert ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint["VpcEndpointId"]])["Unsuccessful"] == []
    assert [route["GatewayId"] for route in routes(ec2, net)] == ["local"]
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []


def routes(ec2: Any, net: Any) -> Any:
    return ec2.describe_route_tables(RouteTableIds=[net.main_table])["RouteTables"][0]["Routes"]


def test_gateway_endpoint_twice_in_a_route_table(ec2: Any, net: Any, refused: Any) -> None:
    params = {"VpcId": net.vpc, "ServiceName": S3, "RouteTableIds": [net.main_table]}
    ec2.create_vpc_endpoint(**params)
    code, message = refused(ec2.create_vpc_endpoint, **params)
    assert code == "RouteAlreadyExists"
    assert message.startswith(f"route table {net.main_table} already has a route with destination-prefix-list-id pl-")


def test_the_route_of_an_endpoint_cant_be_deleted(ec2: Any, net: Any, refused: Any) -> None:
    ec2.create_vpc_endpoint(VpcId=net.vpc, ServiceName=S3, RouteTableIds=[net.main_table])
    prefix = next(route["DestinationPrefixListId"] for route in routes(ec2, net) if "DestinationPrefixListId" in route)
    told = f"cannot remove VPC endpoint route {prefix} in route table {net.main_table}"
    params = {"RouteTableId": net.main_table, "DestinationPrefixListId": prefix}
    assert refused(ec2.delete_route, **params) == ("InvalidParameterValue", told)


def test_gateway_endpoint_takes_no_subnets(ec2: Any, net: Any, refused: Any) -> None:
    told = "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints."
    params = {"VpcId": net.vpc, "ServiceName": S3, "SubnetIds": [net.subnet_a]}
    assert refused(ec2.create_vpc_endpoint, **params) == ("InvalidParameter", told)


def test_a_client_token_makes_one_endpoint(ec2: Any, private_dns: Any, refused: Any) -> None:
    first = made(ec2, ClientToken="one", **interface(private_dns))
    assert made(ec2, ClientToken="one", **interface(private_dns)) == first
    other = interface(private_dns, ServiceName="com.amazonaws.us-east-1.ssmmessages", ClientToken="one")
    assert refused(ec2.create_vpc_endpoint, **other)[0] == "IdempotentParameterMismatch"
    assert len(ec2.describe_vpc_endpoints()["VpcEndpoints"]) == 1


def test_a_dry_run_makes_nothing(ec2: Any, private_dns: Any, refused: Any) -> None:
    assert refused(ec2.create_vpc_endpoint, **interface(private_dns, DryRun=True))[0] == "DryRunOperation"
    assert ec2.describe_vpc_endpoints()["VpcEndpoints"] == []


def test_tags_and_filters(ec2: Any, private_dns: Any) -> None:
    tagged = [{"ResourceType": "vpc-endpoint", "Tags": [{"Key": "team", "Value": "a"}]}]
    endpoint = made(ec2, **interface(private_dns, TagSpecifications=tagged))
    made(ec2, **interface(private_dns, ServiceName="com.amazonaws.us-east-1.ssmmessages"))

    def found(name: str, *values: str) -> list[str]:
        answer = ec2.describe_vpc_endpoints(Filters=[{"Name": name, "Values": list(values)}])
        return [item["VpcEndpointId"] for item in answer["VpcEndpoints"]]

    assert found("tag:team", "a") == [endpoint]
    assert found("vpc-endpoint-id", endpoint) == [endpoint]
    assert found("service-name", SSM) == [endpoint]
    assert len(found("vpc-endpoint-state", "pending")) == 2
    assert found("vpc-endpoint-state", "available") == []


def test_a_policy_is_kept(ec2: Any, net: Any) -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    endpoint = made(ec2, VpcId=net.vpc, ServiceName=S3, PolicyDocument=text)
    shown = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"][0]
    assert json.loads(shown["PolicyDocument"])["Statement"] == [statement]
