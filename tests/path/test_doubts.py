"""What isn't certain: what isn't evaluated here is named, and never an ok; what decides nothing is a note."""

from __future__ import annotations

from dataclasses import replace

import pytest

from c9lib.path import Reason, from_interface, service
from tests.path.building import (
    GROUP,
    IGW,
    PRIVATE,
    PUBLIC,
    S3_LIST,
    acl,
    group,
    https,
    interface,
    network,
    route,
    subnet,
    table,
    with_endpoints,
)

SSM = service("ssm", "us-east-1")
S3 = service("s3", "us-east-1")
AT_HOME = interface(PUBLIC, public="203.0.113.7")


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


@pytest.mark.parametrize(("cidr", "certain"), [("52.94.0.0/15", False), ("8.8.8.0/24", True)])
def test_a_route_that_may_take_a_services_traffic_is_a_doubt_one_to_a_partner_a_note(cidr: str, certain: bool) -> None:
    out, partner = route("0.0.0.0/0", GatewayId=IGW), route(cidr, TransitGatewayId="tgw-1")
    told = network(route_tables=[table("rtb-public", out, partner, subnets=(PUBLIC,))])
    path = from_interface(told, AT_HOME, SSM)
    assert (path.reachable, path.certain) == (True, certain)
    assert certain == any("tgw-1" in note for note in path.notes)


def test_options_that_name_no_dns_server_are_a_caveat() -> None:
    options = {"DhcpOptionsId": "dopt-1", "DhcpConfigurations": [{"Key": "ntp-servers", "Values": []}]}
    path = from_interface(network(dhcp_options=[options]), AT_HOME, SSM)
    assert (path.reachable, path.certain) == (True, False)
    assert "name no DNS server" in path.caveats[0]
    assert from_interface(network(dhcp_options=[]), AT_HOME, SSM).certain, "the Region's own options name Amazon's"
