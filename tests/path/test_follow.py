"""Ways that lead through, ways that end, and by which rule: each reason once, in the topology where people meet it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from c9lib.path import Network, Path, Reason, from_interface, from_subnet, host, service
from tests.path.building import (
    EVERYTHING_OUT,
    GROUP,
    GUARD,
    IGW,
    NAT,
    PRIVATE,
    PUBLIC,
    S3_LIST,
    VPC,
    acl,
    behind_nat,
    endpoint,
    group,
    https,
    interface,
    nat_gateway,
    network,
    route,
    subnet,
    table,
    with_endpoints,
)

SSM = service("ssm", "us-east-1")
S3 = service("s3", "us-east-1")
AT_HOME = interface(PUBLIC, public="203.0.113.7")


def kinds(path: Path, *, back: bool = False) -> list[str]:
    return [hop.kind for hop in path.hops if hop.back == back]


def test_out_by_the_internet_gateway() -> None:
    path = from_interface(network(), AT_HOME, SSM)
    assert path.reachable
    assert path.certain
    assert path.reason == ""
    out = ["network-interface", "vpc", "security-group", "network-acl", "route-table", "internet-gateway", "internet"]
    assert kinds(path) == out
    assert [hop.rule for hop in path.hops if hop.kind == "route-table"] == ["rtb-public: 0.0.0.0/0 to igw-1"]
    assert [(hop.kind, hop.rule) for hop in path.hops if hop.back] == [
        ("network-acl", "acl-open inbound 100: allow all traffic 0.0.0.0/0")
    ]


def test_out_by_the_nat_gateway_and_back() -> None:
    path = from_interface(behind_nat(), interface(), SSM)
    assert path.reachable
    assert path.certain
    out = ["network-interface", "vpc", "security-group", "network-acl", "route-table"]
    beyond = ["network-acl", "nat-gateway", "network-acl", "route-table", "internet-gateway", "internet"]
    assert kinds(path) == [*out, *beyond]
    assert kinds(path, back=True) == ["network-acl"] * 3


def test_to_an_endpoint_in_the_same_subnet_no_network_acl_is_passed() -> None:
    path = from_interface(with_endpoints(), interface(), SSM)
    assert path.reachable
    assert path.endpoint_id == "vpce-ssm"
    assert kinds(path) == ["network-interface", "vpc", "security-group", "security-group", "vpc-endpoint"]
    assert kinds(path, back=True) == []


def test_to_an_endpoint_in_another_subnet_four_crossings_are_passed() -> None:
    path = from_interface(with_endpoints(PUBLIC), interface(), SSM)
    assert path.reachable
    assert [hop.kind for hop in path.hops].count("network-acl") == 4


def test_s3_by_its_gateway_endpoint_needs_no_public_address() -> None:
    by_list = {"DestinationPrefixListId": S3_LIST, "GatewayId": "vpce-s3", "State": "active"}
    made = {"VpcEndpointId": "vpce-s3", "VpcId": VPC, "VpcEndpointType": "Gateway", "State": "available"}
    told = network(
        route_tables=[table("rtb-private", by_list, main=True)],
        vpc_endpoints=[{**made, "ServiceName": "com.amazonaws.us-east-1.s3", "RouteTableIds": ["rtb-private"]}],
    )
    path = from_interface(told, interface(), S3)
    assert path.reachable
    assert path.endpoint_id == "vpce-s3"
    assert not from_interface(told, interface(), SSM).reachable
    pending = replace(told, vpc_endpoints=[{**told.vpc_endpoints[0], "State": "Pending"}])
    assert from_interface(pending, interface(), S3).reason == Reason.BAD_STATE


@pytest.mark.parametrize(
    ("told", "where", "reason", "words", "mend"),
    [
        pytest.param(
            network(),
            interface(),
            Reason.NO_ROUTE,
            "The route table rtb-private (the main one, as subnet-private has none of its own)",
            "aws ec2 create-security-group",
            id="a private subnet without any way",
        ),
        pytest.param(
            network(),
            interface(PUBLIC),
            Reason.NO_PUBLIC_ADDRESS,
            "eni-1 has no public IPv4 address.",
            'aws ec2 associate-address --network-interface-id eni-1 --allocation-id "$(aws ec2 allocate-address',
            id="a public subnet, but no public address",
        ),
        pytest.param(
            network(internet_gateways=[{"InternetGatewayId": IGW, "Attachments": []}]),
            AT_HOME,
            Reason.BAD_STATE_ROUTE,
            "igw-1, to which rtb-public leads, isn't attached to vpc-1",
            "aws ec2 attach-internet-gateway --internet-gateway-id igw-1 --vpc-id vpc-1 --region us-east-1",
            id="a detached internet gateway",
        ),
        pytest.param(
            network(internet_gateways=[]),
            AT_HOME,
            Reason.BAD_STATE_ROUTE,
            "igw-1, to which rtb-public leads, doesn't exist",
            'aws ec2 attach-internet-gateway --internet-gateway-id "$(aws ec2 create-internet-gateway',
            id="an internet gateway that is gone",
        ),
        pytest.param(
            behind_nat(nat_gateways=[nat_gateway(state="pending")]),
            interface(),
            Reason.BAD_STATE,
            "The NAT gateway nat-1 is pending.",
            "",
            id="a NAT gateway that isn't ready yet",
        ),
        pytest.param(
            behind_nat(nat_gateways=[nat_gateway(state="failed", FailureMessage="Network vpc-1 has no gateway")]),
            interface(),
            Reason.BAD_STATE,
            "The NAT gateway nat-1 is failed: Network vpc-1 has no gateway.",
            "aws ec2 create-nat-gateway --subnet-id subnet-public",
            id="a NAT gateway that failed",
        ),
        pytest.param(
            behind_nat(nat_gateways=[nat_gateway(ConnectivityType="private")]),
            interface(),
            Reason.NO_PUBLIC_ADDRESS,
            "nat-1 is a private NAT gateway",
            "aws ec2 create-nat-gateway --subnet-id subnet-public",
            id="a private NAT gateway",
        ),
        pytest.param(
            behind_nat(nat_gateways=[nat_gateway(where=PRIVATE)]),
            interface(),
            Reason.NO_ROUTE,
            "subnet-private, the subnet of nat-1, leads to nat-1",
            "aws ec2 replace-route --route-table-id rtb-private",
            id="a NAT gateway in the private subnet",
        ),
        pytest.param(
            behind_nat(
                block_public_access={"InternetGatewayBlockMode": "block-bidirectional"},
            ),
            interface(),
            Reason.PUBLIC_ACCESS_BLOCKED,
            "VPC Block Public Access (block-bidirectional) keeps subnet-public from its internet gateway",
            "aws ec2 create-vpc-block-public-access-exclusion --subnet-id subnet-public"
            " --internet-gateway-exclusion-mode allow-egress",
            id="public access blocked in both directions",
        ),
        pytest.param(
            network(block_public_access={"InternetGatewayBlockMode": "block-ingress"}),
            AT_HOME,
            Reason.PUBLIC_ACCESS_BLOCKED,
            "VPC Block Public Access (block-ingress) keeps subnet-public",
            "--internet-gateway-exclusion-mode allow-bidirectional",
            id="ingress blocked stops the internet gateway",
        ),
        pytest.param(
            network(vpc_attributes={VPC: {"enableDnsSupport": False, "enableDnsHostnames": False}}),
            AT_HOME,
            Reason.UNKNOWN_DESTINATION,
            "enableDnsSupport of vpc-1 is off",
            "aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-support Value=true --region us-east-1",
            id="no resolver",
        ),
        pytest.param(
            with_endpoints(vpc_attributes={VPC: {"enableDnsSupport": True, "enableDnsHostnames": False}}),
            interface(),
            Reason.NO_ROUTE,
            "private DNS of vpce-ssm needs enableDnsHostnames, which is off in vpc-1",
            "aws ec2 modify-vpc-attribute --vpc-id vpc-1 --enable-dns-hostnames Value=true --region us-east-1",
            id="private DNS without host names",
        ),
        pytest.param(
            with_endpoints(vpc_endpoints=[endpoint("ssm", PRIVATE, private_dns=False)]),
            interface(),
            Reason.NO_ROUTE,
            "the private DNS of vpce-ssm is off",
            "aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-ssm --private-dns-enabled --region us-east-1",
            id="private DNS off",
        ),
        pytest.param(
            with_endpoints(vpc_endpoints=[endpoint("ssm", PRIVATE, state="pending")]),
            interface(),
            Reason.BAD_STATE,
            "vpce-ssm is pending",
            "",
            id="an endpoint that isn't ready yet",
        ),
        pytest.param(
            with_endpoints(vpc_endpoints=[endpoint("ssm")]),
            interface(),
            Reason.NOWHERE,
            "vpce-ssm is in no subnet",
            "aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-ssm --add-subnet-ids subnet-private",
            id="an endpoint without a subnet",
        ),
        pytest.param(
            with_endpoints(security_groups=[group(GROUP, [EVERYTHING_OUT], []), group(GUARD, [], [])]),
            interface(),
            Reason.GROUP_EMPTY,
            "sg-endpoints has no rule at all for inbound TCP 443 from 10.0.2.10.",
            "aws ec2 authorize-security-group-ingress --group-id sg-endpoints --protocol tcp --port 443"
            " --source-group sg-instance --region us-east-1",
            id="an endpoint that lets nobody in",
        ),
        pytest.param(
            with_endpoints(
                security_groups=[
                    group(GROUP, [https(IpRanges=[{"CidrIp": "10.9.0.0/16"}])], []),
                    group(GUARD, [], [https(UserIdGroupPairs=[{"GroupId": GROUP}])]),
                ]
            ),
            interface(),
            Reason.GROUP_MISMATCH,
            "sg-instance has no rule for outbound TCP 443 to 10.0.2.50.",
            "IpRanges=[{CidrIp=0.0.0.0/0}]",
            id="an instance that may not call the endpoint",
        ),
    ],
)
def test_a_way_ends_with_its_reason_and_its_remedy(
    told: Network, where: dict[str, Any], reason: Reason, words: str, mend: str
) -> None:
    path = from_interface(told, where, SSM)
    assert not path.reachable
    assert path.certain
    assert path.reason == reason
    assert words in path.explanation
    assert path.hops[-1].status == "stop"
    assert (mend in path.remedy[0] or mend in path.remedy[-1]) if mend else path.remedy == ()
    assert all(line.startswith("aws ec2 ") and line.endswith("--region us-east-1") for line in path.remedy)


def test_a_stop_at_an_acl_comes_before_what_is_behind_it() -> None:
    told = network(network_acls=[acl("acl-closed", default=True)])
    assert from_interface(told, interface(), SSM).reason == Reason.ACL, "though there is no route, either"


def test_the_forecast_follows_the_subnet_or_what_the_launch_asks_for() -> None:
    assert from_subnet(network(), PUBLIC, SSM).reachable
    asked = from_subnet(network(), PUBLIC, SSM, public_address=False)
    assert (asked.reason, asked.remedy) == (Reason.NO_PUBLIC_ADDRESS, ())
    told = network(subnets=[subnet(PUBLIC, "10.0.1.0/24")])
    path = from_subnet(told, PUBLIC, SSM)
    assert path.reason == Reason.NO_PUBLIC_ADDRESS
    assert path.remedy == (
        "aws ec2 modify-subnet-attribute --subnet-id subnet-public --map-public-ip-on-launch --region us-east-1",
    )


def test_a_forecast_counts_on_no_group_that_isnt_there_yet() -> None:
    guarded = [group(GROUP, [EVERYTHING_OUT], []), group(GUARD, [], [https(UserIdGroupPairs=[{"GroupId": GROUP}])])]
    told = with_endpoints(security_groups=guarded)
    assert from_subnet(told, PRIVATE, SSM, group_ids=[GROUP]).reachable
    forecast = from_subnet(told, PRIVATE, SSM)
    assert forecast.reason == Reason.GROUP_MISMATCH
    assert "--cidr 10.0.2.0/24" in forecast.remedy[0]


def test_any_host_and_port() -> None:
    assert from_interface(network(), AT_HOME, host("example.com", "93.184.216.34", 8443)).reachable
    known = network(network_interfaces=[interface(PUBLIC, groups=(GUARD,))])
    inside = replace(known, security_groups=[*network().security_groups])
    assert from_interface(inside, interface(), host("db", "10.0.1.10")).reachable
    assert from_interface(inside, interface(), host("db", "10.0.1.10", 5432)).reason == Reason.GROUP_MISMATCH
    assert from_interface(inside, interface(), host("db", "10.0.1.99")).reason == Reason.NOWHERE


def test_what_doesnt_exist_is_said() -> None:
    assert from_interface(network(), "eni-9", SSM).explanation == "The network-interface eni-9 doesn't exist here."
    assert from_subnet(network(), "subnet-9", SSM).reason == Reason.UNKNOWN_RESOURCE
    stranger = {**interface(), "Groups": [{"GroupId": "sg-9"}]}
    assert from_interface(network(), stranger, SSM).reason == Reason.UNKNOWN_RESOURCE
    assert from_interface(behind_nat(nat_gateways=[]), interface(), SSM).reason == Reason.UNKNOWN_RESOURCE


def test_the_answer_follows_the_route_table_of_where_it_comes_from() -> None:
    appliance = route("10.0.2.0/24", NetworkInterfaceId="eni-9")
    gone = {**appliance, "State": "blackhole"}
    out = route("0.0.0.0/0", GatewayId=IGW)
    by_nat = table("rtb-private", route("0.0.0.0/0", NatGatewayId=NAT), main=True)
    for onward, reason in ((appliance, Reason.UNSUPPORTED), (gone, Reason.BAD_STATE_ROUTE)):
        told = behind_nat(route_tables=[table("rtb-public", out, onward, subnets=(PUBLIC,)), by_nat])
        path = from_interface(told, interface(), SSM)
        assert path.reason == reason
        assert path.hops[-1].back
        beside = with_endpoints(PUBLIC, route_tables=told.route_tables)
        assert from_interface(beside, interface(), SSM).reason == reason
    assert path.remedy == (
        "aws ec2 delete-route --route-table-id rtb-public --destination-cidr-block 10.0.2.0/24 --region us-east-1",
    )


def test_an_endpoint_that_lacks_among_others_is_the_cause() -> None:
    told = with_endpoints(vpc_endpoints=[endpoint("ssm", PRIVATE)])
    path = from_interface(told, interface(), service("ssmmessages", "us-east-1"))
    assert path.explanation.startswith("vpc-1 has no interface endpoint for ssmmessages (it has interface endpoints")
