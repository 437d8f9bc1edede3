"""The way out of a subnet: route tables, gateways, public addresses; each fault by its code and with what mends it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from c9lib.path import Network, Path, Reason, leads_out, leads_out_from_subnet

VPC = "vpc-1"
SUBNET = "subnet-1"
IGW = "igw-1"


def table(*routes: dict[str, Any], name: str = "rtb-1", main: bool = False, subnet: str = SUBNET) -> dict[str, Any]:
    association = {"Main": main, "AssociationState": {"State": "associated"}, **({} if main else {"SubnetId": subnet})}
    local = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}
    return {"RouteTableId": name, "VpcId": VPC, "Associations": [association], "Routes": [local, *routes]}


def route(
    target: str = IGW, cidr: str = "0.0.0.0/0", state: str = "active", member: str = "GatewayId"
) -> dict[str, Any]:
    return {"DestinationCidrBlock": cidr, member: target, "State": state}


def gateway(name: str = IGW, vpc: str | None = VPC, state: str = "available") -> dict[str, Any]:
    return {"InternetGatewayId": name, "Attachments": [{"VpcId": vpc, "State": state}] if vpc else []}


def interface(public: str = "54.214.0.1") -> dict[str, Any]:
    told = {"NetworkInterfaceId": "eni-1", "SubnetId": SUBNET, "VpcId": VPC, "PrivateIpAddress": "10.0.1.4"}
    return {**told, "Association": {"PublicIp": public}} if public else told


def network(**changed: Any) -> Network:
    whole = Network(
        vpcs=[{"VpcId": VPC, "CidrBlock": "10.0.0.0/16"}],
        subnets=[{"SubnetId": SUBNET, "VpcId": VPC, "CidrBlock": "10.0.1.0/24", "MapPublicIpOnLaunch": True}],
        route_tables=[table(route())],
        internet_gateways=[gateway()],
        network_interfaces=[interface()],
    )
    return replace(whole, **changed)


def ended(path: Path, reason: Reason) -> Path:
    assert not path.reachable
    assert path.reason == reason
    assert path.explanation
    return path


def test_a_public_instance_reaches_the_internet_hop_by_hop() -> None:
    path = leads_out(network(), "eni-1")
    assert path.reachable
    assert [(hop.kind, hop.id) for hop in path.hops[:-1]] == [
        ("network-interface", "eni-1"),
        ("subnet", SUBNET),
        ("route-table", "rtb-1"),
        ("internet-gateway", IGW),
    ]
    assert path.hops[-1].kind == "internet"
    assert (path.reason, path.explanation, path.remedy) == ("", "", ())
    assert str(path.hops[0]) == "network-interface eni-1 (54.214.0.1)"


def test_the_interface_may_be_given_as_ec2_describes_it() -> None:
    assert leads_out(network(network_interfaces=[]), interface()).reachable


def test_without_a_default_route() -> None:
    path = ended(leads_out(network(route_tables=[table()]), "eni-1"), Reason.NO_ROUTE)
    assert path.hops[-1].id == "rtb-1"
    assert "rtb-1, the route table of subnet-1," in path.explanation
    assert path.remedy == (
        "aws ec2 create-route --route-table-id rtb-1 --destination-cidr-block 0.0.0.0/0 --gateway-id igw-1",
    )


def test_without_a_default_route_and_without_a_gateway_the_gateway_comes_first() -> None:
    path = ended(leads_out(network(route_tables=[table()], internet_gateways=[]), "eni-1"), Reason.NO_ROUTE)
    assert [command.split()[2] for command in path.remedy] == [
        "create-internet-gateway",
        "attach-internet-gateway",
        "create-route",
    ]


def test_a_gateway_of_another_vpc_is_no_remedy() -> None:
    path = leads_out(network(route_tables=[table()], internet_gateways=[gateway(vpc="vpc-2")]), "eni-1")
    assert path.remedy[0] == "aws ec2 create-internet-gateway"


def test_a_route_whose_target_is_gone() -> None:
    path = ended(
        leads_out(network(route_tables=[table(route("igw-9", state="blackhole"))]), "eni-1"), Reason.BAD_STATE_ROUTE
    )
    assert "igw-9" in path.explanation
    assert "blackhole" in path.explanation
    assert path.remedy[-1].startswith("aws ec2 replace-route --route-table-id rtb-1")
    assert path.remedy[-1].endswith("--gateway-id igw-1")


def test_a_blackhole_without_a_target_still_ends_the_way() -> None:
    black = {"DestinationCidrBlock": "0.0.0.0/0", "State": "blackhole"}
    ended(leads_out(network(route_tables=[table(black)]), "eni-1"), Reason.BAD_STATE_ROUTE)


def test_a_gateway_that_is_gone() -> None:
    path = ended(leads_out(network(internet_gateways=[gateway("igw-2")]), "eni-1"), Reason.BAD_STATE_ROUTE)
    assert "igw-1, to which rtb-1 leads, doesn't exist" in path.explanation
    assert path.remedy[-1].endswith("--gateway-id igw-2")


@pytest.mark.parametrize(
    ("attached", "mend"),
    [
        (gateway(vpc=None), "aws ec2 attach-internet-gateway --internet-gateway-id igw-1 --vpc-id vpc-1"),
        (gateway(vpc="vpc-2"), "aws ec2 create-internet-gateway"),
        (gateway(state="detaching"), "aws ec2 create-internet-gateway"),
    ],
)
def test_a_gateway_that_isnt_attached_here(attached: dict[str, Any], mend: str) -> None:
    path = ended(leads_out(network(internet_gateways=[attached]), "eni-1"), Reason.BAD_STATE_ROUTE)
    assert "isn't attached to vpc-1" in path.explanation
    assert path.remedy[0] == mend


def test_without_a_public_address() -> None:
    path = ended(leads_out(network(), interface(public="")), Reason.NO_PUBLIC_ADDRESS)
    assert path.hops[-1].id == IGW
    assert [command.split()[2] for command in path.remedy] == ["allocate-address", "associate-address"]
    assert "eni-1" in path.remedy[1]


@pytest.mark.parametrize(
    ("member", "target", "kind"),
    [
        ("NatGatewayId", "nat-1", "nat-gateway"),
        ("TransitGatewayId", "tgw-1", "transit-gateway"),
        ("VpcPeeringConnectionId", "pcx-1", "vpc-peering-connection"),
        ("NetworkInterfaceId", "eni-9", "network-interface"),
        ("GatewayId", "vgw-1", "vpn-gateway"),
        ("GatewayId", "vpce-1", "vpc-endpoint"),
        ("GatewayId", "somewhere", "gateway"),
    ],
)
def test_what_isnt_evaluated_says_so(member: str, target: str, kind: str) -> None:
    path = leads_out(network(route_tables=[table(route(target, member=member))]), "eni-1")
    ended(path, Reason.UNSUPPORTED)
    assert target in path.explanation
    assert "not evaluated" in path.explanation
    assert (path.hops[-1].kind, path.hops[-1].id) == (kind, target)


def test_the_longest_prefix_wins() -> None:
    other = route("nat-1", cidr="52.0.0.0/8", member="NatGatewayId")
    ended(leads_out(network(route_tables=[table(route(), other)]), "eni-1"), Reason.UNSUPPORTED)
    halves = [route(cidr="0.0.0.0/1"), route(cidr="128.0.0.0/1")]
    assert leads_out(network(route_tables=[table(*halves)]), "eni-1").reachable


def test_a_route_to_a_prefix_list_or_for_ipv6_is_no_way_out() -> None:
    others = [
        {"DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "State": "active"},
        {"DestinationIpv6CidrBlock": "::/0", "GatewayId": IGW, "State": "active"},
    ]
    ended(leads_out(network(route_tables=[table(*others)]), "eni-1"), Reason.NO_ROUTE)


def test_a_tables_own_subnet_before_the_main_table() -> None:
    private, public = table(name="rtb-own"), table(route(), name="rtb-main", main=True)
    ended(leads_out(network(route_tables=[public, private]), "eni-1"), Reason.NO_ROUTE)
    assert leads_out(network(route_tables=[public, table(name="rtb-other", subnet="subnet-2")]), "eni-1").reachable


def test_an_association_that_isnt_in_force_doesnt_count() -> None:
    own = table()
    own["Associations"][0]["AssociationState"]["State"] = "disassociating"
    assert leads_out(network(route_tables=[own, table(route(), name="rtb-main", main=True)]), "eni-1").reachable


def test_the_main_table_of_another_vpc_doesnt_count() -> None:
    foreign = {**table(route(), main=True), "VpcId": "vpc-2"}
    path = ended(leads_out(network(route_tables=[foreign]), "eni-1"), Reason.UNASSOCIATED)
    assert path.remedy == ()


def test_what_doesnt_exist() -> None:
    assert "eni-9" in ended(leads_out(network(), "eni-9"), Reason.UNKNOWN_RESOURCE).explanation
    assert "subnet-9" in ended(leads_out_from_subnet(network(), "subnet-9"), Reason.UNKNOWN_RESOURCE).explanation
    assert "subnet-1" in ended(leads_out(network(subnets=[]), "eni-1"), Reason.UNKNOWN_RESOURCE).explanation


def test_the_forecast_for_a_subnet_follows_its_own_setting() -> None:
    assert leads_out_from_subnet(network(), SUBNET).reachable
    subnet = {"SubnetId": SUBNET, "VpcId": VPC, "CidrBlock": "10.0.1.0/24", "MapPublicIpOnLaunch": False}
    path = ended(leads_out_from_subnet(network(subnets=[subnet]), SUBNET), Reason.NO_PUBLIC_ADDRESS)
    assert "MapPublicIpOnLaunch is off" in path.explanation
    assert path.remedy == ("aws ec2 modify-subnet-attribute --subnet-id subnet-1 --map-public-ip-on-launch",)
    assert leads_out_from_subnet(network(subnets=[subnet]), SUBNET, public_address=True).reachable


def test_the_forecast_for_a_launch_that_wants_no_address() -> None:
    path = ended(leads_out_from_subnet(network(), SUBNET, public_address=False), Reason.NO_PUBLIC_ADDRESS)
    assert "the launch asks for none" in path.explanation
    assert path.remedy == (), "the subnet's setting doesn't change what the launch asks for"
