"""What mends a way: commands that open no more than the packet needs, and everything that it needs."""

from __future__ import annotations

from dataclasses import replace

from c9lib.path import Reason, from_interface, service
from tests.path.building import (
    ENI,
    GROUP,
    GUARD,
    NAT,
    PRIVATE,
    PUBLIC,
    acl,
    behind_nat,
    endpoint,
    entry,
    group,
    https,
    interface,
    nat_gateway,
    network,
    route,
    table,
    with_endpoints,
)

SSM = service("ssm", "us-east-1")
S3 = service("s3", "us-east-1")
AT_HOME = interface(PUBLIC, public="203.0.113.7")


def test_where_nothing_is_there_everything_is_made_that_cloud9s_page_asks_for() -> None:
    mend = from_interface(network(), interface(), SSM).remedy
    made = [word.rpartition(".")[2] for line in mend for word in line.split() if word.startswith("com.amazonaws.")]
    assert made == ["ssm", "ssmmessages", "ec2messages", "s3"]


def test_one_remedy_opens_every_crossing_of_an_acl_without_entries() -> None:
    closed = acl("acl-closed", subnets=(PRIVATE,))
    told = behind_nat(network_acls=[*network().network_acls, closed])
    path = from_interface(told, interface(), SSM)
    assert path.reason == Reason.ACL
    assert path.explanation.startswith("acl-closed outbound *: deny all traffic 0.0.0.0/0.")
    assert [hop.kind for hop in path.hops][-1] == "network-acl", "what comes after the stop isn't shown"
    assert path.remedy == (
        "aws ec2 create-network-acl-entry --network-acl-id acl-closed --egress --rule-number 100 --rule-action allow"
        " --protocol 6 --port-range From=443,To=443 --cidr-block 0.0.0.0/0 --region us-east-1",
        "aws ec2 create-network-acl-entry --network-acl-id acl-closed --ingress --rule-number 100 --rule-action allow"
        " --protocol 6 --port-range From=32768,To=60999 --cidr-block 0.0.0.0/0 --region us-east-1",
    )


def test_an_entry_goes_before_the_one_that_denies_and_takes_its_place_when_there_is_no_room() -> None:
    def mend(number: int) -> tuple[str, ...]:
        denying = acl(
            "acl-1",
            entry(number, "deny", egress=False, ports=(40000, 50000)),
            entry(200, "allow", egress=False),
            entry(200, "allow", egress=True),
            subnets=(PUBLIC,),
        )
        return from_interface(network(network_acls=[denying]), AT_HOME, SSM).remedy

    assert "--rule-number 89" in mend(90)[0]
    assert [line.split()[2] for line in mend(1)] == ["delete-network-acl-entry", "create-network-acl-entry"]


def test_a_group_that_is_narrow_on_purpose_is_opened_as_narrowly() -> None:
    narrow = group(GROUP, [https(UserIdGroupPairs=[{"GroupId": "sg-other"}])], [])
    told = with_endpoints(security_groups=[narrow, *network().security_groups[1:]])
    assert "UserIdGroupPairs=[{GroupId=sg-endpoints}]" in from_interface(told, interface(), SSM).remedy[0]
    assert "PrefixListIds=[{PrefixListId=pl-s3}]" in from_interface(told, interface(), S3).remedy[0]


def test_a_nat_gateway_in_the_instances_own_subnet_is_no_use_to_it() -> None:
    told = behind_nat(nat_gateways=[nat_gateway(where=PRIVATE), {**nat_gateway(), "NatGatewayId": "nat-2"}])
    assert from_interface(told, interface(), SSM).remedy == (
        "aws ec2 replace-route --route-table-id rtb-private --destination-cidr-block 0.0.0.0/0 --nat-gateway-id nat-2"
        " --region us-east-1",
    )


def test_a_new_nat_gateway_is_led_to_while_it_is_pending() -> None:
    gone = route("0.0.0.0/0", NatGatewayId="nat-gone", State="blackhole")
    told = network(route_tables=[network().route_tables[0], table("rtb-private", gone, main=True)])
    path = from_interface(told, interface(), SSM)
    assert path.reason == Reason.BAD_STATE_ROUTE
    assert [line.split()[2] for line in path.remedy] == ["create-nat-gateway", "replace-route"]
    assert "Name=state,Values=pending,available" in path.remedy[1]
    with_one = replace(told, nat_gateways=[nat_gateway()])
    assert from_interface(with_one, interface(), SSM).remedy == (
        "aws ec2 replace-route --route-table-id rtb-private --destination-cidr-block 0.0.0.0/0 --nat-gateway-id"
        f" {NAT} --region us-east-1",
    )


def test_an_existing_endpoints_group_is_used_for_the_ones_that_are_missing() -> None:
    told = with_endpoints(vpc_endpoints=[endpoint("ssm", PRIVATE)])
    path = from_interface(told, interface(), service("ssmmessages", "us-east-1"))
    assert [line.split()[2] for line in path.remedy] == ["create-vpc-endpoint"]
    assert f"--security-group-ids {GUARD} --private-dns-enabled" in path.remedy[0]
    assert ENI in path.hops[0].id


def test_a_subnet_that_lost_its_association_gets_a_table_back_not_the_main_one_opened() -> None:
    out = route("0.0.0.0/0", GatewayId="igw-1")
    told = network(route_tables=[table("rtb-public", out), table("rtb-main", main=True)])
    assert from_interface(told, AT_HOME, SSM).remedy == (
        "aws ec2 associate-route-table --route-table-id rtb-public --subnet-id subnet-public --region us-east-1",
    )
