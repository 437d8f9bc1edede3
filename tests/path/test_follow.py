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
            "rtb-private, the route table of subnet-private, has no route to the internet (0.0.0.0/0).",
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
            "sg-endpoints has no rule at all for inbound TCP 443 from 10.0.2.10/32.",
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
            "sg-instance has no rule for outbound TCP 443 to 10.0.2.50/32.",
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


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ({"TransitGatewayId": "tgw-1"}, "transit-gateway"),
        ({"VpcPeeringConnectionId": "pcx-1"}, "vpc-peering-connection"),
        ({"NetworkInterfaceId": "eni-9"}, "network-interface"),
        ({"GatewayId": "vgw-1"}, "vpn-gateway"),
        ({"GatewayId": "vpce-gwlb"}, "vpc-endpoint"),
    ],
)
def test_what_isnt_evaluated_is_named_and_certain_of_nothing(target: dict[str, str], kind: str) -> None:
    told = network(route_tables=[table("rtb-private", route("0.0.0.0/0", **target), main=True)])
    path = from_interface(told, interface(), SSM)
    assert (path.reachable, path.certain, path.reason) == (False, False, Reason.UNSUPPORTED)
    assert (path.hops[-1].kind, path.hops[-1].status) == (kind, "unknown")
    assert "not evaluated here" in path.explanation
    assert path.remedy == ()


def test_another_ones_dns_servers_are_a_caveat_never_an_ok() -> None:
    options = {
        "DhcpOptionsId": "dopt-1",
        "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": [{"Value": "10.0.0.53"}]}],
    }
    path = from_interface(network(dhcp_options=[options]), AT_HOME, SSM)
    assert path.reachable
    assert not path.certain
    assert "10.0.0.53" in path.caveats[0]
    closed = from_interface(with_endpoints(dhcp_options=[options]), interface(), SSM)
    assert (closed.reachable, closed.certain) == (False, False), "the endpoints' private names aren't asked for"


@pytest.mark.parametrize("server", ["AmazonProvidedDNS", "169.254.169.253", "10.0.0.2"])
def test_amazons_own_resolver_goes_by_three_names(server: str) -> None:
    options = {
        "DhcpOptionsId": "dopt-1",
        "DhcpConfigurations": [{"Key": "domain-name-servers", "Values": [{"Value": server}]}],
    }
    assert from_interface(with_endpoints(dhcp_options=[options]), interface(), SSM).certain


def test_an_endpoint_of_which_one_interface_answers_is_reached_with_a_caveat() -> None:
    closed = acl("acl-closed", subnets=(PUBLIC,))
    told = with_endpoints(PRIVATE, PUBLIC)
    path = from_interface(replace(told, network_acls=[*told.network_acls, closed]), interface(), SSM)
    assert path.reachable
    assert not path.certain
    assert "eni-ssm-subnet-public" in path.caveats[0]
    assert [line.split()[2] for line in path.remedy] == ["create-network-acl-entry"] * 2, "in, and the answer out"


def test_a_stop_at_an_acl_comes_before_what_is_behind_it() -> None:
    told = network(network_acls=[acl("acl-closed", default=True)])
    assert from_interface(told, interface(), SSM).reason == Reason.ACL, "though there is no route, either"


def test_a_rule_for_some_of_the_internet_is_no_certainty() -> None:
    groups = [group(GROUP, [https(IpRanges=[{"CidrIp": "52.46.0.0/16"}])], [])]
    path = from_interface(network(security_groups=groups), AT_HOME, SSM)
    assert path.reachable
    assert not path.certain
    groups = [group(GROUP, [https(IpRanges=[{"CidrIp": "3.0.0.0/8"}])], [])]
    path = from_interface(network(security_groups=groups), AT_HOME, SSM)
    assert not path.reachable
    assert not path.certain


def test_a_rule_for_amazons_prefix_list_is_exact() -> None:
    groups = [group(GROUP, [https(PrefixListIds=[{"PrefixListId": S3_LIST}])], [])]
    told = network(security_groups=groups)
    assert from_interface(told, AT_HOME, S3).certain
    assert from_interface(told, AT_HOME, SSM).reason == Reason.GROUP_MISMATCH


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


def test_ipv6_is_named_and_decides_nothing() -> None:
    v6 = subnet(PUBLIC, "10.0.1.0/24", Ipv6CidrBlockAssociationSet=[{"Ipv6CidrBlock": "2001:db8::/64"}])
    path = from_interface(network(subnets=[v6]), AT_HOME, SSM)
    assert path.certain
    assert "only IPv4" in path.notes[0]


def test_what_the_owner_of_a_shared_subnet_keeps_to_itself_is_no_verdict() -> None:
    shared = subnet(PUBLIC, "10.0.1.0/24", MapPublicIpOnLaunch=True, OwnerId="999999999999")
    told = network(subnets=[shared], internet_gateways=[], account_id="123456789012")
    path = from_interface(told, AT_HOME, SSM)
    assert (path.reachable, path.certain, path.reason) == (False, False, Reason.UNKNOWN_RESOURCE)
    own = replace(told, account_id="999999999999")
    assert from_interface(own, AT_HOME, SSM).reason == Reason.BAD_STATE_ROUTE
