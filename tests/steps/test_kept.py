"""What somebody has in a network of ours survives its tear-down as it is, and works; what it doesn't need goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from c9lib.aws import Session
from c9lib.checks.network_reads import NetworkReads
from c9lib.checks.reader import Reader
from c9lib.path import from_subnet, service
from c9lib.steps import TearDownStep, inventory, leftovers, prove
from c9lib.steps.network_parts import Parts, parts
from c9lib.steps.network_site import site
from tests.steps.conftest import Connected

Done = Callable[..., None]
Shell = Callable[[str], None]
Made = Mapping[str, Any]


def reaches(session: Session, vpc_id: str, subnet_id: str, *, public: bool = True) -> bool:
    """Whether one gets from a subnet to Systems Manager, with a public address or without."""
    network = NetworkReads(Reader(session), (vpc_id,)).network()
    return from_subnet(network, subnet_id, service("ssm", session.region), public_address=public).reachable


def removals(session: Session) -> set[str]:
    """The commands that the plan of a tear-down names."""
    notes = TearDownStep(session).plan_undo().notes
    return {note.partition("If it may go: ")[2] for note in notes if "If it may go: " in note}


def test_who_lives_behind_the_nat_gateway_keeps_the_whole_way_out(
    connected: Connected, done: Done, in_shell: Shell
) -> None:
    session, ec2 = connected(network="nat"), connected(deployment="somebody").client("ec2")
    done(session, "network")
    here = site(session)
    vpc_id, subnet_id = here.vpc["VpcId"] if here.vpc else "", here.subnets("private")["us-east-1a"]["SubnetId"]
    name = ec2.create_network_interface(SubnetId=subnet_id)["NetworkInterface"]["NetworkInterfaceId"]
    before = ec2.describe_network_interfaces(NetworkInterfaceIds=[name])["NetworkInterfaces"]
    session.target.let_pass(600)
    was = parts(session)
    assert reaches(session, vpc_id, subnet_id, public=False)
    TearDownStep(session).undo()
    assert parts(session) == was
    assert reaches(session, vpc_id, subnet_id, public=False)
    assert ec2.describe_network_interfaces(NetworkInterfaceIds=[name])["NetworkInterfaces"] == before
    proof = prove(session, inventory(session))
    assert (len(proof.of("left")), proof.cost_per_hour) == (len(proof.rows), pytest.approx(0.05))
    (removal,) = removals(session)
    in_shell(removal)
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()


def test_who_lives_in_the_public_half_needs_no_nat_gateway(connected: Connected, done: Done) -> None:
    session, ec2 = connected(network="nat"), connected(deployment="somebody").client("ec2")
    done(session, "network")
    subnet_id = site(session).subnets("public")["us-east-1a"]["SubnetId"]
    ec2.create_network_interface(SubnetId=subnet_id)
    TearDownStep(session).undo()
    left = parts(session)
    assert [one["SubnetId"] for one in left.subnets] == [subnet_id]
    assert (len(left.vpcs), len(left.tables), len(left.gateways)) == (1, 1, 1)
    assert (left.nat_gateways, left.addresses) == ([], [])
    assert reaches(session, left.vpcs[0]["VpcId"], subnet_id)


def group(ec2: Any, vpc_id: str) -> Made:
    made = ec2.create_security_group(VpcId=vpc_id, GroupName="theirs", Description="of somebody")
    return {"describe_security_groups": {"GroupIds": [made["GroupId"]]}}


def subnet(ec2: Any, vpc_id: str) -> Made:
    made = ec2.create_subnet(VpcId=vpc_id, CidrBlock="10.0.200.0/24")["Subnet"]
    return {"describe_subnets": {"SubnetIds": [made["SubnetId"]]}}


def table(ec2: Any, vpc_id: str) -> Made:
    made = ec2.create_route_table(VpcId=vpc_id)["RouteTable"]
    return {"describe_route_tables": {"RouteTableIds": [made["RouteTableId"]]}}


def network_acl(ec2: Any, vpc_id: str) -> Made:
    made = ec2.create_network_acl(VpcId=vpc_id)["NetworkAcl"]
    return {"describe_network_acls": {"NetworkAclIds": [made["NetworkAclId"]]}}


def endpoint(ec2: Any, vpc_id: str) -> Made:
    made = ec2.create_vpc_endpoint(VpcId=vpc_id, ServiceName="com.amazonaws.us-east-1.s3")["VpcEndpoint"]
    return {"describe_vpc_endpoints": {"VpcEndpointIds": [made["VpcEndpointId"]]}}


def peering(ec2: Any, vpc_id: str) -> Made:
    other = ec2.create_vpc(CidrBlock="10.77.0.0/16")["Vpc"]["VpcId"]
    made = ec2.create_vpc_peering_connection(VpcId=vpc_id, PeerVpcId=other)["VpcPeeringConnection"]
    ec2.accept_vpc_peering_connection(VpcPeeringConnectionId=made["VpcPeeringConnectionId"])
    return {"describe_vpc_peering_connections": {"VpcPeeringConnectionIds": [made["VpcPeeringConnectionId"]]}}


def vpn(ec2: Any, vpc_id: str) -> Made:
    made = ec2.create_vpn_gateway(Type="ipsec.1")["VpnGateway"]["VpnGatewayId"]
    ec2.attach_vpn_gateway(VpcId=vpc_id, VpnGatewayId=made)
    return {"describe_vpn_gateways": {"VpnGatewayIds": [made]}}


def told(ec2: Any, made: Made) -> Any:
    """What EC2 shows of a thing now."""
    ((method, ids),) = made.items()
    answer = getattr(ec2, method)(**ids)
    answer.pop("ResponseMetadata")
    return answer


@pytest.mark.parametrize("make", [group, subnet, table, network_acl, endpoint, peering, vpn])
def test_what_is_in_no_subnet_of_ours_keeps_the_vpc_alone(
    connected: Connected, done: Done, in_shell: Shell, make: Callable[[Any, str], Made]
) -> None:
    session, ec2 = connected(), connected(deployment="somebody").client("ec2")
    done(session, "network")
    vpc = parts(session).vpcs
    made = make(ec2, vpc[0]["VpcId"])
    before = told(ec2, made)
    TearDownStep(session).undo()
    assert parts(session) == Parts(vpcs=vpc)
    assert told(ec2, made) == before
    (row,) = prove(session, inventory(session)).rows
    assert (row.end, row.piece.thing, row.piece.cost_per_hour) == ("left", "VPC", 0)
    assert next(iter(made.values()))[next(iter(next(iter(made.values()))))][0] in row.why
    (removal,) = removals(session)
    in_shell(removal)
    TearDownStep(session).undo()
    assert leftovers(session).facts == ()


def test_a_table_that_somebody_leads_through_our_gateway_keeps_the_gateway(connected: Connected, done: Done) -> None:
    session, ec2 = connected(), connected(deployment="somebody").client("ec2")
    done(session, "network")
    there = parts(session)
    vpc_id, gateway = there.vpcs[0]["VpcId"], there.gateways[0]["InternetGatewayId"]
    theirs = ec2.create_route_table(VpcId=vpc_id)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=theirs, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    home = ec2.create_subnet(VpcId=vpc_id, CidrBlock="10.0.200.0/24")["Subnet"]["SubnetId"]
    ec2.associate_route_table(RouteTableId=theirs, SubnetId=home)
    TearDownStep(session).undo()
    assert parts(session) == Parts(vpcs=there.vpcs, gateways=there.gateways)
    assert reaches(session, vpc_id, home)


def test_what_is_changed_inside_of_what_goes_is_told_before_it_goes(connected: Connected, done: Done) -> None:
    session, ec2 = connected(), connected(deployment="somebody").client("ec2")
    done(session, "network")
    there = parts(session)
    ours, vpc_id = there.tables[0]["RouteTableId"], there.vpcs[0]["VpcId"]
    ec2.create_route(
        RouteTableId=ours, DestinationCidrBlock="192.0.2.0/24", GatewayId=there.gateways[0]["InternetGatewayId"]
    )
    ec2.create_tags(Resources=[vpc_id], Tags=[{"Key": "cost-center", "Value": "7"}])
    notes = " ".join(TearDownStep(session).plan_undo().notes)
    assert f"The route table {ours} goes with routes that somebody added: 192.0.2.0/24 to igw-" in notes
    assert f"The VPC {vpc_id} goes with tags that somebody added: cost-center." in notes
    assert TearDownStep(session).undo().notes
    assert leftovers(session).facts == ()
