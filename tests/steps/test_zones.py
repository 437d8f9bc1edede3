"""Dividing a VPC's range, and zones that have the instance type."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c9lib.aws import Session
from c9lib.steps.zones import free_ranges, zones_with


@pytest.mark.parametrize(
    ("vpc", "count", "taken", "first"),
    [
        ("10.0.0.0/16", 1, [], ["10.0.0.0/24"]),
        ("10.0.0.0/16", 3, ["10.0.0.0/24"], ["10.0.1.0/24", "10.0.2.0/24"]),
        ("10.0.0.0/25", 1, [], ["10.0.0.0/25"]),
        ("10.0.0.0/25", 2, [], ["10.0.0.0/26", "10.0.0.64/26"]),
        ("10.0.0.0/26", 3, [], ["10.0.0.0/28", "10.0.0.16/28", "10.0.0.32/28"]),
        ("10.0.0.0/28", 1, ["10.0.0.0/28"], []),
    ],
)
def test_ranges(vpc: str, count: int, taken: list[str], first: list[str]) -> None:
    assert free_ranges(vpc, count, taken)[: len(first) or None] == first


@given(st.integers(16, 26), st.integers(1, 3), st.integers(0, 3))
def test_ranges_never_overlap_and_stay_within_the_vpc(prefix: int, count: int, used: int) -> None:
    vpc = IPv4Network(f"10.0.0.0/{prefix}")
    taken = free_ranges(str(vpc), count, [])[:used]
    found = [IPv4Network(one) for one in free_ranges(str(vpc), count, taken)]
    assert len(found) + len(taken) >= count
    assert all(one.subnet_of(vpc) and 24 <= one.prefixlen <= 28 for one in found)
    assert len({*found, *map(IPv4Network, taken)}) == len(found) + len(taken)


def test_a_zone_without_the_instance_type_is_left_out(session: Session) -> None:
    zones = zones_with(session, "t3.small")
    assert zones == sorted(zones)
    assert "us-east-1a" in zones
    assert "us-east-1e" not in zones
    assert zones_with(session, "u9.huge") == []
