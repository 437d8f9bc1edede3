"""The checks of names, ways and addresses: break the network on the simulated AWS, apply the remedy, see it well."""

from __future__ import annotations

import pytest

PATHS = ("path.ssm", "path.ssmmessages", "path.ec2messages", "path.s3")
SERVICES = ("ssm", "ssmmessages", "ec2messages")


def statuses(ask, **about):
    return {check_id: ask(check_id, **about).status for check_id in PATHS}


@pytest.fixture
def no_route(aws, place):
    aws("ec2").delete_route(RouteTableId=place.table, DestinationCidrBlock="0.0.0.0/0")
    return place


def test_the_forecast_needs_no_instance(ask, place):
    assert set(statuses(ask).values()) == {"ok"}
    assert ask("path.ssm").evidence == (
        f"{place.subnet} → {place.table} → {place.gateway} → ssm.us-east-1.amazonaws.com"
    )


def test_without_a_subnet_there_is_no_way_to_look_at(ask):
    assert set(statuses(ask).values()) == {"skip"}
    assert "the deployment has no subnet" in ask("dns.support").evidence


def test_a_subnet_that_there_is_not_is_named(ask):
    given = {"network": "existing", "vpc_id": "vpc-0123456789abcdef0", "subnet_id": "subnet-0123456789abcdef0"}
    check = ask("path.ssm", **given)
    assert check.status == "skip"
    assert "subnet-0123456789abcdef0" in check.evidence


def test_a_missing_route_is_made_by_the_remedy(ask, mend, no_route):
    check = ask("path.ssm")
    assert (check.status, check.reason) == ("fail", "NO_ROUTE_TO_DESTINATION")
    assert check.evidence.startswith(f"{no_route.subnet} → {no_route.table} (no route to ")
    assert no_route.gateway in check.remedy[0]
    assert "--region us-east-1" in check.remedy[0]
    mend(check)
    assert set(statuses(ask).values()) == {"ok"}


def test_ec2messages_alone_is_a_warning(ask, no_route):
    check = ask("path.ec2messages")
    assert (check.status, check.reason) == ("warn", "NO_ROUTE_TO_DESTINATION")
    assert "do without it" in check.cause
    assert check.remedy == ask("path.ssm").remedy


def test_a_missing_gateway_is_made_and_attached_by_the_remedy(ask, mend, aws, no_route):
    aws("ec2").detach_internet_gateway(InternetGatewayId=no_route.gateway, VpcId=no_route.vpc)
    aws("ec2").delete_internet_gateway(InternetGatewayId=no_route.gateway)
    check = ask("path.ssmmessages")
    assert check.status == "fail"
    assert len(check.remedy) == 2
    mend(check)
    assert set(statuses(ask).values()) == {"ok"}


def test_a_detached_gateway_is_attached_by_the_remedy(ask, mend, aws, place):
    aws("ec2").detach_internet_gateway(InternetGatewayId=place.gateway, VpcId=place.vpc)
    check = ask("path.s3")
    assert (check.status, check.reason) == ("fail", "BAD_STATE_ROUTE")
    mend(check)
    assert set(statuses(ask).values()) == {"ok"}


def test_a_subnet_that_gives_no_address_is_mended_before_the_launch(ask, mend, aws, place):
    aws("ec2").modify_subnet_attribute(SubnetId=place.subnet, MapPublicIpOnLaunch={"Value": False})
    check = ask("path.ssm")
    assert check.reason == "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS"
    mend(check)
    assert ask("path.ssm").status == "ok"


def test_a_resolver_that_is_off_is_switched_on_by_the_remedy(ask, mend, aws, place):
    aws("ec2").modify_vpc_attribute(VpcId=place.vpc, EnableDnsSupport={"Value": False})
    check = ask("dns.support")
    assert check.status == "fail"
    assert place.vpc in check.evidence
    mend(check)
    assert ask("dns.support").status == "ok"


@pytest.mark.parametrize(
    ("vpc", "subnet", "status"),
    [
        ("172.17.0.0/16", "172.17.4.0/24", "fail"),
        ("172.17.128.0/17", "172.17.128.0/24", "fail"),
        ("172.18.0.0/16", "172.18.0.0/24", "ok"),
    ],
)
def test_dockers_addresses_are_avoided(ask, session, aws, vpc, subnet, status):
    ec2, tagged = aws("ec2"), [{"ResourceType": "subnet", "Tags": session().tags()}]
    made = ec2.create_vpc(CidrBlock=vpc)["Vpc"]["VpcId"]
    ec2.create_subnet(VpcId=made, CidrBlock=subnet, TagSpecifications=tagged)
    check = ask("network.docker-cidr")
    assert check.status == status
    assert vpc in check.evidence
    assert subnet in check.evidence


def test_dockers_addresses_are_a_warning_for_an_instance_alone(ask, aws, launch):
    ec2 = aws("ec2")
    made = ec2.create_vpc(CidrBlock="172.17.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=made, CidrBlock="172.17.4.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(GroupName="there", Description="none", VpcId=made)["GroupId"]
    found = launch(profile="", SubnetId=subnet, SecurityGroupIds=[group])
    check = ask("network.docker-cidr", instance_id=found)
    assert check.status == "warn"
    assert "environment" not in " ".join(check.remedy) + check.cause


def test_a_way_that_is_not_evaluated_is_a_warning_that_names_it(ask, aws, no_route):
    made = aws("ec2").create_network_interface(SubnetId=no_route.subnet)["NetworkInterface"]["NetworkInterfaceId"]
    aws("ec2").create_route(RouteTableId=no_route.table, DestinationCidrBlock="0.0.0.0/0", NetworkInterfaceId=made)
    check = ask("path.ssm")
    assert (check.status, check.reason) == ("warn", "UNSUPPORTED_COMPONENT")
    assert f"network-interface {made}" in check.remedy[0]


def test_a_gateway_that_is_being_made_has_to_be_waited_for(ask, aws, no_route):
    address = aws("ec2").allocate_address(Domain="vpc")["AllocationId"]
    gateway = aws("ec2").create_nat_gateway(SubnetId=no_route.subnet, AllocationId=address)["NatGateway"]
    aws("ec2").create_route(
        RouteTableId=no_route.table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=gateway["NatGatewayId"]
    )
    check = ask("path.ssm")
    assert (check.status, check.reason) == ("fail", "BAD_STATE")
    assert f"{gateway['NatGatewayId']} (pending)" in check.evidence
    assert "wait" in check.remedy[0]
