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
    assert ask("path.ssm").evidence == f"{place.subnet} → {place.table} → {place.gateway} → internet"


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
    assert check.evidence == f"{no_route.subnet} → {no_route.table}"
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


@pytest.fixture
def endpoint(aws, place, wait):
    """Makes an interface endpoint in the subnet, available some minutes later; gives its id."""

    def made(service: str, private_dns: bool = True, pause: float = 600) -> str:
        ec2 = aws("ec2")
        if private_dns:
            ec2.modify_vpc_attribute(VpcId=place.vpc, EnableDnsHostnames={"Value": True})
        told = ec2.create_vpc_endpoint(
            VpcId=place.vpc,
            ServiceName=f"com.amazonaws.us-east-1.{service}",
            VpcEndpointType="Interface",
            SubnetIds=[place.subnet],
            PrivateDnsEnabled=private_dns,
        )
        wait(pause)
        return str(told["VpcEndpoint"]["VpcEndpointId"])

    return made


def test_endpoints_carry_where_no_route_leads_out(ask, endpoint, aws, no_route, wait):
    made = {service: endpoint(service) for service in SERVICES}
    gateway = aws("ec2").create_vpc_endpoint(
        VpcId=no_route.vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[no_route.table]
    )["VpcEndpoint"]["VpcEndpointId"]
    assert set(statuses(ask).values()) == {"ok"}
    assert made["ssm"] in ask("path.ssm").evidence
    assert gateway in ask("path.s3").evidence
    assert "not evaluated here" in ask("path.ssm").evidence
    assert ask("dns.private").status == "ok"
    assert ask("dns.hostnames").status == "ok"
    assert ask("instance.public-address").status == "skip"


def test_a_gateway_endpoint_on_another_route_table_is_of_no_use(ask, aws, no_route):
    other = aws("ec2").create_route_table(VpcId=no_route.vpc)["RouteTable"]["RouteTableId"]
    aws("ec2").create_vpc_endpoint(VpcId=no_route.vpc, ServiceName="com.amazonaws.us-east-1.s3", RouteTableIds=[other])
    assert ask("path.s3").reason == "NO_ROUTE_TO_DESTINATION"


def test_an_endpoint_that_is_not_ready_is_a_warning(ask, endpoint):
    made = endpoint("ssm", pause=1)
    check = ask("path.ssm")
    assert (check.status, check.reason) == ("warn", "BAD_STATE")
    assert f"{made} with private DNS is pending" in check.evidence
    assert ask("path.ssmmessages").status == "ok"


def test_private_dns_that_is_off_is_switched_on_by_the_remedy(ask, mend, endpoint, aws, no_route, wait):
    made = endpoint("ssm", private_dns=False)
    check = ask("dns.private")
    assert check.status == "fail"
    assert made in check.evidence
    assert ask("path.ssm").status == "fail"
    mend(ask("dns.hostnames"))
    mend(check)
    wait(600)
    assert ask("dns.private").status == "ok"
    assert ask("path.ssm").status == "ok"


def test_private_dns_that_is_off_beside_another_way_is_a_warning(ask, endpoint):
    endpoint("ssm", private_dns=False)
    assert ask("dns.private").status == "warn"
    assert ask("path.ssm").status == "ok"


def test_names_are_needed_for_endpoints_only(ask, mend, endpoint, aws, place):
    assert "false; only interface endpoints need it" in ask("dns.hostnames").evidence
    endpoint("ssm", private_dns=False)
    check = ask("dns.hostnames")
    assert check.status == "fail"
    mend(check)
    assert ask("dns.hostnames").evidence == f"enableDnsHostnames of {place.vpc} is true"


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


def test_a_way_that_is_not_evaluated_is_a_warning(ask, aws, no_route):
    address = aws("ec2").allocate_address(Domain="vpc")["AllocationId"]
    gateway = aws("ec2").create_nat_gateway(SubnetId=no_route.subnet, AllocationId=address)["NatGateway"]
    aws("ec2").create_route(
        RouteTableId=no_route.table, DestinationCidrBlock="0.0.0.0/0", NatGatewayId=gateway["NatGatewayId"]
    )
    check = ask("path.ssm")
    assert (check.status, check.reason) == ("warn", "UNSUPPORTED_COMPONENT")
    assert gateway["NatGatewayId"] in check.remedy[0]
