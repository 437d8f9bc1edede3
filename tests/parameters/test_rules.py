"""Rules between parameters."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.errors import ParameterError
from c9lib.parameters import Parameters, from_mapping
from c9lib.parameters.rules import broken

AWS = {"target": "aws", "account_id": "123456789012"}
SUBNET = {"vpc_id": "vpc-0123456789abcdef0", "subnet_id": "subnet-01234567"}


def details(given: dict[str, Any]) -> tuple[str, ...]:
    with pytest.raises(ParameterError) as refusal:
        from_mapping(given)
    return refusal.value.details


def test_aws_needs_an_account() -> None:
    (only,) = details({"target": "aws"})
    assert only.startswith("account_id: is missing: target aws needs the 12 digits")
    assert from_mapping(AWS).account_id == "123456789012"


def test_an_existing_subnet_needs_both_ids() -> None:
    one, two = details({"network": "existing"})
    assert one.startswith("vpc_id: is missing")
    assert two.startswith("subnet_id: is missing")
    assert from_mapping({"network": "existing", **SUBNET}).subnet_id == "subnet-01234567"


@pytest.mark.parametrize("name", ["vpc_id", "subnet_id"])
def test_a_new_network_takes_no_ids(name: str) -> None:
    (only,) = details({"network": "public", name: SUBNET[name]})
    assert only == f"{name}: '{SUBNET[name]}' goes with network existing only; network is 'public', which makes its own"


@pytest.mark.parametrize(("vpc_cidr", "zones"), [("10.0.0.0/28", 2), ("10.0.0.0/27", 3)])
def test_subnets_must_not_be_smaller_than_a_28(vpc_cidr: str, zones: int) -> None:
    (only,) = details({"vpc_cidr": vpc_cidr, "availability_zones": zones})
    assert f"availability_zones: {zones} subnets" in only
    assert "/29" in only


@pytest.mark.parametrize(("vpc_cidr", "zones"), [("10.0.0.0/28", 1), ("10.0.0.0/27", 2), ("10.0.0.0/26", 3)])
def test_subnets_of_a_28_fit(vpc_cidr: str, zones: int) -> None:
    assert from_mapping({"vpc_cidr": vpc_cidr, "availability_zones": zones}).availability_zones == zones


@pytest.mark.parametrize(("vpc_cidr", "zones", "counted"), [("10.0.0.0/28", 1, "1 and"), ("10.0.0.0/27", 2, "2 and")])
def test_a_nat_gateway_needs_a_subnet_of_its_own(vpc_cidr: str, zones: int, counted: str) -> None:
    (only,) = details({"network": "nat", "vpc_cidr": vpc_cidr, "availability_zones": zones})
    assert only.startswith(f"availability_zones: {counted} the NAT gateway's, {zones + 1} subnets")
    assert from_mapping({"network": "nat", "vpc_cidr": "10.0.0.0/26", "availability_zones": 3}).network == "nat"


@pytest.mark.parametrize("given", [{"network": "isolated"}, {"restrict_egress": True}])
@pytest.mark.parametrize(
    ("services", "lacking"), [([], "ssm and ssmmessages"), (["s3", "ssm"], "ssmmessages"), (["ssmmessages"], "ssm")]
)
def test_where_only_endpoints_lead_the_agents_two_must_be_wanted(
    given: dict[str, Any], services: list[str], lacking: str
) -> None:
    (only,) = details({**given, "endpoint_services": services})
    assert only.startswith(f"endpoint_services: {services} lacks {lacking}: ")
    assert "no other way to Systems Manager" in only
    assert from_mapping({**given, "endpoint_services": ["ssm", "ssmmessages"]}).endpoint_services


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1:4566", "https://ec2.us-east-1.amazonaws.com", "http://simulator:4566"]
)
def test_the_simulated_target_takes_no_other_machine(url: str) -> None:
    (only,) = details({"endpoint_url": url})
    assert "isn't on this machine" in only
    assert from_mapping({**AWS, "endpoint_url": url}).endpoint_url == url


@pytest.mark.parametrize("url", ["http://127.0.0.1:4566", "http://localhost:1", "http://[::1]:4566"])
def test_the_target_aws_takes_no_loopback(url: str) -> None:
    (only,) = details({**AWS, "endpoint_url": url})
    assert "so it isn't AWS" in only
    assert from_mapping({"endpoint_url": url}).endpoint_url == url


@pytest.mark.parametrize("name", ["owner_arn", "members"])
def test_owner_and_members_are_of_the_account(name: str) -> None:
    arn = "arn:aws:iam::210987654321:user/a"
    given = {**AWS, name: [arn] if name == "members" else arn}
    (only,) = details(given)
    assert only == f"{name}: '{arn}' is in another account; account_id is '123456789012'"
    assert getattr(from_mapping({name: given[name]}), name) in (arn, (arn,)), "no account_id, nothing to compare with"


def test_the_owner_is_no_member_besides() -> None:
    arn = "arn:aws:iam::123456789012:user/a"
    (only,) = details({"owner_arn": arn, "members": [arn, "arn:aws:iam::123456789012:root"]})
    assert only == f"members: '{arn}' is the owner already, by owner_arn; leave it out"


def test_a_rule_whose_names_are_not_all_there_is_left_out() -> None:
    assert broken({"target": "aws"}) == []
    assert [one.name for one in broken({"target": "aws", "account_id": ""})] == ["account_id"]


def test_the_defaults_break_no_rule() -> None:
    assert broken(dict(Parameters())) == []
