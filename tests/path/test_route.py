"""Which route takes a packet."""

from __future__ import annotations

from typing import Any

import pytest

from c9lib.path.route import in_words, route_for, target_of
from tests.path.building import S3_LIST, network, route, table

OUT = route("0.0.0.0/0", GatewayId="igw-1")
BY_LIST = {"DestinationPrefixListId": S3_LIST, "GatewayId": "vpce-s3", "State": "active"}


@pytest.mark.parametrize(
    ("routes", "address", "target"),
    [
        ([OUT], "52.46.128.0", "igw-1"),
        ([OUT], "10.0.7.7", "local"),
        ([OUT, route("52.0.0.0/8", TransitGatewayId="tgw-1")], "52.46.128.0", "tgw-1"),
        ([OUT, route("52.46.128.0/32", NatGatewayId="nat-1", State="blackhole")], "52.46.128.0", "nat-1"),
        ([OUT, BY_LIST], "52.216.0.0", "vpce-s3"),
        ([OUT, BY_LIST], "52.46.128.0", "igw-1"),
        ([OUT, BY_LIST, route("52.216.0.0/16", NatGatewayId="nat-1")], "52.216.0.0", "nat-1"),
        ([OUT, BY_LIST, route("52.216.0.0/15", NatGatewayId="nat-1")], "52.216.0.0", "nat-1"),
        ([route("10.0.2.0/24", NetworkInterfaceId="eni-9")], "10.0.2.4", "eni-9"),
        ([{"DestinationIpv6CidrBlock": "::/0", "GatewayId": "igw-1", "State": "active"}], "52.46.128.0", None),
        ([{"DestinationPrefixListId": "pl-unknown", "GatewayId": "igw-1", "State": "active"}], "52.46.128.0", None),
    ],
)
def test_the_longest_prefix_wins_and_lists_count_by_their_entries(
    routes: list[dict[str, Any]], address: str, target: str | None
) -> None:
    found = route_for(network(), table("rtb-1", *routes), f"{address}/32")
    assert (target_of(found)[1] if found else None) == target


def test_a_static_route_goes_before_a_propagated_one() -> None:
    learned = route("52.0.0.0/8", GatewayId="vgw-1", Origin="EnableVgwRoutePropagation")
    written = route("52.0.0.0/8", TransitGatewayId="tgw-1")
    found = route_for(network(), table("rtb-1", learned, written), "52.46.128.0/32")
    assert found is not None
    assert in_words(table("rtb-1"), found) == "rtb-1: 52.0.0.0/8 to tgw-1"


def test_a_route_without_a_target_is_told() -> None:
    assert target_of({"DestinationCidrBlock": "0.0.0.0/0"}) == ("unknown", "")
