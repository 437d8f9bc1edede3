"""The random networks themselves: shapes that EC2 knows, and every outcome often enough to be worth comparing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import botocore.session
import pytest
from botocore.model import ListShape, Shape, StructureShape
from hypothesis import HealthCheck, given, settings

from c9lib.path import Network, Reason, service
from c9lib.path.network import Thing
from tests.path.naive import walk
from tests.path.random_networks import situations

EC2 = botocore.session.get_session().get_service_model("ec2")
CALLS = {
    "vpcs": "DescribeVpcs",
    "subnets": "DescribeSubnets",
    "route_tables": "DescribeRouteTables",
    "internet_gateways": "DescribeInternetGateways",
    "nat_gateways": "DescribeNatGateways",
    "network_interfaces": "DescribeNetworkInterfaces",
    "security_groups": "DescribeSecurityGroups",
    "network_acls": "DescribeNetworkAcls",
    "vpc_endpoints": "DescribeVpcEndpoints",
    "prefix_lists": "DescribePrefixLists",
    "dhcp_options": "DescribeDhcpOptions",
    "block_public_access": "DescribeVpcBlockPublicAccessOptions",
    "block_public_access_exclusions": "DescribeVpcBlockPublicAccessExclusions",
}
NEVER_ALONE = {Reason.NONE, Reason.NOWHERE, Reason.UNKNOWN_RESOURCE, Reason.UNASSOCIATED}
"""Reasons that no random network has as its only one: a choice of AWS's pages, or a thing that isn't there."""

sample = settings(
    max_examples=300, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def strangers(value: Any, shape: Shape, place: str) -> list[str]:
    """The members of a value that its shape in botocore's model doesn't have, or has with another type."""
    if isinstance(shape, StructureShape):
        assert isinstance(value, Mapping), place
        unknown = [f"{place}.{name}" for name in value if name not in shape.members]
        known = [(value[name], shape.members[name], f"{place}.{name}") for name in value if name in shape.members]
        return unknown + [found for one in known for found in strangers(*one)]
    if isinstance(shape, ListShape):
        assert isinstance(value, list), place
        return [found for one in value for found in strangers(one, shape.member, place)]
    kinds = {"string": str, "boolean": bool, "integer": int}
    return [] if isinstance(value, kinds[shape.type_name]) else [f"{place}: {value!r}"]


def answer_of(call: str, network_part: Any) -> tuple[Any, Shape]:
    """What a Describe call answers under its one member that isn't a token."""
    members = EC2.operation_model(call).output_shape.members
    name = next(name for name in members if name != "NextToken")
    return list(network_part) if isinstance(network_part, Sequence) else network_part, members[name]


@sample
@given(situations())
def test_every_part_has_the_shape_that_boto3_returns(situation: tuple[Network, Thing]) -> None:
    network, interface = situation
    assert interface in network.network_interfaces
    for part, call in CALLS.items():
        value = getattr(network, part)
        if value is not None:
            value, shape = answer_of(call, value)
            assert not strangers(value, shape, part)


def test_a_wrong_shape_is_seen() -> None:
    wrong = [{"RouteTableId": 1, "Routen": []}]
    value, shape = answer_of("DescribeRouteTables", wrong)
    assert strangers(value, shape, "tables") == ["tables.Routen", "tables.RouteTableId: 1"]


@pytest.fixture(scope="module")
def outcomes() -> Counter[str]:
    """How often each reason stands alone among 800 networks and three services; "" is reachable."""
    found: Counter[str] = Counter()

    @settings(sample, max_examples=800)
    @given(situations())
    def count(situation: tuple[Network, Thing]) -> None:
        for name in ("ssm", "ssmmessages", "s3"):
            verdict = walk(*situation, service(name, "us-east-1"))
            found["reachable" if verdict.reachable else verdict.reason or "a choice"] += 1

    count()
    return found


def test_every_second_way_or_so_leads_through(outcomes: Counter[str]) -> None:
    assert 0.3 <= outcomes["reachable"] / outcomes.total() <= 0.7, outcomes


@pytest.mark.parametrize("reason", [one for one in Reason if one not in NEVER_ALONE])
def test_each_reason_occurs(outcomes: Counter[str], reason: Reason) -> None:
    assert outcomes[reason] >= 5, outcomes
