"""Finding things in a network: by id, by what decides for a subnet, and whose they are."""

from __future__ import annotations

import pytest

from c9lib.path.network import Network, is_attached, state_of

SUBNET = {"SubnetId": "subnet-1", "VpcId": "vpc-1", "OwnerId": "111122223333"}
MAIN = {"RouteTableId": "rtb-main", "VpcId": "vpc-1", "Associations": [{"Main": True}]}
OWN = {"RouteTableId": "rtb-own", "VpcId": "vpc-1", "Associations": [{"Main": False, "SubnetId": "subnet-1"}]}
LEAVING = {**OWN, "Associations": [{"SubnetId": "subnet-1", "AssociationState": {"State": "disassociating"}}]}
ELSEWHERE = {**MAIN, "RouteTableId": "rtb-else", "VpcId": "vpc-2"}
S3 = {"PrefixListId": "pl-1", "PrefixListName": "com.amazonaws.us-east-1.s3"}


def test_one_thing_is_found_by_its_id_or_not_at_all() -> None:
    network = Network(subnets=[SUBNET])
    assert network.subnet("subnet-1") == SUBNET
    assert network.subnet("subnet-2") is None


@pytest.mark.parametrize(
    ("tables", "found"),
    [
        ([MAIN, OWN], "rtb-own"),
        ([MAIN, LEAVING], "rtb-main"),
        ([ELSEWHERE, MAIN], "rtb-main"),
        ([ELSEWHERE], None),
    ],
)
def test_the_associated_table_decides_else_the_main_one(tables: list[dict[str, object]], found: str | None) -> None:
    table = Network(route_tables=tables).route_table_of(SUBNET)
    assert (table["RouteTableId"] if table else None) == found


@pytest.mark.parametrize(
    ("service_name", "found"),
    [("com.amazonaws.us-east-1.s3", S3), ("com.amazonaws.us-east-1.ssm", None), ("", None)],
)
def test_a_service_has_a_prefix_list_only_by_its_name(service_name: str, found: object) -> None:
    nameless = {"PrefixListId": "pl-2", "PrefixListName": ""}
    assert Network(prefix_lists=[nameless, S3]).prefix_list_of(service_name) == found


@pytest.mark.parametrize(
    ("account_id", "subnet", "shared"),
    [
        ("444455556666", SUBNET, True),
        ("111122223333", SUBNET, False),
        ("", SUBNET, False),
        ("444455556666", {"SubnetId": "subnet-1", "VpcId": "vpc-1"}, False),
    ],
)
def test_a_subnet_is_shared_when_another_account_owns_it(
    account_id: str, subnet: dict[str, str], *, shared: bool
) -> None:
    assert Network(account_id=account_id).is_shared(subnet) is shared


@pytest.mark.parametrize(("state", "attached"), [("available", True), ("attached", True), ("detaching", False)])
def test_a_gateway_serves_the_vpc_that_it_is_attached_to(state: str, *, attached: bool) -> None:
    gateway = {"InternetGatewayId": "igw-1", "Attachments": [{"VpcId": "vpc-1", "State": state}]}
    assert is_attached(gateway, "vpc-1") is attached
    assert not is_attached(gateway, "vpc-2")


def test_dns_attributes_that_nobody_asked_for_count_as_on() -> None:
    network = Network(vpc_attributes={"vpc-1": {"enableDnsSupport": False}})
    assert not network.attribute("vpc-1", "enableDnsSupport")
    assert network.attribute("vpc-1", "enableDnsHostnames")
    assert network.attribute("vpc-2", "enableDnsSupport")


def test_states_are_compared_in_lower_case() -> None:
    assert state_of({"State": "PendingAcceptance"}) == "pendingacceptance"
